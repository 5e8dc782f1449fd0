// Keeps the conversations of a mailbox equal to what grouping says of its letters, letter by letter.
import type { ConversationId, MailboxId, MessageId } from '../../shared/model/ids.ts'
import { lettersUnder, mayComeBetween } from '../domain/thread-apart.ts'
import type { ThreadEdge, ThreadLetter, ThreadNode, ThreadRules } from '../domain/thread-model.ts'
import { affectedBy, nodesOf } from '../domain/threading.ts'
import { addConversation } from '../store/conversations.ts'
import type { Writer } from '../store/handle.ts'
import { addNode, type EdgeRow, type NodeRow, nodesOfMessage, type StoredEdge, setEdge } from '../store/nodes.ts'
import { type EdgeChanges, newChanges, regroup } from './regroup.ts'
import type { StoredLookup } from './thread-lookup.ts'

/** A mailbox whose letters are grouped in one commit. */
export interface GroupedMailbox {
  readonly mailboxId: MailboxId
  readonly lookup: StoredLookup
  readonly rules: ThreadRules
  /** Edges have changed since letters under rules of splits were last asked. */
  areRulesBehind: boolean
}

/** Gives a new letter its nodes, asks those again that it concerns, and regroups what changed. Answers what was touched. */
export function place(tx: Writer, desk: GroupedMailbox, letter: ThreadLetter, isHistory: boolean): Set<ConversationId> {
  const { mailboxId, lookup, rules } = desk
  const changes = newChanges()
  const nodes = nodesOf(letter, lookup, rules)
  for (const wanted of nodes) {
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
      isHistory,
    }
    const id = addNode(tx, node, rowOf(wanted.edge, parent?.id ?? null))
    if (parent) changes.added.push({ node: id, parent: parent.id, joins: [conversationId, conversationId] })
  }
  lookup.remember(letter)
  const asked = affectedBy(letter, lookup, rules).filter((id) => id !== letter.id)
  for (const id of asked) askAgain(tx, desk, id, changes)
  const clients = nodes.map((node) => node.clientEmail)
  if (asked.length > 0 || mayComeBetween(letter, clients, rules.apart, lookup)) desk.areRulesBehind = true
  return regroup(tx, changes)
}

/** Asks for the edges of stored letters again (a rule or a decision changed); regroups. Answers what was touched. */
export function reconsider(
  tx: Writer,
  desk: GroupedMailbox,
  ids: Iterable<number>,
  changes = newChanges(),
): Set<ConversationId> {
  for (const id of ids) askAgain(tx, desk, id, changes)
  desk.areRulesBehind = true
  return regroup(tx, changes)
}

/**
 * Letters under rules of splits, once for a commit: they read the edges that all others gave. One that hangs on a changed
 * edge may stand as before although another edge is hidden under its rule, so all of them are asked. Answers what was touched.
 */
export function askUnderRules(tx: Writer, desk: GroupedMailbox): Set<ConversationId> {
  const changes = newChanges()
  if (desk.areRulesBehind) for (const id of lettersUnder(desk.rules.apart, desk.lookup)) askAgain(tx, desk, id, changes)
  desk.areRulesBehind = false
  return regroup(tx, changes)
}

function askAgain(tx: Writer, { mailboxId, lookup, rules }: GroupedMailbox, id: number, changes: EdgeChanges): void {
  const letter = lookup.letter(id)
  if (!letter) return
  const stored = new Map(nodesOfMessage(tx, mailboxId, id as MessageId).map((node) => [node.client, node]))
  for (const wanted of nodesOf(letter, lookup, rules)) {
    const node = stored.get(wanted.client)
    if (node) connect(tx, mailboxId, node, wanted, changes)
  }
}

function connect(
  tx: Writer,
  mailbox: MailboxId,
  node: NodeRow & StoredEdge,
  wanted: ThreadNode,
  changes: EdgeChanges,
): void {
  const { touched, added, removed } = changes
  const parent = parentNode(tx, mailbox, wanted)
  setEdge(tx, node, rowOf(wanted.edge, parent?.id ?? null))
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
