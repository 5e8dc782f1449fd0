// From what was written to an outbox row: the bytes are made first, then everything is written in one transaction.
import type { DraftContent } from '../../shared/api/compose.ts'
import type { BlobId, ConversationId, MailboxId, MessageId, OutboxId } from '../../shared/model/ids.ts'
import type { User } from '../../shared/model/user.ts'
import type { PackedBytes, ParsedLetter } from '../mail/types.ts'
import { addBlob, addChunk, beginUpload, finishUpload } from '../store/blobs.ts'
import type { DraftFileRow } from '../store/draft-files.ts'
import { record } from '../store/facts.ts'
import type { Reader, Writer } from '../store/handle.ts'
import { type MailboxRow, mailboxById } from '../store/mailboxes.ts'
import { addOutbox, showOutbox } from '../store/outbox.ts'
import { answeredLetter, standingOf } from '../store/outbox-answered.ts'
import { type Answered, type Composed, compose, type Frame, type Sender, type Written } from './compose.ts'
import { type Mime, mimeBytes, mimeStream } from './compose-mime.ts'
import { quotedPictures } from './compose-pictures.ts'
import type { Deps } from './deps.ts'
import { DiskFlush } from './disk-flush.ts'
import { keepFiles, partOf } from './draft-files.ts'
import type { Refusal } from './send-answer.ts'
import { showOwnLetter } from './send-letter.ts'
import { limitsOf } from './send-limits.ts'
import { forgetUpload } from './uploads.ts'

/** Letters that leave at once carry the date of writing; a delayed one that of its departure. */
const SHORT_DELAY_MS = 60_000
const BY_HAND = 0

/** Letters with more than this in files are packed piece by piece; their bytes lie in the store before the letter is queued. */
const STREAMED_BYTES = 1024 * 1024

/** The letter's bytes: in memory, or in the store under an upload that nobody sees yet. */
type FrozenBytes =
  | { kept: 'in-memory'; packed: PackedBytes; size: number }
  | { kept: 'in-store'; upload: BlobId; sha256: string; size: number }

export interface Frozen {
  ok: true
  composed: Composed
  letter: ParsedLetter
  bytes: FrozenBytes
  files: readonly DraftFileRow[]
}

/** The letter's bytes and what the store keeps of them; nothing is written yet. */
export async function freeze(
  deps: Deps,
  user: User,
  mailbox: MailboxRow,
  written: Written,
  answered: Answered | null,
  how: { frame: Frame; delayMs: number },
  files: readonly DraftFileRow[] = [],
): Promise<Frozen | Refusal> {
  const { store, ports } = deps
  const made = compose(
    written,
    senderOf(user, mailbox),
    answered,
    {
      date: ports.clock.now() + (how.delayMs > SHORT_DELAY_MS ? how.delayMs : 0),
      frame: how.frame,
      recipientLimit: limitsOf(mailbox).perLetter,
      random: ports.random,
    },
    files.map((file) => partOf(store.reader, file)),
  )
  if (!made.ok) return made
  const { composed } = made
  if (files.reduce((sum, file) => sum + file.size, 0) > STREAMED_BYTES) {
    const { letter, ...bytes } = await storeLetter(deps, composed.mime)
    return { ok: true, composed, letter, bytes: { kept: 'in-store', ...bytes }, files }
  }
  const { letter, packed } = await ports.link.parse(await mimeBytes(composed.mime))
  return { ok: true, composed, letter, bytes: { kept: 'in-memory', packed, size: packed.size }, files }
}

async function storeLetter(
  deps: Deps,
  mime: Mime,
): Promise<{ upload: BlobId; letter: ParsedLetter; sha256: string; size: number }> {
  const { store, ports } = deps
  const upload = store.write((tx) => beginUpload(tx, ports.clock.now()))
  try {
    const flush = new DiskFlush(store)
    const chunk = async (n: number, data: Uint8Array) => {
      store.write((tx) => addChunk(tx, upload, n, data))
      await flush.wrote(data.length)
    }
    const stored = await ports.link.parseLarge(mimeStream(mime), { chunk })
    await flush.end()
    return { upload, ...stored }
  } catch (error) {
    await forgetUpload(deps, upload)
    throw error
  }
}

/** A letter that was frozen and not queued after all leaves nothing behind. */
export async function thaw(deps: Deps, { bytes }: Frozen): Promise<void> {
  if (bytes.kept === 'in-store') await forgetUpload(deps, bytes.upload)
}

/** The mailbox's own signature wins over the author's. */
export function senderOf(user: User, mailbox: MailboxRow | null): Sender {
  return {
    address: mailbox?.address ?? '',
    displayName: mailbox?.displayName || user.name,
    signature: mailbox?.signature.trim() ? mailbox.signature : user.signature,
    locale: user.locale,
  }
}

export interface Queued {
  id: OutboxId
  until: number
  conversationId: ConversationId | null
}

export interface About extends Pick<DraftContent, 'replyTo' | 'mode' | 'afterSend'> {
  /** What the author wrote, for a letter that is taken back. */
  html: string
  delayMs: number
  isUndoable: boolean
}

/** Outbox row, deliveries, the letter in its conversation and the event, in the caller's commit. */
export function enqueue(
  tx: Writer,
  user: User,
  mailbox: MailboxRow,
  { composed, letter, bytes, files }: Frozen,
  about: About,
  now: number,
): Queued {
  const { replyTo, mode, afterSend, html, delayMs } = about
  const until = now + delayMs
  const blobId =
    bytes.kept === 'in-memory'
      ? addBlob(tx, bytes.packed, now)
      : finishUpload(tx, bytes.upload, bytes.sha256, bytes.size)
  const id = addOutbox(
    tx,
    {
      ...{ replyTo, mode, afterSend, html, mailboxId: mailbox.id, userId: user.id, blobId },
      ...{ publicId: composed.publicId, messageIdHeader: composed.messageId, from: composed.from },
      ...{ to: composed.to, cc: composed.cc, bcc: composed.bcc, subject: composed.subject, text: composed.text },
      priority: BY_HAND,
      notBefore: until,
      because: about.isUndoable && delayMs > 0 ? 'undo-window' : null,
    },
    now,
  )
  keepFiles(tx, id, files, composed.mime.pictures.length)
  const shown = showOwnLetter(
    tx,
    { mailbox, letter, size: bytes.size, composed, replyTo: mode === 'forward' ? null : replyTo, userId: user.id },
    now,
  )
  showOutbox(tx, id, shown.messageId, shown.conversationId)
  record(tx, now, { type: 'letter.queued', mailboxId: mailbox.id, ...shown, outboxId: id, userId: user.id })
  tx.changed('outbox', id)
  tx.changed('counts')
  return { id, until, conversationId: shown.conversationId }
}

/** Null for mailboxes of others and those that have no way to send. */
export function sendingMailbox(db: Reader, user: User, id: MailboxId | null): MailboxRow | null {
  const row = id && mailboxById(db, id)
  return row && row.ownerId === user.id && !row.removedAt && row.smtpHost ? row : null
}

/** Null for a letter that the user may not read. */
export async function answeredOf(
  db: Reader,
  user: User,
  id: MessageId | null,
  mode: DraftContent['mode'],
): Promise<Answered | null> {
  const letter = id && standingOf(db, user.id, id) ? answeredLetter(db, id) : null
  // The pictures of a letter that is sent on are files of the draft.
  return (
    id &&
    letter && { ...letter, pictures: mode === 'forward' ? [] : await quotedPictures(db, user.id, id, letter.html) }
  )
}
