import type { ContactId } from '../../shared/model/ids.ts'
import { type ContactFields, saveContact as save } from '../store/contacts.ts'
import { record } from '../store/facts.ts'
import { bindUnbound } from '../store/people.ts'
import type { Deps } from './deps.ts'

/** Keeps a card that a person wrote; letters of its addresses that stand without a contact are bound to it. */
export function saveContact(
  { store, ports }: Deps,
  user: number,
  id: ContactId | null,
  fields: ContactFields,
): ContactId {
  const now = ports.clock.now()
  return store.write((tx) => {
    const kept = save(tx, id, fields, now)
    for (const email of fields.emails) bindUnbound(tx, email, kept)
    record(tx, now, { type: id === null ? 'contact.created' : 'contact.changed', contactId: kept, userId: user })
    return kept
  })
}
