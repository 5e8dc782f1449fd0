// Encodings that people chose: for a letter, and for the letters that a sender writes to them from then on.
import type { BlobId, MailboxId, MessageId, UserId } from '../../shared/model/ids.ts'
import type { Reader, Writer } from './handle.ts'
import type { NewMessage } from './messages.ts'

export function letterEncoding(db: Reader, id: MessageId): string | null {
  return (
    db.sql<{ charset: string }>('SELECT charset FROM letter_encodings WHERE message_id = ?').get(id)?.charset ?? null
  )
}

export function senderEncoding(db: Reader, user: UserId, email: string): string | null {
  return (
    db.sql<{ charset: string }>('SELECT charset FROM sender_encodings WHERE user_id = ? AND email = ?').get(user, email)
      ?.charset ?? null
  )
}

export function setSenderEncoding(tx: Writer, user: UserId, email: string, charset: string | null, now: number): void {
  if (charset === null) tx.sql('DELETE FROM sender_encodings WHERE user_id = ? AND email = ?').run(user, email)
  else
    tx.sql(
      'INSERT INTO sender_encodings (user_id, email, charset, at) VALUES (?, ?, ?, ?) ON CONFLICT (user_id, email) DO UPDATE SET charset = excluded.charset, at = excluded.at',
    ).run(user, email, charset, now)
}

/** A new letter in a mailbox of somebody who always shows this sender's letters in another encoding waits to be read so. */
export function expectEncoding(tx: Writer, id: MessageId, owner: UserId, email: string): void {
  tx.sql(
    'INSERT OR IGNORE INTO letter_encodings (message_id, charset, is_shown) SELECT ?, charset, 0 FROM sender_encodings WHERE user_id = ? AND email = ?',
  ).run(id, owner, email)
}

export function markShown(tx: Writer, id: MessageId, charset: string | null): void {
  if (charset === null) tx.sql('DELETE FROM letter_encodings WHERE message_id = ?').run(id)
  else
    tx.sql(
      'INSERT INTO letter_encodings (message_id, charset, is_shown) VALUES (?, ?, 1) ON CONFLICT (message_id) DO UPDATE SET charset = excluded.charset, is_shown = 1',
    ).run(id, charset)
}

export interface WaitingLetter {
  id: MessageId
  charset: string
  mailboxId: MailboxId | null
  blob: BlobId | null
}

/** Letters that wait to be read in the encoding of their sender, with a source where there is one. Index letter_encodings_waiting. */
export function waitingForEncoding(db: Reader, limit: number): WaitingLetter[] {
  return db
    .sql<WaitingLetter>(
      `SELECT e.message_id AS id, e.charset,
         (SELECT p.mailbox_id FROM placements p WHERE p.message_id = e.message_id AND p.blob_id IS NOT NULL ORDER BY p.id LIMIT 1) AS mailboxId,
         (SELECT p.blob_id FROM placements p WHERE p.message_id = e.message_id AND p.blob_id IS NOT NULL ORDER BY p.id LIMIT 1) AS blob
       FROM letter_encodings e WHERE e.is_shown = 0 LIMIT ?`,
    )
    .all(limit)
}

/** What a letter is called in another encoding. Its key for grouping stays: conversations do not depend on how it is shown. */
export function renameLetter(tx: Writer, id: MessageId, { subject, from }: Pick<NewMessage, 'subject' | 'from'>): void {
  tx.sql('UPDATE messages SET subject = ?, from_name = ? WHERE id = ?').run(subject, from.name, id)
}
