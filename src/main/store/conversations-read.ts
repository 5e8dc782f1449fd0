import type { ConversationRow, ConversationState } from '../../shared/model/conversation.ts'
import type { ConversationId, MailboxId, MessageId, UserId } from '../../shared/model/ids.ts'
import { RANK } from './conversations.ts'
import type { Reader } from './handle.ts'

export interface ListQuestion {
  user: UserId
  /** Already narrowed to what the user reads. */
  mailboxes: readonly MailboxId[]
  state: ConversationState | null
  unread: boolean
  order: 'urgency' | 'date'
  limit: number
  /** The last row of the page before; rank counts only in the order of urgency. */
  after: Place | null
}

export interface Place {
  rank: number
  lastAt: number
  id: ConversationId
}

/** Above this many unread letters the walk by date finds a page sooner than sorting them. */
const FEW_UNREAD = 2000
const RANKS = [0, 1, 2, 3]

/** One page of places, newest first (within their urgency); asks for one more than `limit` to know whether there is a next. */
export function listPlaces(db: Reader, q: ListQuestion): { places: Place[]; hasMore: boolean } {
  const want = q.limit + 1
  let places: Place[] = []
  if (q.unread && unreadCount(db, q.user, q.mailboxes, FEW_UNREAD) < FEW_UNREAD) places = fewUnread(db, q, want)
  else if (q.state !== null) places = merged(db, q, RANK[q.state], q.after, want)
  else if (q.order === 'date') places = merged(db, q, null, q.after, want)
  else {
    for (const rank of RANKS.slice(q.after?.rank ?? 0)) {
      places.push(...merged(db, q, rank, rank === q.after?.rank ? q.after : null, want - places.length))
      if (places.length >= want) break
    }
  }
  return { places: places.slice(0, q.limit), hasMore: places.length > q.limit }
}

// One walk down an index per mailbox, merged: a user's few mailboxes among many never make it read the others' rows.
function merged(db: Reader, q: ListQuestion, rank: number | null, after: Place | null, want: number): Place[] {
  const at = after?.lastAt ?? Number.MAX_SAFE_INTEGER
  const id = after?.id ?? Number.MAX_SAFE_INTEGER
  const unread = q.unread ? 'AND EXISTS (SELECT 1 FROM unread u WHERE u.conversation_id = c.id AND u.user_id = ?)' : ''
  const tail = `AND (c.last_at, c.id) < (?, ?) ${unread} ORDER BY c.last_at DESC, c.id DESC LIMIT ?`
  const args = [at, id, ...(q.unread ? [q.user] : []), want]
  const found = q.mailboxes.flatMap((mailbox) =>
    rank === null
      ? // index conversations_by_mailbox (mailbox_id, last_at, id)
        db
          .sql<Place>(`SELECT c.rank, c.last_at AS lastAt, c.id FROM conversations c WHERE c.mailbox_id = ? ${tail}`)
          .all(mailbox, ...args)
      : // index conversations_by_mailbox_urgency (mailbox_id, rank, last_at, id)
        db
          .sql<Place>(
            `SELECT c.rank, c.last_at AS lastAt, c.id FROM conversations c WHERE c.mailbox_id = ? AND c.rank = ? ${tail}`,
          )
          .all(mailbox, rank, ...args),
  )
  return q.mailboxes.length > 1 ? found.sort(byDate).slice(0, want) : found
}

function fewUnread(db: Reader, q: ListQuestion, want: number): Place[] {
  // primary key unread (user_id, mailbox_id, message_id)
  const each = db.sql<Place & { state: ConversationState }>(
    `SELECT DISTINCT c.rank, c.last_at AS lastAt, c.id, c.state FROM unread u JOIN conversations c ON c.id = u.conversation_id WHERE u.user_id = ? AND u.mailbox_id = ?`,
  )
  const compare = q.order === 'urgency' ? (a: Place, b: Place) => a.rank - b.rank || byDate(a, b) : byDate
  const { after } = q
  return q.mailboxes
    .flatMap((mailbox) => each.all(q.user, mailbox))
    .filter((place) => (q.state === null || place.state === q.state) && (after === null || compare(after, place) < 0))
    .sort(compare)
    .slice(0, want)
}

const byDate = (a: Place, b: Place) => b.lastAt - a.lastAt || b.id - a.id

function unreadCount(db: Reader, user: UserId, mailboxes: readonly MailboxId[], stopAt: number): number {
  const count = db.sql<{ n: number }>(
    'SELECT count(*) AS n FROM (SELECT 1 FROM unread WHERE user_id = ? AND mailbox_id = ? LIMIT ?)',
  )
  return mailboxes.reduce((sum, mailbox) => sum + (count.get(user, mailbox, stopAt)?.n ?? 0), 0)
}

/** Everything of a row that is stored; whether the newest letter looks like fraud follows from `newest`. */
export type StoredRow = Omit<ConversationRow, 'doubtful'> & { newest: NewestLetter | null }

interface NewestLetter {
  id: MessageId
  direction: 'in' | 'out'
  from: { name: string; email: string }
  authResults: string
}

interface Raw {
  newestId: MessageId | null
  newestDirection: 'in' | 'out' | null
  fromName: string
  fromEmail: string
  authResults: string
  id: ConversationId
  number: number
  mailboxId: MailboxId
  subject: string
  snippet: string
  whoName: string
  whoEmail: string
  contactId: ConversationRow['contactId']
  company: string | null
  state: ConversationState
  lastAt: number
  letters: number
  unread: number
  hasAttachments: number
  trouble: ConversationRow['trouble']
  worst: number | null
}

/** What a letter of ours is until it is settled, the worst first. */
const UNSETTLED = ['uncertain', 'failed', 'returned', 'stopped', 'deferred', 'sending', 'queued'] as const
const WORST = `SELECT min(CASE o.state
      WHEN 'uncertain' THEN 0
      WHEN 'failed' THEN 1 + EXISTS (SELECT 1 FROM deliveries d WHERE d.outbox_id = o.id AND d.state = 'returned')
      WHEN 'deferred' THEN 4 - (o.because IS 'newer-letter')
      WHEN 'sending' THEN 5
      ELSE 6 END)
    FROM conversation_messages n CROSS JOIN outbox o INDEXED BY outbox_unsettled ON o.message_id = n.message_id
    WHERE n.conversation_id = c.id AND n.direction = 'out' AND o.state IN ('queued', 'sending', 'deferred', 'failed', 'uncertain')`

// Indexes: primary keys; unread_by_conversation; conversation_messages_by_conversation, and outbox_unsettled for our letters in it; _by_message.
const ROW = `SELECT c.id, c.number, c.mailbox_id AS mailboxId, c.subject, c.snippet, coalesce(k.name, c.who_name) AS whoName, c.who_email AS whoEmail,
    c.contact_id AS contactId, co.name AS company, c.state, c.last_at AS lastAt, c.letters, c.has_attachments AS hasAttachments, c.trouble,
    (SELECT count(*) FROM unread u WHERE u.conversation_id = c.id AND u.user_id = ?) AS unread,
    (${WORST}) AS worst,
    l.id AS newestId, l.from_name AS fromName, l.from_email AS fromEmail, l.auth_results AS authResults,
    (SELECT n.direction FROM conversation_messages n WHERE n.message_id = l.id AND n.conversation_id = c.id LIMIT 1) AS newestDirection
  FROM conversations c LEFT JOIN contacts k ON k.id = c.contact_id LEFT JOIN companies co ON co.id = k.company_id
  LEFT JOIN messages l ON l.id = c.last_message_id WHERE c.id = ?`

/** Null when there is none; whose it is, is the caller's question. */
export function conversationRow(db: Reader, user: UserId, id: ConversationId): StoredRow | null {
  const row = db.sql<Raw>(ROW).get(user, id)
  if (!row) return null
  const { whoName, whoEmail, hasAttachments, worst, newestId, newestDirection, ...more } = row
  const { fromName, fromEmail, authResults, ...rest } = more
  return {
    ...rest,
    who: { name: whoName, email: whoEmail },
    hasAttachments: hasAttachments === 1,
    sending: worst === null ? null : (UNSETTLED[worst] ?? null),
    newest:
      newestId === null || newestDirection === null
        ? null
        : { id: newestId, direction: newestDirection, from: { name: fromName, email: fromEmail }, authResults },
  }
}

export function conversationByNumber(db: Reader, number: number): { id: ConversationId; number: number } | null {
  const own = db
    .sql<{ id: ConversationId; number: number }>('SELECT id, number FROM conversations WHERE number = ?')
    .get(number)
  if (own) return own
  // The number of a joined conversation leads to its survivor.
  const alias =
    'SELECT c.id, c.number FROM conversation_aliases a JOIN conversations c ON c.id = a.conversation_id WHERE a.number = ?'
  return db.sql<{ id: ConversationId; number: number }>(alias).get(number) ?? null
}

export interface StateCounts {
  mailboxId: MailboxId
  open: number
  waiting: number
  closed: number
  all: number
  unread: number
}

/** Conversations by state and unread letters of each mailbox; both counts walk covering indexes. */
export function countsOf(db: Reader, user: UserId, mailboxes: readonly MailboxId[]): StateCounts[] {
  // index conversations_by_mailbox_urgency
  const byRank = db.sql<{ rank: number; n: number }>(
    'SELECT rank, count(*) AS n FROM conversations WHERE mailbox_id = ? GROUP BY rank',
  )
  const unread = db.sql<{ n: number }>('SELECT count(*) AS n FROM unread WHERE user_id = ? AND mailbox_id = ?')
  return mailboxes.map((mailboxId) => {
    const ranks = new Map(byRank.all(mailboxId).map((row) => [row.rank, row.n]))
    const of = (state: ConversationState) => ranks.get(RANK[state]) ?? 0
    const all = [...ranks.values()].reduce((sum, n) => sum + n, 0)
    return {
      mailboxId,
      open: of('open'),
      waiting: of('waiting'),
      closed: of('closed'),
      all,
      unread: unread.get(user, mailboxId)?.n ?? 0,
    }
  })
}

/** What the user himself has on the way. */
export function outgoingCounts(db: Reader, user: UserId): { drafts: number; outbox: number; failed: number } {
  const drafts = db.sql<{ n: number }>('SELECT count(*) AS n FROM drafts WHERE user_id = ?').get(user)?.n ?? 0
  // index outbox_next (state, not_before): finished letters are not read
  const states = db
    .sql<{ state: string; n: number }>(
      "SELECT CASE because WHEN 'newer-letter' THEN 'stopped' ELSE state END AS state, count(*) AS n FROM outbox WHERE state IN ('queued', 'sending', 'deferred', 'failed', 'uncertain') AND user_id = ? GROUP BY 1",
    )
    .all(user)
  const of = (...names: string[]) =>
    states.filter((row) => names.includes(row.state)).reduce((sum, row) => sum + row.n, 0)
  return {
    drafts,
    outbox: of('queued', 'sending', 'deferred', 'stopped'),
    failed: of('failed', 'uncertain', 'stopped'),
  }
}
