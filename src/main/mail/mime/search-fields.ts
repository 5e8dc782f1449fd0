import { fold } from '../../../shared/text/fold.ts'
import { stems } from '../../../shared/text/stems.ts'
import type { MailAddress, ReadLetter } from '../types.ts'

// Words beyond these are not searched: what a person reads of a letter fits well within, and 20,000 recipients.
const MAX_TEXT = 60_000
const MAX_PEOPLE = 1_000_000

/** The folded words of a letter for the search index, and the stems of its subject and text. */
export function searchFields(
  subject: string,
  people: readonly MailAddress[],
  files: readonly string[],
  text: string,
): ReadLetter['search'] {
  const foldedSubject = fold(subject)
  const foldedText = fold(text.slice(0, MAX_TEXT))
  let names = ''
  for (const person of people) {
    if (names.length > MAX_PEOPLE) break
    names += `${person.name} ${person.email} `
  }
  return {
    subject: foldedSubject,
    people: fold(names),
    files: fold(files.join(' ')),
    text: foldedText,
    stems: stems(`${foldedSubject} ${foldedText}`),
  }
}
