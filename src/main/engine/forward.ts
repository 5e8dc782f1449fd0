import type { Draft, DraftContent } from '../../shared/api/compose.ts'
import type { AwaitedLetter, ForwardRow } from '../../shared/api/files.ts'
import type { BlobId, DraftId, MessageId } from '../../shared/model/ids.ts'
import type { User } from '../../shared/model/user.ts'
import { isBlockedFile, plainFileName } from '../../shared/text/file-rules.ts'
import { forwardSubject } from '../../shared/text/subjects.ts'
import type { Store } from '../store/database.ts'
import { addDraftFile, filesOfLetter, type NewDraftFile } from '../store/draft-files.ts'
import { addDraft } from '../store/drafts.ts'
import type { Reader, Writer } from '../store/handle.ts'
import { answeredLetter, standingOf } from '../store/outbox-answered.ts'
import { headOf } from '../store/pending.ts'
import { forwardHead } from './compose-quote.ts'

/** A try that failed once may have met a bad moment; after a second one the author decides. */
const FAILED_TRIES = 2

/**
 * What a letter that is sent on still waits for: it was over the size limit and lies on its server. Null when it is here.
 * `gone`: its server has it no more.
 */
export function awaitedLetter(
  db: Reader,
  { mode, replyTo }: Pick<DraftContent, 'mode' | 'replyTo'>,
  now: number,
): AwaitedLetter | null {
  const head = mode === 'forward' && replyTo !== null ? headOf(db, replyTo) : null
  if (!head || replyTo === null) return null
  const isTrying = head.tries < FAILED_TRIES || (head.until ?? 0) <= now
  const isComing = head.because === 'asked' && isTrying && ONLINE.has(head.activity)
  const is = head.because === null ? 'gone' : isComing ? 'coming' : 'unreachable'
  return { is, messageId: replyTo, size: head.size }
}

const ONLINE: ReadonlySet<string> = new Set(['connecting', 'loading', 'watching'])

/** A letter that was known by its head is here: those who send it on have its files. */
export function giveForwardedFiles(tx: Writer, drafts: readonly DraftId[], id: MessageId, source: BlobId): void {
  const html = drafts.length ? (answeredLetter(tx, id)?.html ?? null) : null
  for (const draft of drafts)
    for (const file of filesOfLetter(tx, id, source))
      if (!isBlockedFile(file.name)) addDraftFile(tx, draft, standsIn(file, html))
}

/**
 * A draft that sends a letter on: its files by reference into the letter's own bytes, nothing is copied. They come later where
 * its bytes are not here yet (`giveForwardedFiles`). Null for a letter that stands in none of the user's mailboxes.
 */
export function beginForward(
  store: Store,
  user: User,
  id: MessageId,
  source: BlobId | null,
  now: number,
): { draft: Draft; leftOut: string[] } | null {
  const letter = answeredLetter(store.reader, id)
  const standing = standingOf(store.reader, user.id, id)
  if (!letter || !standing) return null
  const content: DraftContent = {
    mailboxId: standing.mailboxId,
    ...{ to: [], cc: [], bcc: [], html: '', replyTo: id, mode: 'forward', conversationId: null },
    subject: forwardSubject(letter.subject),
    afterSend: 'waiting',
    ...{ isSigned: true, isQuoted: true, isCommon: true },
  }
  const files = source === null ? [] : filesOfLetter(store.reader, id, source)
  const isSendable = (file: NewDraftFile) => !isBlockedFile(file.name)
  const draft = store.write((tx) => {
    const added = addDraft(tx, user.id, content, now)
    for (const file of files.filter(isSendable)) addDraftFile(tx, added.id, standsIn(file, letter.html))
    return added
  })
  return { draft, leftOut: files.filter((file) => !isSendable(file)).map((file) => file.name) }
}

/** Null for a letter that stands in none of the user's mailboxes. */
export function forwardedHead(db: Reader, user: User, id: MessageId): ForwardRow[] | null {
  const letter = standingOf(db, user.id, id) ? answeredLetter(db, id) : null
  return letter && forwardHead(letter, user.locale)
}

// Only a picture that the text shows stays inside it; everything else is a file under the letter.
function standsIn(file: NewDraftFile, html: string | null): NewDraftFile {
  const isInline =
    file.isInline &&
    /^image\//i.test(file.mime) &&
    file.contentId !== null &&
    /^[\x21-\x7e]+$/.test(file.contentId) &&
    !/[<>"]/.test(file.contentId) &&
    (html ?? '').includes(`cid:${file.contentId}`)
  return { ...file, name: plainFileName(file.name) || 'file', isInline, contentId: isInline ? file.contentId : null }
}
