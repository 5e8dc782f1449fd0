// A letter that came back has left and did not arrive: it stands with what was not sent until its author has dealt with it.
import type { OutboxId } from '../../shared/model/ids.ts'
import { forgetStateByHand } from '../store/conversations.ts'
import { deliveriesOf } from '../store/deliveries.ts'
import { reportsOf } from '../store/delivery-reports.ts'
import type { Reader, Writer } from '../store/handle.ts'
import { outboxById, type Settled, settleOutbox } from '../store/outbox.ts'
import { conversationsOf } from '../store/outbox-letter.ts'
import { summariseConversation } from './summaries.ts'

/** A recipient was just noted as one from whom it came back; what is still being sent, or asked about, goes on. */
export function cameBack(tx: Writer, id: OutboxId, why: Pick<Settled, 'because' | 'serverWords'>, now: number): void {
  if (outboxById(tx, id)?.state === 'sent') settleOutbox(tx, id, { ...why, state: 'failed' }, now)
  doesNotArrive(tx, id)
}

/** Whom it was for does not get it: it is our move again, also where a hand had said otherwise before. */
export function doesNotArrive(tx: Writer, id: OutboxId): void {
  const message = outboxById(tx, id)?.messageId ?? null
  if (message !== null) for (const conversation of conversationsOf(tx, message)) forgetStateByHand(tx, conversation)
  summariseAround(tx, id)
}

/** What ends as sent while somebody is left from whom it came back is not done. */
export function whileReturned(db: Reader, id: OutboxId, settled: Settled): Settled {
  if (settled.state !== 'sent') return settled
  const back = deliveriesOf(db, id).find((one) => one.state === 'returned')
  if (!back) return settled
  const report = reportsOf(db, id).findLast((one) => one.email === back.email && one.action === 'failed')
  return { ...settled, state: 'failed', because: report?.because ?? 'refused', serverWords: back.serverWords }
}

/** What the lists say of the conversations in which the letter stands follows from what became of it. */
export function summariseAround(tx: Writer, id: OutboxId): void {
  const message = outboxById(tx, id)?.messageId ?? null
  if (message !== null) for (const conversation of conversationsOf(tx, message)) summariseConversation(tx, conversation)
}
