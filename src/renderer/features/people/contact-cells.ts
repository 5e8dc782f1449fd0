import { m } from '../../../shared/i18n/paraglide/messages.js'
import type { ContactOrder } from '../../../shared/model/card.ts'
import type { Contact } from '../../../shared/model/conversation.ts'
import { client } from '../../lib/client.ts'
import { problemText } from '../../lib/problems.ts'
import { emailFault, keep, phoneFault } from '../contact/saving.ts'

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
  try {
    const card = await client.contacts.get({ id: row.id })
    const first = (list: string[]) => (value === '' ? list.slice(1) : [value, ...list.slice(1)])
    const change = {
      name: { name: value },
      position: { position: value },
      company: { company: value === '' ? null : value },
      email: { emails: first(card.emails) },
      phone: { phones: first(card.phones) },
    }[column]
    const before = {
      name: { name: card.name },
      position: { position: card.position },
      company: { company: card.company?.name ?? null },
      email: { emails: card.emails },
      phone: { phones: card.phones },
    }[column]
    return await keep(
      labels[column],
      () => client.contacts.update({ id: row.id, ...change }),
      () => client.contacts.update({ id: row.id, ...before }),
    )
  } catch (error) {
    return problemText(error)
  }
}
