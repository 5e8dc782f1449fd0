import { fold } from '../../../shared/text/fold.ts'
import type { MailAddress, ReadLetter } from '../types.ts'

// Twenty thousand recipients fit within.
const MAX_PEOPLE = 1_000_000

/** The folded words of a letter for the search index. */
export function searchFields(
  subject: string,
  people: readonly MailAddress[],
  files: readonly string[],
  text: string,
): ReadLetter['search'] {
  let names = ''
  for (const person of people) {
    if (names.length > MAX_PEOPLE) break
    names += `${person.name} ${person.email} `
  }
  return {
    subject: fold(subject),
    people: fold(names),
    files: fold(files.join(' ')),
    text: fold(text),
  }
}
