import type { Contact, ContactCard } from '../../shared/model/conversation.ts'
import type { CompanyId, ContactId, MailboxId } from '../../shared/model/ids.ts'
import { fold } from '../../shared/text/fold.ts'
import { addressId } from './addresses.ts'
import type { Reader, Writer } from './handle.ts'
import { idList } from './scope.ts'

const LATEST = 8

interface Raw {
  id: ContactId
  folded: string
  name: string
  position: string
  phone: string
  note: string
  createdAt: number
  companyId: CompanyId | null
  company: string | null
}

const CONTACT = `SELECT k.id, k.folded, k.name, k.position, k.phone, k.note, k.created_at AS createdAt, k.company_id AS companyId, co.name AS company
  FROM contacts k LEFT JOIN companies co ON co.id = k.company_id`

export interface ContactsQuestion {
  /** Folded words: each begins a word of the name, the company or an address. */
  words: readonly string[]
  limit: number
  after: { folded: string; id: number } | null
}

/** By name. Walks index contacts_by_name (folded) from the cursor on. */
export function contactsPage(
  db: Reader,
  mailboxes: readonly MailboxId[],
  q: ContactsQuestion,
): { items: Contact[]; last: { folded: string; id: number } | null } {
  const match = q.words.map(() => "AND instr(' ' || k.folded, ' ' || ?) > 0").join(' ')
  const rows = db
    .sql<Raw>(`${CONTACT} WHERE (k.folded, k.id) > (?, ?) ${match} ORDER BY k.folded, k.id LIMIT ?`)
    .all(q.after?.folded ?? '', q.after?.id ?? -1, ...q.words, q.limit + 1)
  const shown = rows.slice(0, q.limit)
  const last = shown.at(-1)
  return {
    items: shown.map((row) => contactOf(db, mailboxes, row)),
    last: rows.length > q.limit && last ? { folded: last.folded, id: last.id } : null,
  }
}

export function contactShown(db: Reader, mailboxes: readonly MailboxId[], id: ContactId): Contact | null {
  const row = db.sql<Raw>(`${CONTACT} WHERE k.id = ?`).get(id)
  return row ? contactOf(db, mailboxes, row) : null
}

function contactOf(db: Reader, mailboxes: readonly MailboxId[], row: Raw): Contact {
  const emails = emailsOf(db, row.id)
  const { letters, lastAt } = lettersWith(db, mailboxes, emails)
  return {
    id: row.id,
    name: row.name,
    position: row.position,
    company: companyOf(row),
    phone: row.phone,
    emails,
    letters,
    lastLetterAt: lastAt,
  }
}

const companyOf = (row: Raw) =>
  row.companyId !== null && row.company !== null ? { id: row.companyId, name: row.company } : null

export function emailsOf(db: Reader, id: ContactId): string[] {
  const text =
    'SELECT a.email FROM contact_addresses ca JOIN addresses a ON a.id = ca.address_id WHERE ca.contact_id = ? ORDER BY ca.is_main DESC, ca.position'
  return db
    .sql<{ email: string }>(text)
    .all(id)
    .map((row) => row.email)
}

/** Letters with these addresses in the mailboxes that the reader sees. Index conversation_messages_by_subject, covering. */
export function lettersWith(
  db: Reader,
  mailboxes: readonly MailboxId[],
  emails: readonly string[],
): { letters: number; lastAt: number | null } {
  const count = db.sql<{ n: number; lastAt: number | null }>(
    'SELECT count(*) AS n, max(at) AS lastAt FROM conversation_messages WHERE mailbox_id = ? AND client_email = ?',
  )
  let letters = 0
  let lastAt: number | null = null
  for (const mailbox of mailboxes) {
    for (const email of emails) {
      const found = count.get(mailbox, email)
      letters += found?.n ?? 0
      if (found?.lastAt != null) lastAt = Math.max(lastAt ?? 0, found.lastAt)
    }
  }
  return { letters, lastAt }
}

/** The card beside a conversation: of its contact, or of the bare address when there is no contact. */
export function contactCard(
  db: Reader,
  mailboxes: readonly MailboxId[],
  id: ContactId | null,
  who: { name: string; email: string },
): ContactCard {
  const row = id === null ? undefined : db.sql<Raw>(`${CONTACT} WHERE k.id = ?`).get(id)
  const emails = row ? emailsOf(db, row.id) : who.email ? [who.email] : []
  const { letters } = lettersWith(db, mailboxes, emails)
  const latest = latestWith(db, mailboxes, emails)
  if (!row)
    return {
      id: null,
      name: who.name,
      position: '',
      company: null,
      phone: '',
      note: '',
      emails,
      createdAt: null,
      letters,
      latest,
    }
  return {
    id: row.id,
    name: row.name,
    position: row.position,
    company: companyOf(row),
    phone: row.phone,
    note: row.note,
    emails,
    createdAt: row.createdAt,
    letters,
    latest,
  }
}

type Latest = ContactCard['latest'][number]

function latestWith(db: Reader, mailboxes: readonly MailboxId[], emails: readonly string[]): Latest[] {
  // primary key message_addresses (address_id, at, ...) walked down; conversation_messages_by_message for each
  const each = db.sql<Latest>(
    `SELECT x.message_id AS messageId, n.conversation_id AS conversationId, c.number, m.subject, x.at, n.direction FROM message_addresses x
     JOIN conversation_messages n ON n.message_id = x.message_id AND n.mailbox_id IN (SELECT value FROM json_each(?))
     JOIN conversations c ON c.id = n.conversation_id JOIN messages m ON m.id = x.message_id
     WHERE x.address_id = (SELECT id FROM addresses WHERE email = ?) AND x.role IN ('from', 'to', 'cc') ORDER BY x.at DESC LIMIT ${LATEST * 2}`,
  )
  const found = emails.flatMap((email) => each.all(idList(mailboxes), email)).sort((a, b) => b.at - a.at)
  const seen = new Set<number>()
  return found.filter((row) => !seen.has(row.messageId) && seen.add(row.messageId)).slice(0, LATEST)
}

export function companiesList(db: Reader): { id: CompanyId; name: string; contacts: number }[] {
  return db
    .sql<{ id: CompanyId; name: string; contacts: number }>(
      `SELECT co.id, co.name, count(k.id) AS contacts FROM companies co LEFT JOIN contacts k ON k.company_id = co.id GROUP BY co.id ORDER BY co.name_folded`,
    )
    .all()
}

export interface ContactFields {
  name: string
  position: string
  phone: string
  note: string
  company: string | null
  /** Normalised, the main one first. */
  emails: readonly string[]
}

/** Writes a card by hand; `id` null makes a new one. The company is made when its name is new. */
export function saveContact(tx: Writer, id: ContactId | null, fields: ContactFields, now: number): ContactId {
  const company = fields.company === null ? null : companyNamed(tx, fields.company, now)
  const folded = fold([fields.name, fields.company ?? '', ...fields.emails].join(' '))
  const values = [fields.name, folded, fields.position, fields.phone, fields.note, company]
  if (id !== null)
    tx.sql(
      'UPDATE contacts SET name = ?, folded = ?, position = ?, phone = ?, note = ?, company_id = ? WHERE id = ?',
    ).run(...values, id)
  const kept =
    id ??
    // SQLite's row ids become our ids here.
    (Number(
      tx
        .sql(
          "INSERT INTO contacts (name, folded, position, phone, note, company_id, origin, created_at) VALUES (?, ?, ?, ?, ?, ?, 'by-hand', ?)",
        )
        .run(...values, now).lastInsertRowid,
    ) as ContactId)
  tx.sql('DELETE FROM contact_addresses WHERE contact_id = ?').run(kept)
  const add = tx.sql('INSERT INTO contact_addresses (contact_id, address_id, position, is_main) VALUES (?, ?, ?, ?)')
  for (const [n, email] of fields.emails.entries())
    add.run(kept, addressId(tx, email, fields.name, now), n, n === 0 ? 1 : 0)
  tx.changed('contacts', kept)
  tx.changed('conversations')
  return kept
}

function companyNamed(tx: Writer, name: string, now: number): CompanyId {
  const folded = fold(name)
  const known = tx.sql<{ id: CompanyId }>('SELECT id FROM companies WHERE name_folded = ?').get(folded)
  if (known) return known.id
  return Number(
    tx.sql('INSERT INTO companies (name, name_folded, created_at) VALUES (?, ?, ?)').run(name.trim(), folded, now)
      .lastInsertRowid,
  ) as CompanyId
}
