import { localPartOf } from './addresses.ts'

const MAX_NAME = 255
// What mailing services and forums append to the name of a person.
const VIA = /\s+(?:\(?\s*(?:via|через)\s+.+)$/iu
const FIRM =
  /(?:^|[\s"«“„])(?:ооо|оао|зао|пао|ао|ип|нко|фгуп|муп|гк|llc|inc|ltd|llp|gmbh|corp|co|plc|s\.?a|ag|jr|sr|ph\.?d)\.?(?=$|[\s"»”“,])/iu
const QUOTES: readonly (readonly [string, string])[] = [
  ['"', '"'],
  ["'", "'"],
  ['«', '»'],
  ['“', '”'],
  ['„', '“'],
  ['‘', '’'],
]

/**
 * The name of a person for cards and lists from the display name of a letter (already decoded): quotes and "via ..." cut,
 * "Фамилия, Имя" turned round, at most 255 characters; the local part of the address where there is no name.
 */
export function displayName(name: string, email: string): string {
  const clean = unquoted(name.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim())
  const person = unquoted(turned(clean.replace(VIA, '').trim()))
  const isAddress = person === '' || person.toLowerCase() === email.toLowerCase() || /^\S+@\S+\.\S+$/.test(person)
  return [...(isAddress ? localPartOf(email) : person)].slice(0, MAX_NAME).join('').trim()
}

function unquoted(name: string): string {
  const pair = QUOTES.find(([open, close]) => name.length > 1 && name.startsWith(open) && name.endsWith(close))
  // «Ромашка» и «Лютик» begins and ends with quotes that do not belong together.
  return pair && !name.slice(1, -1).includes(pair[1]) && !name.slice(1, -1).includes(pair[0])
    ? name.slice(1, -1).trim()
    : name
}

function turned(name: string): string {
  const parts = name.split(',')
  const [surname = '', given = ''] = parts.map((part) => part.trim())
  const areWords = [surname, given].every((part) => /^[\p{L}\p{M}'’.\- ]+$/u.test(part) && part.split(' ').length <= 3)
  return parts.length === 2 && areWords && !FIRM.test(name) ? `${given} ${surname}` : name
}
