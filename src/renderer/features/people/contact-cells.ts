import { m } from '../../../shared/i18n/paraglide/messages.js'
import type { ContactOrder } from '../../../shared/model/card.ts'
import type { Contact } from '../../../shared/model/conversation.ts'
import { type ContactChange, emailFault, keepContact, phoneFault } from '../contact/saving.ts'

type Editable = Exclude<ContactOrder, 'state' | 'last'>

/** What is edited in a cell; null where nothing is. */
export function textOf(row: Contact, column: ContactOrder): string | null {
  if (column === 'state' || column === 'last') return null
  const texts: Record<Editable, string> = {
    name: row.name,
    position: row.position,
    company: row.company?.name ?? '',
    email: row.emails[0] ?? '',
    phone: row.phone,
  }
  return texts[column]
}

const labels: Record<Editable, () => string> = {
  name: m.card_name,
  position: m.card_position,
  company: m.card_company,
  email: m.card_email,
  phone: m.card_phone,
}

/** Keeps a cell; answers what is wrong in words, or null. The main address and the first phone are those of the row. */
export async function saveCell(row: Contact, column: ContactOrder, value: string): Promise<string | null> {
  if (column === 'state' || column === 'last') return null
  if (column === 'name' && value === '') return m.card_name_empty()
  if (column === 'email' && value !== '') {
    const fault = emailFault(value)
    if (fault !== null) return fault
  }
  if (column === 'phone' && value !== '') {
    const fault = phoneFault(value)
    if (fault !== null) return fault
  }
  const first = (shown: string | undefined) => ({ from: shown || undefined, to: value || undefined })
  const changes: Record<Editable, ContactChange> = {
    name: { name: value },
    position: { position: value },
    company: { company: value === '' ? null : value },
    email: { emails: first(row.emails[0]) },
    phone: { phones: first(row.phone) },
  }
  return keepContact(labels[column], row.id, changes[column])
}
