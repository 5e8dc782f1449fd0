import type { Delivery, Outgoing } from '../../shared/model/conversation.ts'
import type { MessageId, OutboxId } from '../../shared/model/ids.ts'
import type { Reader } from './handle.ts'

/** How the sending of one of our letters stands; null for letters that did not leave from here. */
export function outgoingOf(db: Reader, message: MessageId): Outgoing | null {
  // index outbox_by_message
  const row = db
    .sql<Omit<Outgoing, 'deliveries' | 'until'> & { notBefore: number }>(
      `SELECT id, state, because, not_before AS notBefore, attempts, server_words AS serverWords, copy FROM outbox WHERE message_id = ? ORDER BY id DESC LIMIT 1`,
    )
    .get(message)
  if (!row) return null
  const { notBefore, ...rest } = row
  const waits = row.state === 'queued' || row.state === 'deferred'
  return { ...rest, until: waits ? notBefore : null, deliveries: deliveriesOf(db, row.id) }
}

export function deliveriesOf(db: Reader, id: OutboxId): Delivery[] {
  return db.sql<Delivery>('SELECT email, state, server_words AS serverWords FROM deliveries WHERE outbox_id = ? ORDER BY id').all(id)
}
