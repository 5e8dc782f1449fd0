// Keeps the conversations of a mailbox equal to what grouping says of its letters, letter by letter.
import type { ConversationId, MailboxId, MessageId } from '../../shared/model/ids.ts'
import { isUnder, lettersUnder } from '../domain/thread-apart.ts'
import type { ThreadEdge, ThreadLetter, ThreadLookup, ThreadNode, ThreadRules } from '../domain/thread-model.ts'
import { affectedBy, nodesOf } from '../domain/threading.ts'
import { addConversation } from '../store/conversations.ts'
import type { Writer } from '../store/handle.ts'
import { addNode, type EdgeRow, type NodeRow, nodesOfMessage, setEdge } from '../store/nodes.ts'
import { type EdgeChanges, newChanges, regroup } from './regroup.ts'
import type { StoredLookup } from './thread-lookup.ts'

export interface Arrival {
  mailboxId: MailboxId
  letter: ThreadLetter
  isHistory: boolean
}

/** Gives a new letter its nodes, asks those again that it concerns, and regroups what changed. Answers what was touched. */
export function place(tx: Writer, arrival: Arrival, lookup: StoredLookup, rules: ThreadRules): Set<ConversationId> {
  const { letter, mailboxId } = arrival
  const changes = newChanges()
  for (const wanted of nodesOf(letter, lookup, rules)) {
    const parent = parentNode(tx, mailboxId, wanted)
    const conversationId = parent?.conversationId ?? addConversation(tx, mailboxId)
    changes.touched.add(conversationId)
    const { at, receivedAt, direction, subjectKey } = letter
    // Ids of grouping are ids of messages.
    const node = {
      conversationId,
      messageId: letter.id as MessageId,
      mailboxId,
      at,
      receivedAt,
      direction,
      client: wanted.client,
      clientEmail: wanted.clientEmail,
      subjectKey,
      isHistory: arrival.isHistory,
    }
    const id = addNode(tx, node, rowOf(wanted.edge, parent?.id ?? null))
    if (parent) changes.added.push({ node: id, parent: parent.id, joins: [conversationId, conversationId] })
  }
  lookup.remember(letter)
  const asked = affectedBy(letter, lookup, rules).filter((id) => id !== letter.id)
  for (const id of asked) askAgain(tx, mailboxId, id, lookup, rules, changes)
  // Under such a rule a letter may stand as before though its other edge has changed: that cannot be told from the changes.
  if (asked.length > 0 || rules.apart.some((rule) => isUnder(letter, rule)))
    askUnderRules(tx, mailboxId, lookup, rules, changes)
  return regroup(tx, changes)
}

/** Asks for the edges of stored letters again (a rule or a decision changed); regroups. Answers what was touched. */
export function reconsider(
  tx: Writer,
  mailbox: MailboxId,
  ids: Iterable<number>,
  lookup: ThreadLookup,
  rules: ThreadRules,
  changes = newChanges(),
): Set<ConversationId> {
  for (const id of ids) askAgain(tx, mailbox, id, lookup, rules, changes)
  askUnderRules(tx, mailbox, lookup, rules, changes)
  return regroup(tx, changes)
}

// Last: rules of splits read the edges that all others gave.
function askUnderRules(
  tx: Writer,
  mailbox: MailboxId,
  lookup: ThreadLookup,
  rules: ThreadRules,
  changes: EdgeChanges,
): void {
  for (const id of lettersUnder(rules.apart, lookup)) askAgain(tx, mailbox, id, lookup, rules, changes)
}

function askAgain(
  tx: Writer,
  mailbox: MailboxId,
  id: number,
  lookup: ThreadLookup,
  rules: ThreadRules,
  changes: EdgeChanges,
): void {
  const letter = lookup.letter(id)
  if (!letter) return
  const stored = new Map(nodesOfMessage(tx, mailbox, id as MessageId).map((node) => [node.client, node]))
  for (const wanted of nodesOf(letter, lookup, rules)) {
    const node = stored.get(wanted.client)
    if (node) connect(tx, mailbox, node, wanted, changes)
  }
}

function connect(tx: Writer, mailbox: MailboxId, node: NodeRow, wanted: ThreadNode, changes: EdgeChanges): void {
  const { touched, added, removed } = changes
  const parent = parentNode(tx, mailbox, wanted)
  setEdge(tx, node.id, rowOf(wanted.edge, parent?.id ?? null))
  if (node.parentId === (parent?.id ?? null)) return
  touched.add(node.conversationId)
  if (node.parentId !== null) removed.push({ node: node.id, parent: node.parentId })
  // What it was added for a moment ago is gone again: the edges that came do not say any more what holds together.
  if (added.some((edge) => edge.node === node.id)) changes.areMoved = true
  if (!parent) return
  touched.add(parent.conversationId)
  added.push({ node: node.id, parent: parent.id, joins: [node.conversationId, parent.conversationId] })
}

function parentNode(tx: Writer, mailbox: MailboxId, { edge: { parent } }: ThreadNode): NodeRow | undefined {
  if (!parent) return undefined
  return nodesOfMessage(tx, mailbox, parent.letter as MessageId).find((node) => node.client === parent.client)
}

const rowOf = (edge: ThreadEdge, parentId: number | null): EdgeRow => ({
  parentId,
  rule: edge.rule,
  header: edge.header?.slice(0, 500) ?? null,
  fromAnotherAddress: edge.fromAnotherAddress,
  subjectChanged: edge.subjectChanged,
})
