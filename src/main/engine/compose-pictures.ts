import type { MessageId, UserId } from '../../shared/model/ids.ts'
import type { Reader } from '../store/handle.ts'
import { attachmentsOf, inlinePictures, sourceOf } from '../store/letters-read.ts'
import { mailboxesReadBy } from '../store/scope.ts'
import type { Picture } from './compose-mime.ts'
import { attachmentBytes } from './letter-source.ts'

/** Larger ones are left out of the quote: an answer must not grow with every turn of a talk. */
const MOST_BYTES = 5 * 1024 * 1024

/** Pictures of a letter that its HTML shows by content id, so that a quote of it shows them too. */
export async function quotedPictures(db: Reader, user: UserId, id: MessageId, html: string | null): Promise<Picture[]> {
  const shown = new Set(Array.from(html?.matchAll(/["'(]cid:([^"')\s]+)/gi) ?? [], (match) => match[1]))
  const source = shown.size ? sourceOf(db, mailboxesReadBy(db, user), id, null) : null
  if (source === null) return []
  let left = MOST_BYTES
  const files = new Map(attachmentsOf(db, id).map((file) => [file.n, file]))
  const pictures: Picture[] = []
  for (const { contentId, n } of inlinePictures(db, id)) {
    const file = files.get(n)
    if (!file || file.size > left || !shown.has(contentId) || !isPlain(contentId)) continue
    if (!/^image\/[\w.+-]+$/i.test(file.mime)) continue
    left -= file.size
    const pieces: Uint8Array[] = []
    for await (const piece of attachmentBytes(db, source, n)) pieces.push(piece)
    pictures.push({ contentId, name: file.name, mime: file.mime, bytes: Buffer.concat(pieces) })
  }
  return pictures
}

// It comes from a stranger's letter and goes into a header.
const isPlain = (contentId: string) => /^[\x21-\x7e]+$/.test(contentId) && !/[<>]/.test(contentId)
