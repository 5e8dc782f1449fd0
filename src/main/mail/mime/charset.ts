import { isAscii, isUtf8 } from 'node:buffer'
import { analyse } from 'chardet'
import { cyrillicScore, isWestern, looksLikeLetters } from './letter-shares.ts'

// Names that mailers write and TextDecoder does not know; the rest are WHATWG labels already.
const ALIASES: Record<string, string> = {
  'win-1251': 'windows-1251',
  win1251: 'windows-1251',
  windows1251: 'windows-1251',
  'windows-cp1251': 'windows-1251',
  'cp-1251': 'windows-1251',
  ansi1251: 'windows-1251',
  koi8r: 'koi8-r',
  koi8u: 'koi8-u',
  'koi8-ru': 'koi8-u',
  'mac-cyrillic': 'x-mac-cyrillic',
  maccyrillic: 'x-mac-cyrillic',
  'x-mac-ukrainian': 'x-mac-cyrillic',
  'cp-866': 'ibm866',
  dos866: 'ibm866',
  'utf-8-sig': 'utf-8',
  utf_8: 'utf-8',
  utf8mb4: 'utf-8',
  cp65001: 'utf-8',
  'unicode-1-1-utf-8': 'utf-8',
  cp949: 'euc-kr',
  ms949: 'euc-kr',
  uhc: 'euc-kr',
  cp936: 'gbk',
  ms936: 'gbk',
  cp932: 'shift_jis',
  'cp-850': 'ibm850',
  'iso-8859-8-i': 'iso-8859-8',
  iso8859_1: 'iso-8859-1',
  'iso-8859_1': 'iso-8859-1',
  'iso8859-5': 'iso-8859-5',
  'x-gbk': 'gbk',
  macintosh: 'macintosh',
  'x-mac-roman': 'macintosh',
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
  '7bit',
  '',
])
// Encodings whose bytes look like ASCII and still mean something else.
const SHIFTED = /^(iso-2022-|hz|utf-16)/
const CYRILLIC = ['windows-1251', 'koi8-r', 'ibm866', 'iso-8859-5', 'x-mac-cyrillic']
const SAMPLE = 4_000

const decoders = new Map<string, TextDecoder | null>()

function decoderFor(label: string): TextDecoder | null {
  const known = decoders.get(label)
  if (known !== undefined) return known
  let made: TextDecoder | null = null
  try {
    made = new TextDecoder(label)
  } catch {
    // An unknown label is an answer here: the caller goes on to detection.
  }
  if (decoders.size < 500) decoders.set(label, made)
  return made
}

/** The name by which bytes can be decoded, '' for ASCII and non-names, null for a name nobody knows. */
export function charsetName(written: string | null): string | null {
  const bare = (written ?? '')
    .toLowerCase()
    .replace(/["'\s;]/g, '')
    .replace(/\*.*$/, '')
  if (ASCII_NAMES.has(bare)) return ''
  const name = ALIASES[bare] ?? bare
  const decoder = decoderFor(name)
  return decoder ? name : null
}

export function decodeAs(bytes: Uint8Array, name: string): string {
  if (name === 'utf-8') return withoutMark(asBuffer(bytes).toString('utf8'))
  if (name === 'utf-16' || name === 'utf-16le') return decodeUtf16(bytes)
  return (decoderFor(name) ?? decoderFor('windows-1252'))?.decode(bytes) ?? ''
}

/**
 * Decodes text whose charset may be missing or a lie. The declared charset wins when the text comes out as mostly letters,
 * then the one in the HTML's meta, then detection.
 */
export function decodeText(bytes: Uint8Array, declared: string | null, meta: string | null = null): string {
  const name = charsetName(declared)
  if (name && SHIFTED.test(name)) return decodeAs(bytes, name)
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
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decoderFor('utf-16be')?.decode(bytes) ?? ''
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decoderFor('utf-16le')?.decode(bytes) ?? ''
  // Without a mark: the zero (or Cyrillic 0x04) high bytes tell the order.
  let high = 0
  for (let i = 0; i + 1 < Math.min(bytes.length, 400); i += 2) {
    if (bytes[i] === 0 || bytes[i] === 4) high++
    if (bytes[i + 1] === 0 || bytes[i + 1] === 4) high--
  }
  return decoderFor(high > 0 ? 'utf-16be' : 'utf-16le')?.decode(bytes) ?? ''
}

function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}

export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
