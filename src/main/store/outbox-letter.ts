// The stored letter behind an outbox row: written with it, and gone with it when it is taken back.
import type { BlobId, ConversationId, MailboxId, MessageId, UserId } from '../../shared/model/ids.ts'
import { releaseBlob } from './blobs.ts'
import type { Reader, Writer } from './handle.ts'

/** A letter without an id cannot be named in a header: that this one answers it is written down instead. */
export function noteAnswers(
  tx: Writer,
  mailbox: MailboxId,
  message: MessageId,
  parent: MessageId,
  user: UserId,
  now: number,
): void {
  tx.sql(
    'INSERT INTO thread_decisions (mailbox_id, message_id, parent_message_id, user_id, at) VALUES (?, ?, ?, ?, ?)',
  ).run(mailbox, message, parent, user, now)
}

/** Removes a letter that never left, with its words in the search and its bytes. Answers where it stood. */
export function dropLetter(tx: Writer, message: MessageId, blob: BlobId | null): ConversationId[] {
  const stood = conversationsOf(tx, message)
  tx.sql('DELETE FROM search WHERE rowid = (SELECT search_id FROM messages WHERE id = ?)').run(message)
  tx.sql('DELETE FROM messages WHERE id = ?').run(message)
  if (blob !== null) releaseBlob(tx, blob)
  return stood
}

/** Where the letter stands, in all mailboxes; index conversation_messages_by_message. */
export function conversationsOf(db: Reader, message: MessageId): ConversationId[] {
  return db
    .sql<{ id: ConversationId }>(
      'SELECT DISTINCT conversation_id AS id FROM conversation_messages WHERE message_id = ?',
    )
    .all(message)
    .map((row) => row.id)
}

export function conversationStands(db: Reader, id: ConversationId): boolean {
  return db.sql('SELECT 1 FROM conversations WHERE id = ?').get(id) !== undefined
}

/** True when a person on the other side wrote into the conversation after `since` (arrival, UTC ms). */
export function theyWroteSince(db: Reader, conversation: ConversationId, since: number): boolean {
  return (
    db
      .sql(
        `SELECT 1 FROM conversation_messages n JOIN messages m ON m.id = n.message_id
         WHERE n.conversation_id = ? AND n.direction = 'in' AND n.received_at > ? AND m.is_automatic = 0 LIMIT 1`,
      )
      .get(conversation, since) !== undefined
  )
}

export function isAutomaticLetter(db: Reader, message: MessageId): boolean {
  return db.sql<{ is: number }>('SELECT is_automatic AS "is" FROM messages WHERE id = ?').get(message)?.is === 1
}
