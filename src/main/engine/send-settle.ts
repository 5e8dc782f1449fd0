// What becomes of a letter after one attempt, written down in one commit.
import type { Delivery } from '../../shared/model/conversation.ts'
import { outcomeOf, type SendOutcome } from '../domain/send-outcome.ts'
import { addAttempt, triedAgainAt } from '../store/attempts.ts'
import { deliveriesOf } from '../store/deliveries.ts'
import { record } from '../store/facts.ts'
import type { Writer } from '../store/handle.ts'
import { type Settled, settleOutbox } from '../store/outbox.ts'
import { doesNotArrive, summariseAround, whileReturned } from './came-back.ts'
import { askSentFolder, onSent } from './letter-sent.ts'
import { asBlock, blockOf, noteBlock } from './send-block.ts'
import { markNotSent, whileConnected } from './send-mailbox-gone.ts'
import { noteSendingHalf, waitForLogin, waitForNetwork, withNetworkInMind } from './send-network.ts'
import { noteDeliveries, overRecipients } from './send-recipients.ts'
import type { Told, Tried } from './send-tried.ts'

export function settleAttempt(tx: Writer, tried: Tried, heard: Told, now: number): void {
  const { item } = tried
  const told = withNetworkInMind(tx, item, heard)
  const outcome = outcomeOf(told, { attempts: tried.attempts, firstTriedAt: tried.firstTriedAt, now })
  noteSendingHalf(tx, item, told, now)
  // A day without a network is no reason to give a letter up: nobody has refused it.
  if (outcome.because === 'no-network') {
    waitForNetwork(tx, item, outcome.serverWords, now)
    return
  }

  noteDeliveries(tx, item, told, outcome, tried, now)
  const deliveries = deliveriesOf(tx, item.id)
  const has = (state: Delivery['state']) => deliveries.some((one) => one.state === state)
  const block = blockOf(tx, item, told)
  const final = asBlock(block, whileConnected(tx, item, overRecipients(outcome, told, tried, now, has)))
  if (final.because === 'mailbox-removed') markNotSent(tx, item.id, now)
  const settled: Settled = {
    state: final.is,
    because: final.because,
    serverWords: final.serverWords,
    ...(final.is === 'deferred' ? { notBefore: final.until } : {}),
    ...(has('accepted') && (item.sentAt === null || isAgain(tried, told)) ? { sentAt: now } : {}),
  }
  const stands = whileReturned(tx, item.id, settled)
  settleOutbox(tx, item.id, stands, now)
  noteAttempt(tx, tried, told, final, now)
  if (stands.state === 'failed') doesNotArrive(tx, item.id)
  // The conversation stands by the last try of a letter that is sent again.
  else if (triedAgainAt(tx, item.id) !== null) summariseAround(tx, item.id)
  noteBlock(tx, item, told, block, now)
  waitForLogin(tx, item, final, now)
  if (has('accepted') && item.sentAt === null) onSent(tx, item, now)
  if (final.is === 'failed' || final.is === 'uncertain') {
    record(tx, now, {
      type: `letter.${final.is}`,
      mailboxId: item.mailboxId,
      conversationId: item.conversationId,
      messageId: item.messageId,
      outboxId: item.id,
      userId: item.userId,
    })
  }
  if (final.is === 'uncertain') askSentFolder(tx, item, now)
}

// A new series of attempts for a letter that somebody had already: it left now.
const isAgain = ({ item, firstTriedAt }: Tried, told: Told): boolean =>
  told.is === 'accepted' && item.sentAt !== null && firstTriedAt > item.sentAt

// Who got the whole letter, or may have got it, counts against the limits, also when the server then said no.
function noteAttempt(tx: Writer, tried: Tried, told: Told, final: SendOutcome, now: number): void {
  const step = told.is === 'accepted' ? 'handed-over' : told.step
  addAttempt(
    tx,
    tried.item,
    {
      at: tried.begunAt,
      outcome: final.is,
      because: final.because,
      serverWords: final.serverWords,
      durationMs: Math.max(0, now - tried.begunAt),
      step,
      handedOverAt: tried.handedOverAt,
    },
    step === 'handed-over' ? tried.recipients : 0,
    now,
  )
}
