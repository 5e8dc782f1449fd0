import type { Draft, DraftContent } from '../../shared/api/compose.ts'
import type { BlobId, MessageId } from '../../shared/model/ids.ts'
import type { User } from '../../shared/model/user.ts'
import { isBlockedFile, plainFileName } from '../../shared/text/file-rules.ts'
import { forwardSubject } from '../../shared/text/subjects.ts'
import type { Store } from '../store/database.ts'
import { addDraftFile, filesOfLetter, type NewDraftFile } from '../store/draft-files.ts'
import { addDraft } from '../store/drafts.ts'
import { answeredLetter, standingOf } from '../store/outbox-answered.ts'

/**
 * A draft that sends a letter on: its files by reference into the letter's own bytes, nothing is copied. Null for a letter that
 * stands in none of the user's mailboxes, or whose bytes are not here.
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
