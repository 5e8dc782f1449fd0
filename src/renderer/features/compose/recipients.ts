import type { DraftContent } from '../../../shared/api/compose.ts'
import { m } from '../../../shared/i18n/paraglide/messages.js'
import type { Letter, Person } from '../../../shared/model/conversation.ts'
import { lettersOf } from '../../../shared/model/separate.ts'
import { type AddressProblem, addressProblem, normaliseAddress, sameAddress } from '../../../shared/text/addresses.ts'

const words: Record<AddressProblem, () => string> = {
  empty: m.compose_bad_empty,
  'no-at': m.compose_bad_no_at,
  'several-at': m.compose_bad_several_at,
  'space-inside': m.compose_bad_space_inside,
  'no-local': m.compose_bad_no_local,
  'no-domain': m.compose_bad_no_domain,
  'no-ending': m.compose_bad_no_ending,
  'bad-dots': m.compose_bad_bad_dots,
  'bad-character': m.compose_bad_bad_character,
  'too-long': m.compose_bad_too_long,
}

/** A line break in an address or a name would begin another header of the letter. */
const LINE_BREAK = /[\r\n\u2028\u2029\0]/

/** What is wrong with a written address, in words; undefined when nothing is. */
export function addressFault({ name, email }: Person): string | undefined {
  if (LINE_BREAK.test(name + email.trim())) return m.writing_bad_line_break()
  const problem = addressProblem(normaliseAddress(email))
  return problem === null ? undefined : words[problem]()
}

/** How many letters it makes; an address that is none gets no letter. */
export function lettersThatGo(content: DraftContent): number {
  return lettersOf({ ...content, to: content.to.filter((person) => addressFault(person) === undefined) }).length
}

type Lists = Pick<DraftContent, 'to' | 'cc' | 'bcc'>

/** Each address once: To wins over CC, CC over BCC. */
export function withoutRepeats(lists: Lists): Lists {
  const seen = new Set<string>()
  const once = (people: readonly Person[]) =>
    people.filter((person) => {
      const key = normaliseAddress(person.email)
      const isNew = !seen.has(key)
      seen.add(key)
      return isNew
    })
  return { to: once(lists.to), cc: once(lists.cc), bcc: once(lists.bcc) }
}

/** Whom an answer to this letter goes to. Our own addresses drop out; on a letter of ours it goes to the same people again. */
export function answerTo(letter: Letter, mode: 'reply' | 'reply-all', ours: readonly string[]): Lists {
  const isOurs = (person: Person) => ours.some((address) => sameAddress(address, person.email))
  if (letter.direction === 'out')
    return withoutRepeats({ to: letter.to, cc: mode === 'reply-all' ? letter.cc : [], bcc: [] })
  const to = letter.replyTo ?? letter.from
  if (mode === 'reply') return { to: [to], cc: [], bcc: [] }
  const others = letter.to.filter((person) => !isOurs(person))
  return withoutRepeats({ to: [to, ...others], cc: letter.cc.filter((person) => !isOurs(person)), bcc: [] })
}

/** The same addresses in the same fields. */
export function haveSamePeople(one: Lists, other: Lists): boolean {
  const said = ({ to, cc, bcc }: Lists) =>
    JSON.stringify([to, cc, bcc].map((people) => people.map(({ email }) => normaliseAddress(email)).sort()))
  return said(one) === said(other)
}

/** Reply to all would reach somebody besides the answer itself. */
export function hasOthers(letter: Letter, ours: readonly string[]): boolean {
  const all = answerTo(letter, 'reply-all', ours)
  const one = answerTo(letter, 'reply', ours)
  return all.to.length + all.cc.length > one.to.length
}
