// What a query asks of the store, for the search in everything and in a card's feed alike.
import type { MailboxId, UserId } from '../../shared/model/ids.ts'
import { fold } from '../../shared/text/fold.ts'
import { matchExpression } from '../domain/match.ts'
import type { Query } from '../domain/query.ts'
import type { Reader } from '../store/handle.ts'
import { mailboxById } from '../store/mailboxes.ts'
import type { LetterQuestion } from '../store/search-read.ts'
import { vocabularyOf } from './vocabulary.ts'

/** A query as it is asked of the store. */
export function letterQuestion(
  db: Reader,
  query: Query,
  user: UserId,
  mailboxes: readonly MailboxId[],
): LetterQuestion {
  const { from, to, hasAttachment, isUnread, isUnbound, before, after, ids, numbers } = query
  const scopes = mailboxes.map((id) => `mb${id}`)
  const vocabulary = vocabularyOf(db)
  const match = matchExpression(query, scopes, vocabulary)
  const blindMatch = to.length === 0 ? null : matchExpression({ ...query, to: [] }, scopes, vocabulary)
  const filters = { from, to, hasAttachment, isUnread, isUnbound, before, after, ids, numbers }
  return { match, blindMatch, mailboxes, user, ...filters }
}

export function isEmpty(query: Query): boolean {
  const {
    words,
    phrases,
    from,
    to,
    subject,
    file,
    boxes,
    hasAttachment,
    isUnread,
    isUnbound,
    before,
    after,
    ids,
    numbers,
  } = query
  const lists = [words, phrases, from, to, subject, file, boxes, ids, numbers]
  return (
    lists.every((list) => !list.length) &&
    !hasAttachment &&
    !isUnread &&
    !isUnbound &&
    before === null &&
    after === null
  )
}

export function isInBoxes(db: Reader, id: MailboxId, boxes: readonly string[]): boolean {
  if (!boxes.length) return true
  const row = mailboxById(db, id)
  const name = ` ${fold(`${row?.displayName ?? ''} ${row?.address ?? ''}`)}`
  return boxes.some((box) => name.includes(` ${box}`))
}
