// A letter is sent: what follows once somebody has it.
import type { Delivery } from '../../shared/model/conversation.ts'
import { contactOnReply } from '../domain/creation.ts'
import { reasonOf } from '../domain/send-reason.ts'
import { setLooked } from '../store/attempts.ts'
import { setStateByHand } from '../store/conversations.ts'
import { deliveriesOf, setDelivery } from '../store/deliveries.ts'
import { record } from '../store/facts.ts'
import type { Writer } from '../store/handle.ts'
import { mailboxById, ownAddresses } from '../store/mailboxes.ts'
import { type OutboxItem, type Settled, settleOutbox } from '../store/outbox.ts'
import { answeredLetter } from '../store/outbox-answered.ts'
import { setCopy } from '../store/outbox-copies.ts'
import { isAutomaticLetter, theyWroteSince } from '../store/outbox-letter.ts'
import { addContact, contactsByAddress } from '../store/people.ts'
import { doesNotArrive, whileReturned } from './came-back.ts'
import { claimLetters } from './card-moves.ts'
import { isConnected } from './send-mailbox-gone.ts'
import { settleReplaced } from './send-take-out.ts'

/**
 * Somebody who knows (the user, the Sent folder) says that it went: to those whom the server did not turn away. Who was put
 * off is still to get it.
 */
export function takeAsSent(tx: Writer, item: OutboxItem, now: number): void {
  const deliveries = deliveriesOf(tx, item.id)
  const isStill = isConnected(tx, item)
  const isPutOff = (one: Delivery) => one.state === 'waiting' && one.serverWords !== ''
  for (const one of deliveries) {
    if (isPutOff(one) && !isStill) setDelivery(tx, item.id, one.email, 'not-sent', one.serverWords, now)
    else if (one.state === 'waiting' && !isPutOff(one)) setDelivery(tx, item.id, one.email, 'accepted', '', now)
  }
  const sent = { serverWords: item.serverWords, ...(item.sentAt === null ? { sentAt: now } : {}) }
  const because = deliveries.some((one) => one.state === 'refused' || one.state === 'not-sent' || isPutOff(one))
    ? 'partly-refused'
    : null
  const settled: Settled =
    isStill && deliveries.some(isPutOff)
      ? { ...sent, state: 'queued', because: null, notBefore: now }
      : { ...sent, state: 'sent', because }
  settleOutbox(tx, item.id, whileReturned(tx, item.id, settled), now)
  if (item.sentAt === null) onSent(tx, item, now)
}

/** Nobody is left to send it to: it ends as what it is for those it was for. */
export function endWithNobodyLeft(tx: Writer, item: OutboxItem, now: number): void {
  const deliveries = deliveriesOf(tx, item.id)
  if (deliveries.some((one) => one.state !== 'refused' && one.state !== 'not-sent')) {
    takeAsSent(tx, item, now)
    return
  }
  const words = deliveries[0]?.serverWords ?? ''
  const because = reasonOf({ code: Number.parseInt(words, 10) || 550, words })
  settleOutbox(tx, item.id, { state: 'failed', because, serverWords: words }, now)
  doesNotArrive(tx, item.id)
  record(tx, now, { type: 'letter.failed', mailboxId: item.mailboxId, outboxId: item.id })
}

/** Runs once per letter. */
export function onSent(tx: Writer, item: OutboxItem, now: number): void {
  setCopy(tx, item.id, { copy: 'pending', tries: 0, until: now })
  record(tx, now, {
    type: 'letter.sent',
    mailboxId: item.mailboxId,
    conversationId: item.conversationId,
    messageId: item.messageId,
    outboxId: item.id,
    userId: item.userId,
  })
  settleReplaced(tx, item, now)
  standAfterSend(tx, item, now)
  makeContact(tx, item, now)
}

/** The conversation becomes what its author chose; "waiting" is what an answer of ours makes of it by itself. */
export function standAfterSend(tx: Writer, { conversationId, afterSend, createdAt }: OutboxItem, now: number): void {
  if (conversationId === null || afterSend === 'waiting' || theyWroteSince(tx, conversationId, createdAt)) return
  setStateByHand(tx, conversationId, afterSend, now)
}

function makeContact(tx: Writer, item: OutboxItem, now: number): void {
  const mailbox = item.mailboxId === null ? null : mailboxById(tx, item.mailboxId)
  if (!mailbox?.createContacts || item.replyTo === null) return
  const answered = answeredLetter(tx, item.replyTo)
  if (!answered) return
  const accepted = new Set(
    deliveriesOf(tx, item.id)
      .filter((one) => one.state === 'accepted')
      .map((one) => one.email),
  )
  const own = ownAddresses(tx)
  const person = contactOnReply(
    { from: answered.from, isAutomatic: isAutomaticLetter(tx, item.replyTo) },
    [...item.to, ...item.cc].filter((one) => accepted.has(one.email)),
    { isKnown: (email) => contactsByAddress(tx, email).length > 0, isOwn: (email) => own.has(email) },
  )
  if (!person) return
  const contactId = addContact(tx, { ...person, origin: 'reply' }, now)
  claimLetters(tx, 'by-rule', [person.email], contactId, now)
  record(tx, now, {
    type: 'contact.created',
    contactId,
    mailboxId: item.mailboxId,
    messageId: item.messageId,
    outboxId: item.id,
    userId: item.userId,
  })
}

/** The Sent folder may tell what the lost line did not, unless a copy was filed there for those who have the letter. */
export function askSentFolder(tx: Writer, item: OutboxItem, now: number): void {
  if (item.sentAt === null) setCopy(tx, item.id, { copy: 'pending', tries: 0, until: now })
  else setLooked(tx, item.id, 'own-copy', now)
}
