// A node is a letter in a mailbox: it has at most one parent, and its conversation is the tree that it stands in.

import type { Why } from '../../shared/model/conversation.ts'
import type { ContactId, ConversationId, MailboxId, MessageId } from '../../shared/model/ids.ts'
import type { Reader, Writer } from './handle.ts'

export interface NodeRow {
  id: number
  conversationId: ConversationId
  messageId: MessageId
  client: string
  at: number
  parentId: number | null
}

export interface NewNode {
  conversationId: ConversationId
  messageId: MessageId
  mailboxId: MailboxId
  at: number
  receivedAt: number
  direction: 'in' | 'out'
  client: string
  clientEmail: string
  subjectKey: string
  isHistory: boolean
}

export interface EdgeRow {
  parentId: number | null
  rule: Why['rule']
  header: string | null
  fromAnotherAddress: boolean
  subjectChanged: boolean
}

export function addNode(tx: Writer, node: NewNode, edge: EdgeRow): number {
  const added = tx
    .sql(
      `INSERT INTO conversation_messages (conversation_id, message_id, mailbox_id, at, received_at, direction, client, client_email, subject_key,
         parent_id, rule, header, from_another_address, subject_changed, is_history) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      node.conversationId,
      node.messageId,
      node.mailboxId,
      node.at,
      node.receivedAt,
      node.direction,
      node.client,
      node.clientEmail,
      node.subjectKey,
      edge.parentId,
      edge.rule,
      edge.header,
      edge.fromAnotherAddress ? 1 : 0,
      edge.subjectChanged ? 1 : 0,
      node.isHistory ? 1 : 0,
    )
  return Number(added.lastInsertRowid)
}

/** An edge as it stands, in the form of the table. */
export interface StoredEdge {
  rule: Why['rule']
  header: string | null
  fromAnotherAddress: number
  subjectChanged: number
}

/** Writes nothing where the node stands by this very edge. */
export function setEdge(tx: Writer, node: Pick<NodeRow, 'id' | 'parentId'> & StoredEdge, edge: EdgeRow): void {
  const [fromAnother, changed] = [edge.fromAnotherAddress ? 1 : 0, edge.subjectChanged ? 1 : 0]
  const isSame = node.parentId === edge.parentId && node.rule === edge.rule && node.header === edge.header
  if (isSame && node.fromAnotherAddress === fromAnother && node.subjectChanged === changed) return
  tx.sql(
    'UPDATE conversation_messages SET parent_id = ?, rule = ?, header = ?, from_another_address = ?, subject_changed = ? WHERE id = ?',
  ).run(edge.parentId, edge.rule, edge.header, fromAnother, changed, node.id)
}

/** With it goes a letter of ours that is on its way, and what its author is writing in answer to it. */
export function moveNode(tx: Writer, node: number, to: ConversationId): void {
  const stood = tx
    .sql<{ message: MessageId; mailbox: MailboxId; was: ConversationId }>(
      'SELECT message_id AS message, mailbox_id AS mailbox, conversation_id AS was FROM conversation_messages WHERE id = ?',
    )
    .get(node)
  if (stood && stood.was !== to) {
    const letter = { to, message: stood.message, was: stood.was }
    const sent = tx
      .sql<{ id: number }>(
        'UPDATE outbox SET conversation_id = :to WHERE message_id = :message AND mailbox_id = :mailbox AND conversation_id = :was RETURNING id',
      )
      .all({ ...letter, mailbox: stood.mailbox })
    for (const { id } of sent) tx.changed('outbox', id)
    const begun = tx
      .sql<{ id: number }>(
        'UPDATE drafts SET conversation_id = :to WHERE reply_to = :message AND conversation_id = :was RETURNING id',
      )
      .all(letter)
    for (const { id } of begun) tx.changed('drafts', id)
  }
  tx.sql('UPDATE conversation_messages SET conversation_id = ? WHERE id = ?').run(to, node)
}

/** All letters of a conversation, and what is unread of them, stand in another one. */
export function moveConversation(tx: Writer, from: ConversationId, into: ConversationId): void {
  tx.sql('UPDATE conversation_messages SET conversation_id = ? WHERE conversation_id = ?').run(into, from)
  tx.sql('UPDATE unread SET conversation_id = ? WHERE conversation_id = ?').run(into, from)
}

/** A letter that lost its card when it was deleted stays without one. */
export function bindNode(tx: Writer, node: number, finder: Why['binding']['finder'], contact: ContactId | null): void {
  const text = "UPDATE conversation_messages SET finder = ?, contact_id = ? WHERE id = ? AND finder <> 'deleted'"
  tx.sql(text).run(finder, contact, node)
}

/** Every node of a conversation with what orders it. */
export function conversationNodes(
  db: Reader,
  conversation: ConversationId,
): (NodeRow & { identity: string; mailboxId: MailboxId })[] {
  return db
    .sql<NodeRow & { identity: string; mailboxId: MailboxId }>(
      `SELECT n.id, n.conversation_id AS conversationId, n.message_id AS messageId, n.client, n.at, n.parent_id AS parentId, n.mailbox_id AS mailboxId, m.identity
       FROM conversation_messages n JOIN messages m ON m.id = n.message_id WHERE n.conversation_id = ?`,
    )
    .all(conversation)
}

/** Nodes of one letter in one mailbox: one, or in mode `subject` one per client. */
export function nodesOfMessage(db: Reader, mailbox: MailboxId, message: MessageId): (NodeRow & StoredEdge)[] {
  return db
    .sql<NodeRow & StoredEdge>(
      'SELECT id, conversation_id AS conversationId, message_id AS messageId, client, at, parent_id AS parentId, rule, header, from_another_address AS fromAnotherAddress, subject_changed AS subjectChanged FROM conversation_messages WHERE mailbox_id = ? AND message_id = ?',
    )
    .all(mailbox, message)
}

export interface StandingNode extends NodeRow {
  clientEmail: string
  subjectKey: string
  isHistory: number
}

/** As `nodesOfMessage`, with what their neighbours know them by. */
export function nodesStanding(db: Reader, mailbox: MailboxId, message: MessageId): StandingNode[] {
  return db
    .sql<StandingNode>(
      `SELECT id, conversation_id AS conversationId, message_id AS messageId, client, at, parent_id AS parentId, client_email AS clientEmail, subject_key AS subjectKey,
         is_history AS isHistory FROM conversation_messages WHERE mailbox_id = ? AND message_id = ? ORDER BY id`,
    )
    .all(mailbox, message)
}

/** A node under another client, direction or arrival; its edges are the caller's business. */
export function standNode(
  tx: Writer,
  node: number,
  to: Pick<NewNode, 'client' | 'clientEmail' | 'direction' | 'receivedAt'>,
): void {
  tx.sql(
    'UPDATE conversation_messages SET client = ?, client_email = ?, direction = ?, received_at = ? WHERE id = ?',
  ).run(to.client, to.clientEmail, to.direction, to.receivedAt, node)
}

/** Nodes whose parent this one is; they stand in its conversation. */
export function childrenOfNode(db: Reader, node: number): { id: number; messageId: MessageId }[] {
  return db
    .sql<{ id: number; messageId: MessageId }>(
      'SELECT id, message_id AS messageId FROM conversation_messages WHERE conversation_id = (SELECT conversation_id FROM conversation_messages WHERE id = ?) AND parent_id = ?',
    )
    .all(node, node)
}

export function dropNode(tx: Writer, node: number): void {
  tx.sql(
    'UPDATE conversation_messages SET parent_id = NULL WHERE conversation_id = (SELECT conversation_id FROM conversation_messages WHERE id = ?) AND parent_id = ?',
  ).run(node, node)
  tx.sql('DELETE FROM conversation_messages WHERE id = ?').run(node)
}

/** Date of a contact's newest letter in a conversation; null when it has none there. */
export function lastLetterOf(db: Reader, conversation: ConversationId, contact: ContactId): number | null {
  return (
    db
      .sql<{ at: number | null }>(
        'SELECT max(at) AS at FROM conversation_messages WHERE conversation_id = ? AND contact_id = ?',
      )
      .get(conversation, contact)?.at ?? null
  )
}
