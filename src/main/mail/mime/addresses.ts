import { domainToUnicode } from 'node:url'
import addressparser from 'nodemailer/lib/addressparser'
import type { MailAddress } from '../types.ts'
import { charsetName } from './charset.ts'
import { unfold } from './header-block.ts'
import { escapesAsWords } from './stateful.ts'
import { decodeWords } from './words.ts'

// A letter to 10,000 people keeps them all; beyond this a header is an attack, not a list.
const MAX_ADDRESSES = 20_000

/** The addresses of a header value, groups opened, names decoded; entries without any sense are dropped. */
export function parseAddresses(raw: string | null, bodyCharset: string | null): MailAddress[] {
  if (!raw) return []
  const found: MailAddress[] = []
  for (const entry of addressparser(escapesAsWords(unfold(raw), charsetName(bodyCharset)), { flatten: true })) {
    const email = cleanEmail(entry.address ?? '', bodyCharset)
    // "From: root": no address, but still a name to show.
    const given = entry.name || (email === '' && /^[\w.+-]+$/.test(entry.address ?? '') ? entry.address : '')
    const name = cleanName(decodeWords(given, bodyCharset))
    if (email === '' && (name === '' || /^undisclosed[- ]recipients:?;?$/i.test(name))) continue
    found.push(
      email === '' && isEmail(name)
        ? { name: '', email: cleanEmail(name, null) }
        : { name: name === email ? '' : name, email },
    )
    if (found.length >= MAX_ADDRESSES) break
  }
  return found
}

function cleanName(name: string): string {
  const trimmed = name.replace(/\s+/g, ' ').trim()
  const quoted = /^(['"])(.*)\1$/.exec(trimmed)
  return (quoted?.[2] ?? trimmed).trim()
}

function cleanEmail(address: string, bodyCharset: string | null): string {
  const decoded = address.includes('=?') || /[^ -~]/.test(address) ? decodeWords(address, bodyCharset) : address
  const bare = decoded
    .trim()
    .replace(/^mailto:/i, '')
    .replace(/^<|>$/g, '')
    .trim()
  // An encoded word may smuggle a whole other address (RFC 2047 forbids it here): keep only what is one address.
  if (/[\s<>,;]/.test(bare)) return ''
  const at = bare.lastIndexOf('@')
  if (at < 0) return ''
  return `${bare.slice(0, at)}@${unicodeDomain(bare.slice(at + 1))}`.toLowerCase()
}

function unicodeDomain(domain: string): string {
  return domain.toLowerCase().includes('xn--') ? domainToUnicode(domain) || domain : domain
}

function isEmail(text: string): boolean {
  return /^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+$/.test(text)
}
