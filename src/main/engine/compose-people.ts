import type { ProblemName } from '../../shared/api/problems.ts'
import type { Person } from '../../shared/model/conversation.ts'
import type { Recipients } from '../../shared/model/separate.ts'
import { parseAddressList } from '../../shared/text/address-list.ts'
import { addressProblem, normaliseAddress } from '../../shared/text/addresses.ts'

export type Checked = { ok: true; recipients: Recipients } | { ok: false; problem: ProblemName; field: string }

/** Form of every address, doubles over the three lists removed (To wins, then CC), and how many the provider takes. */
export function checkRecipients(written: Recipients, limit: number): Checked {
  const seen = new Set<string>()
  const recipients: Recipients = { to: [], cc: [], bcc: [] }
  for (const field of ['to', 'cc', 'bcc'] as const) {
    for (const person of written[field]) {
      const email = normaliseAddress(person.email)
      if (addressProblem(email) !== null || hasLineBreak(person.name))
        return { ok: false, problem: 'recipients-malformed', field }
      if (seen.has(email)) continue
      seen.add(email)
      recipients[field].push({ name: person.name.trim(), email })
    }
  }
  if (!seen.size) return { ok: false, problem: 'no-recipients', field: 'to' }
  if (seen.size > limit) return { ok: false, problem: 'too-many-recipients', field: 'to' }
  return { ok: true, recipients }
}

/** A line break inside a header would begin another header. */
export const hasLineBreak = (text: string): boolean => /[\r\n\u2028\u2029\0]/.test(text)

/** "Anna Belova <anna@example.com>" or bare addresses, as API callers write them; what is wrong is kept and refused later. */
export function peopleOf(written: readonly string[]): Person[] {
  return written.flatMap((one) =>
    hasLineBreak(one) ? [{ name: '', email: one }] : parseAddressList(one).map(({ name, email }) => ({ name, email })),
  )
}
