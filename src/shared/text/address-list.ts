import { type AddressProblem, addressProblem, normaliseAddress } from './addresses.ts'

/** One address of a list typed or pasted by a person; `text` is what stood there. */
export interface TypedAddress {
  text: string
  name: string
  email: string
  problem: AddressProblem | null
}

/**
 * Reads a list typed or pasted by hand: `Anna <a@b.ru>, "Иванов, Иван" <i@b.ru>; c@d.ru` with commas, semicolons and
 * new lines between. Keeps order and what is wrong, drops exact repetitions of an address.
 */
export function parseAddressList(typed: string): TypedAddress[] {
  const seen = new Set<string>()
  return joinUnquotedNames(split(typed))
    .flatMap(bySpaces)
    .map(readOne)
    .filter((one) => {
      if (one.problem !== null) return true
      const isNew = !seen.has(one.email)
      seen.add(one.email)
      return isNew
    })
}

function split(typed: string): string[] {
  const parts: string[] = []
  let part = ''
  let quoted = false
  let angled = false
  for (let at = 0; at < typed.length; at++) {
    const char = typed[at] ?? ''
    if (char === '\\' && quoted) {
      part += char + (typed[++at] ?? '')
      continue
    }
    if (char === '"') quoted = !quoted && typed.indexOf('"', at + 1) > 0
    if (!quoted && char === '<') angled = typed.indexOf('>', at) > 0
    if (char === '>') angled = false
    const separates = /[,;\n\r]/.test(char) && !quoted && !(angled && char !== '\n')
    if (separates) {
      parts.push(part)
      part = ''
    } else part += char
  }
  return [...parts, part].map((p) => p.trim()).filter((p) => p !== '')
}

// Outlook pastes `Иванов, Иван <i@b.ru>` without quotes: a piece without @ belongs to the address that follows.
function joinUnquotedNames(parts: string[]): string[] {
  const joined: string[] = []
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at] ?? ''
    const next = parts[at + 1]
    if (!part.includes('@') && next !== undefined && /^[^@]+<[^<>]+@[^<>]+>$/.test(next)) {
      joined.push(`${part}, ${next}`)
      at++
    } else joined.push(part)
  }
  return joined
}

function bySpaces(part: string): string[] {
  if (/[<>"]/.test(part) || !/\s/.test(part)) return [part]
  const words = part.split(/\s+/)
  return words.every((word) => addressProblem(normaliseAddress(word)) === null) ? words : [part]
}

function readOne(text: string): TypedAddress {
  const match = /^(.*?)<([^<>]*)>\s*$/s.exec(text)
  const plain = match ?? /^(.*\s)(\S+@\S+)$/s.exec(text)
  // "Anna a@b.ru" is a name and an address, but "a @b.ru" is an address with a space.
  const named =
    match ??
    (plain && addressProblem(normaliseAddress(plain[2] ?? '')) === null && !plain[1]?.includes('@') ? plain : null)
  const email = normaliseAddress(named ? (named[2] ?? '') : text)
  const name = (named?.[1] ?? '')
    .trim()
    .replace(/^"(.*)"$/s, '$1')
    .replace(/\\(.)/g, '$1')
    .trim()
  return { text, name: normaliseAddress(name) === email ? '' : name, email, problem: addressProblem(email) }
}
