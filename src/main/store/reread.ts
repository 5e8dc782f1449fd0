import type { MessageId } from '../../shared/model/ids.ts'
import type { Reader, Writer } from './handle.ts'
import type { NewMessage } from './messages.ts'

/** When the letter arrived first: what its date was held against when it was stored. */
export function arrivalOf(db: Reader, id: MessageId): number {
  const text =
    'SELECT coalesce((SELECT min(internal_at) FROM placements WHERE message_id = m.id), m.at) AS at FROM messages m WHERE m.id = ?'
  return db.sql<{ at: number }>(text).get(id)?.at ?? 0
}

export function identityOf(db: Reader, id: MessageId): string {
  return db.sql<{ identity: string }>('SELECT identity FROM messages WHERE id = ?').get(id)?.identity ?? ''
}

/** Who wrote and about what, for a letter whose header could not be read before. Its place in time stays. */
export function renewHead(tx: Writer, id: MessageId, message: NewMessage): void {
  tx.sql(
    'UPDATE messages SET message_id = ?, from_name = ?, from_email = ?, reply_to = ?, date_as_written = ?, subject = ?, subject_key = ?, has_reply_prefix = ?, is_automatic = ?, auth_results = ? WHERE id = ?',
  ).run(
    message.messageId,
    message.from.name,
    message.from.email,
    message.replyTo?.email ?? null,
    message.dateAsWritten,
    message.subject,
    message.subjectKey,
    message.hasReplyPrefix ? 1 : 0,
    message.isAutomatic ? 1 : 0,
    message.authResults,
    id,
  )
}
