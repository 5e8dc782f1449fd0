// Each recipient has a fate of his own; the letter's follows from theirs.
import type { Delivery } from '../../shared/model/conversation.ts'
import type { OutboxId } from '../../shared/model/ids.ts'
import { nextSendAttempt } from '../domain/retry.ts'
import type { SendOutcome } from '../domain/send-outcome.ts'
import { reasonOf } from '../domain/send-reason.ts'
import type { Refused } from '../mail/smtp/transmit.ts'
import { deliveriesOf, setDelivery } from '../store/deliveries.ts'
import type { Writer } from '../store/handle.ts'
import type { OutboxItem } from '../store/outbox.ts'
import type { Told, Tried } from './send-tried.ts'

/** The server has said before the letter whom it does not take it for; the others are left without a word. */
export function noteTurnedAway(tx: Writer, id: OutboxId, refused: readonly Refused[], now: number): void {
  const turnedAway = new Map(refused.map((one) => [one.email, one]))
  for (const { email, state, serverWords } of deliveriesOf(tx, id)) {
    if (state !== 'waiting') continue
    const reply = turnedAway.get(email)
    const words = reply?.words ?? ''
    if (reply || serverWords !== '')
      setDelivery(tx, id, email, reply && reply.code >= 500 ? 'refused' : 'waiting', words, now)
  }
}

export function noteDeliveries(
  tx: Writer,
  item: OutboxItem,
  told: Told,
  outcome: SendOutcome,
  tried: Tried,
  now: number,
): void {
  const refused = new Map(told.is === 'broken' ? [] : told.refused.map((one) => [one.email, one]))
  const mayWait = nextSendAttempt(tried.attempts, tried.firstTriedAt, now) !== null
  for (const { email, state } of deliveriesOf(tx, item.id)) {
    if (state !== 'waiting') continue
    const reply = refused.get(email)
    if (told.is === 'accepted' && !reply) setDelivery(tx, item.id, email, 'accepted', told.reply.words, now)
    else if (reply && (reply.code >= 500 || !mayWait)) setDelivery(tx, item.id, email, 'refused', reply.words, now)
    // The server has spoken of the line, the sender or the letter, not of this recipient.
    else if (outcome.is === 'failed') setDelivery(tx, item.id, email, 'not-sent', outcome.serverWords, now)
    else if (reply) setDelivery(tx, item.id, email, 'waiting', reply.words, now)
  }
}

// The outcome speaks of the dialogue; a letter is sent once somebody has it, and waits while somebody still may get it.
export function overRecipients(
  outcome: SendOutcome,
  told: Told,
  tried: Tried,
  now: number,
  has: (state: Delivery['state']) => boolean,
): SendOutcome {
  if (outcome.is === 'sent' && has('waiting')) {
    const later = told.is === 'accepted' ? told.refused.find((one) => one.code < 500) : undefined
    const until = nextSendAttempt(tried.attempts, tried.firstTriedAt, now)
    if (later && until !== null) return { is: 'deferred', because: reasonOf(later), until, serverWords: later.words }
  }
  if (outcome.is === 'sent' || (outcome.is === 'failed' && has('accepted'))) {
    const isPartly = has('refused') || has('not-sent')
    return { is: 'sent', because: isPartly ? 'partly-refused' : null, serverWords: outcome.serverWords }
  }
  return outcome
}
