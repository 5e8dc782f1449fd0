import type { CompanyRow } from '../../shared/model/card.ts'
import type { CompanyId, ContactId, MailboxId } from '../../shared/model/ids.ts'
import { fold } from '../../shared/text/fold.ts'
import { partOf, type Stretch, stretchesOf } from './contact-stretches.ts'
import { STATES } from './contacts.ts'
import type { Reader, Writer } from './handle.ts'
import { idList } from './scope.ts'

export interface CompaniesQuestion {
  /** Folded words: each begins a word of the name. */
  words: readonly string[]
  desc: boolean
  limit: number
  after: CompanyPlace | null
  isCyrillicFirst?: boolean
}

export interface CompanyPlace {
  key: string
  id: number
}

/** By name, alphabet by alphabet. Walks index companies_name_folded_unique from the cursor on. */
export function companiesPage(db: Reader, q: CompaniesQuestion): { ids: CompanyId[]; last: CompanyPlace | null } {
  const stretches = stretchesOf({ order: 'name', ...q })
  const begun = q.after ? partOf(stretches, q.after.key) : 0
  const rows: { id: CompanyId; key: string }[] = []
  for (const [part, stretch] of stretches.entries()) {
    if (part < begun || rows.length > q.limit) continue
    rows.push(...companiesIn(db, q, stretch, part === begun ? q.after : null, q.limit + 1 - rows.length))
  }
  const shown = rows.slice(0, q.limit)
  return { ids: shown.map((row) => row.id), last: rows.length > q.limit ? (shown.at(-1) ?? null) : null }
}

function companiesIn(
  db: Reader,
  { words, desc }: CompaniesQuestion,
  { from, to }: Stretch,
  after: CompanyPlace | null,
  want: number,
): { id: CompanyId; key: string }[] {
  const match = words.map(() => "AND instr(' ' || name_folded, ' ' || ?) > 0").join(' ')
  const below = to === null ? '' : 'AND name_folded < ?'
  const beyond = after ? `AND name_folded ${desc ? '<' : '>'} ?` : ''
  return db
    .sql<{ id: CompanyId; key: string }>(
      `SELECT id, name_folded AS key FROM companies WHERE name_folded > ? ${below} ${beyond} ${match} ORDER BY name_folded ${desc ? 'DESC' : 'ASC'} LIMIT ?`,
    )
    .all(from, ...(to === null ? [] : [to]), ...(after ? [after.key] : []), ...words, want)
}

export interface CompanyFields {
  name: string
  note: string
  domains: readonly string[]
}

export function companyFields(db: Reader, id: CompanyId): (CompanyFields & { createdAt: number }) | null {
  const row = db
    .sql<{ name: string; note: string; createdAt: number }>(
      'SELECT name, note, created_at AS createdAt FROM companies WHERE id = ?',
    )
    .get(id)
  return row ? { ...row, domains: domainsOf(db, id) } : null
}

export function companyRow(db: Reader, mailboxes: readonly MailboxId[], id: CompanyId): CompanyRow | null {
  const fields = companyFields(db, id)
  if (!fields) return null
  // indexes contacts_by_company, conversations_by_contact, both covering
  const mail = db
    .sql<{ rank: number | null; at: number | null }>(
      `SELECT min(c.rank) AS rank, max(c.last_at) AS at FROM contacts k JOIN conversations c ON c.contact_id = k.id
       WHERE k.company_id = ? AND c.mailbox_id IN (SELECT value FROM json_each(?))`,
    )
    .get(id, idList(mailboxes))
  return {
    id,
    name: fields.name,
    domains: [...fields.domains],
    contacts: peopleCount(db, id),
    lastLetterAt: mail?.at ?? null,
    state: mail?.rank == null ? null : (STATES[mail.rank] ?? null),
  }
}

export function domainsOf(db: Reader, id: CompanyId): string[] {
  return db
    .sql<{ domain: string }>('SELECT domain FROM company_domains WHERE company_id = ? ORDER BY added_at, domain')
    .all(id)
    .map((row) => row.domain)
}

/** By name. Index contacts_by_company (company_id, folded). */
export function peopleOf(db: Reader, id: CompanyId, limit: number): ContactId[] {
  return db
    .sql<{ id: ContactId }>('SELECT id FROM contacts WHERE company_id = ? ORDER BY folded LIMIT ?')
    .all(id, limit)
    .map((row) => row.id)
}

export function peopleCount(db: Reader, id: CompanyId): number {
  return db.sql<{ n: number }>('SELECT count(*) AS n FROM contacts WHERE company_id = ?').get(id)!.n
}

export function companyByName(db: Reader, name: string): CompanyId | null {
  return db.sql<{ id: CompanyId }>('SELECT id FROM companies WHERE name_folded = ?').get(fold(name))?.id ?? null
}

/** The company that the address's domain, or one above it, belongs to. */
export function companyOfDomain(db: Reader, email: string): CompanyId | null {
  const labels = email.slice(email.lastIndexOf('@') + 1).split('.')
  const find = db.sql<{ id: CompanyId }>('SELECT company_id AS id FROM company_domains WHERE domain = ?')
  for (let n = 0; n < labels.length - 1; n++) {
    const found = find.get(labels.slice(n).join('.'))
    if (found) return found.id
  }
  return null
}

export function ownerOfDomain(db: Reader, domain: string): { id: CompanyId; name: string } | null {
  return (
    db
      .sql<{ id: CompanyId; name: string }>(
        'SELECT co.id, co.name FROM company_domains d JOIN companies co ON co.id = d.company_id WHERE d.domain = ?',
      )
      .get(domain) ?? null
  )
}

export function addCompany(tx: Writer, name: string, now: number, id: CompanyId | null = null): CompanyId {
  const added = tx
    .sql('INSERT INTO companies (id, name, name_folded, created_at) VALUES (?, ?, ?, ?)')
    .run(id, name.trim(), fold(name), now)
  const made = Number(added.lastInsertRowid) as CompanyId
  tx.changed('contacts')
  return made
}

/** Its people's keys are the caller's to renew when the name changes. */
export function updateCompany(tx: Writer, id: CompanyId, fields: CompanyFields, now: number): void {
  tx.sql('UPDATE companies SET name = ?, name_folded = ?, note = ? WHERE id = ?').run(
    fields.name.trim(),
    fold(fields.name),
    fields.note,
    id,
  )
  const before = domainsOf(tx, id)
  for (const domain of before)
    if (!fields.domains.includes(domain)) tx.sql('DELETE FROM company_domains WHERE domain = ?').run(domain)
  const add = tx.sql('INSERT INTO company_domains (domain, company_id, added_at) VALUES (?, ?, ?)')
  for (const domain of fields.domains) if (!before.includes(domain)) add.run(domain, id, now)
  tx.changed('contacts')
}

export function dropCompany(tx: Writer, id: CompanyId): void {
  tx.sql('DELETE FROM companies WHERE id = ?').run(id)
  tx.changed('contacts')
}

export function setCompanyOf(tx: Writer, contact: ContactId, company: CompanyId | null): void {
  tx.sql('UPDATE contacts SET company_id = ? WHERE id = ?').run(company, contact)
}

export function cardTotals(db: Reader): { contacts: number; companies: number } {
  const count = (table: string) => db.sql<{ n: number }>(`SELECT count(*) AS n FROM ${table}`).get()!.n
  return { contacts: count('contacts'), companies: count('companies') }
}
