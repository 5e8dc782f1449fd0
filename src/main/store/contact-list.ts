// The table of contacts: one page by any of its columns. Every column walks an index of its own from the cursor on.
import type { ContactOrder } from '../../shared/model/card.ts'
import type { ContactId, MailboxId } from '../../shared/model/ids.ts'
import type { Reader } from './handle.ts'
import { idList } from './scope.ts'

/** Contacts that a filter leaves are sorted in memory up to so many; more of them are common enough for a walk. */
const FEW = 300

export interface ContactsQuestion {
  /** Folded words: each begins a word of the name, the company, an address or a phone. */
  words: readonly string[]
  order: ContactOrder
  desc: boolean
  limit: number
  after: ContactPlace | null
}

/** Where a page ended: the part of the walk (those without a value come last), the value, the id. */
export interface ContactPlace {
  part: number
  key: string | number
  id: number
}

interface Row {
  id: ContactId
  key: string | number
}

// indexes contacts_by_name, _by_position, _by_company_key, _by_email, _by_phone
const COLUMNS: Partial<Record<ContactOrder, string>> = {
  name: 'folded',
  position: 'position_key',
  company: 'company_key',
  email: 'email',
  phone: 'phone',
}

export function contactsPage(
  db: Reader,
  mailboxes: readonly MailboxId[],
  q: ContactsQuestion,
): { ids: ContactId[]; last: ContactPlace | null } {
  const few = q.words.length ? fewMatching(db, q.words) : null
  const rows = few ? sorted(db, mailboxes, q, few) : walked(db, mailboxes, q)
  const shown = rows.slice(0, q.limit)
  return { ids: shown.map((row) => row.id), last: rows.length > q.limit ? (shown.at(-1) ?? null) : null }
}

/** How many match, up to a thousand. */
export function matchingCount(db: Reader, words: readonly string[]): number {
  return db
    .sql<{ n: number }>(
      `SELECT count(*) AS n FROM (SELECT 1 FROM contacts k WHERE ${matches(words).join(' AND ') || '1'} LIMIT 1000)`,
    )
    .get(...words)!.n
}

const matches = (words: readonly string[]) => words.map(() => "instr(' ' || k.folded, ' ' || ?) > 0")

// The whole of contacts_by_name is read, and nothing else.
function fewMatching(db: Reader, words: readonly string[]): ContactId[] | null {
  const found = db
    .sql<{ id: ContactId }>(
      `SELECT k.id FROM contacts k INDEXED BY contacts_by_name WHERE ${matches(words).join(' AND ')} LIMIT ${FEW + 1}`,
    )
    .all(...words)
  return found.length > FEW ? null : found.map((row) => row.id)
}

type Placed = Row & { part: number }

function sorted(
  db: Reader,
  mailboxes: readonly MailboxId[],
  q: ContactsQuestion,
  ids: readonly ContactId[],
): Placed[] {
  const column = COLUMNS[q.order]
  const rows = column
    ? db
        .sql<Row>(`SELECT k.id, k.${column} AS key FROM contacts k WHERE k.id IN (SELECT value FROM json_each(?))`)
        .all(idList(ids))
    : ids.map((id) => ({ id, key: keyByMail(db, mailboxes, q.order, id) ?? '' }))
  const placed = rows.map((row) => ({ ...row, part: row.key === '' ? 1 : 0 }))
  const compare = (a: Omit<Placed, 'id'> & { id: number }, b: Omit<Placed, 'id'> & { id: number }) => {
    if (a.part !== b.part || a.part === 1) return a.part - b.part || a.id - b.id
    const way = q.desc ? -1 : 1
    return a.key === b.key ? way * (a.id - b.id) : a.key < b.key ? -way : way
  }
  const { after } = q
  return placed
    .sort(compare)
    .filter((row) => after === null || compare(after, row) < 0)
    .slice(0, q.limit + 1)
}

// A number that sorts states by urgency and within it the newest first, or the date of the last letter.
function keyByMail(db: Reader, mailboxes: readonly MailboxId[], order: ContactOrder, id: ContactId): number | null {
  // index conversations_by_contact (contact_id, mailbox_id, rank, last_at): the last entry of each state
  const newest = db.sql<{ at: number | null }>(
    'SELECT max(last_at) AS at FROM conversations WHERE contact_id = ? AND mailbox_id = ? AND rank = ?',
  )
  const own = [0, 1, 2, 3].map((rank) => Math.max(0, ...mailboxes.map((box) => newest.get(id, box, rank)?.at ?? 0)))
  const rank = own.findIndex((at) => at > 0)
  if (rank === -1) return null
  return order === 'state' ? rank * 1e14 - (own[rank] ?? 0) : Math.max(...own)
}

function walked(db: Reader, mailboxes: readonly MailboxId[], q: ContactsQuestion): Placed[] {
  const column = COLUMNS[q.order]
  const want = q.limit + 1
  const rows: Placed[] = []
  const parts = [
    (after: ContactPlace | null) =>
      column ? withValue(db, column, q, after, want) : withMail(db, mailboxes, q, after, want),
    (after: ContactPlace | null) =>
      column ? withoutValue(db, column, q, after, want - rows.length) : withoutMail(db, mailboxes, q, after, want - rows.length),
  ]
  const from = q.after?.part ?? 0
  for (const [part, walk] of parts.entries()) {
    if (part < from || rows.length >= want) continue
    rows.push(...walk(part === from ? q.after : null).map((row) => ({ ...row, part })))
  }
  return rows
}

function withValue(db: Reader, column: string, q: ContactsQuestion, after: ContactPlace | null, want: number): Row[] {
  const match = matches(q.words).map((one) => `AND ${one}`).join(' ')
  const way = q.desc ? 'DESC' : 'ASC'
  const from = after ? `AND (k.${column}, k.id) ${q.desc ? '<' : '>'} (?, ?)` : ''
  return db
    .sql<Row>(
      `SELECT k.id, k.${column} AS key FROM contacts k WHERE k.${column} > '' ${from} ${match} ORDER BY k.${column} ${way}, k.id ${way} LIMIT ?`,
    )
    .all(...(after ? [after.key, after.id] : []), ...q.words, want)
}

function withoutValue(db: Reader, column: string, q: ContactsQuestion, after: ContactPlace | null, want: number): Row[] {
  const match = matches(q.words).map((one) => `AND ${one}`).join(' ')
  return db
    .sql<Row>(
      `SELECT k.id, '' AS key FROM contacts k WHERE k.${column} = '' AND k.id > ? ${match} ORDER BY k.id LIMIT ?`,
    )
    .all(after?.id ?? 0, ...q.words, want)
}

interface Conversation extends Row {
  conversation: number
}

// Conversations are walked by date or urgency, and each contact stands at his best one: no other of his comes before it.
function withMail(
  db: Reader,
  mailboxes: readonly MailboxId[],
  q: ContactsQuestion,
  after: ContactPlace | null,
  want: number,
): Row[] {
  const boxes = idList(mailboxes)
  const match = q.words.length
    ? `AND EXISTS (SELECT 1 FROM contacts k WHERE k.id = c.contact_id AND ${matches(q.words).join(' AND ')})`
    : ''
  if (q.order === 'last') {
    const way = q.desc ? 'DESC' : 'ASC'
    // index conversations_by_mailbox (mailbox_id, last_at, id); conversations_by_contact, one seek for each mailbox and state
    const each = db.sql<Conversation>(
      `SELECT c.contact_id AS id, c.last_at AS key, c.id AS conversation FROM conversations c WHERE c.mailbox_id = ? AND c.contact_id IS NOT NULL
       ${after ? `AND c.last_at ${q.desc ? '<=' : '>='} ?` : ''}
       AND NOT EXISTS (SELECT 1 FROM conversations o WHERE o.contact_id = c.contact_id AND o.mailbox_id IN (SELECT value FROM json_each(?)) AND o.rank IN (0, 1, 2, 3)
         AND o.last_at >= c.last_at AND (o.last_at, o.id) > (c.last_at, c.id))
       ${match} ORDER BY c.last_at ${way}, c.id ${way} LIMIT ?`,
    )
    const found = mailboxes.flatMap((mailbox) =>
      each.all(mailbox, ...(after ? [after.key] : []), boxes, ...q.words, want + SAME),
    )
    return inOrder(found, q.desc, after, want)
  }
  const found: Conversation[] = []
  for (const rank of q.desc ? [3, 2, 1, 0] : [0, 1, 2, 3]) {
    const way = q.desc ? 'ASC' : 'DESC'
    const edge = after === null ? null : rankOf(Number(after.key))
    if (edge !== null && (q.desc ? rank > edge : rank < edge)) continue
    const from = edge === rank ? `AND c.last_at ${q.desc ? '>=' : '<='} ?` : ''
    // indexes conversations_by_mailbox_urgency (mailbox_id, rank, last_at, id), conversations_by_contact
    const each = db.sql<Conversation>(
      `SELECT c.contact_id AS id, c.rank * 100000000000000 - c.last_at AS key, c.id AS conversation FROM conversations c WHERE c.mailbox_id = ? AND c.rank = ? AND c.contact_id IS NOT NULL ${from}
       AND NOT EXISTS (SELECT 1 FROM conversations o WHERE o.contact_id = c.contact_id AND o.mailbox_id IN (SELECT value FROM json_each(?)) AND o.rank < c.rank)
       AND NOT EXISTS (SELECT 1 FROM conversations o WHERE o.contact_id = c.contact_id AND o.mailbox_id IN (SELECT value FROM json_each(?)) AND o.rank = c.rank
         AND o.last_at >= c.last_at AND (o.last_at, o.id) > (c.last_at, c.id))
       ${match} ORDER BY c.last_at ${way}, c.id ${way} LIMIT ?`,
    )
    const at = edge === rank ? [rank * 1e14 - Number(after?.key)] : []
    for (const mailbox of mailboxes) found.push(...each.all(mailbox, rank, ...at, boxes, boxes, ...q.words, want + SAME))
    if (found.length >= want + SAME) break
  }
  return inOrder(found, q.desc, after, want)
}

/** Rows with the value of the cursor are read once more and left out by id; more of one value than this are rare. */
const SAME = 50
const rankOf = (key: number) => Math.ceil(key / 1e14)

function inOrder(found: readonly Row[], desc: boolean, after: ContactPlace | null, want: number): Row[] {
  const way = desc ? -1 : 1
  const compare = (a: { key: string | number; id: number }, b: { key: string | number; id: number }) =>
    way * (Number(a.key) - Number(b.key) || a.id - b.id)
  return found
    .toSorted(compare)
    .filter((row) => after === null || compare(after, row) < 0)
    .slice(0, want)
}

function withoutMail(
  db: Reader,
  mailboxes: readonly MailboxId[],
  q: ContactsQuestion,
  after: ContactPlace | null,
  want: number,
): Row[] {
  const match = matches(q.words).map((one) => `AND ${one}`).join(' ')
  return db
    .sql<Row>(
      `SELECT k.id, '' AS key FROM contacts k WHERE k.id > ? AND NOT EXISTS (SELECT 1 FROM conversations c WHERE c.contact_id = k.id AND c.mailbox_id IN (SELECT value FROM json_each(?)))
       ${match} ORDER BY k.id LIMIT ?`,
    )
    .all(after?.id ?? 0, idList(mailboxes), ...q.words, want)
}
