import { m } from '../../../shared/i18n/paraglide/messages.js'
import type { Letter } from '../../../shared/model/conversation.ts'
import { domainOf, localPartOf } from '../../../shared/text/addresses.ts'
import { count } from '../../lib/format.ts'

type Named = { name: string; email: string }

/** The name, else the address; some letters have neither. */
export const nameOf = (person: Named): string =>
  (person.name.trim() === '' ? person.email : person.name) || m.letter_no_sender()

/** "sales@" for a mailbox of ours. */
export const shortBox = (address: string): string => (domainOf(address) === '' ? address : `${localPartOf(address)}@`)

/** The first three by name, the rest as a number. `total` counts people beyond the given list too. */
export function peopleText(people: readonly Named[], total: number): string {
  const names = people.slice(0, 3).map(nameOf).join(', ')
  const rest = Math.max(total, people.length) - Math.min(3, people.length)
  return rest > 0 ? m.letter_and_more({ people: names, n: count(rest) }) : names
}

/** "to: sales@example.org, copy: Anna". */
export function recipientsText(letter: Letter): string {
  const to = letter.to.length > 0 ? m.letter_to({ people: peopleText(letter.to, letter.toCount) }) : ''
  const cc = letter.cc.length > 0 ? m.letter_cc({ people: peopleText(letter.cc, letter.ccCount) }) : ''
  const bcc = letter.bcc.length > 0 ? m.letter_bcc({ people: peopleText(letter.bcc, letter.bcc.length) }) : ''
  return [to, cc, bcc].filter((part) => part !== '').join(', ')
}

/** `Anna <anna@example.org>`. */
export const fullPerson = (person: Named): string =>
  person.name.trim() === '' ? nameOf(person) : `${person.name} <${person.email}>`
