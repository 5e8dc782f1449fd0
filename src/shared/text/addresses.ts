import { decodePunycode } from './punycode.ts'

/** Why an address cannot be used, for a sentence beside the field. */
export type AddressProblem =
  | 'empty'
  | 'no-at'
  | 'several-at'
  | 'space-inside'
  | 'no-local'
  | 'no-domain'
  | 'no-ending'
  | 'bad-dots'
  | 'bad-character'
  | 'too-long'

/**
 * The one form in which addresses are stored and compared: trimmed, without angle brackets, lower case, the domain in
 * Unicode. The local part is not rewritten otherwise (no folding of dots or plus tags).
 */
export function normaliseAddress(raw: string): string {
  const bare = raw
    .trim()
    .replace(/^<([^<>]*)>$/, '$1')
    .replace(/^mailto:/i, '')
    .trim()
    .toLowerCase()
    .normalize('NFC')
  const at = bare.lastIndexOf('@')
  return at < 0 ? bare : `${bare.slice(0, at)}@${normaliseDomain(bare.slice(at + 1))}`
}

/** Lower case, Unicode labels, without the root's dot. */
function normaliseDomain(domain: string): string {
  return domain
    .trim()
    .toLowerCase()
    .normalize('NFC')
    .replace(/[。．]/g, '.')
    .replace(/\.$/, '')
    .split('.')
    .map((label) => (label.startsWith('xn--') ? (decodePunycode(label.slice(4)) ?? label) : label))
    .join('.')
}

export function sameAddress(a: string, b: string): boolean {
  return normaliseAddress(a) === normaliseAddress(b)
}

/** The part after the last @; '' when there is none. */
export function domainOf(address: string): string {
  const at = address.lastIndexOf('@')
  return at < 0 ? '' : address.slice(at + 1)
}

export function localPartOf(address: string): string {
  const at = address.lastIndexOf('@')
  return at < 0 ? address : address.slice(0, at)
}

/** What is wrong with a normalised address, or null. Lengths by RFC 5321: 64 before the @, 254 in all. */
export function addressProblem(email: string): AddressProblem | null {
  if (email === '') return 'empty'
  if (/\s/.test(email)) return 'space-inside'
  const at = email.lastIndexOf('@')
  if (at < 0) return 'no-at'
  const local = email.slice(0, at)
  const domain = email.slice(at + 1)
  if (local === '') return 'no-local'
  if (domain === '') return 'no-domain'
  if (local.includes('@')) return 'several-at'
  if (email.length > 254 || local.length > 64) return 'too-long'
  if (/^\.|\.$|\.\./.test(local) || /^\.|\.$|\.\./.test(domain)) return 'bad-dots'
  if (/[()<>[\]:;,"\\\p{C}]/u.test(local)) return 'bad-character'
  const labels = domain.split('.')
  if (labels.some((label) => !/^[\p{L}\p{N}\p{M}](?:[\p{L}\p{N}\p{M}_-]*[\p{L}\p{N}\p{M}])?$/u.test(label)))
    return 'bad-character'
  const ending = labels.at(-1) ?? ''
  return labels.length < 2 || ending.length < 2 || /^\d+$/.test(ending) ? 'no-ending' : null
}

const MACHINE =
  /^(?:no[-_.]?reply|do[-_.]?not[-_.]?reply|mailer-daemon|postmaster|bounces?|notifications?)(?:[-+_.=].*)?$|^bounce/

/** Local parts that only programs write from: no-reply, mailer-daemon, bounces, notifications. */
export function isMachineAddress(email: string): boolean {
  return MACHINE.test(localPartOf(normaliseAddress(email)))
}
