// Which of the rows that changed a user may know of: the letters of others are theirs, also as bare numbers.
import type { UserId } from '../../shared/model/ids.ts'
import type { Reader } from './handle.ts'
import { idList } from './scope.ts'

export interface Seen {
  own: number[]
  /** Rows that are no more: whose they were is not known. */
  gone: number[]
}

const QUESTIONS = {
  conversations: `SELECT s.value AS id, c.id IS NULL AS isGone, b.owner_id = :user AS isOwn
    FROM json_each(:ids) s LEFT JOIN conversations c ON c.id = s.value LEFT JOIN mailboxes b ON b.id = c.mailbox_id`,
  mailboxes: `SELECT s.value AS id, b.id IS NULL AS isGone, b.owner_id = :user AS isOwn
    FROM json_each(:ids) s LEFT JOIN mailboxes b ON b.id = s.value`,
  outbox: `SELECT s.value AS id, o.id IS NULL AS isGone, coalesce(b.owner_id, o.user_id) = :user AS isOwn
    FROM json_each(:ids) s LEFT JOIN outbox o ON o.id = s.value LEFT JOIN mailboxes b ON b.id = o.mailbox_id`,
  drafts: `SELECT s.value AS id, d.id IS NULL AS isGone, d.user_id = :user AS isOwn
    FROM json_each(:ids) s LEFT JOIN drafts d ON d.id = s.value`,
} as const

export type OwnedTopic = keyof typeof QUESTIONS

export const isOwned = (topic: string): topic is OwnedTopic => topic in QUESTIONS

export function seenBy(db: Reader, user: UserId, topic: OwnedTopic, ids: Iterable<number>): Seen {
  const rows = db
    .sql<{ id: number; isGone: number; isOwn: number | null }>(QUESTIONS[topic])
    .all({ user, ids: idList([...ids]) })
  return {
    own: rows.filter((row) => row.isOwn === 1).map((row) => row.id),
    gone: rows.filter((row) => row.isGone === 1).map((row) => row.id),
  }
}

export function draftIdsOf(db: Reader, user: UserId): number[] {
  return db
    .sql<{ id: number }>('SELECT id FROM drafts WHERE user_id = ?')
    .all(user)
    .map((row) => row.id)
}
