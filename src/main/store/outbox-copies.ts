// The copy of a sent letter in the server's Sent folder, as a row that waits.
import type { Outgoing } from '../../shared/model/conversation.ts'
import type { OutboxId } from '../../shared/model/ids.ts'
import type { Reader, Writer } from './handle.ts'
import { itemOf, OUTBOX_COLUMNS, type OutboxItem, type RawOutboxItem, tellOutbox } from './outbox.ts'

/** How the copy for the Sent folder stands; `until` null with `pending` waits for a person. */
export function setCopy(
  tx: Writer,
  id: OutboxId,
  to: { copy: Outgoing['copy']; tries: number; until: number | null },
): void {
  tx.sql('UPDATE outbox SET copy = ?, copy_tries = ?, copy_until = ? WHERE id = ?').run(to.copy, to.tries, to.until, id)
  tellOutbox(tx, id)
}

/** Letters whose copy wants a step, of what nobody has only the uncertain ones; index outbox_copy (copy, copy_until). */
export function copiesDue(db: Reader, now: number): OutboxItem[] {
  return db
    .sql<RawOutboxItem>(
      `SELECT ${OUTBOX_COLUMNS} FROM outbox WHERE copy = 'pending' AND copy_until <= ? AND (state IN ('sent', 'uncertain') OR (state IN ('deferred', 'failed') AND sent_at IS NOT NULL)) ORDER BY id LIMIT 100`,
    )
    .all(now)
    .map(itemOf)
}

export function nextCopyAt(db: Reader, now: number): number | null {
  return (
    db
      .sql<{ at: number | null }>("SELECT min(copy_until) AS at FROM outbox WHERE copy = 'pending' AND copy_until > ?")
      .get(now)?.at ?? null
  )
}

/** Copies that wait for a person to choose the Sent folder are looked at again. */
export function wakeCopies(tx: Writer, now: number): void {
  tx.sql(
    "UPDATE outbox SET copy_until = ? WHERE copy = 'pending' AND copy_until IS NULL AND (state = 'sent' OR (state = 'failed' AND sent_at IS NOT NULL))",
  ).run(now)
}
