// Search inside a card's feed. Runs on the reader's thread: a common word stands in thousands of letters of others.
import type { FeedKind } from '../../shared/model/card.ts'
import type { ContactId, MailboxId, MessageId, UserId } from '../../shared/model/ids.ts'
import { inOtherLayout, parseQuery } from '../domain/query.ts'
import { sharedAddresses } from '../store/contact-feed.ts'
import type { Reader } from '../store/handle.ts'
import { findFeedLetters } from '../store/search-read.ts'
import { isEmpty, isInBoxes, letterQuestion } from './search-question.ts'

export interface FeedQuestion {
  text: string
  user: UserId
  /** What the user reads. */
  mailboxes: readonly MailboxId[]
  contacts: readonly ContactId[]
  kind: FeedKind
  limit: number
  /** Rowid of the last letter of the page before. */
  below: number | null
  now: number
  zone: string
}

export interface FeedFound {
  ids: MessageId[]
  next: number | null
  /** As written: dates that were not understood. */
  badDates: string[]
}

/** Newest first, as the search in everything understands it; what finds nothing is read as the other keyboard layout would. */
export function searchFeed(db: Reader, question: FeedQuestion): FeedFound {
  const found = findOnce(db, question)
  const other = found.ids.length === 0 && question.below === null ? inOtherLayout(question.text) : null
  if (other === null) return found
  const again = findOnce(db, { ...question, text: other })
  return again.ids.length > 0 ? again : found
}

function findOnce(db: Reader, q: FeedQuestion): FeedFound {
  const query = parseQuery(q.text, q.now, q.zone)
  const { badDates } = query
  if (isEmpty(query)) return { ids: [], next: null, badDates }
  const mailboxes = q.mailboxes.filter((id) => isInBoxes(db, id, query.boxes))
  const emails = q.contacts.flatMap((id) => sharedAddresses(db, id))
  const of = { contacts: q.contacts, emails, kind: q.kind }
  const rows = findFeedLetters(db, letterQuestion(db, query, q.user, mailboxes), of, q.below, q.limit + 1)
  const shown = rows.slice(0, q.limit)
  return {
    ids: shown.map((row) => row.id),
    next: rows.length > q.limit ? (shown.at(-1)?.rowid ?? null) : null,
    badDates,
  }
}
