import type { OutboxRow } from '../../shared/api/compose.ts'
import type { Person } from '../../shared/model/conversation.ts'
import type { OutboxId, UserId } from '../../shared/model/ids.ts'
import type { Reader } from './handle.ts'
import { deliveriesOf } from './outbox.ts'

/** Which states stand under which tab: an uncertain letter wants a decision, as a failed one does. */
const STATES = { waiting: ['queued', 'sending', 'deferred'], sent: ['sent'], failed: ['failed', 'uncertain'] } as const

type Raw = Omit<OutboxRow, 'to' | 'deliveries'> & { to: string; notBefore: number; activity: string }

// A paused mailbox is no state of its letters: they wait as long as the pause lasts, and say so.
const SELECT = `SELECT o.id, o.state, o.because, o.not_before AS notBefore, o.attempts, o.server_words AS serverWords, o.copy, o.mailbox_id AS mailboxId,
  b.address AS mailboxAddress, b.activity, o.conversation_id AS conversationId, c.number, o.message_id AS messageId, o."to", o.subject, o.created_at AS createdAt, o.sent_at AS sentAt
  FROM outbox o JOIN mailboxes b ON b.id = o.mailbox_id LEFT JOIN conversations c ON c.id = o.conversation_id`

/** Newest first, letters of the user's own mailboxes; `before` is the id after which the page begins. */
export function outboxPage(
  db: Reader,
  user: UserId,
  page: { state?: keyof typeof STATES; before: number | null; limit: number },
): { items: OutboxRow[]; next: number | null } {
  const states = page.state
    ? STATES[page.state].map((state) => `'${state}'`).join(', ')
    : "'queued', 'sending', 'deferred', 'sent', 'failed', 'uncertain'"
  const rows = db
    .sql<Raw>(`${SELECT} WHERE b.owner_id = ? AND o.state IN (${states}) AND o.id < ? ORDER BY o.id DESC LIMIT ?`)
    .all(user, page.before ?? Number.MAX_SAFE_INTEGER, page.limit + 1)
  const items = rows.slice(0, page.limit).map((row) => rowOf(db, row))
  return { items, next: rows.length > page.limit ? (items.at(-1)?.id ?? null) : null }
}

/** Null for letters of mailboxes that are not the user's. */
export function outboxRow(db: Reader, user: UserId, id: OutboxId): OutboxRow | null {
  const row = db.sql<Raw>(`${SELECT} WHERE o.id = ? AND b.owner_id = ?`).get(id, user)
  return row ? rowOf(db, row) : null
}

function rowOf(db: Reader, { notBefore, activity, ...row }: Raw): OutboxRow {
  const isWaiting = row.state === 'queued' || row.state === 'deferred'
  const isPaused = isWaiting && activity === 'paused'
  return {
    ...row,
    because: isPaused ? 'mailbox-paused' : row.because,
    until: isWaiting && !isPaused && row.because !== 'newer-letter' ? notBefore : null,
    // Written by `addOutbox` only.
    to: JSON.parse(row.to) as Person[],
    deliveries: deliveriesOf(db, row.id),
  }
}
