// Contacts as the finders see them: by address, and made by rule. Lists and cards are in contacts.ts.
import type { ContactId } from '../../shared/model/ids.ts'
import { domainOf } from '../../shared/text/addresses.ts'
import { addAct } from './card-acts.ts'
import { companyOfDomain } from './companies.ts'
import { insertContact } from './contact-write.ts'
import type { Reader, Writer } from './handle.ts'

export interface ContactCandidate {
  id: ContactId
  name: string
  createdAt: number
}

/** Contacts that own an address, oldest first. */
export function contactsByAddress(db: Reader, email: string): ContactCandidate[] {
  return db
    .sql<ContactCandidate>(
      `SELECT c.id, c.name, c.created_at AS createdAt FROM addresses a CROSS JOIN contact_addresses ca ON ca.address_id = a.id CROSS JOIN contacts c ON c.id = ca.contact_id
       WHERE a.email = ?`,
    )
    .all(email)
    .sort((a, b) => a.id - b.id)
}

/** A contact made by a rule (reply, history): name by the name rule, one address, the company of its domain. */
export function addContact(
  tx: Writer,
  contact: { name: string; email: string; origin: 'reply' | 'history' | 'import' },
  now: number,
): ContactId {
  const { name, email, origin } = contact
  const fields = { name, position: '', note: '', phones: [], emails: [email] }
  const company = companyOfDomain(tx, email)
  const id = insertContact(tx, fields, company, origin, now)
  if (company !== null)
    addAct(tx, now, { what: 'joined', contactId: id, companyId: company, userId: null, name: domainOf(email) })
  return id
}
