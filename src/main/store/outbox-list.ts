import type { OutboxRow } from '../../shared/api/compose.ts'
import type { Person } from '../../shared/model/conversation.ts'
import type { MailboxId, OutboxId, UserId } from '../../shared/model/ids.ts'
import { reportsOf } from './delivery-reports.ts'
import type { Reader } from './handle.ts'
import { type RawShown, SHOWN_COLUMNS, shownOf } from './outbox-shown.ts'
import { type SendWait, waitsOf } from './send-waits.ts'

/** What stands after what: first what needs a person, then what is on its way, then what left. */
interface Rank {
  is: string
  newestFirst: boolean
  /** Ordered by the time that is shown; else by id, along outbox_by_state (state, id, mailbox_id). */
  by?: 'sending' | 'since'
}
const RANKS: Rank[] = [
  { is: "o.state = 'uncertain'", newestFirst: true, by: 'since' },
  { is: "o.state = 'failed'", newestFirst: true, by: 'since' },
  { is: "o.state IN ('queued', 'sending', 'deferred')", newestFirst: false },
  { is: "o.state = 'sent'", newestFirst: true, by: 'sending' },
  {
    // Index outbox_unsettled covers it, named with its condition word for word: few wait for a person among many for a time.
    is: `o.id IN (SELECT id FROM outbox INDEXED BY outbox_unsettled WHERE state IN ('queued', 'sending', 'deferred', 'failed', 'uncertain')
      AND state = 'deferred' AND because = 'newer-letter')`,
    newestFirst: true,
  },
]

/** An uncertain letter wants a decision, as a failed one does, and stands above those. */
const TABS = { all: [0, 1, 2, 3], waiting: [2], sent: [3], failed: [0, 1], uncertain: [0], needs: [0, 1, 4] } as const
export type OutboxTab = keyof typeof TABS

interface RawRow
  extends RawShown,
    Omit<
      OutboxRow,
      keyof RawShown | 'to' | 'deliveries' | 'until' | 'shortId' | 'position' | 'plannedAt' | 'isBehind'
    > {
  mailboxId: MailboxId | null
  to: string
}

/** A letter that failed or is uncertain has waited for a person from then on. */
const SINCE = 'coalesce(o.waits_from, o.created_at)'

const selectFrom = (
  outbox: string,
) => `SELECT ${SHOWN_COLUMNS}, coalesce(b.address, o.from_email) AS mailboxAddress, o.conversation_id AS conversationId, c.number, o.message_id AS messageId,
  o."to", o.subject, o.created_at AS createdAt, o.sent_at AS sentAt, ${SINCE} AS since
  FROM ${outbox} LEFT JOIN mailboxes b ON b.id = o.mailbox_id LEFT JOIN conversations c ON c.id = o.conversation_id`
/** A mailbox that was erased leaves its letters to their author. */
const OURS = '(b.owner_id = ? OR (o.mailbox_id IS NULL AND o.user_id = ?))'

/** Where a page begins: the rank, and the time and id of the last row before it; the time counts only for what was sent. */
export type OutboxPlace = [rank: number, at: number, id: number]

/** Of the user's own mailboxes; `q` are words of addresses, names and subjects, or `id:` with the beginning of a short id. */
export function outboxPage(
  db: Reader,
  user: UserId,
  page: { tab: OutboxTab; q: string; after: OutboxPlace | null; limit: number },
): { items: OutboxRow[]; next: OutboxPlace | null } {
  const { where, params } = matching(page.q)
  const rows: { rank: number; row: RawRow }[] = []
  for (const rank of TABS[page.tab]) {
    if (rows.length > page.limit || (page.after && rank < page.after[0])) continue
    const { is, newestFirst, by } = RANKS[rank]!
    const end = newestFirst ? Number.MAX_SAFE_INTEGER : 0
    const [fromAt, fromId] = page.after?.[0] === rank ? [page.after[1], page.after[2]] : [end, end]
    const [before, order] = newestFirst ? ['<', 'DESC'] : ['>', 'ASC']
    const at = by === 'sending' ? 'o.sent_at' : SINCE
    const from = by === 'sending' ? 'outbox o INDEXED BY outbox_sent' : 'outbox o'
    const found = db
      .sql<RawRow>(
        by
          ? `${selectFrom(from)} WHERE ${is} AND (${at}, o.id) < (?, ?) AND ${OURS}${where} ORDER BY ${at} DESC, o.id DESC LIMIT ?`
          : `${selectFrom(from)} WHERE ${is} AND o.id ${before} ? AND ${OURS}${where} ORDER BY o.id ${order} LIMIT ?`,
      )
      .all(...(by ? [fromAt] : []), fromId, user, user, ...params, page.limit + 1 - rows.length)
    rows.push(...found.map((row) => ({ rank, row })))
  }
  const waits = new Map<MailboxId, SendWait[]>()
  const items = rows.slice(0, page.limit).map(({ row }) => rowOf(db, row, waits))
  const last = rows.length > page.limit ? rows[page.limit - 1] : undefined
  return { items, next: last ? placeOf(last) : null }
}

const placeOf = ({ rank, row }: { rank: number; row: RawRow }): OutboxPlace => [
  rank,
  RANKS[rank]?.by === 'sending' ? (row.sentAt ?? 0) : row.since,
  row.id,
]

function matching(q: string): { where: string; params: string[] } {
  const words = q.trim().split(/\s+/).filter(Boolean)
  let where = ''
  const params: string[] = []
  for (const word of words) {
    const id = /^id:([0-9a-f]{1,32})$/i.exec(word)?.[1]
    if (id) {
      where += ' AND o.public_id >= ? AND o.public_id < ?'
      params.push(id.toLowerCase(), `${id.toLowerCase()}g`)
    } else {
      // SQLite folds only Latin letters; a word is looked for as written, and with its first letter raised and lowered.
      const ways = new Set([
        word,
        word.toLowerCase(),
        word.charAt(0).toUpperCase() + word.slice(1).toLowerCase(),
        word.toUpperCase(),
      ])
      where += ` AND (${[...ways].map(() => `instr(o."to" || ' ' || o.cc || ' ' || o.subject || ' ' || o.from_email, ?) > 0`).join(' OR ')})`
      params.push(...ways)
    }
  }
  return { where, params }
}

/** Null for letters of mailboxes that are not the user's. */
export function outboxRow(db: Reader, user: UserId, id: OutboxId): OutboxRow | null {
  const row = db.sql<RawRow>(`${selectFrom('outbox o')} WHERE o.id = ? AND ${OURS}`).get(id, user, user)
  return row ? rowOf(db, row, new Map()) : null
}

/** Letters per state, of the user's own mailboxes; a walk over the covering index outbox_by_state (state, id, mailbox_id). */
export function outboxCounts(db: Reader, user: UserId): Map<string, number> {
  const rows = db
    .sql<{ state: string; n: number }>(
      'SELECT state, count(*) AS n FROM outbox INDEXED BY outbox_by_state WHERE mailbox_id IN (SELECT id FROM mailboxes WHERE owner_id = ?) GROUP BY state',
    )
    .all(user)
  // index outbox_by_mailbox
  const orphans = db
    .sql<{ state: string; n: number }>(
      'SELECT state, count(*) AS n FROM outbox WHERE mailbox_id IS NULL AND user_id = ? GROUP BY state',
    )
    .all(user)
  const counts = new Map(rows.map((row) => [row.state, row.n]))
  for (const { state, n } of orphans) counts.set(state, (counts.get(state) ?? 0) + n)
  return counts
}

function rowOf(db: Reader, row: RawRow, waits: Map<MailboxId, SendWait[]>): OutboxRow {
  const { mailboxId } = row
  const own = mailboxId === null ? [] : (waits.get(mailboxId) ?? waitsOf(db, mailboxId))
  if (mailboxId !== null) waits.set(mailboxId, own)
  const shown = shownOf(db, row, own)
  // Few letters come back; the others are not asked about.
  const isReported = row.state === 'uncertain' || shown.deliveries.some((one) => one.state === 'returned')
  return {
    ...shown,
    ...(isReported ? { reports: reportsOf(db, row.id) } : {}),
    mailboxId,
    mailboxAddress: row.mailboxAddress,
    conversationId: row.conversationId,
    number: row.number,
    messageId: row.messageId,
    // Written by `addOutbox` only.
    to: JSON.parse(row.to) as Person[],
    subject: row.subject,
    createdAt: row.createdAt,
    sentAt: row.sentAt,
    since: row.since,
    position: null,
    plannedAt: null,
    isBehind: false,
  }
}

/** Index outbox_by_state covers it: few letters are on the line at once. */
export function isSending(db: Reader, mailbox: MailboxId): boolean {
  return db.sql("SELECT 1 FROM outbox WHERE state = 'sending' AND mailbox_id = ? LIMIT 1").get(mailbox) !== undefined
}

export function uncertainCount(db: Reader, mailbox: MailboxId): number {
  return (
    db.sql<{ n: number }>("SELECT count(*) AS n FROM outbox WHERE mailbox_id = ? AND state = 'uncertain'").get(mailbox)
      ?.n ?? 0
  )
}
