// A stored letter is seen otherwise than when it came: a copy of it lies in Sent, another address became ours, its head was
// completed. The order in which we learn things must not show in the conversations.
import type { ConversationId, MessageId } from '../../shared/model/ids.ts'
import { type Standpoint, standpoint } from '../domain/direction.ts'
import type { ThreadLetter } from '../domain/thread-model.ts'
import { placesOf } from '../domain/threading.ts'
import { addConversation, aliasConversation, hasLetters } from '../store/conversations.ts'
import type { Writer } from '../store/handle.ts'
import { addNode, childrenOfNode, dropNode, nodesStanding, type StandingNode, standNode } from '../store/nodes.ts'
import { arrivalIn, decidedUnder, threadFacts } from '../store/thread-facts.ts'
import { dropUnread, isUnreadThere } from '../store/unread.ts'
import { bindNodes } from './bind.ts'
import type { Desk } from './desk.ts'
import { showRead } from './read-marks.ts'
import { newChanges } from './regroup.ts'
import { reconsider } from './threads.ts'

/** Gives a letter of the mailbox the nodes and edges that it has by what is known now; touched conversations go to the desk. */
export function restand(tx: Writer, desk: Desk, id: MessageId, alsoTouched: Iterable<ConversationId> = []): void {
  const { mailboxId, lookup } = desk
  const before = nodesStanding(tx, mailboxId, id)
  const first = before[0]
  const found = seenNow(tx, desk, id)
  if (!first || !found) return
  const { letter, seen, wasOurs } = found
  const changes = newChanges()
  for (const touched of [...alsoTouched, ...before.map((node) => node.conversationId)]) changes.touched.add(touched)
  const ask = new Set<number>([id])
  for (const child of lookup.childrenOf([letter.messageId, ...letter.aliases].filter((one) => one !== '')))
    ask.add(child.letter)
  // Asked meanwhile by another letter, they may have lost their way to the node that this one is to have.
  for (const child of decidedUnder(tx, mailboxId, id)) ask.add(child)
  const askNeighbours = () => {
    for (const node of nodesStanding(tx, mailboxId, id)) {
      const next =
        node.subjectKey === '' || node.clientEmail === ''
          ? null
          : lookup.nodeAfter(node.clientEmail, node.subjectKey, letter.at, letter.identity)
      if (next) ask.add(next.letter)
    }
  }
  askNeighbours()
  for (const node of before) for (const child of childrenOfNode(tx, node.id)) ask.add(child.messageId)
  standAgain(tx, desk, before, first, letter).forEach((node) => {
    for (const child of childrenOfNode(tx, node)) {
      changes.removed.push({ node: child.id, parent: node })
    }
    dropNode(tx, node)
  })
  lookup.forget(id)
  askNeighbours()
  for (const touched of reconsider(tx, desk, ask, changes)) {
    // One that this letter made by itself for somebody who is no client any more: its number leads to where the letter is.
    const now = nodesStanding(tx, mailboxId, id)[0]?.conversationId
    if (now !== undefined && !hasLetters(tx, touched)) aliasConversation(tx, touched, now)
    else desk.touched.add(touched)
  }
  if (letter.direction === 'out') dropUnread(tx, mailboxId, id)
  else if (wasOurs && isUnreadThere(tx, mailboxId, id)) showRead(tx, mailboxId, id, false)
  bindNodes(tx, desk, id, seen)
}

function seenNow(
  tx: Writer,
  desk: Desk,
  id: MessageId,
): { letter: ThreadLetter; seen: Standpoint; wasOurs: boolean } | null {
  const facts = threadFacts(tx, desk.mailboxId, id)
  if (!facts) return null
  const { isInSent, receivedAt } = arrivalIn(tx, desk.mailboxId, id)
  const people = (role: string) => facts.people.filter((person) => person.role === role).map((person) => person.email)
  const seen = standpoint(
    {
      from: people('from')[0] ?? '',
      to: people('to'),
      cc: people('cc'),
      bcc: people('bcc'),
      replyTo: people('reply-to')[0] ?? '',
    },
    desk.address,
    desk.own,
    isInSent,
  )
  return {
    seen,
    wasOurs: facts.direction === 'out',
    letter: {
      ...facts,
      ...seen,
      receivedAt: Math.min(facts.receivedAt, receivedAt ?? facts.receivedAt),
      isOursById: facts.isOursById === 1,
      hasReplyPrefix: facts.hasReplyPrefix === 1,
    },
  }
}

// Nodes that stay keep their id, and with it the edges to them. Answers those that are of no more use.
function standAgain(
  tx: Writer,
  desk: Desk,
  before: readonly StandingNode[],
  first: StandingNode,
  letter: ThreadLetter,
): number[] {
  const free = new Map(before.map((node) => [node.client, node]))
  const places = placesOf(letter, desk.rules)
  const matched = places.map((place) => {
    const node = free.get(place.client)
    if (node) free.delete(place.client)
    return { place, node }
  })
  for (const { place, node } of matched) {
    const reused = node ?? takeAny(free)
    const stands = { ...place, direction: letter.direction, receivedAt: letter.receivedAt }
    if (reused) standNode(tx, reused.id, stands)
    else {
      const { at, subjectKey } = letter
      const node = {
        conversationId: addConversation(tx, desk.mailboxId),
        messageId: first.messageId,
        mailboxId: desk.mailboxId,
        at,
        subjectKey,
        isHistory: first.isHistory === 1,
        ...stands,
      }
      addNode(tx, node, {
        parentId: null,
        rule: 'first',
        header: null,
        fromAnotherAddress: false,
        subjectChanged: false,
      })
      desk.touched.add(node.conversationId)
    }
  }
  return [...free.values()].map((node) => node.id)
}

function takeAny(free: Map<string, StandingNode>): StandingNode | undefined {
  const [client, node] = free.entries().next().value ?? []
  if (client !== undefined) free.delete(client)
  return node
}
