// The table of contacts: one page by any of its columns. Every column walks an index of its own from the cursor on.
import type { ContactOrder } from '../../shared/model/card.ts'
import type { ContactId, MailboxId } from '../../shared/model/ids.ts'
import { partOf, type Stretch, stretchesOf } from './contact-stretches.ts'
import { mailOf } from './contacts.ts'
import { RANK } from './conversations.ts'
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
  /** In Russian Latin names come after the Cyrillic ones; by their codes they would come before. */
  isCyrillicFirst?: boolean
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

function sorted(db: Reader, mailboxes: readonly MailboxId[], q: ContactsQuestion, ids: readonly ContactId[]): Placed[] {
  const column = COLUMNS[q.order]
  const rows = column
    ? db
        .sql<Row>(`SELECT k.id, k.${column} AS key FROM contacts k WHERE k.id IN (SELECT value FROM json_each(?))`)
        .all(idList(ids))
    : ids.map((id) => ({ id, key: keyByMail(db, mailboxes, q, id) ?? '' }))
  const stretches = stretchesOf(q)
  const placed = rows.map((row) => ({ ...row, part: partOf(stretches, row.key) }))
  const compare = (a: Omit<Placed, 'id'> & { id: number }, b: Omit<Placed, 'id'> & { id: number }) => {
    if (a.part !== b.part || a.part === stretches.length) return a.part - b.part || a.id - b.id
    const way = q.desc ? -1 : 1
    return a.key === b.key ? way * (a.id - b.id) : a.key < b.key ? -way : way
  }
  const { after } = q
  return placed
    .sort(compare)
    .filter((row) => after === null || compare(after, row) < 0)
    .slice(0, q.limit + 1)
}

// A number that sorts by state, or the date of the last letter.
function keyByMail(
  db: Reader,
  mailboxes: readonly MailboxId[],
  q: Pick<ContactsQuestion, 'order' | 'desc'>,
  id: ContactId,
): number | null {
  const { state, stateAt, lastAt } = mailOf(db, mailboxes, id)
  if (state === null) return null
  return q.order === 'state' ? stateKey(RANK[state], stateAt, q.desc) : lastAt
}

/** Whichever state comes first, the newest letter of a state does. */
const PER_STATE = 1e14
const stateKey = (rank: number, at: number, desc: boolean) => rank * PER_STATE + (desc ? at : -at)

function walked(db: Reader, mailboxes: readonly MailboxId[], q: ContactsQuestion): Placed[] {
  const column = COLUMNS[q.order]
  const want = q.limit + 1
  const rows: Placed[] = []
  type Walk = (after: ContactPlace | null) => Row[]
  const parts: Walk[] = column
    ? [
        ...stretchesOf(q).map(
          (one): Walk =>
            (after) =>
              withValue(db, column, q, one, after, want - rows.length),
        ),
        (after) => withoutValue(db, column, q, after, want - rows.length),
      ]
    : [
        (after) => withMail(db, mailboxes, q, after, want),
        (after) => withoutMail(db, mailboxes, q, after, want - rows.length),
      ]
  const from = q.after?.part ?? 0
  for (const [part, walk] of parts.entries()) {
    if (part < from || rows.length >= want) continue
    rows.push(...walk(part === from ? q.after : null).map((row) => ({ ...row, part })))
  }
  return rows
}

function withValue(
  db: Reader,
  column: string,
  q: ContactsQuestion,
  { from: above, to: below }: Stretch,
  after: ContactPlace | null,
  want: number,
): Row[] {
  const match = matches(q.words)
    .map((one) => `AND ${one}`)
    .join(' ')
  const way = q.desc ? 'DESC' : 'ASC'
  const from = after ? `AND (k.${column}, k.id) ${q.desc ? '<' : '>'} (?, ?)` : ''
  return db
    .sql<Row>(
      `SELECT k.id, k.${column} AS key FROM contacts k WHERE k.${column} > ? ${below === null ? '' : `AND k.${column} < ?`} ${from} ${match} ORDER BY k.${column} ${way}, k.id ${way} LIMIT ?`,
    )
    .all(above, ...(below === null ? [] : [below]), ...(after ? [after.key, after.id] : []), ...q.words, want)
}

function withoutValue(
  db: Reader,
  column: string,
  q: ContactsQuestion,
  after: ContactPlace | null,
  want: number,
): Row[] {
  const match = matches(q.words)
    .map((one) => `AND ${one}`)
    .join(' ')
  return db
    .sql<Row>(
      `SELECT k.id, '' AS key FROM contacts k WHERE k.${column} = '' AND k.id > ? ${match} ORDER BY k.id LIMIT ?`,
    )
    .all(after?.id ?? 0, ...q.words, want)
}

/**
 * Conversations are walked by date (within a state), and a contact stands where his key is. Windows of each mailbox are
 * widened until they hold a page: a mailbox of few people is not walked to its end for the sake of a full one.
 */
function withMail(
  db: Reader,
  mailboxes: readonly MailboxId[],
  q: ContactsQuestion,
  after: ContactPlace | null,
  want: number,
): Row[] {
  const matching = matcher(db, q.words)
  const keys = new Map<ContactId, number | null>()
  const keyOf = (id: ContactId) => {
    const known = keys.get(id)
    if (known !== undefined) return known
    const key = matching(id) ? keyByMail(db, mailboxes, q, id) : null
    keys.set(id, key)
    return key
  }
  if (q.order === 'last')
    return (
      (q.desc ? inWindows(db, mailboxes, null, q, after, want, keyOf) : null) ?? grouped(db, mailboxes, q, after, want)
    )
  const found: Row[] = []
  const edge = after === null ? null : Math.round(Number(after.key) / PER_STATE)
  for (const rank of q.desc ? [3, 2, 1, 0] : [0, 1, 2, 3]) {
    if (found.length >= want || (edge !== null && (q.desc ? rank > edge : rank < edge))) continue
    const rows = inWindows(db, mailboxes, rank, q, rank === edge ? after : null, want - found.length, keyOf)
    if (rows === null) return grouped(db, mailboxes, q, after, want)
    found.push(...rows)
  }
  return found
}

const FIRST_WINDOW = 120
const LAST_WINDOW = 2000

// Where windows find too little (the end of the list, the longest silent first, a rare filter) all are grouped.
function grouped(
  db: Reader,
  mailboxes: readonly MailboxId[],
  q: ContactsQuestion,
  after: ContactPlace | null,
  want: number,
): Row[] {
  const match = q.words.length
    ? `AND contact_id IN (SELECT k.id FROM contacts k WHERE ${matches(q.words).join(' AND ')})`
    : ''
  // `least` is the key of the ascending order; of it the rank and the date are read again for the other way.
  const least = `min(rank * ${PER_STATE} - last_at)`
  const rank = `((least + ${PER_STATE - 1}) / ${PER_STATE})`
  const key = q.order === 'last' ? 'last' : q.desc ? `2 * ${rank} * ${PER_STATE} - least` : 'least'
  const way = q.desc ? 'DESC' : 'ASC'
  return db
    .sql<Row>(
      `SELECT id, ${key} AS key FROM (SELECT contact_id AS id, ${least} AS least, max(last_at) AS last FROM conversations INDEXED BY conversations_by_contact
         WHERE contact_id IS NOT NULL AND mailbox_id IN (SELECT value FROM json_each(?)) ${match} GROUP BY contact_id)
       WHERE ${after ? `(${key}, id) ${q.desc ? '<' : '>'} (?, ?)` : '1'} ORDER BY 2 ${way}, 1 ${way} LIMIT ?`,
    )
    .all(idList(mailboxes), ...q.words, ...(after ? [after.key, after.id] : []), want)
}

/** Null where a page was not found in the windows. */
function inWindows(
  db: Reader,
  mailboxes: readonly MailboxId[],
  rank: number | null,
  q: ContactsQuestion,
  after: ContactPlace | null,
  want: number,
  keyOf: (id: ContactId) => number | null,
): Row[] | null {
  const keyAt = (at: number) => (rank === null ? at : stateKey(rank, at, q.desc))
  const start = after === null ? null : Math.abs(Number(after.key) - (rank ?? 0) * PER_STATE)
  // indexes conversations_by_mailbox (mailbox_id, last_at, id), conversations_by_mailbox_urgency (mailbox_id, rank, last_at, id)
  const window = db.sql<{ id: ContactId | null; at: number }>(
    `SELECT contact_id AS id, last_at AS at FROM conversations WHERE mailbox_id = ? ${rank === null ? '' : `AND rank = ${rank}`}
     AND last_at <= ? ORDER BY last_at DESC LIMIT ?`,
  )
  const begin = start ?? Number.MAX_SAFE_INTEGER
  const way = q.desc ? -1 : 1
  const compare = (a: { key: string | number; id: number }, b: { key: string | number; id: number }) =>
    way * (Number(a.key) - Number(b.key) || a.id - b.id)
  for (let size = FIRST_WINDOW; size <= LAST_WINDOW; size *= 4) {
    // What lies beyond the nearest end of a window that has more is not known yet.
    let horizon: number | null = null
    const rows: Row[] = []
    for (const mailbox of mailboxes) {
      const found = window.all(mailbox, begin, size)
      for (const { id, at } of found) if (id !== null) rows.push({ id, key: keyAt(at) })
      const end = found.length < size ? null : (found.at(-1)?.at ?? null)
      if (end !== null && (horizon === null || end > horizon)) horizon = end
    }
    const edge = horizon === null ? null : keyAt(horizon)
    const page: Row[] = []
    const taken = new Set<ContactId>()
    for (const row of rows.sort(compare)) {
      if (page.length >= want || (edge !== null && way * (Number(row.key) - edge) >= 0)) break
      if (taken.has(row.id) || (after !== null && compare(after, row) >= 0) || keyOf(row.id) !== row.key) continue
      taken.add(row.id)
      page.push(row)
    }
    if (horizon === null || page.length >= want) return page
  }
  return null
}

function matcher(db: Reader, words: readonly string[]): (id: ContactId) => boolean {
  if (words.length === 0) return () => true
  const match = db.sql(`SELECT 1 FROM contacts k WHERE k.id = ? AND ${matches(words).join(' AND ')}`)
  return (id) => match.get(id, ...words) !== undefined
}

function withoutMail(
  db: Reader,
  mailboxes: readonly MailboxId[],
  q: ContactsQuestion,
  after: ContactPlace | null,
  want: number,
): Row[] {
  const match = matches(q.words)
    .map((one) => `AND ${one}`)
    .join(' ')
  return db
    .sql<Row>(
      `SELECT k.id, '' AS key FROM contacts k WHERE k.id > ? AND NOT EXISTS (SELECT 1 FROM conversations c WHERE c.contact_id = k.id AND c.mailbox_id IN (SELECT value FROM json_each(?)))
       ${match} ORDER BY k.id LIMIT ?`,
    )
    .all(after?.id ?? 0, idList(mailboxes), ...q.words, want)
}
