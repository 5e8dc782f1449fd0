// A letter over the size limit that was loaded, or was not yet, comes again: moved, numbered anew, or under another limit.
import { createHash } from 'node:crypto'
import type { BlobId, MessageId } from '../../shared/model/ids.ts'
import { identityOf } from '../domain/identity.ts'
import { HEAD_TEXT } from '../mail/mime/head-text.ts'
import type { PulledLetter } from '../mail/types.ts'
import { readBlob } from '../store/blobs.ts'
import type { Reader } from '../store/handle.ts'
import { headOfWhole, wholeOfHead } from '../store/heads.ts'
import type { Desk } from './desk.ts'

/** The least size limit that a mailbox can have: smaller letters never come as heads. */
export const NEVER_TOO_BIG = 1024 * 1024

/** The whole letter that a head which comes now is the beginning of, with its source. */
export function wholeHere(
  db: Reader,
  desk: Desk,
  { letter, size }: PulledLetter,
  head: BlobId,
): { messageId: MessageId; blobId: BlobId } | null {
  return wholeOfHead(db, { mailbox: desk.mailboxId, header: letter.messageId, size, blob: head })
}

/** The head that waits here for the letter that comes whole now. */
export function headHere(db: Reader, desk: Desk, { letter, size }: PulledLetter, source: BlobId): MessageId | null {
  const whole = { mailbox: desk.mailboxId, header: letter.messageId, size, blob: source }
  return headOfWhole(db, whole, () =>
    identityOf({
      messageId: '',
      from: letter.from.email,
      dateAsWritten: letter.dateAsWritten,
      contentHash: hashOfHead(db, source),
    }),
  )
}

// As the head of this letter is asked for on the server.
function hashOfHead(db: Reader, source: BlobId): string {
  let start = Buffer.alloc(0)
  let end = -1
  for (const chunk of readBlob(db, source)) {
    start = Buffer.concat([start, chunk])
    end = start.indexOf('\r\n\r\n')
    if (end >= 0 && start.length >= end + 4 + HEAD_TEXT) break
  }
  const head = end < 0 ? start : start.subarray(0, end + 4 + HEAD_TEXT)
  return createHash('sha256').update(head).digest('hex')
}
