// Contacts as the finders see them: by address, and made by rule. Lists and cards are in contacts.ts.
import type { ContactId, MailboxId } from '../../shared/model/ids.ts'
import { fold } from '../../shared/text/fold.ts'
import { addressId } from './addresses.ts'
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

/** A contact made by a rule (reply, history): name by the name rule, one address. */
export function addContact(
  tx: Writer,
  contact: { name: string; email: string; origin: 'reply' | 'history' | 'import' },
  now: number,
): ContactId {
  const folded = fold(`${contact.name} ${contact.email}`)
  const added = tx
    .sql('INSERT INTO contacts (name, folded, origin, created_at) VALUES (?, ?, ?, ?)')
    .run(contact.name, folded, contact.origin, now)
  const id = Number(added.lastInsertRowid) as ContactId
  tx.sql('INSERT INTO contact_addresses (contact_id, address_id, position, is_main) VALUES (?, ?, 0, 1)').run(
    id,
    addressId(tx, contact.email, contact.name, now),
  )
  tx.changed('contacts', id)
  return id
}

/** Letters of an address that stand without a contact get it, and their conversations show it. Returns how many letters. */
export function bindUnbound(tx: Writer, email: string, contact: ContactId, mailbox?: MailboxId): number {
  const scope = mailbox ? ' AND mailbox_id = ?' : ''
  const args = mailbox ? [email, mailbox] : [email]
  tx.sql(
    `UPDATE conversations SET contact_id = ? WHERE contact_id IS NULL AND id IN (SELECT conversation_id FROM conversation_messages WHERE client_email = ? AND contact_id IS NULL${scope})`,
  ).run(contact, ...args)
  return tx
    .sql(
      `UPDATE conversation_messages SET contact_id = ?, finder = CASE direction WHEN 'in' THEN 'sender' ELSE 'recipient' END WHERE contact_id IS NULL AND client_email = ?${scope}`,
    )
    .run(contact, ...args).changes
}
