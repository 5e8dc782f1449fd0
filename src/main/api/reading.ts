import type { ConversationRow, Letter } from '../../shared/model/conversation.ts'
import { isDoubtful } from '../../shared/model/doubt.ts'
import type { ConversationId, MailboxId, MessageId, UserId } from '../../shared/model/ids.ts'
import { isBlocked, previewOf } from '../domain/attachment-kind.ts'
import { warningsOf } from '../domain/warnings.ts'
import { parseDate } from '../mail/mime/date.ts'
import { conversationFacts } from '../store/conversations.ts'
import type { StoredRow } from '../store/conversations-read.ts'
import type { Reader } from '../store/handle.ts'
import { letterById, mayRead, type StoredLetter } from '../store/letters-read.ts'
import { outgoingOf } from '../store/outgoing-read.ts'
import { mailboxesReadBy } from '../store/scope.ts'
import type { Caller } from './context.ts'
import { Problem } from './problems.ts'

// Every refusal here is the same for "not yours" and "does not exist".

export function readable({ app, user }: Caller): MailboxId[] {
  return mailboxesReadBy(app.store.reader, user.id)
}

export function ownMailbox(caller: Caller, id: MailboxId): MailboxId {
  if (!readable(caller).includes(id)) throw new Problem('not-found')
  return id
}

export function ownConversation(caller: Caller, id: ConversationId): ConversationId {
  const found = conversationFacts(caller.app.store.reader, id)
  if (!found || !readable(caller).includes(found.mailboxId)) throw new Problem('not-found')
  return id
}

export function ownMessage(caller: Caller, id: MessageId): MessageId {
  if (!mayRead(caller.app.store.reader, readable(caller), id)) throw new Problem('not-found')
  return id
}

export function ownLetter(caller: Caller, id: MessageId): StoredLetter {
  const letter = letterById(caller.app.store.reader, caller.user.id, readable(caller), id)
  if (!letter) throw new Problem('not-found')
  return letter
}

/** The stored letter with what follows from it. */
export function letterShown(db: Reader, user: UserId, stored: StoredLetter): Letter {
  const { authResults, hasTwin, isAutomatic, isReport: __, messageIdHeader: _, dateAsWritten, ...letter } = stored
  return {
    ...letter,
    dateHeader: dateHeaderOf(dateAsWritten),
    attachments: letter.attachments.map((file) => ({
      ...file,
      preview: previewOf(file.mime, file.name),
      isBlocked: isBlocked(file.name),
    })),
    warnings: warningsOf({ ...letter, authResults, hasTwin, isAutomatic }),
    outgoing: letter.direction === 'out' ? outgoingOf(db, letter.id, user) : null,
  }
}

function dateHeaderOf(written: string): Letter['dateHeader'] {
  if (written === '') return 'none'
  return parseDate(written) === null ? 'unreadable' : 'read'
}

/** The stored row with what follows from its newest letter. */
export function rowShown({ newest, ...row }: StoredRow): ConversationRow {
  return { ...row, doubtful: newest !== null && looksLikeFraud(newest) ? newest.id : null }
}

function looksLikeFraud(newest: NonNullable<StoredRow['newest']>): boolean {
  // Only the grave warnings count here, and neither of them asks for more than this.
  const suspect = { ...newest, replyTo: null, hasTwin: false, isAutomatic: false }
  return isDoubtful({ direction: newest.direction, warnings: warningsOf(suspect) })
}
