// The files of a draft as parts of the letter that it becomes.
import type { DraftContent } from '../../shared/api/compose.ts'
import type { DraftId, OutboxId } from '../../shared/model/ids.ts'
import { filesOver, USUAL_LETTER_BYTES } from '../../shared/text/file-rules.ts'
import { readBlob } from '../store/blobs.ts'
import { addDraftFile, addOutboxFiles, type DraftFileRow, filesOfDraft, outboxFilesOf } from '../store/draft-files.ts'
import type { Reader, Writer } from '../store/handle.ts'
import type { MailboxRow } from '../store/mailboxes.ts'
import type { OutboxItem } from '../store/outbox.ts'
import type { LetterFile } from './compose-mime.ts'
import { attachmentBytes, paced } from './letter-source.ts'
import { type Refusal, refused } from './send-answer.ts'
import { isInLetter } from './uploads.ts'

const MB = 1024 * 1024

/** What goes with the letter, pictures in the text first: the order in which they are numbered. */
export function letterFiles(db: Reader, draft: DraftId, html: string): DraftFileRow[] {
  const files = filesOfDraft(db, draft).filter((file) => isInLetter(file, html))
  return [...files.filter((file) => file.isInline), ...files.filter((file) => !file.isInline)]
}

/** A picture whose file never came (the program ended in the middle of its upload) is no empty frame in the letter. */
export function withoutLostPictures(html: string, files: readonly Pick<DraftFileRow, 'contentId'>[]): string {
  const here = new Set(files.map((file) => file.contentId))
  return html.replace(/<img\b[^>]*?\ssrc="cid:([^"]*)"[^>]*>/gi, (tag, contentId: string) =>
    here.has(contentId) ? tag : '',
  )
}

export const partOf = (db: Reader, file: DraftFileRow): LetterFile => ({
  name: file.name,
  mime: file.mime,
  contentId: file.isInline ? file.contentId : null,
  bytes: () => (file.part === null ? paced(readBlob(db, file.blobId)) : attachmentBytes(db, file.blobId, file.part)),
})

export const letterLimit = (mailbox: Pick<MailboxRow, 'smtpMaxBytes'> | null): number =>
  mailbox?.smtpMaxBytes ?? USUAL_LETTER_BYTES

/** A letter that its mail server said it would not take is not made: the author still has every way out. A guess forbids nothing. */
export function tooLarge(files: readonly DraftFileRow[], draft: DraftContent, mailbox: MailboxRow): Refusal | null {
  const limit = mailbox.smtpMaxBytes
  if (limit === null) return null
  const over = filesOver(files, draft.html.length, limit)
  if (!over.length) return null
  return refused('letter-too-large', 'files', {
    names: over.map((file) => file.name).join(', '),
    limitMb: Math.floor(limit / MB),
  })
}

/** Numbers the letter's files as the parser does: quoted pictures come first. */
export function keepFiles(tx: Writer, outbox: OutboxId, files: readonly DraftFileRow[], before: number): void {
  addOutboxFiles(
    tx,
    outbox,
    files.map((file, n) => ({ ...file, part: before + n })),
  )
}

/** A letter taken back: its files belong to the draft again, and go on lying in the letter's bytes. */
export function giveFilesBack(tx: Writer, item: OutboxItem, draft: DraftId): void {
  if (item.blobId === null) return
  for (const file of outboxFilesOf(tx, item.id)) addDraftFile(tx, draft, { ...file, blobId: item.blobId })
}
