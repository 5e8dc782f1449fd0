import { isAscii, isUtf8 } from 'node:buffer'
import { analyse } from 'chardet'
import iconv from 'iconv-lite'
import libmime from 'libmime'
import { cyrillicScore, isWestern, looksLikeLetters } from './letter-shares.ts'
import { STATEFUL_DECODERS, statefulName, withoutEmptyEscapes } from './stateful.ts'

// Names that neither the platform nor the libraries know.
const ALIASES: Record<string, string> = {
  'windows-cp1251': 'windows-1251',
  ansi1251: 'windows-1251',
  dos866: 'ibm866',
  uhc: 'euc-kr',
}
const ASCII_NAMES = new Set([
  'us-ascii',
  'ascii',
  'ansi_x3.4-1968',
  'iso646-us',
  'us',
  'unknown-8bit',
  '8bit',
  'x-unknown',
  'unknown',
  'default',
  'binary',
  // Transfer encodings, which iconv-lite offers as charsets.
  'base64',
  'hex',
  '7bit',
  '',
])
// Encodings whose bytes look like ASCII and still mean something else.
const SHIFTED = /^(iso-2022-|hz|utf-?16|utf-?32|ucs-?4|utf-?7)/
const SEVEN_BIT = /^(iso-2022-|hz|utf-?7)/
const CYRILLIC = ['windows-1251', 'koi8-r', 'ibm866', 'iso-8859-5', 'x-mac-cyrillic']
const SAMPLE = 4_000

interface Charset {
  name: string
  decode(bytes: Uint8Array): string
}

const known = new Map<string, Charset | null>()

function charsetOf(label: string): Charset | null {
  const found = known.get(label)
  if (found !== undefined) return found
  const usual = libmime.normalizeCharset(label)
  const made =
    ofPlatform(label) ?? ofPlatform(usual) ?? ofPlatform(statefulName(label)) ?? ofEscapes(label) ?? ofLibrary(usual)
  if (known.size < 500) known.set(label, made)
  return made
}

function ofPlatform(label: string): Charset | null {
  try {
    const decoder = new TextDecoder(label)
    if (decoder.encoding !== 'iso-2022-jp') return { name: decoder.encoding, decode: (bytes) => decoder.decode(bytes) }
    return { name: decoder.encoding, decode: (bytes) => decoder.decode(withoutEmptyEscapes(asBuffer(bytes))) }
  } catch {
    // An unknown label is an answer here: the caller goes on to the library, then to detection.
    return null
  }
}

function ofLibrary(label: string): Charset | null {
  if (!iconv.encodingExists(label)) return null
  return { name: label.toLowerCase(), decode: (bytes) => iconv.decode(asBuffer(bytes), label) }
}

function ofEscapes(label: string): Charset | null {
  const name = statefulName(label)
  const found = STATEFUL_DECODERS[name]
  if (!found) return null
  return {
    name,
    decode: (bytes) => decodeAs(Buffer.from(found.unshift(asBuffer(bytes).toString('latin1')), 'latin1'), found.base),
  }
}

/** The name by which bytes can be decoded, '' for ASCII and non-names, null for a name nobody knows. */
export function charsetName(written: string | null): string | null {
  const bare = (written ?? '')
    .toLowerCase()
    .replace(/["'\s;]/g, '')
    .replace(/\*.*$/, '')
  if (ASCII_NAMES.has(bare)) return ''
  return charsetOf(ALIASES[bare] ?? bare)?.name ?? null
}

export function decodeAs(bytes: Uint8Array, name: string): string {
  if (name === 'utf-8') return withoutMark(asBuffer(bytes).toString('utf8'))
  if (name === 'utf-16' || name === 'utf-16le') return decodeUtf16(bytes)
  return (charsetOf(name) ?? charsetOf('windows-1252'))?.decode(bytes) ?? ''
}

/**
 * Decodes text whose charset may be missing or a lie. The declared charset wins when the text comes out as mostly letters,
 * then the one in the HTML's meta, then detection.
 */
export function decodeText(bytes: Uint8Array, declared: string | null, meta: string | null = null): string {
  const name = charsetName(declared)
  if (name && SHIFTED.test(name) && !isPlainly8Bit(bytes, name)) return decodeAs(bytes, name)
  if (isAscii(bytes)) return asBuffer(bytes).toString('latin1')
  // Valid UTF-8 with letters beyond ASCII is never an accident, whatever was declared.
  if (isUtf8(bytes)) return decodeAs(bytes, 'utf-8')
  for (const candidate of [name, charsetName(meta)]) {
    if (!candidate) continue
    const text = decodeAs(bytes, candidate)
    if (looksLikeLetters(text.slice(0, SAMPLE), candidate)) return text
  }
  const found = detectCharset(bytes)
  return decodeAs(bytes, found ?? (name || 'windows-1252'))
}

// UTF-8 under the name of a charset of seven bits.
const isPlainly8Bit = (bytes: Uint8Array, name: string) => SEVEN_BIT.test(name) && !isAscii(bytes) && isUtf8(bytes)

/** Decodes a raw header with letters beyond ASCII: valid UTF-8, else the charset of the body if it fits, else detection. */
export function decodeRawHeader(bytes: Uint8Array, bodyCharset: string | null): string {
  if (isUtf8(bytes)) return decodeAs(bytes, 'utf-8')
  const name = charsetName(bodyCharset)
  const fits = name && !SHIFTED.test(name) && isFaultless(decodeAs(bytes, name))
  return decodeText(bytes, fits ? name : null)
}

/** No character is broken but perhaps the last one: there a gateway cut the header. */
export const isFaultless = (text: string): boolean => !/\ufffd(?!$)/.test(text)

/** The charset written in the first kilobytes of an HTML text. */
export function metaCharset(html: Uint8Array): string | null {
  const head = asBuffer(html).toString('latin1', 0, Math.min(html.length, 4096))
  return /<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})/i.exec(head)?.[1] ?? null
}

/** UTF-8 by validity, then Cyrillic by letter frequency, then the statistics of chardet; null when nothing fits. */
export function detectCharset(bytes: Uint8Array): string | null {
  if (isUtf8(bytes)) return 'utf-8'
  const sample = bytes.subarray(0, SAMPLE)
  const utf8 = decodeAs(sample, 'utf-8')
  if (looksLikeLetters(utf8, 'utf-8')) return 'utf-8'
  let best = { name: '', score: -Infinity }
  for (const name of CYRILLIC) {
    const score = cyrillicScore(decodeAs(sample, name))
    if (score > best.score) best = { name, score }
  }
  if (best.score > 3 && !isWestern(sample)) return best.name
  for (const guess of analyse(sample)) {
    const name = charsetName(guess.name)
    if (name && guess.confidence >= 10 && !CYRILLIC.includes(name)) return name
  }
  return best.score > 1.5 ? best.name : null
}

function decodeUtf16(bytes: Uint8Array): string {
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return charsetOf('utf-16be')?.decode(bytes) ?? ''
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return charsetOf('utf-16le')?.decode(bytes) ?? ''
  // Without a mark: the zero (or Cyrillic 0x04) high bytes tell the order.
  let high = 0
  for (let i = 0; i + 1 < Math.min(bytes.length, 400); i += 2) {
    if (bytes[i] === 0 || bytes[i] === 4) high++
    if (bytes[i + 1] === 0 || bytes[i + 1] === 4) high--
  }
  return charsetOf(high > 0 ? 'utf-16be' : 'utf-16le')?.decode(bytes) ?? ''
}

function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}

export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
