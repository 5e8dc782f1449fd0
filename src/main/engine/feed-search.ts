// Search inside a card's feed. Runs on the reader's thread: a common word stands in thousands of letters of others.
import type { FeedKind } from '../../shared/model/card.ts'
import type { ContactId, MailboxId, MessageId } from '../../shared/model/ids.ts'
import { matchExpression } from '../domain/match.ts'
import { inOtherLayout, parseQuery } from '../domain/query.ts'
import { sharedAddresses } from '../store/contact-feed.ts'
import type { Reader } from '../store/handle.ts'
import { idList } from '../store/scope.ts'
import { findFeedLetters } from '../store/search-read.ts'
import { vocabularyOf } from './vocabulary.ts'

export interface FeedQuestion {
  text: string
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
}

/** Newest first; what finds nothing is read as the other keyboard layout would. */
export function searchFeed(db: Reader, question: FeedQuestion): FeedFound {
  const found = findOnce(db, question)
  const other = found.ids.length === 0 && question.below === null ? inOtherLayout(question.text) : null
  return other === null ? found : findOnce(db, { ...question, text: other })
}

function findOnce(db: Reader, q: FeedQuestion): FeedFound {
  const query = parseQuery(q.text, q.now, q.zone)
  const match = matchExpression(
    query,
    q.mailboxes.map((id) => `mb${id}`),
    vocabularyOf(db),
  )
  const rows = findFeedLetters(db, {
    match,
    mailboxes: idList(q.mailboxes),
    contacts: idList(q.contacts),
    emails: JSON.stringify(q.contacts.flatMap((id) => sharedAddresses(db, id))),
    kind: q.kind,
    below: q.below ?? Number.MAX_SAFE_INTEGER,
    limit: q.limit + 1,
  })
  const shown = rows.slice(0, q.limit)
  return { ids: shown.map((row) => row.id), next: rows.length > q.limit ? (shown.at(-1)?.rowid ?? null) : null }
}
