// Contacts that look like one person. Looked for when a card is written, so that a screen only counts rows.
import type { PairReason } from '../../shared/model/card.ts'
import type { ContactId, UserId } from '../../shared/model/ids.ts'
import type { Reader, Writer } from './handle.ts'

/** A name that so many share ("Отдел продаж") says nothing. */
const NAMESAKES = 4

interface Match {
  id: ContactId
  because: PairReason
}

/** Others with an address or a phone of these, in this order; each once. */
export function ownersOfSame(db: Reader, emails: readonly string[], numbers: readonly string[]): Match[] {
  // indexes addresses_email_unique, contact_addresses_by_address, contact_phones_by_number
  const byEmail = db.sql<{ id: ContactId }>(
    'SELECT ca.contact_id AS id FROM addresses a JOIN contact_addresses ca ON ca.address_id = a.id WHERE a.email = ? ORDER BY ca.contact_id LIMIT 20',
  )
  const byPhone = db.sql<{ id: ContactId }>(
    'SELECT contact_id AS id FROM contact_phones WHERE e164 = ? ORDER BY contact_id LIMIT 20',
  )
  const found: Match[] = [
    ...emails.flatMap((email) => byEmail.all(email).map(({ id }): Match => ({ id, because: 'email' }))),
    ...numbers.filter(Boolean).flatMap((one) => byPhone.all(one).map(({ id }): Match => ({ id, because: 'phone' }))),
  ]
  const seen = new Set<number>()
  return found.filter(({ id }) => !seen.has(id) && seen.add(id))
}

/** The pairs of a contact as its card is now; those judged "not the same" stay judged. */
export function refreshPairs(tx: Writer, id: ContactId): void {
  tx.sql('DELETE FROM contact_pairs WHERE (contact_id = ? OR other_id = ?) AND dismissed_at IS NULL').run(id, id)
  const emails = tx
    .sql<{ email: string }>(
      'SELECT a.email FROM contact_addresses ca JOIN addresses a ON a.id = ca.address_id WHERE ca.contact_id = ?',
    )
    .all(id)
  const numbers = tx
    .sql<{ e164: string }>("SELECT e164 FROM contact_phones WHERE contact_id = ? AND e164 <> ''")
    .all(id)
  const same = ownersOfSame(
    tx,
    emails.map((row) => row.email),
    numbers.map((row) => row.e164),
  )
  const add = tx.sql('INSERT OR IGNORE INTO contact_pairs (contact_id, other_id, because) VALUES (?, ?, ?)')
  for (const other of [...same, ...namesakes(tx, id)])
    if (other.id !== id) add.run(Math.min(id, other.id), Math.max(id, other.id), other.because)
}

function namesakes(db: Reader, id: ContactId): Match[] {
  const key = db.sql<{ key: string }>('SELECT name_key AS key FROM contacts WHERE id = ?').get(id)?.key ?? ''
  if (!key.includes(' ')) return []
  // index contacts_by_name_key
  const found = db
    .sql<{ id: ContactId }>('SELECT id FROM contacts WHERE name_key = ? AND id <> ? LIMIT ?')
    .all(key, id, NAMESAKES + 1)
  return found.length > NAMESAKES ? [] : found.map((row) => ({ id: row.id, because: 'name' }))
}

export function openPairsCount(db: Reader): number {
  // index contact_pairs_open (dismissed_at), covering
  return db.sql<{ n: number }>('SELECT count(*) AS n FROM contact_pairs WHERE dismissed_at IS NULL').get()!.n
}

/** The surest first. */
export function openPairs(db: Reader, limit: number): { a: ContactId; b: ContactId; because: PairReason }[] {
  return db
    .sql<{ a: ContactId; b: ContactId; because: PairReason }>(
      'SELECT contact_id AS a, other_id AS b, because FROM contact_pairs WHERE dismissed_at IS NULL ORDER BY because, contact_id, other_id LIMIT ?',
    )
    .all(limit)
}

export function lookalikesOf(db: Reader, id: ContactId): Match[] {
  // primary key; index contact_pairs_by_other
  return db
    .sql<Match>(
      `SELECT other_id AS id, because FROM contact_pairs WHERE contact_id = ? AND dismissed_at IS NULL
       UNION ALL SELECT contact_id, because FROM contact_pairs WHERE other_id = ? AND dismissed_at IS NULL LIMIT 5`,
    )
    .all(id, id)
}

/** True when there is such a pair. */
export function judgePair(tx: Writer, a: ContactId, b: ContactId, by: UserId | null, at: number | null): boolean {
  const done = tx
    .sql('UPDATE contact_pairs SET dismissed_by = ?, dismissed_at = ? WHERE contact_id = ? AND other_id = ?')
    .run(by, at, Math.min(a, b), Math.max(a, b))
  tx.changed('contacts')
  return done.changes > 0
}
