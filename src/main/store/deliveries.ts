// What became of a letter per recipient.
import type { Delivery } from '../../shared/model/conversation.ts'
import type { OutboxId } from '../../shared/model/ids.ts'
import type { Reader, Writer } from './handle.ts'

export function deliveriesOf(db: Reader, id: OutboxId): Delivery[] {
  return db
    .sql<Delivery>('SELECT email, state, server_words AS serverWords FROM deliveries WHERE outbox_id = ? ORDER BY id')
    .all(id)
}

/** To whom the letter came back it goes once more. */
export function renewReturned(tx: Writer, id: OutboxId): void {
  tx.sql("UPDATE deliveries SET state = 'waiting', server_words = '' WHERE outbox_id = ? AND state = 'returned'").run(
    id,
  )
}

/** From whom the letter came back, he needs it no more or gets another one: its author has dealt with it. */
export function putReturnedAway(tx: Writer, id: OutboxId): void {
  tx.sql("UPDATE deliveries SET state = 'put-away' WHERE outbox_id = ? AND state = 'returned'").run(id)
}

/** An accepted delivery stays accepted, whatever comes later. */
export function setDelivery(
  tx: Writer,
  id: OutboxId,
  email: string,
  state: Delivery['state'],
  serverWords: string,
  now: number,
): void {
  tx.sql(
    "UPDATE deliveries SET state = ?, server_words = ?, at = ? WHERE outbox_id = ? AND email = ? AND state NOT IN ('accepted', 'returned', 'put-away')",
  ).run(state, serverWords, now, id, email)
}
