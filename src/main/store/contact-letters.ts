// Which letters stand on which card, as a person or a deletion changes it.
import type { ContactId, ConversationId, MailboxId } from '../../shared/model/ids.ts'
import type { Reader, Writer } from './handle.ts'
import { idList } from './scope.ts'

/** Letters of an address without a card, and those that only the company they keep gave to somebody else's. */
const UNCLAIMED = `client_email = ? AND finder <> 'deleted' AND (contact_id IS NULL OR (finder = 'conversation' AND NOT EXISTS
  (SELECT 1 FROM contact_addresses ca JOIN addresses a ON a.id = ca.address_id WHERE ca.contact_id = conversation_messages.contact_id AND a.email = client_email)))`

/** How many of them the reader sees. */
export function unclaimedLetters(db: Reader, mailboxes: readonly MailboxId[], email: string): number {
  // index conversation_messages_by_client (client_email, at)
  return db
    .sql<{ n: number }>(
      `SELECT count(DISTINCT message_id) AS n FROM conversation_messages WHERE ${UNCLAIMED} AND mailbox_id IN (SELECT value FROM json_each(?))`,
    )
    .get(email, idList(mailboxes))!.n
}

/** They come to this card; answers the conversations to summarise. */
export function claimLetters(tx: Writer, email: string, contact: ContactId): Set<ConversationId> {
  const rows = tx
    .sql<{ conversation: ConversationId }>(
      `UPDATE conversation_messages SET contact_id = ?, finder = CASE direction WHEN 'in' THEN 'sender' ELSE 'recipient' END WHERE ${UNCLAIMED} RETURNING conversation_id AS conversation`,
    )
    .all(contact, email)
  return new Set(rows.map((row) => row.conversation))
}

export function releasedLetters(db: Reader, mailboxes: readonly MailboxId[], emails: readonly string[]): number {
  return db
    .sql<{ n: number }>(
      `SELECT count(DISTINCT message_id) AS n FROM conversation_messages WHERE client_email IN (SELECT value FROM json_each(?)) AND finder = 'deleted'
       AND mailbox_id IN (SELECT value FROM json_each(?))`,
    )
    .get(JSON.stringify(emails), idList(mailboxes))!.n
}

export function bindReleased(
  tx: Writer,
  emails: readonly string[],
  contact: ContactId,
): { letters: number; touched: Set<ConversationId> } {
  const rows = tx
    .sql<{ conversation: ConversationId; message: number }>(
      `UPDATE conversation_messages SET contact_id = ?, finder = 'by-hand' WHERE client_email IN (SELECT value FROM json_each(?)) AND finder = 'deleted'
       RETURNING conversation_id AS conversation, message_id AS message`,
    )
    .all(contact, JSON.stringify(emails))
  return {
    letters: new Set(rows.map((row) => row.message)).size,
    touched: new Set(rows.map((row) => row.conversation)),
  }
}

/**
 * The letters of a card go to another one, or (null) stand without any from now on. The act remembers each with the finder
 * that had bound it.
 */
export function moveLetters(tx: Writer, act: number, from: ContactId, to: ContactId | null): Set<ConversationId> {
  // index conversation_messages_by_contact
  tx.sql(
    'INSERT INTO card_act_letters (act_id, node_id, finder) SELECT ?, id, finder FROM conversation_messages WHERE contact_id = ?',
  ).run(act, from)
  const text =
    to === null
      ? "UPDATE conversation_messages SET contact_id = ?, finder = 'deleted' WHERE contact_id = ? RETURNING conversation_id AS conversation"
      : 'UPDATE conversation_messages SET contact_id = ? WHERE contact_id = ? RETURNING conversation_id AS conversation'
  const rows = tx.sql<{ conversation: ConversationId }>(text).all(to, from)
  return new Set(rows.map((row) => row.conversation))
}

/** The way back: the letters of the act that still stand where it left them. */
export function moveBack(tx: Writer, act: number, from: ContactId | null, to: ContactId): Set<ConversationId> {
  const still = from === null ? "contact_id IS NULL AND finder = 'deleted'" : 'contact_id = ?'
  const rows = tx
    .sql<{ conversation: ConversationId }>(
      `UPDATE conversation_messages SET contact_id = ?, finder = (SELECT finder FROM card_act_letters WHERE act_id = ? AND node_id = conversation_messages.id)
       WHERE id IN (SELECT node_id FROM card_act_letters WHERE act_id = ?) AND ${still} RETURNING conversation_id AS conversation`,
    )
    .all(to, act, act, ...(from === null ? [] : [from]))
  return new Set(rows.map((row) => row.conversation))
}

/** Letters that came since to addresses that are his alone again. */
export function moveByAddress(
  tx: Writer,
  emails: readonly string[],
  from: ContactId,
  to: ContactId,
): Set<ConversationId> {
  const rows = tx
    .sql<{ conversation: ConversationId }>(
      'UPDATE conversation_messages SET contact_id = ? WHERE contact_id = ? AND client_email IN (SELECT value FROM json_each(?)) RETURNING conversation_id AS conversation',
    )
    .all(to, from, JSON.stringify(emails))
  return new Set(rows.map((row) => row.conversation))
}

/**
 * Whose card a conversation shows: that of its newest letter with one. Only this is renewed: nothing else of its row
 * depends on cards.
 */
export function renewContact(tx: Writer, conversations: Iterable<ConversationId>): void {
  // index conversation_messages_by_conversation (conversation_id, at), walked down
  const renew = tx.sql(
    `UPDATE conversations SET contact_id = (SELECT n.contact_id FROM conversation_messages n WHERE n.conversation_id = conversations.id AND n.contact_id IS NOT NULL
       ORDER BY n.at DESC, n.message_id DESC LIMIT 1) WHERE id = ?`,
  )
  for (const id of conversations) {
    renew.run(id)
    tx.changed('conversations', id)
  }
}
