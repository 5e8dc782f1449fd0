// A letter whose mailbox may have been disconnected while it was on its way.
import type { MailboxId, OutboxId } from '../../shared/model/ids.ts'
import type { SendOutcome } from '../domain/send-outcome.ts'
import { deliveriesOf, setDelivery } from '../store/deliveries.ts'
import { record } from '../store/facts.ts'
import type { Writer } from '../store/handle.ts'
import { mailboxById } from '../store/mailboxes.ts'
import { type OutboxItem, outboxById, settleOutbox } from '../store/outbox.ts'
import { doesNotArrive, whileReturned } from './came-back.ts'

export function isConnected(tx: Writer, { id }: OutboxItem): boolean {
  // The item was read before the attempt; a mailbox that was erased meanwhile is no longer named in the row.
  const mailbox = outboxById(tx, id)?.mailboxId ?? null
  return mailbox !== null && mailboxById(tx, mailbox)?.removedAt === null
}

/** Nothing of the letter went: it waits again, unless its mailbox was disconnected meanwhile. */
export function backInQueue(
  tx: Writer,
  item: OutboxItem,
  to: { notBefore: number; serverWords: string; uncounted?: boolean },
  now: number,
): void {
  if (isConnected(tx, item)) settleOutbox(tx, item.id, { ...to, state: 'queued', because: null }, now)
  else endWithMailbox(tx, item.id, item.mailboxId, now)
}

/** The mailbox of a letter is gone: whom it did not reach it will not reach. */
export function endWithMailbox(tx: Writer, id: OutboxId, mailboxId: MailboxId | null, now: number): void {
  markNotSent(tx, id, now)
  const isPartly = deliveriesOf(tx, id).some((one) => one.state === 'accepted')
  const to = isPartly
    ? ({ state: 'sent', because: 'partly-refused', serverWords: '' } as const)
    : ({ state: 'failed', because: 'mailbox-removed', serverWords: '' } as const)
  settleOutbox(tx, id, whileReturned(tx, id, to), now)
  if (isPartly) return
  doesNotArrive(tx, id)
  record(tx, now, { type: 'letter.failed', mailboxId, outboxId: id })
}

/** Whoever still waited for the letter does not get it. */
export function markNotSent(tx: Writer, id: OutboxId, now: number): void {
  for (const { email, state, serverWords } of deliveriesOf(tx, id))
    if (state === 'waiting') setDelivery(tx, id, email, 'not-sent', serverWords, now)
}

// A mailbox that was disconnected meanwhile sends nothing any more: the letter must not wait for ever.
export function whileConnected(tx: Writer, item: OutboxItem, outcome: SendOutcome): SendOutcome {
  return outcome.is === 'deferred' && !isConnected(tx, item)
    ? { is: 'failed', because: 'mailbox-removed', serverWords: outcome.serverWords }
    : outcome
}
