// Keeps the conversations of a mailbox equal to what grouping says of its letters, letter by letter.
import type { ConversationId, MailboxId, MessageId } from '../../shared/model/ids.ts'
import { components } from '../domain/thread-groups.ts'
import type { ThreadEdge, ThreadLetter, ThreadLookup, ThreadNode, ThreadRules } from '../domain/thread-model.ts'
import { settle } from '../domain/thread-numbers.ts'
import { affectedBy, nodesOf } from '../domain/threading.ts'
import { addConversation, aliasConversation, numberOf } from '../store/conversations.ts'
import type { Writer } from '../store/handle.ts'
import { addNode, conversationNodes, type EdgeRow, moveNode, type NodeRow, nodesOfMessage, setEdge } from '../store/nodes.ts'
import { moveUnread } from '../store/unread.ts'

export interface Arrival {
  mailboxId: MailboxId
  letter: ThreadLetter
  isHistory: boolean
}

/** Gives a new letter its nodes, asks those again that it concerns, and regroups what changed. Answers what was touched. */
export function place(tx: Writer, arrival: Arrival, lookup: ThreadLookup & { forget(id: number): void }, rules: ThreadRules): Set<ConversationId> {
  const { letter, mailboxId } = arrival
  const touched = new Set<ConversationId>()
  for (const wanted of nodesOf(letter, lookup, rules)) {
    const parent = parentNode(tx, mailboxId, wanted)
    const conversationId = parent?.conversationId ?? addConversation(tx, mailboxId)
    touched.add(conversationId)
    const { at, receivedAt, direction, subjectKey } = letter
    // Ids of grouping are ids of messages.
    const node = { conversationId, messageId: letter.id as MessageId, mailboxId, at, receivedAt, direction, client: wanted.client, clientEmail: wanted.clientEmail, subjectKey, isHistory: arrival.isHistory }
    addNode(tx, node, rowOf(wanted.edge, parent?.id ?? null))
  }
  lookup.forget(letter.id)
  let isMoved = false
  for (const id of affectedBy(letter, lookup, rules)) {
    if (id !== letter.id) isMoved = askAgain(tx, mailboxId, id, lookup, rules, touched) || isMoved
  }
  return regroup(tx, touched, isMoved)
}

/** Asks for the edges of a stored letter again (a rule or a decision changed); regroups. Answers what was touched. */
export function reconsider(tx: Writer, mailbox: MailboxId, ids: readonly MessageId[], lookup: ThreadLookup, rules: ThreadRules): Set<ConversationId> {
  const touched = new Set<ConversationId>()
  let isMoved = false
  for (const id of ids) isMoved = askAgain(tx, mailbox, id, lookup, rules, touched) || isMoved
  return regroup(tx, touched, isMoved)
}

function askAgain(tx: Writer, mailbox: MailboxId, id: number, lookup: ThreadLookup, rules: ThreadRules, touched: Set<ConversationId>): boolean {
  const letter = lookup.letter(id)
  if (!letter) return false
  const stored = new Map(nodesOfMessage(tx, mailbox, id as MessageId).map((node) => [node.client, node]))
  let isMoved = false
  for (const wanted of nodesOf(letter, lookup, rules)) {
    const node = stored.get(wanted.client)
    if (node) isMoved = connect(tx, mailbox, node, wanted, touched) || isMoved
  }
  return isMoved
}

function connect(tx: Writer, mailbox: MailboxId, node: NodeRow, wanted: ThreadNode, touched: Set<ConversationId>): boolean {
  const parent = parentNode(tx, mailbox, wanted)
  setEdge(tx, node.id, rowOf(wanted.edge, parent?.id ?? null))
  if (node.parentId === (parent?.id ?? null)) return false
  touched.add(node.conversationId)
  if (parent) touched.add(parent.conversationId)
  return true
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

// Made in this commit: any conversation that was here before survives it.
const UNNUMBERED = Number.MAX_SAFE_INTEGER

// Which conversations the nodes of the touched ones make now. Without a moved edge one conversation stays as it is.
function regroup(tx: Writer, touched: Set<ConversationId>, isMoved: boolean): Set<ConversationId> {
  if (touched.size < 2 && !isMoved) return touched
  const numbers = new Map([...touched].map((id) => [id, numberOf(tx, id) ?? UNNUMBERED]))
  const rows = [...touched].flatMap((id) => conversationNodes(tx, id))
  const byId = new Map(rows.map((row) => [row.id, row]))
  const nodes = rows.map((row) => {
    const parent = row.parentId === null ? undefined : byId.get(row.parentId)
    return {
      row,
      letter: row.messageId,
      client: row.client,
      at: row.at,
      identity: row.identity,
      was: { conversation: row.conversationId, number: numbers.get(row.conversationId) ?? UNNUMBERED },
      edge: { parent: parent ? { letter: parent.messageId, client: parent.client } : null },
    }
  })
  const result = new Set<ConversationId>()
  const joins: [ConversationId, ConversationId][] = []
  for (const group of settle(components(nodes))) {
    const mailbox = group.nodes[0]!.row.mailboxId
    const id = (group.keeps ?? addConversation(tx, mailbox)) as ConversationId
    result.add(id)
    for (const { row } of group.nodes) {
      if (row.conversationId === id) continue
      moveNode(tx, row.id, id)
      moveUnread(tx, mailbox, row.messageId, id)
    }
    for (const from of group.joined) joins.push([from as ConversationId, id])
  }
  for (const [from, into] of joins) aliasConversation(tx, from, into)
  return result
}
