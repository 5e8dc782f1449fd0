// A letter is out of its sender's hands again: as a draft, or because the one that was written anew in its place has left.
import type { Delivery } from '../../shared/model/conversation.ts'
import type { UserId } from '../../shared/model/ids.ts'
import type { Recipients } from '../../shared/model/separate.ts'
import { releaseBlob } from '../store/blobs.ts'
import { deliveriesOf, putReturnedAway, setDelivery } from '../store/deliveries.ts'
import { record } from '../store/facts.ts'
import type { Reader, Writer } from '../store/handle.ts'
import { cancelOutbox, type OutboxItem, outboxById, settleOutbox } from '../store/outbox.ts'
import { anewOf, forgetAnew } from '../store/outbox-anew.ts'
import { recalledAs } from '../store/outbox-drafts.ts'
import { summariseAround } from './came-back.ts'
import { forgetOwnLetter } from './forget-letter.ts'

export const isMissed = ({ state }: Delivery) => state === 'refused' || state === 'not-sent'

/** Somebody has it, or had it before it came back: its copy lies in Sent. */
export const hasLeft = (db: Reader, item: OutboxItem): boolean =>
  item.sentAt !== null ||
  deliveriesOf(db, item.id).some((one) => ['accepted', 'returned', 'put-away'].includes(one.state))

/** Who does not have the letter. */
export function recipientsLeft(db: Reader, item: OutboxItem): Recipients {
  const done = new Set(
    deliveriesOf(db, item.id).flatMap((one) => (['accepted', 'put-away'].includes(one.state) ? one.email : [])),
  )
  const rest = (people: OutboxItem['to']) => people.filter((one) => !done.has(one.email))
  return { to: rest(item.to), cc: rest(item.cc), bcc: rest(item.bcc) }
}

/** Nothing more is done for it: one that has left is settled, another one was never written. */
export function takeOut(tx: Writer, userId: UserId, item: OutboxItem, now: number): void {
  if (hasLeft(tx, item)) {
    for (const { email, state } of deliveriesOf(tx, item.id)) {
      if (state === 'waiting') setDelivery(tx, item.id, email, 'not-sent', '', now)
    }
    putReturnedAway(tx, item.id)
    settleAsSent(tx, item, now)
    summariseAround(tx, item.id)
  } else {
    cancelOutbox(tx, item.id)
    if (item.messageId) forgetOwnLetter(tx, item.messageId, null)
  }
  record(tx, now, { type: 'letter.recalled', mailboxId: item.mailboxId, outboxId: item.id, userId })
}

/** It left, and what is left of it is settled. */
export function settleAsSent(tx: Writer, item: OutboxItem, now: number): void {
  const because = deliveriesOf(tx, item.id).some(isMissed) ? 'partly-refused' : null
  settleOutbox(tx, item.id, { state: 'sent', because, serverWords: item.serverWords }, now)
}

/** The letter has left: the one in whose place it was written is dealt with now, and not before. */
export function settleReplaced(tx: Writer, { id, userId }: OutboxItem, now: number): void {
  const draft = recalledAs(tx, id)
  const replaced = draft === null ? null : anewOf(tx, draft)
  if (draft === null || replaced === null) return
  forgetAnew(tx, draft)
  const item = outboxById(tx, replaced)
  if (!item) return
  settleReplaced(tx, item, now)
  // It may have been sent again meanwhile, or put away.
  if (item.state !== 'failed') return
  takeOut(tx, userId, item, now)
  if (item.blobId !== null) releaseBlob(tx, item.blobId)
}
