import type { MessageId, UserId } from '../../shared/model/ids.ts'
import type { Reader } from '../store/handle.ts'
import { attachmentsOf, sourceOf } from '../store/letters-read.ts'
import { mailboxesReadBy } from '../store/scope.ts'
import type { Picture } from './compose-mime.ts'
import { attachmentBytes } from './letter-source.ts'

/** Larger ones are left out of the quote: an answer must not grow with every turn of a talk. */
const MOST_BYTES = 5 * 1024 * 1024

/** Pictures of a letter that its HTML shows by content id, so that a quote of it shows them too. */
export function quotedPictures(db: Reader, user: UserId, id: MessageId, html: string | null): Picture[] {
  const shown = new Set(Array.from(html?.matchAll(/["'(]cid:([^"')\s]+)/gi) ?? [], (match) => match[1]))
  const source = shown.size ? sourceOf(db, mailboxesReadBy(db, user), id, null) : null
  if (source === null) return []
  let left = MOST_BYTES
  return attachmentsOf(db, id).flatMap((file) => {
    if (file.contentId === null || !shown.has(file.contentId) || !/^[\x21-\x7e]+$/.test(file.contentId) || !/^image\/[\w.+-]+$/i.test(file.mime) || file.size > left) return []
    left -= file.size
    return [{ contentId: file.contentId, name: file.name, mime: file.mime, bytes: Buffer.concat([...attachmentBytes(db, source, file.n)]) }]
  })
}
