import type { ConversationId, MailboxId, MessageId, UserId } from '../../shared/model/ids.ts'
import type { Reader, Writer } from './handle.ts'

/** A letter is unread for a user while its row is here. Returns true when that is news. */
export function markUnread(
  tx: Writer,
  user: UserId,
  mailbox: MailboxId,
  conversation: ConversationId,
  message: MessageId,
): boolean {
  return (
    tx
      .sql('INSERT OR IGNORE INTO unread (user_id, mailbox_id, conversation_id, message_id) VALUES (?, ?, ?, ?)')
      .run(user, mailbox, conversation, message).changes > 0
  )
}

export function markRead(tx: Writer, user: UserId, mailbox: MailboxId, message: MessageId): boolean {
  return (
    tx.sql('DELETE FROM unread WHERE user_id = ? AND mailbox_id = ? AND message_id = ?').run(user, mailbox, message)
      .changes > 0
  )
}

export function isUnread(db: Reader, user: UserId, mailbox: MailboxId, message: MessageId): boolean {
  return (
    db
      .sql('SELECT 1 FROM unread WHERE user_id = ? AND mailbox_id = ? AND message_id = ?')
      .get(user, mailbox, message) !== undefined
  )
}

/** Nobody has to read it: it turned out to be ours. */
export function dropUnread(tx: Writer, mailbox: MailboxId, message: MessageId): void {
  tx.sql('DELETE FROM unread WHERE mailbox_id = ? AND message_id = ?').run(mailbox, message)
}

/**
 * Nobody has read any copy of it that lies or lay on the server; the marks of imported files count where there is no other
 * copy. Never true of a delivery report, nor of a letter that has no copy.
 */
export function isUnreadThere(db: Reader, mailbox: MailboxId, message: MessageId): boolean {
  const copies = db
    .sql<{ isSeen: number }>(
      `SELECT max(instr(p.flags, '\\Seen') > 0) AS isSeen FROM placements p JOIN folders f ON f.id = p.folder_id JOIN messages m ON m.id = p.message_id
       WHERE p.mailbox_id = ? AND p.message_id = ? AND m.is_report = 0 GROUP BY f.is_ticked ORDER BY f.is_ticked DESC LIMIT 1`,
    )
    .get(mailbox, message)
  return copies?.isSeen === 0
}

/** The letter moved to another conversation of its mailbox; its unread rows follow. */
export function moveUnread(tx: Writer, mailbox: MailboxId, message: MessageId, to: ConversationId): void {
  tx.sql('UPDATE unread SET conversation_id = ? WHERE mailbox_id = ? AND message_id = ?').run(to, mailbox, message)
}

/** Unread letters of a conversation for a user. Index unread_by_conversation. */
export function unreadIn(db: Reader, user: UserId, conversation: ConversationId): MessageId[] {
  return db
    .sql<{ id: MessageId }>('SELECT message_id AS id FROM unread WHERE conversation_id = ? AND user_id = ?')
    .all(conversation, user)
    .map((row) => row.id)
}

/** The newest letter of the other side, at most one. */
export function newestIncoming(db: Reader, conversation: ConversationId): MessageId[] {
  return db
    .sql<{ id: MessageId }>(
      "SELECT message_id AS id FROM conversation_messages WHERE conversation_id = ? AND direction = 'in' ORDER BY at DESC LIMIT 1",
    )
    .all(conversation)
    .map((row) => row.id)
}

/** Those of these letters that came into this conversation. Index conversation_messages_by_conversation. */
export function incomingAmong(db: Reader, conversation: ConversationId, letters: readonly MessageId[]): MessageId[] {
  return db
    .sql<{ id: MessageId }>(
      "SELECT message_id AS id FROM conversation_messages WHERE conversation_id = ? AND direction = 'in' AND message_id IN (SELECT value FROM json_each(?))",
    )
    .all(conversation, JSON.stringify(letters))
    .map((row) => row.id)
}
