import { isMachineAddress } from '../../shared/text/addresses.ts'
import { displayName } from '../../shared/text/names.ts'

interface Named {
  name: string
  email: string
}

export interface CreationRules {
  isKnown(email: string): boolean
  /** An address of the installation: a user or a mailbox. */
  isOwn(email: string): boolean
}

/**
 * The contact to make once our reply was accepted by the server: the person who was answered, unless a contact has the
 * address, it is ours, or a machine wrote. `answered` is the incoming letter, `to` whom the reply really went to.
 */
export function contactOnReply(
  answered: { from: Named; isAutomatic: boolean },
  to: readonly Named[],
  rules: CreationRules,
): Named | null {
  if (answered.isAutomatic) return null
  const isStillTheirs = to.some((one) => one.email === answered.from.email)
  const person = isStillTheirs ? answered.from : to[0]
  return person && mayBecomeContact(person.email, rules) ? named(person) : null
}

/**
 * Contacts of an outgoing letter of the past, for a mailbox connected with "create contacts for everybody we wrote to":
 * To and CC, never BCC, and never a sender whom nobody answered.
 */
export function contactsOfHistory(
  letter: { direction: 'in' | 'out'; to: readonly Named[]; cc: readonly Named[] },
  rules: CreationRules,
): Named[] {
  if (letter.direction === 'in') return []
  const people = new Map<string, Named>()
  for (const one of [...letter.to, ...letter.cc]) {
    if (!people.has(one.email) && mayBecomeContact(one.email, rules)) people.set(one.email, named(one))
  }
  return [...people.values()]
}

function mayBecomeContact(email: string, { isKnown, isOwn }: CreationRules): boolean {
  return email.includes('@') && !isOwn(email) && !isMachineAddress(email) && !isKnown(email)
}

const named = ({ name, email }: Named): Named => ({ name: displayName(name, email), email })
