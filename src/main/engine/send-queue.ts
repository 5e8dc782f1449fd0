import { createHash } from 'node:crypto'
import type { OutboxRow } from '../../shared/api/compose.ts'
import type { DraftId, MailboxId, MessageId } from '../../shared/model/ids.ts'
import { lettersOf, MOST_SEPARATE } from '../../shared/model/separate.ts'
import type { User } from '../../shared/model/user.ts'
import { htmlOfText } from '../../shared/text/html.ts'
import { draftById, dropDraft } from '../store/drafts.ts'
import type { Reader } from '../store/handle.ts'
import { mailboxById } from '../store/mailboxes.ts'
import { keepFrame, nameDraft, sentDraft } from '../store/outbox-drafts.ts'
import { keyedOutbox, rememberKey } from '../store/outbox-keys.ts'
import { outboxRow } from '../store/outbox-list.ts'
import { peopleOf } from './compose-people.ts'
import type { Deps } from './deps.ts'
import { letterFiles, tooLarge, withoutLostPictures } from './draft-files.ts'
import { awaitedLetter } from './forward.ts'
import { type Answer, refused } from './send-answer.ts'
import {
  type About,
  answeredOf,
  enqueue,
  type Frozen,
  freeze,
  type Queued,
  sendingMailbox,
  thaw,
} from './send-freeze.ts'

/** `POST /messages`: a whole letter of a program that calls. */
interface Direct {
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

type QueuedDraft = Queued & { letters: number }

export interface SendQueue {
  /**
   * Freezes the draft, as one letter or as one for each recipient; they leave after the user's undo window. Asked again
   * for what was sent already, it gives the first answer again.
   */
  sendDraft(user: User, draft: DraftId, revision: number): Promise<Answer<QueuedDraft>>
  /** A repeated key with the same letter gives the first answer again. */
  sendDirect(user: User, letter: Direct, key: string | null): Promise<Answer<OutboxRow>>
}

export function createSendQueue(deps: Deps, wake: () => void, isUploading: (draft: DraftId) => boolean): SendQueue {
  const { store, ports } = deps

  return {
    async sendDraft(user, id, revision) {
      const draft = draftById(store.reader, user.id, id)
      if (!draft) return sentBefore(store.reader, user, id, revision) ?? refused('not-found')
      if (draft.revision !== revision) return refused('draft-stale')
      const mailbox = sendingMailbox(store.reader, user, draft.mailboxId)
      if (!mailbox) return refused('mailbox-cannot-send')
      if (isUploading(id) || awaitedLetter(store.reader, draft, ports.clock.now())?.is === 'coming')
        return refused('upload-running')
      const answered = await answeredOf(store.reader, user, draft.replyTo, draft.mode)
      const forwards = draft.mode === 'forward'
      const shown = forwards ? draft.html + (answered?.html ?? '') : draft.html
      const files = letterFiles(store.reader, id, shown)
      const large = tooLarge(files, draft, mailbox)
      if (large) return large
      const delayMs = user.undoSeconds * 1000
      const letters = lettersOf(draft)
      if (letters.length > MOST_SEPARATE) return refused('too-many-recipients', 'to')
      // Pictures of a quote that was moved into the text come with the answered letter.
      const html = withoutLostPictures(draft.html, [...files, ...(answered?.pictures ?? [])])
      const how = { frame: { ...draft, isForward: forwards }, delayMs }
      const frozen: Frozen[] = []
      const thawAll = async () => {
        for (const one of frozen) await thaw(deps, one)
      }
      for (const recipients of letters) {
        const one = await freeze(
          deps,
          user,
          mailbox,
          { ...draft, ...recipients, html, text: null },
          answered,
          how,
          files,
        )
        if (!one.ok) {
          await thawAll()
          return one
        }
        frozen.push(one)
      }
      let isQueued = false
      const answer = store.writeDurably((tx): Answer<QueuedDraft> => {
        // The author may have gone on writing, or pressed twice, while the bytes were made.
        const meanwhile = draftById(tx, user.id, id)
        if (meanwhile?.revision !== revision)
          return (meanwhile ? null : sentBefore(tx, user, id, revision)) ?? refused('draft-stale')
        if (!isSameFiles(files, letterFiles(tx, id, shown))) return refused('draft-stale')
        if (!sendingMailbox(tx, user, mailbox.id)) return refused('mailbox-cannot-send')
        const about = { ...draft, delayMs, isUndoable: true }
        const queued = frozen.map((one) => enqueue(tx, user, mailbox, one, about, ports.clock.now()))
        const ids = queued.map((one) => one.id)
        keepFrame(tx, ids, draft)
        nameDraft(tx, ids, draft)
        const [first] = queued
        if (!first) throw new Error('a draft without a letter')
        dropDraft(tx, user.id, id)
        isQueued = true
        return { ok: true, value: { ...first, letters: queued.length } }
      })
      if (!isQueued) await thawAll()
      wake()
      return answer
    },

    async sendDirect(user, letter, key) {
      const requestHash = createHash('sha256').update(JSON.stringify(letter)).digest('hex')
      const before = repeated(store.reader, user, key, requestHash)
      if (before) return before
      const mailbox = sendingMailbox(store.reader, user, letter.mailbox)
      if (!mailbox) {
        const isTheirs = mailboxById(store.reader, letter.mailbox)?.ownerId === user.id
        return isTheirs ? refused('mailbox-cannot-send') : refused('not-found', 'mailbox')
      }
      if (isEmpty(letter)) return refused('letter-empty', 'text')
      const answered = await answeredOf(store.reader, user, letter.inReplyTo ?? null, 'reply')
      if (letter.inReplyTo && !answered) return refused('not-found', 'inReplyTo')
      const about = aboutOf(letter)
      const frozen = await freeze(deps, user, mailbox, writtenOf(letter), answered, { frame: null, ...about })
      if (!frozen.ok) return frozen
      const answer = store.writeDurably((tx): Answer<OutboxRow> => {
        // Two calls with one key may have made their bytes beside each other.
        const meanwhile = repeated(tx, user, key, requestHash)
        if (meanwhile) return meanwhile
        if (!sendingMailbox(tx, user, mailbox.id)) return refused('mailbox-cannot-send')
        const now = ports.clock.now()
        const { id } = enqueue(tx, user, mailbox, frozen, about, now)
        if (key !== null) rememberKey(tx, user.id, key, requestHash, id, now)
        return rowOf(tx, user, id)
      })
      wake()
      return answer
    },
  }
}

// The answer may have been lost on its way to the page, or another window was faster.
function sentBefore(db: Reader, user: User, id: DraftId, revision: number): Answer<QueuedDraft> | null {
  const sent = sentDraft(db, user.id, id)
  if (!sent) return null
  if (sent.revision !== revision) return refused('draft-sent', undefined, { at: sent.at })
  return {
    ok: true,
    value: { id: sent.id, until: sent.until, conversationId: sent.conversationId, letters: sent.letters },
  }
}

const isSameFiles = (before: readonly { id: number }[], now: readonly { id: number }[]): boolean =>
  before.length === now.length && before.every((file, n) => file.id === now[n]?.id)

function repeated(db: Reader, user: User, key: string | null, requestHash: string): Answer<OutboxRow> | null {
  const known = key === null ? null : keyedOutbox(db, user.id, key)
  if (!known) return null
  return known.requestHash === requestHash ? rowOf(db, user, known.outboxId) : refused('key-reused')
}

function rowOf(db: Reader, user: User, id: Queued['id']): Answer<OutboxRow> {
  const row = outboxRow(db, user.id, id)
  return row ? { ok: true, value: row } : refused('not-found')
}

// The page asks before it sends such a letter; a program has nobody to ask.
function isEmpty({ subject, text = '', html = '' }: Direct): boolean {
  const shown = /<(img|hr|table)\b/i.test(html) ? html : html.replace(/<[^>]*>|&nbsp;/g, '')
  return `${subject}${text}${shown}`.trim() === ''
}

const writtenOf = ({ to, cc, bcc, subject, html, text }: Direct) => ({
  to: peopleOf(to),
  cc: peopleOf(cc),
  bcc: peopleOf(bcc),
  subject,
  html: html ?? null,
  text: text ?? null,
})

const aboutOf = (letter: Direct): About => ({
  html: letter.html ?? htmlOfText(letter.text ?? ''),
  replyTo: letter.inReplyTo ?? null,
  mode: letter.inReplyTo ? 'reply' : 'new',
  afterSend: 'waiting',
  delayMs: letter.delaySeconds * 1000,
  isUndoable: false,
})
