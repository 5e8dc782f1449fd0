import type { ConversationId, MailboxId, MessageId, UserId } from '../../shared/model/ids.ts'
import type { Writer } from './handle.ts'

/** A letter is unread for a user while its row is here. Returns true when that is news. */
export function markUnread(tx: Writer, user: UserId, mailbox: MailboxId, conversation: ConversationId, message: MessageId): boolean {
  return tx.sql('INSERT OR IGNORE INTO unread (user_id, mailbox_id, conversation_id, message_id) VALUES (?, ?, ?, ?)').run(user, mailbox, conversation, message).changes > 0
}

export function markRead(tx: Writer, user: UserId, mailbox: MailboxId, message: MessageId): boolean {
  return tx.sql('DELETE FROM unread WHERE user_id = ? AND mailbox_id = ? AND message_id = ?').run(user, mailbox, message).changes > 0
}

/** The letter moved to another conversation of its mailbox; its unread rows follow. */
export function moveUnread(tx: Writer, mailbox: MailboxId, message: MessageId, to: ConversationId): void {
  tx.sql('UPDATE unread SET conversation_id = ? WHERE mailbox_id = ? AND message_id = ?').run(to, mailbox, message)
}
