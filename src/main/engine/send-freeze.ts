// From what was written to an outbox row: the bytes are made first, then everything is written in one transaction.
import type { DraftContent } from '../../shared/api/compose.ts'
import type { ConversationId, MailboxId, MessageId, OutboxId } from '../../shared/model/ids.ts'
import type { User } from '../../shared/model/user.ts'
import type { PackedBytes, ParsedLetter } from '../mail/types.ts'
import { addBlob } from '../store/blobs.ts'
import { record } from '../store/facts.ts'
import type { Reader, Writer } from '../store/handle.ts'
import { type MailboxRow, mailboxById } from '../store/mailboxes.ts'
import { addOutbox, showOutbox } from '../store/outbox.ts'
import { answeredLetter, standingOf } from '../store/outbox-answered.ts'
import { type Answered, type Composed, compose, type Frame, type Sender, type Written } from './compose.ts'
import { quotedPictures } from './compose-pictures.ts'
import type { Deps } from './deps.ts'
import type { Refusal } from './send-answer.ts'
import { showOwnLetter } from './send-letter.ts'
import { limitsOf } from './send-limits.ts'

/** Letters that leave at once carry the date of writing; a delayed one that of its departure. */
const SHORT_DELAY_MS = 60_000
const BY_HAND = 0

export interface Frozen {
  ok: true
  composed: Composed
  letter: ParsedLetter
  packed: PackedBytes
}

/** The letter's bytes and what the store keeps of them; nothing is written yet. */
export async function freeze(
  { ports }: Deps,
  user: User,
  mailbox: MailboxRow,
  written: Written,
  answered: Answered | null,
  how: { frame: Frame; delayMs: number },
): Promise<Frozen | Refusal> {
  const made = await compose(written, senderOf(user, mailbox), answered, {
    date: ports.clock.now() + (how.delayMs > SHORT_DELAY_MS ? how.delayMs : 0),
    frame: how.frame,
    recipientLimit: limitsOf(mailbox).perLetter,
    random: ports.random,
  })
  if (!made.ok) return made
  return { ok: true, composed: made.composed, ...(await ports.link.parse(made.composed.source)) }
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
  { composed, letter, packed }: Frozen,
  about: About,
  now: number,
): Queued {
  const { replyTo, mode, afterSend, html, delayMs } = about
  const until = now + delayMs
  const id = addOutbox(
    tx,
    {
      ...{ replyTo, mode, afterSend, html, mailboxId: mailbox.id, userId: user.id, blobId: addBlob(tx, packed, now) },
      ...{ publicId: composed.publicId, messageIdHeader: composed.messageId, from: composed.from },
      ...{ to: composed.to, cc: composed.cc, bcc: composed.bcc, subject: composed.subject, text: composed.text },
      priority: BY_HAND,
      notBefore: until,
      because: about.isUndoable && delayMs > 0 ? 'undo-window' : null,
    },
    now,
  )
  const shown = showOwnLetter(tx, { mailbox, letter, size: packed.size, composed, replyTo, userId: user.id }, now)
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
export async function answeredOf(db: Reader, user: User, id: MessageId | null): Promise<Answered | null> {
  const letter = id && standingOf(db, user.id, id) ? answeredLetter(db, id) : null
  return id && letter && { ...letter, pictures: await quotedPictures(db, user.id, id, letter.html) }
}
