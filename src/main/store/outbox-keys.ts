import type { OutboxId, UserId } from '../../shared/model/ids.ts'
import type { Reader, Writer } from './handle.ts'

const KEPT_MS = 7 * 24 * 60 * 60_000

/** The letter that this user's key made, with the hash of its request. */
export function keyedOutbox(db: Reader, user: UserId, key: string): { outboxId: OutboxId; requestHash: string } | null {
  return (
    db
      .sql<{ outboxId: OutboxId; requestHash: string }>(
        'SELECT outbox_id AS outboxId, request_hash AS requestHash FROM idempotency_keys WHERE user_id = ? AND key = ?',
      )
      .get(user, key) ?? null
  )
}

/** Keys are kept for a week: callers repeat within minutes. */
export function rememberKey(
  tx: Writer,
  user: UserId,
  key: string,
  requestHash: string,
  outbox: OutboxId,
  now: number,
): void {
  tx.sql('DELETE FROM idempotency_keys WHERE at < ?').run(now - KEPT_MS)
  tx.sql('INSERT INTO idempotency_keys (user_id, key, request_hash, outbox_id, at) VALUES (?, ?, ?, ?, ?)').run(
    user,
    key,
    requestHash,
    outbox,
    now,
  )
}
