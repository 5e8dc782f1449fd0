import type { MailboxId } from '../../shared/model/ids.ts'
import type { Reader } from '../store/handle.ts'
import { type MailboxCounts, mailboxCounts } from '../store/mailboxes-read.ts'
import { type Look, type LookQuestion, lookAt } from './exclusion-look.ts'
import { type FeedFound, type FeedQuestion, searchFeed } from './feed-search.ts'
import { type SearchFound, type SearchQuestion, search } from './search.ts'

/** What the reader's thread answers: everything that may read more than a page of rows. */
export const QUESTIONS = {
  search: (db: Reader, question: SearchQuestion): SearchFound => search(db, question),
  feed: (db: Reader, question: FeedQuestion): FeedFound => searchFeed(db, question),
  exclusions: (db: Reader, question: LookQuestion): Look => lookAt(db, question),
  mailboxCounts: (db: Reader, ids: readonly MailboxId[]): MailboxCounts[] => ids.map((id) => mailboxCounts(db, id)),
}

export type Questions = typeof QUESTIONS
export type QuestionName = keyof Questions
