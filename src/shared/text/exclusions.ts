import { type AddressProblem, addressProblem, normaliseAddress } from './addresses.ts'

/**
 * A line of an exclusion list: an address or `@domain`, in the form in which it is kept; or what is wrong with it. A domain is
 * also meant by `*@domain` and by itself.
 */
export type Judged = { ok: true; entry: string } | { ok: false; why: AddressProblem }

export function judgeExclusion(line: string): Judged {
  const written = line
    .trim()
    .replace(/[,;]$/, '')
    .trim()
    .replace(/^\*(?=@)/, '')
  const isDomain =
    /^[^\s@]+\.[^\s@.]+$/.test(written) && addressProblem(normaliseAddress(`anybody@${written}`)) === null
  const bare = isDomain ? `@${written}` : written
  if (!bare.startsWith('@')) {
    const entry = normaliseAddress(bare)
    // Other wildcards would be kept as an address that no letter has.
    const why = entry.includes('*') ? 'bad-character' : addressProblem(entry)
    return why === null ? { ok: true, entry } : { ok: false, why }
  }
  // The same rules for the domain as in an address.
  const address = normaliseAddress(`anybody${bare}`)
  const why = addressProblem(address)
  return why === null ? { ok: true, entry: address.slice('anybody'.length) } : { ok: false, why }
}

/** A list holds at most so many entries. */
export const MOST_EXCLUSIONS = 5000
