// What a person does with a letter that is queued, waits, failed or is uncertain: each act is one transaction.
import type { Draft, OutboxRow } from '../../shared/api/compose.ts'
import type { Delivery } from '../../shared/model/conversation.ts'
import type { MailboxId, OutboxId } from '../../shared/model/ids.ts'
import type { Recipients } from '../../shared/model/separate.ts'
import type { User } from '../../shared/model/user.ts'
import { forgetLooked } from '../store/attempts.ts'
import { releaseBlob } from '../store/blobs.ts'
import { deliveriesOf, putReturnedAway, renewReturned, setDelivery } from '../store/deliveries.ts'
import { addDraft, draftById } from '../store/drafts.ts'
import type { Reader, Writer } from '../store/handle.ts'
import { mailboxById, restSending } from '../store/mailboxes.ts'
import { type OutboxItem, outboxById, renewAttempts, settleOutbox, urge, waitingIn } from '../store/outbox.ts'
import { anewOf, draftAnew, noteAnew } from '../store/outbox-anew.ts'
import { setCopy } from '../store/outbox-copies.ts'
import { keptFrame, nameRecalled, recalledAs, sentDraft, sentTogether } from '../store/outbox-drafts.ts'
import { conversationStands } from '../store/outbox-letter.ts'
import { outboxRow } from '../store/outbox-list.ts'
import { endWaits } from '../store/send-waits.ts'
import { summariseAround } from './came-back.ts'
import type { Deps } from './deps.ts'
import { giveFilesBack } from './draft-files.ts'
import { standAfterSend, takeAsSent } from './letter-sent.ts'
import { type Answer, type Refusal, refused } from './send-answer.ts'
import { endWithMailbox } from './send-mailbox-gone.ts'
import { hasLeft, isMissed, recipientsLeft, settleAsSent, takeOut } from './send-take-out.ts'

export interface SendRecall {
  /**
   * While nothing has left yet the letter, with all that were sent together with it, is one draft again. Asked once more
   * it answers with that draft.
   */
  undo(user: User, id: OutboxId): Answer<Draft>
  /**
   * As `undo`, also for a letter that waits for another try or failed; recipients who have it already are left out. One that
   * came back, or that is only put right (`isFix`), is written anew: it stands with what failed until the new one has left.
   */
  toDraft(user: User, id: OutboxId, isFix?: boolean): Answer<Draft>
  /** Another series of attempts for the same letter, for those who do not have it. */
  retry(user: User, id: OutboxId): Answer<OutboxRow>
  /** Of an uncertain letter what is true, and whether it goes once more; one that came back wants nothing more. */
  resolve(user: User, id: OutboxId, verdict: 'arrived' | 'send-again' | 'put-away'): Answer<OutboxRow>
  /** A letter by hand goes although the provider blocks the mailbox. */
  sendAnyway(user: User, id: OutboxId): Answer<OutboxRow>
  /** One act for many letters; those that it does not fit, and answers to be read again before they go, are left as they are. */
  many(user: User, ids: readonly OutboxId[], act: 'retry' | 'to-draft'): { done: number; left: number }
  /** Sending rests, or goes on, in all mailboxes of the user. */
  pauseAll(user: User, isPaused: boolean): void
}

export function createSendRecall({ store, ports }: Deps, wake: () => void): SendRecall {
  const now = () => ports.clock.now()
  const ownItem = (user: User, id: OutboxId) =>
    outboxRow(store.reader, user.id, id) ? outboxById(store.reader, id) : null

  function change(user: User, id: OutboxId, write: (tx: Writer) => void): Answer<OutboxRow> {
    store.writeDurably((tx) => {
      write(tx)
      summariseAround(tx, id)
    })
    wake()
    const row = outboxRow(store.reader, user.id, id)
    return row ? { ok: true, value: row } : refused('not-found')
  }

  const acts: SendRecall = {
    undo(user, id) {
      const item = ownItem(user, id)
      if (!item) return refused('not-found')
      const items = sentTogether(store.reader, id)
        .flatMap((one) => outboxById(store.reader, one) ?? [])
        .filter((one) => one.state !== 'cancelled')
      const first = items.find((one) => one.id === id) ?? items[0]
      if (!first) return recalled(user, id)
      if (items.some((one) => !isStopped(one) && (one.state !== 'queued' || one.attempts > 0)))
        return refused('too-late-to-undo')
      return { ok: true, value: store.writeDurably((tx) => backToDraft(tx, user, first, items, now())) }
    },

    toDraft(user, id, isFix = false) {
      const item = ownItem(user, id)
      if (!item) return refused('not-found')
      if (item.state === 'cancelled') return recalled(user, id)
      if (item.state === 'sending') return refused('too-late-to-undo')
      // Nobody knows whether it went; where it cannot be sent again its author can at least write it again.
      const isLost = item.state === 'uncertain' && !isConnected(store.reader, item.mailboxId)
      if (!isLost && !['queued', 'deferred', 'failed'].includes(item.state)) return refused('outbox-not-failed')
      if (item.state !== 'failed' || !(isFix || hasLeft(store.reader, item)))
        return { ok: true, value: store.writeDurably((tx) => backToDraft(tx, user, item, [item], now())) }
      return begunAnew(user, id) ?? { ok: true, value: store.writeDurably((tx) => writtenAnew(tx, user, item, now())) }
    },

    retry(user, id) {
      const item = ownItem(user, id)
      if (!item) return refused('not-found')
      const isPartly = item.state === 'sent' && deliveriesOf(store.reader, id).some(isMissed)
      if (item.state !== 'failed' && item.state !== 'deferred' && !isPartly) return refused('outbox-not-failed')
      const kept = keptHere(item)
      if (kept) return kept
      return change(user, id, (tx) => {
        for (const one of deliveriesOf(tx, id)) if (isMissed(one)) setDelivery(tx, id, one.email, 'waiting', '', now())
        sendAgain(tx, item, now())
        if (item.sentAt !== null) standAfterSend(tx, item, now())
      })
    },

    resolve(user, id, verdict) {
      const item = ownItem(user, id)
      if (!item) return refused('not-found')
      const isReturned = item.state === 'failed' && deliveriesOf(store.reader, id).some(isBack)
      if (verdict === 'put-away' ? !isReturned : item.state !== 'uncertain') return refused('outbox-not-failed')
      const kept = verdict === 'send-again' ? keptHere(item) : null
      if (kept) return kept
      return change(user, id, (tx) => {
        if (verdict === 'send-again') return sendAgain(tx, item, now())
        putReturnedAway(tx, id)
        if (verdict === 'arrived') takeAsSent(tx, item, now())
        else {
          settleAsSent(tx, item, now())
          standAfterSend(tx, item, now())
        }
      })
    },

    sendAnyway(user, id) {
      const item = ownItem(user, id)
      if (!item) return refused('not-found')
      if ((item.state !== 'queued' && item.state !== 'deferred') || item.priority > 0)
        return refused('outbox-not-failed')
      return change(user, id, (tx) => urge(tx, id, now()))
    },

    many(user, ids, act) {
      let done = 0
      for (const id of new Set(ids)) {
        const item = ownItem(user, id)
        if (act === 'retry' ? isStopped(item) : item?.state === 'cancelled') continue
        if ((act === 'retry' ? acts.retry : acts.toDraft)(user, id).ok) done++
      }
      return { done, left: ids.length - done }
    },

    pauseAll(user, isPaused) {
      store.write((tx) => restSending(tx, user.id, isPaused ? now() : null))
      wake()
    },
  }
  return acts

  /** It lies in the drafts already, unless that draft was sent or thrown away since. */
  function recalled(user: User, id: OutboxId): Answer<Draft> {
    const name = recalledAs(store.reader, id)
    const draft = name === null ? null : draftById(store.reader, user.id, name)
    if (draft) return { ok: true, value: draft }
    const sent = name === null ? null : sentDraft(store.reader, user.id, name)
    return sent ? refused('draft-sent', undefined, { at: sent.at }) : refused('not-found')
  }

  /** The draft in which it is written anew already, unless that was thrown away or did not go either. */
  function begunAnew(user: User, id: OutboxId): Answer<Draft> | null {
    const name = draftAnew(store.reader, id)
    const draft = name === null ? null : draftById(store.reader, user.id, name)
    if (draft) return { ok: true, value: draft }
    const sent = name === null ? null : sentDraft(store.reader, user.id, name)
    return sent && outboxById(store.reader, sent.id)?.state !== 'failed'
      ? refused('draft-sent', undefined, { at: sent.at })
      : null
  }

  /** Why no letter leaves from its mailbox. */
  function keptHere({ mailboxId }: OutboxItem): Refusal | null {
    const mailbox = mailboxId === null ? null : mailboxById(store.reader, mailboxId)
    if (mailbox === null || mailbox.removedAt !== null) return refused('mailbox-removed')
    return mailbox.smtpHost === null ? refused('mailbox-cannot-send') : null
  }
}

// An answer that a newer letter has stopped waits for its writer, however long ago it was written.
const isStopped = (one: OutboxItem | null) => one?.state === 'deferred' && one.because === 'newer-letter'

/** A mailbox was disconnected: its letters that have not left stand with those that did not go, and can be drafts again. */
export function letGo(tx: Writer, mailbox: MailboxId, now: number): void {
  for (const { id } of waitingIn(tx, mailbox, Number.MAX_SAFE_INTEGER)) endWithMailbox(tx, id, mailbox, now)
}

// Recipients who have the letter or were refused stay out of it; the others, also those from whom it came back, get the same
// bytes under the same Message-ID.
function sendAgain(tx: Writer, item: OutboxItem, now: number): void {
  renewAttempts(tx, item.id)
  renewReturned(tx, item.id)
  forgetLooked(tx, item.id)
  // Whoever presses knows why the password may be taken now.
  if (item.mailboxId !== null) endWaits(tx, 'auth', item.mailboxId)
  // Nobody has it: there is nothing to file, and nothing to look for.
  if (item.sentAt === null) setCopy(tx, item.id, { copy: 'pending', tries: 0, until: null })
  settleOutbox(tx, item.id, { state: 'queued', because: null, serverWords: '', notBefore: now }, now)
}

/** The draft that these letters were, for the recipients who do not have it yet. */
function backToDraft(tx: Writer, user: User, item: OutboxItem, items: readonly OutboxItem[], now: number): Draft {
  const left = items.map((one) => recipientsLeft(tx, one))
  // What it was written in place of waits for the new draft then.
  const name = recalledAs(tx, item.id)
  const replaced = name === null ? null : anewOf(tx, name)
  // A letter that is no answer has its own conversation, which stands on once it has left: written anew it begins another one.
  const isAnew = item.sentAt !== null && (item.mode === 'new' || item.mode === 'forward')
  for (const one of items) takeOut(tx, user.id, one, now)
  const draft = draftOf(tx, user, item, left, isAnew, now)
  if (replaced !== null) noteAnew(tx, draft.id, replaced)
  nameRecalled(
    tx,
    items.map((one) => one.id),
    draft,
  )
  for (const { blobId } of items) if (blobId !== null) releaseBlob(tx, blobId)
  return draft
}

/** A draft for those who did not get the letter, which stands as it is until what the draft becomes has left. */
function writtenAnew(tx: Writer, user: User, item: OutboxItem, now: number): Draft {
  const isAnew = item.mode === 'new' || item.mode === 'forward'
  const draft = draftOf(tx, user, item, [recipientsLeft(tx, item)], isAnew, now)
  noteAnew(tx, draft.id, item.id)
  return draft
}

/** `isAnew`: it begins another conversation. */
function draftOf(
  tx: Writer,
  user: User,
  item: OutboxItem,
  left: readonly Recipients[],
  isAnew: boolean,
  now: number,
): Draft {
  const { mailboxId, conversationId, subject, html, replyTo, mode, afterSend } = item
  const draft = addDraft(
    tx,
    user.id,
    {
      ...{ mailboxId: isConnected(tx, mailboxId) ? mailboxId : null, subject, html, replyTo, mode, afterSend },
      ...keptFrame(tx, item.id),
      ...{ to: left.flatMap((one) => one.to), cc: left.flatMap((one) => one.cc), bcc: left.flatMap((one) => one.bcc) },
      conversationId:
        conversationId !== null && !isAnew && conversationStands(tx, conversationId) ? conversationId : null,
    },
    now,
  )
  // Letters that were sent together carry the same files.
  giveFilesBack(tx, item, draft.id)
  return draft
}

const isBack = (one: Delivery) => one.state === 'returned'

function isConnected(tx: Reader, id: MailboxId | null): boolean {
  return id !== null && mailboxById(tx, id)?.removedAt === null
}
