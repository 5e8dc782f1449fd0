import UserPlus from '@lucide/svelte/icons/user-plus'
import { m } from '../../../shared/i18n/paraglide/messages.js'
import type { PairReason } from '../../../shared/model/card.ts'
import type { Contact, ContactCard } from '../../../shared/model/conversation.ts'
import { displayName } from '../../../shared/text/names.ts'
import { client } from '../../lib/client.ts'
import { toast } from '../../ui/toast.svelte.ts'
import { told } from './saving.ts'

export type Draft = { name: string; position: string; email: string; phone: string; company: string }
export type Matches = readonly { contact: Contact; because: PairReason }[]
type Created = { is: 'created'; card: ContactCard } | { is: 'exists'; matches: Matches }

/** Without a name the address or the phone stands for it. */
export function completed(draft: Draft): Draft {
  const email = draft.email.trim()
  const name = draft.name.trim() || (email === '' ? draft.phone.trim() : displayName('', email))
  return { ...draft, name, email, phone: draft.phone.trim(), company: draft.company.trim() }
}

export function tryCreate(draft: Draft, anyway: boolean): Promise<Created> {
  const { name, position, email, phone, company } = draft
  return client.contacts.create({
    name,
    position,
    emails: email === '' ? [] : [email],
    phones: phone === '' ? [] : [phone],
    company: company === '' ? null : company,
    anyway,
  })
}

/** One click: a person of a letter becomes a contact, by the rule for names. Who is there already is answered, not made twice. */
export async function createFromLetter(person: { name: string; email: string }): Promise<Matches | null> {
  let matches: Matches | null = null
  await told(async () => {
    const name = displayName(person.name, person.email)
    const answer = await tryCreate({ name, position: '', email: person.email, phone: '', company: '' }, false)
    if (answer.is === 'exists') {
      matches = answer.matches
      return
    }
    const { id } = answer.card
    toast({
      text: () => m.new_created({ name: answer.card.name }),
      icon: UserPlus,
      undo: { run: async () => void (id !== null && (await client.contacts.remove({ id }))) },
    })
  })
  return matches
}
