// Contacts are written here, and so is everything that is kept for finding, sorting and comparing them.
import type { CompanyId, ContactId } from '../../shared/model/ids.ts'
import { e164, phoneWords } from '../../shared/text/e164.ts'
import { fold } from '../../shared/text/fold.ts'
import { nameKey } from '../../shared/text/name-key.ts'
import { addressId } from './addresses.ts'
import { refreshPairs } from './contact-pairs.ts'
import { type ContactFields, contactFields, emailsOf, phonesOf } from './contacts.ts'
import type { Reader, Writer } from './handle.ts'

type Written = Omit<ContactFields, 'company'>

export function insertContact(
  tx: Writer,
  fields: Written,
  company: CompanyId | null,
  origin: 'by-hand' | 'reply' | 'history' | 'import',
  now: number,
): ContactId {
  const added = tx
    .sql(
      'INSERT INTO contacts (name, folded, position, note, company_id, origin, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
    )
    .run(fields.name, '', fields.position, fields.note, company, origin, now)
  // SQLite's row ids become our ids here.
  const id = Number(added.lastInsertRowid) as ContactId
  setAddresses(tx, id, fields.emails, fields.name, now)
  setPhones(tx, id, fields.phones)
  refreshKeys(tx, id)
  return id
}

export function updateContact(
  tx: Writer,
  id: ContactId,
  fields: Written,
  company: CompanyId | null,
  now: number,
): void {
  tx.sql('UPDATE contacts SET name = ?, position = ?, note = ?, company_id = ? WHERE id = ?').run(
    fields.name,
    fields.position,
    fields.note,
    company,
    id,
  )
  setAddresses(tx, id, fields.emails, fields.name, now)
  setPhones(tx, id, fields.phones)
  refreshKeys(tx, id)
}

/** A card that was deleted or merged away is there again, under its own id. */
export function restoreContact(
  tx: Writer,
  row: Written & { id: ContactId; companyId: CompanyId | null; origin: string; createdAt: number },
): void {
  tx.sql(
    'INSERT INTO contacts (id, name, folded, position, note, company_id, origin, created_at) VALUES (?, ?, ?, ?, ?, (SELECT id FROM companies WHERE id = ?), ?, ?)',
  ).run(row.id, row.name, '', row.position, row.note, row.companyId, row.origin, row.createdAt)
  setAddresses(tx, row.id, row.emails, row.name, row.createdAt)
  setPhones(tx, row.id, row.phones)
  refreshKeys(tx, row.id)
}

function setAddresses(tx: Writer, id: ContactId, emails: readonly string[], name: string, now: number): void {
  tx.sql('DELETE FROM contact_addresses WHERE contact_id = ?').run(id)
  const add = tx.sql('INSERT INTO contact_addresses (contact_id, address_id, position, is_main) VALUES (?, ?, ?, ?)')
  for (const [n, email] of emails.entries()) add.run(id, addressId(tx, email, name, now), n, n === 0 ? 1 : 0)
}

function setPhones(tx: Writer, id: ContactId, phones: readonly string[]): void {
  tx.sql('DELETE FROM contact_phones WHERE contact_id = ?').run(id)
  const add = tx.sql('INSERT INTO contact_phones (contact_id, position, phone, e164) VALUES (?, ?, ?, ?)')
  for (const [n, phone] of phones.entries()) add.run(id, n, phone, e164(phone))
}

/** What lists sort and find by, and who looks like this contact, from what is written of it. */
export function refreshKeys(tx: Writer, id: ContactId): void {
  const fields = contactFields(tx, id)
  if (!fields) return
  const { name, position, company, emails, phones } = fields
  tx.sql(
    'UPDATE contacts SET folded = ?, email = ?, phone = ?, name_key = ?, position_key = ?, company_key = ? WHERE id = ?',
  ).run(
    fold([name, company ?? '', ...emails, ...phones.map(phoneWords)].join(' ')),
    emails[0] ?? '',
    phones[0] ?? '',
    nameKey(name),
    fold(position),
    fold(company ?? ''),
    id,
  )
  refreshPairs(tx, id)
  tx.changed('contacts', id)
  tx.changed('conversations')
}

/** Contacts of an older file, whose keys nobody has written yet. */
export function contactsWithoutKeys(db: Reader, limit: number): ContactId[] {
  // index contacts_by_name_key
  return db
    .sql<{ id: ContactId }>("SELECT id FROM contacts WHERE name_key = '' LIMIT ?")
    .all(limit)
    .map((row) => row.id)
}

export function fillKeys(tx: Writer, id: ContactId): void {
  setPhones(tx, id, phonesOf(tx, id))
  refreshKeys(tx, id)
}

/** Takes the card; its letters must have been unbound or moved before. */
export function dropContact(tx: Writer, id: ContactId): void {
  tx.sql('DELETE FROM contacts WHERE id = ?').run(id)
  tx.changed('contacts', id)
  tx.changed('conversations')
}

export function contactRow(
  db: Reader,
  id: ContactId,
): (Written & { id: ContactId; companyId: CompanyId | null; origin: string; createdAt: number }) | null {
  const row = db
    .sql<{
      id: ContactId
      name: string
      position: string
      note: string
      companyId: CompanyId | null
      origin: string
      createdAt: number
    }>(
      'SELECT id, name, position, note, company_id AS companyId, origin, created_at AS createdAt FROM contacts WHERE id = ?',
    )
    .get(id)
  return row ? { ...row, emails: emailsOf(db, id), phones: phonesOf(db, id) } : null
}
