// What becomes of a letter after one attempt, written down in one commit.
import type { Delivery } from '../../shared/model/conversation.ts'
import type { MailboxId, OutboxId } from '../../shared/model/ids.ts'
import type { Trouble } from '../../shared/model/mailbox.ts'
import { contactOnReply } from '../domain/creation.ts'
import { BLOCK_MS, isProviderBlock } from '../domain/provider-block.ts'
import { nextSendAttempt } from '../domain/retry.ts'
import { outcomeOf, type SendOutcome } from '../domain/send-outcome.ts'
import { reasonOf } from '../domain/send-reason.ts'
import { signInTrouble } from '../mail/imap/failure.ts'
import type { Refused, Transmitted } from '../mail/smtp/transmit.ts'
import { addAttempt, setLooked } from '../store/attempts.ts'
import { setStateByHand } from '../store/conversations.ts'
import { deliveriesOf, setDelivery } from '../store/deliveries.ts'
import { note, record } from '../store/facts.ts'
import type { Writer } from '../store/handle.ts'
import { mailboxById, ownAddresses, updateMailbox } from '../store/mailboxes.ts'
import { type OutboxItem, outboxById, settleOutbox } from '../store/outbox.ts'
import { answeredLetter } from '../store/outbox-answered.ts'
import { setCopy } from '../store/outbox-copies.ts'
import { isAutomaticLetter, theyWroteSince } from '../store/outbox-letter.ts'
import { addContact, bindUnbound, contactsByAddress } from '../store/people.ts'
import { endWaits, setWait } from '../store/send-waits.ts'

type Told = Exclude<Transmitted, { is: 'stopped' }>

/** How soon a letter looks for the network again; a reconnect elsewhere wakes it earlier. */
const NETWORK_AGAIN_MS = 60_000
const MOST_WORDS = 2000

export interface Tried {
  item: OutboxItem
  /** When the attempt began and which one in its series it was, this one included. */
  begunAt: number
  attempts: number
  firstTriedAt: number
  /** When the whole body was written, before the final dot. */
  handedOverAt: number | null
  /** How many the server let the letter go out to. */
  recipients: number
}

export function settleAttempt(tx: Writer, tried: Tried, heard: Told, now: number): void {
  const { item } = tried
  const told = withNetworkInMind(tx, item, heard)
  const outcome = clipped(outcomeOf(told, { attempts: tried.attempts, firstTriedAt: tried.firstTriedAt, now }))
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
  const final = named(block, whileConnected(tx, item, overRecipients(outcome, told, tried, now, has)))
  settleOutbox(
    tx,
    item.id,
    {
      state: final.is,
      because: final.because,
      serverWords: final.serverWords,
      ...(final.is === 'deferred' ? { notBefore: final.until } : {}),
      ...(has('accepted') && item.sentAt === null ? { sentAt: now } : {}),
    },
    now,
  )
  noteAttempt(tx, tried, told, final, now)
  noteBlock(tx, item, told, block, now)
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

/** The Sent folder may tell what the lost line did not, unless a copy was filed there for those who have the letter. */
export function askSentFolder(tx: Writer, item: OutboxItem, now: number): void {
  if (item.sentAt === null) setCopy(tx, item.id, { copy: 'pending', tries: 0, until: now })
  else setLooked(tx, item.id, 'own-copy', now)
}

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

function isConnected(tx: Writer, { id }: OutboxItem): boolean {
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
  const deliveries = deliveriesOf(tx, id)
  for (const { email, state } of deliveries) if (state === 'waiting') setDelivery(tx, id, email, 'refused', '', now)
  const isPartly = deliveries.some((one) => one.state === 'accepted')
  const to = isPartly
    ? ({ state: 'sent', because: 'partly-refused', serverWords: '' } as const)
    : ({ state: 'failed', because: 'mailbox-removed', serverWords: '' } as const)
  settleOutbox(tx, id, to, now)
  if (!isPartly) record(tx, now, { type: 'letter.failed', mailboxId, outboxId: id })
}

/** Nobody is left to send it to: it ends as what it is for those it was for. */
export function endWithNobodyLeft(tx: Writer, item: OutboxItem, now: number): void {
  const deliveries = deliveriesOf(tx, item.id)
  if (deliveries.some((one) => one.state !== 'refused')) {
    takeAsSent(tx, item, now)
    return
  }
  const words = deliveries[0]?.serverWords ?? ''
  const because = reasonOf({ code: Number.parseInt(words, 10) || 550, words })
  settleOutbox(tx, item.id, { state: 'failed', because, serverWords: words }, now)
  record(tx, now, { type: 'letter.failed', mailboxId: item.mailboxId, outboxId: item.id })
}

// A mailbox that was disconnected meanwhile sends nothing any more: the letter must not wait for ever.
function whileConnected(tx: Writer, item: OutboxItem, outcome: SendOutcome): SendOutcome {
  return outcome.is === 'deferred' && !isConnected(tx, item)
    ? { is: 'failed', because: 'mailbox-removed', serverWords: outcome.serverWords }
    : outcome
}

// The words with which the provider stopped the whole mailbox, not this letter.
function blockOf(tx: Writer, item: OutboxItem, told: Told): string | null {
  const row = item.mailboxId && mailboxById(tx, item.mailboxId)
  if (!row || told.is === 'broken') return null
  const said = [told.reply, ...told.refused].find((reply) => isProviderBlock(row.provider, reply))
  return said ? said.words.slice(0, MOST_WORDS) : null
}

const named = (block: string | null, outcome: SendOutcome): SendOutcome =>
  block !== null && (outcome.is === 'failed' || outcome.is === 'deferred')
    ? { ...outcome, because: 'provider-block' }
    : outcome

// More letters would make a block longer; one that is accepted shows that it is over.
function noteBlock(tx: Writer, { id, mailboxId }: OutboxItem, told: Told, block: string | null, now: number): void {
  if (mailboxId === null) return
  if (told.is === 'accepted') endWaits(tx, 'provider-block', mailboxId)
  if (block === null) return
  const wait = { because: 'provider-block', since: now, until: now + BLOCK_MS, serverWords: block } as const
  for (const lane of ['hand', 'rest'] as const) setWait(tx, mailboxId, { ...wait, lane })
  note(tx, now, { what: 'sending-blocked', tone: 'bad', mailboxId, params: { words: block.slice(0, 500) } })
  record(tx, now, { type: 'mailbox.sendingBlocked', mailboxId, outboxId: id })
}

// Several systems call a missing network "host not found". When the mailbox cannot reach its other server either, it is the network.
function withNetworkInMind(tx: Writer, item: OutboxItem, told: Told): Told {
  if (told.is !== 'broken' || told.step !== 'connect' || item.mailboxId === null) return told
  const row = mailboxById(tx, item.mailboxId)
  const isDown =
    row?.activity === 'waiting' && (row.waitBecause === 'no-network' || row.waitBecause === 'host-not-found')
  return isDown && ['host-not-found', 'protocol', 'timeout'].includes(told.trouble)
    ? { ...told, trouble: 'no-network' }
    : told
}

/**
 * Somebody who knows (the user, the Sent folder) says that it went: to those whom the server did not turn away. Who was put
 * off is still to get it.
 */
export function takeAsSent(tx: Writer, item: OutboxItem, now: number): void {
  const deliveries = deliveriesOf(tx, item.id)
  const isStill = isConnected(tx, item)
  const isPutOff = (one: Delivery) => one.state === 'waiting' && one.serverWords !== ''
  for (const one of deliveries) {
    if (isPutOff(one) && !isStill) setDelivery(tx, item.id, one.email, 'refused', one.serverWords, now)
    else if (one.state === 'waiting' && !isPutOff(one)) setDelivery(tx, item.id, one.email, 'accepted', '', now)
  }
  const sent = { serverWords: item.serverWords, ...(item.sentAt === null ? { sentAt: now } : {}) }
  const because = deliveries.some((one) => one.state === 'refused' || isPutOff(one)) ? 'partly-refused' : null
  settleOutbox(
    tx,
    item.id,
    isStill && deliveries.some(isPutOff)
      ? { ...sent, state: 'queued', because: null, notBefore: now }
      : { ...sent, state: 'sent', because },
    now,
  )
  if (item.sentAt === null) onSent(tx, item, now)
}

/** What follows from it that somebody has the letter. Runs once per letter. */
function onSent(tx: Writer, item: OutboxItem, now: number): void {
  setCopy(tx, item.id, { copy: 'pending', tries: 0, until: now })
  record(tx, now, {
    type: 'letter.sent',
    mailboxId: item.mailboxId,
    conversationId: item.conversationId,
    messageId: item.messageId,
    outboxId: item.id,
    userId: item.userId,
  })
  // "Waiting" is what an answer of ours makes of a conversation by itself.
  if (
    item.conversationId !== null &&
    item.afterSend !== 'waiting' &&
    !theyWroteSince(tx, item.conversationId, item.createdAt)
  ) {
    setStateByHand(tx, item.conversationId, item.afterSend, now)
  }
  makeContact(tx, item, now)
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
  bindUnbound(tx, person.email, contactId)
  record(tx, now, {
    type: 'contact.created',
    contactId,
    mailboxId: item.mailboxId,
    messageId: item.messageId,
    outboxId: item.id,
    userId: item.userId,
  })
}

// The whole mailbox waits, so that its letters leave in their order.
function waitForNetwork(tx: Writer, item: OutboxItem, serverWords: string, now: number): void {
  const because = 'no-network'
  backInQueue(tx, item, { serverWords, notBefore: now, uncounted: true }, now)
  if (!item.mailboxId || !isConnected(tx, item)) return
  for (const lane of ['hand', 'rest'] as const)
    setWait(tx, item.mailboxId, { lane, because, since: now, until: now + NETWORK_AGAIN_MS, serverWords })
}

/** The server has said before the letter whom it does not take it for; the others are left without a word. */
export function noteTurnedAway(tx: Writer, id: OutboxId, refused: readonly Refused[], now: number): void {
  const turnedAway = new Map(refused.map((one) => [one.email, one]))
  for (const { email, state, serverWords } of deliveriesOf(tx, id)) {
    if (state !== 'waiting') continue
    const reply = turnedAway.get(email)
    const words = reply?.words.slice(0, MOST_WORDS) ?? ''
    if (reply || serverWords !== '')
      setDelivery(tx, id, email, reply && reply.code >= 500 ? 'refused' : 'waiting', words, now)
  }
}

function noteDeliveries(
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
    else if (reply && (reply.code >= 500 || !mayWait))
      setDelivery(tx, item.id, email, 'refused', reply.words.slice(0, MOST_WORDS), now)
    else if (outcome.is === 'failed') setDelivery(tx, item.id, email, 'refused', outcome.serverWords, now)
    else if (reply) setDelivery(tx, item.id, email, 'waiting', reply.words.slice(0, MOST_WORDS), now)
  }
}

// The outcome speaks of the dialogue; a letter is sent once somebody has it, and waits while somebody still may get it.
function overRecipients(
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
    return { is: 'sent', because: has('refused') ? 'partly-refused' : null, serverWords: outcome.serverWords }
  }
  return outcome
}

// Whatever stands before the letter itself is the mailbox's trouble and shows there at once.
function noteSendingHalf(tx: Writer, item: OutboxItem, told: Told, now: number): void {
  const row = item.mailboxId && mailboxById(tx, item.mailboxId)
  if (!row) return
  // It has signed in: what the server then says of the letter is not the mailbox's trouble.
  if (told.is === 'accepted' || (told.step !== 'connect' && told.step !== 'login')) {
    if (row.sending !== 'works') updateMailbox(tx, row.id, { sending: 'works' })
    return
  }
  const trouble: Trouble =
    told.is === 'broken'
      ? told.trouble
      : told.step === 'login'
        ? signInTrouble(told.reply.words)
        : told.reply.code < 500
          ? 'server-busy'
          : 'refused'
  if (trouble === 'no-network' || trouble === 'timeout' || trouble === 'server-busy') return
  updateMailbox(tx, row.id, {
    sending: 'fails',
    lastErrorAt: now,
    lastErrorTrouble: trouble,
    lastErrorWords: (told.is === 'broken' ? told.serverWords : told.reply.words).slice(0, 500),
  })
}

const clipped = (outcome: SendOutcome): SendOutcome => ({
  ...outcome,
  serverWords: outcome.serverWords.slice(0, MOST_WORDS),
})
