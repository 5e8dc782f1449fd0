// Everything a person does with a letter on its way: each act is one transaction.
import { createHash } from 'node:crypto'
import type { Draft, DraftContent, OutboxRow } from '../../shared/api/compose.ts'
import type { ProblemName } from '../../shared/api/problems.ts'
import type { ConversationId, DraftId, MailboxId, MessageId, OutboxId } from '../../shared/model/ids.ts'
import type { User } from '../../shared/model/user.ts'
import type { ParsedLetter } from '../mail/types.ts'
import { addBlob } from '../store/blobs.ts'
import { addDraft, draftById, dropDraft } from '../store/drafts.ts'
import { record } from '../store/facts.ts'
import type { Writer } from '../store/handle.ts'
import { type MailboxRow, mailboxById } from '../store/mailboxes.ts'
import {
  addOutbox,
  cancelOutbox,
  deliveriesOf,
  type OutboxItem,
  outboxById,
  renewAttempts,
  setDelivery,
  settleOutbox,
  showOutbox,
} from '../store/outbox.ts'
import { answeredLetter, standingOf } from '../store/outbox-answered.ts'
import { keyedOutbox, rememberKey } from '../store/outbox-keys.ts'
import { conversationStands } from '../store/outbox-letter.ts'
import { outboxRow } from '../store/outbox-list.ts'
import { type Answered, type Composed, compose, type Written } from './compose.ts'
import { htmlOfText } from './compose-html.ts'
import { peopleOf } from './compose-people.ts'
import { quotedPictures } from './compose-pictures.ts'
import type { Deps } from './deps.ts'
import { forgetOwnLetter, showOwnLetter } from './send-letter.ts'
import { limitsOf } from './send-limits.ts'

export interface Refusal {
  ok: false
  problem: ProblemName
  field?: string
}
export type Answer<T> = { ok: true; value: T } | Refusal

export interface Queued {
  id: OutboxId
  until: number
  conversationId: ConversationId | null
}

/** `POST /messages`: a whole letter of a program that calls. */
export interface Direct {
  mailbox: MailboxId
  to: string[]
  cc: string[]
  bcc: string[]
  subject: string
  text?: string | undefined
  html?: string | undefined
  inReplyTo?: MessageId | undefined
  delaySeconds: number
}

export interface SendQueue {
  /** Freezes the draft; it leaves after the user's undo window. */
  sendDraft(user: User, draft: DraftId, revision: number): Promise<Answer<Queued>>
  /** A repeated key with the same letter gives the first answer again. */
  sendDirect(user: User, letter: Direct, key: string | null): Promise<Answer<OutboxRow>>
  /** While nothing has left yet the letter is a draft again with everything in place. */
  undo(user: User, id: OutboxId): Answer<Draft>
  /** As `undo`, also for a letter that waits for another try or failed; recipients who have it already are left out. */
  toDraft(user: User, id: OutboxId): Answer<Draft>
  /** Another series of attempts for the same letter. */
  retry(user: User, id: OutboxId): Answer<OutboxRow>
  resolve(user: User, id: OutboxId, verdict: 'arrived' | 'send-again'): Answer<OutboxRow>
}

/** Letters that leave at once carry the date of writing; a delayed one that of its departure. */
const SHORT_DELAY_MS = 60_000
const BY_HAND = 0

export function createSendQueue(
  deps: Deps,
  around: { wake(): void; onSent(tx: Writer, item: OutboxItem, now: number): void },
): SendQueue {
  const { store, ports } = deps
  const now = () => ports.clock.now()

  /** The letter's frozen bytes and what the store keeps of them; nothing is written yet. */
  async function freeze(
    user: User,
    mailbox: MailboxRow,
    written: Written,
    answered: Answered | null,
    how: { frame: boolean; delayMs: number },
  ) {
    const made = await compose(
      written,
      {
        address: mailbox.address,
        displayName: mailbox.displayName || user.name,
        signature: mailbox.signature,
        locale: user.locale,
      },
      answered,
      {
        date: now() + (how.delayMs > SHORT_DELAY_MS ? how.delayMs : 0),
        frame: how.frame,
        recipientLimit: limitsOf(mailbox.provider).perLetter,
        random: ports.random,
      },
    )
    if (!made.ok) return made
    return { ok: true as const, composed: made.composed, ...(await ports.link.parse(made.composed.source)) }
  }

  function enqueue(
    tx: Writer,
    user: User,
    mailbox: MailboxRow,
    frozen: { composed: Composed; letter: ParsedLetter; packed: Parameters<typeof addBlob>[1] },
    about: Pick<DraftContent, 'replyTo' | 'mode' | 'afterSend' | 'html'> & { delayMs: number; isUndoable: boolean },
  ): Queued {
    const at = now()
    const { composed } = frozen
    const blobId = addBlob(tx, frozen.packed, at)
    const until = at + about.delayMs
    const id = addOutbox(
      tx,
      {
        publicId: composed.publicId,
        mailboxId: mailbox.id,
        userId: user.id,
        messageIdHeader: composed.messageId,
        blobId,
        replyTo: about.replyTo,
        from: composed.from,
        to: composed.to,
        cc: composed.cc,
        bcc: composed.bcc,
        subject: composed.subject,
        html: about.html,
        text: composed.text,
        mode: about.mode,
        afterSend: about.afterSend,
        priority: BY_HAND,
        notBefore: until,
        because: about.isUndoable && about.delayMs > 0 ? 'undo-window' : null,
      },
      at,
    )
    const shown = showOwnLetter(
      tx,
      { mailbox, letter: frozen.letter, size: frozen.packed.size, composed, replyTo: about.replyTo, userId: user.id },
      at,
    )
    showOutbox(tx, id, shown.messageId, shown.conversationId)
    record(tx, at, {
      type: 'letter.queued',
      mailboxId: mailbox.id,
      conversationId: shown.conversationId,
      messageId: shown.messageId,
      outboxId: id,
      userId: user.id,
    })
    tx.changed('outbox', id)
    tx.changed('counts')
    return { id, until, conversationId: shown.conversationId }
  }

  /** Null for mailboxes of others and those that have no way to send. */
  function sendingMailbox(user: User, id: MailboxId | null): MailboxRow | null {
    const row = id && mailboxById(store.reader, id)
    return row && row.ownerId === user.id && !row.removedAt && row.smtpHost ? row : null
  }

  function answeredOf(user: User, id: MessageId | null): Answered | null {
    const letter = id && standingOf(store.reader, user.id, id) ? answeredLetter(store.reader, id) : null
    return id && letter && { ...letter, pictures: quotedPictures(store.reader, user.id, id, letter.html) }
  }

  function ownItem(user: User, id: OutboxId): OutboxItem | null {
    return outboxRow(store.reader, user.id, id) ? outboxById(store.reader, id) : null
  }

  const rowOf = (user: User, id: OutboxId): Answer<OutboxRow> => {
    const row = outboxRow(store.reader, user.id, id)
    return row ? { ok: true, value: row } : NOT_FOUND
  }

  /** The draft that a letter was, for the recipients who do not have it yet. */
  function backToDraft(user: User, item: OutboxItem): Draft {
    return store.writeDurably((tx) => {
      const at = now()
      const accepted = new Set(
        deliveriesOf(tx, item.id)
          .filter((one) => one.state === 'accepted')
          .map((one) => one.email),
      )
      const rest = (people: OutboxItem['to']) => people.filter((one) => !accepted.has(one.email))
      if (accepted.size) {
        for (const one of deliveriesOf(tx, item.id))
          if (one.state === 'waiting') setDelivery(tx, item.id, one.email, 'refused', '', at)
        settleOutbox(tx, item.id, {
          state: 'sent',
          because: 'partly-refused',
          serverWords: item.serverWords,
          sentAt: item.sentAt ?? at,
        })
      } else {
        cancelOutbox(tx, item.id)
        if (item.messageId) forgetOwnLetter(tx, item.messageId, item.blobId)
      }
      record(tx, at, { type: 'letter.recalled', mailboxId: item.mailboxId, outboxId: item.id, userId: user.id })
      const stands = item.conversationId !== null && conversationStands(tx, item.conversationId)
      return addDraft(
        tx,
        user.id,
        {
          mailboxId: item.mailboxId,
          to: rest(item.to),
          cc: rest(item.cc),
          bcc: rest(item.bcc),
          subject: item.subject,
          html: item.html,
          replyTo: item.replyTo,
          mode: item.mode,
          conversationId: stands ? item.conversationId : null,
          afterSend: item.afterSend,
        },
        at,
      )
    })
  }

  return {
    async sendDraft(user, id, revision) {
      const draft = draftById(store.reader, user.id, id)
      if (!draft) return NOT_FOUND
      if (draft.revision !== revision) return STALE
      const mailbox = sendingMailbox(user, draft.mailboxId)
      if (!mailbox) return CANNOT_SEND
      const delayMs = user.undoSeconds * 1000
      const frozen = await freeze(user, mailbox, { ...draft, text: null }, answeredOf(user, draft.replyTo), {
        frame: true,
        delayMs,
      })
      if (!frozen.ok) return frozen
      const answer = store.writeDurably((tx): Answer<Queued> => {
        // The author may have gone on writing, or pressed twice, while the bytes were made.
        if (draftById(tx, user.id, id)?.revision !== revision) return STALE
        dropDraft(tx, user.id, id)
        return { ok: true, value: enqueue(tx, user, mailbox, frozen, { ...draft, delayMs, isUndoable: true }) }
      })
      around.wake()
      return answer
    },

    async sendDirect(user, letter, key) {
      const requestHash = createHash('sha256').update(JSON.stringify(letter)).digest('hex')
      const repeated = (): Answer<OutboxRow> | null => {
        const known = key === null ? null : keyedOutbox(store.reader, user.id, key)
        if (!known) return null
        return known.requestHash === requestHash ? rowOf(user, known.outboxId) : { ok: false, problem: 'key-reused' }
      }
      const before = repeated()
      if (before) return before
      const mailbox = sendingMailbox(user, letter.mailbox)
      if (!mailbox)
        return mailboxById(store.reader, letter.mailbox)?.ownerId === user.id
          ? CANNOT_SEND
          : { ...NOT_FOUND, field: 'mailbox' }
      const answered = answeredOf(user, letter.inReplyTo ?? null)
      if (letter.inReplyTo && !answered) return { ...NOT_FOUND, field: 'inReplyTo' }
      const delayMs = letter.delaySeconds * 1000
      const written = {
        to: peopleOf(letter.to),
        cc: peopleOf(letter.cc),
        bcc: peopleOf(letter.bcc),
        subject: letter.subject,
        html: letter.html ?? null,
        text: letter.text ?? null,
      }
      const frozen = await freeze(user, mailbox, written, answered, { frame: false, delayMs })
      if (!frozen.ok) return frozen
      const answer = store.writeDurably((tx): Answer<OutboxRow> => {
        const meanwhile = repeated()
        if (meanwhile) return meanwhile
        const html = letter.html ?? htmlOfText(letter.text ?? '')
        const mode = letter.inReplyTo ? 'reply' : 'new'
        const { id } = enqueue(tx, user, mailbox, frozen, {
          html,
          replyTo: letter.inReplyTo ?? null,
          mode,
          afterSend: 'waiting',
          delayMs,
          isUndoable: false,
        })
        if (key !== null) rememberKey(tx, user.id, key, requestHash, id, now())
        return rowOf(user, id)
      })
      around.wake()
      return answer
    },

    undo(user, id) {
      const item = ownItem(user, id)
      if (!item) return NOT_FOUND
      if (item.state !== 'queued' || item.attempts > 0) return { ok: false, problem: 'too-late-to-undo' }
      return { ok: true, value: backToDraft(user, item) }
    },

    toDraft(user, id) {
      const item = ownItem(user, id)
      if (!item) return NOT_FOUND
      if (item.state !== 'queued' && item.state !== 'deferred' && item.state !== 'failed')
        return { ok: false, problem: item.state === 'sending' ? 'too-late-to-undo' : 'outbox-not-failed' }
      return { ok: true, value: backToDraft(user, item) }
    },

    retry(user, id) {
      const item = ownItem(user, id)
      if (!item) return NOT_FOUND
      const isPartly = item.state === 'sent' && deliveriesOf(store.reader, id).some((one) => one.state === 'refused')
      if (item.state !== 'failed' && item.state !== 'deferred' && !isPartly)
        return { ok: false, problem: 'outbox-not-failed' }
      sendAgain(item)
      return rowOf(user, id)
    },

    resolve(user, id, verdict) {
      const item = ownItem(user, id)
      if (!item) return NOT_FOUND
      if (item.state !== 'uncertain') return { ok: false, problem: 'outbox-not-failed' }
      if (verdict === 'send-again') sendAgain(item)
      else {
        store.write((tx) => {
          const at = now()
          for (const one of deliveriesOf(tx, id))
            if (one.state === 'waiting') setDelivery(tx, id, one.email, 'accepted', '', at)
          settleOutbox(tx, id, { state: 'sent', because: null, serverWords: item.serverWords, sentAt: at })
          around.onSent(tx, item, at)
        })
        around.wake()
      }
      return rowOf(user, id)
    },
  }

  // Recipients who have the letter stay out of it; the others get the same bytes under the same Message-ID.
  function sendAgain(item: OutboxItem): void {
    store.writeDurably((tx) => {
      const at = now()
      for (const one of deliveriesOf(tx, item.id))
        if (one.state === 'refused') setDelivery(tx, item.id, one.email, 'waiting', '', at)
      renewAttempts(tx, item.id)
      settleOutbox(tx, item.id, { state: 'queued', because: null, serverWords: '', notBefore: at })
    })
    around.wake()
  }
}

const NOT_FOUND: Refusal = { ok: false, problem: 'not-found' }
const STALE: Refusal = { ok: false, problem: 'draft-stale' }
const CANNOT_SEND: Refusal = { ok: false, problem: 'mailbox-cannot-send' }
