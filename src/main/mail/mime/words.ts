import { isAscii } from 'node:buffer'
import libbase64 from 'libbase64'
import libqp from 'libqp'
import { charsetName, decodeAs, decodeRawHeader, decodeText, isFaultless } from './charset.ts'
import { escapedIn, isShifted, isWordAlone } from './stateful.ts'

// RFC 2047 allows 75 characters in one encoded word; mailers write whole subjects into one.
const LONGEST_WORD = 10_000

/**
 * Decodes a header value (latin1, unfolded): encoded words, spaces between them dropped, characters cut between two
 * words of one charset joined before decoding; what is raw by its own bytes, the body's charset, else by detection.
 */
export function decodeWords(value: string, bodyCharset: string | null): string {
  if (!value.includes('=?')) return decodeRaw(value, bodyCharset)
  const out: string[] = []
  let plainFrom = 0
  let search = 0
  let pending: { charset: string; bytes: Buffer[] } | null = null
  const flush = () => {
    if (pending) out.push(decodeDeclared(Buffer.concat(pending.bytes), pending.charset))
    pending = null
  }
  for (;;) {
    const word = nextWord(value, search)
    if (!word) break
    const between = value.slice(plainFrom, word.start)
    const joins: boolean = pending !== null && /^\s*$/.test(between)
    if (!joins || (pending as { charset: string } | null)?.charset !== word.charset || isWordAlone(word.charset))
      flush()
    if (!joins) out.push(decodeRaw(between, bodyCharset))
    pending ??= { charset: word.charset, bytes: [] }
    pending.bytes.push(word.bytes)
    plainFrom = word.end
    search = word.end
  }
  flush()
  out.push(decodeRaw(value.slice(plainFrom), bodyCharset))
  return out.join('')
}

function nextWord(value: string, from: number) {
  let start = value.indexOf('=?', from)
  while (start >= 0) {
    const charsetEnd = value.indexOf('?', start + 2)
    const kind = value[charsetEnd + 1]?.toLowerCase()
    const isWord =
      charsetEnd > start + 2 &&
      charsetEnd < start + 60 &&
      (kind === 'b' || kind === 'q') &&
      value[charsetEnd + 2] === '?'
    const end = isWord ? wordEnd(value, charsetEnd + 3) : -1
    if (end >= 0) {
      const text = value.slice(charsetEnd + 3, end)
      // Blanks are encoded first: libqp drops them at the end, and a long run of them costs it the square of its length.
      const bytes = kind === 'b' ? libbase64.decode(text) : libqp.decode(text.replace(/[_ \t]/g, '=20'))
      return { start, end: end + 2, charset: value.slice(start + 2, charsetEnd).toLowerCase(), bytes }
    }
    start = value.indexOf('=?', start + 2)
  }
  return null
}

function wordEnd(value: string, from: number): number {
  const end = value.slice(from, from + LONGEST_WORD).indexOf('?=')
  return end < 0 ? -1 : from + end
}

function decodeDeclared(bytes: Buffer, charset: string): string {
  const name = charsetName(charset)
  // Outlook writes us-ascii over bytes that are not: detection is right more often.
  if (name === null || name === '') return decodeText(bytes, null)
  return decodeText(bytes, name)
}

/** Raw header text: pure ASCII as it is, but for shifts of the body's charset; escapes by the charset that has them; 8-bit as `decodeRawHeader` does. */
function decodeRaw(value: string, bodyCharset: string | null): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the question is exactly "is it ASCII without escapes"
  if (!/[^\x00-\x1a\x1c-\x7f]/.test(value)) return decodeShifted(value, bodyCharset)
  const bytes = Buffer.from(value, 'latin1')
  const escaped = escapedIn(value)
  if (escaped !== null) {
    const text = decodeAs(bytes, escaped)
    if (isFaultless(text)) return text
  }
  return isAscii(bytes) ? value : decodeRawHeader(bytes, bodyCharset)
}

function decodeShifted(value: string, bodyCharset: string | null): string {
  const name = /~\{|\+/.test(value) ? charsetName(bodyCharset) : null
  if (!name || !isShifted(value, name)) return value
  const text = decodeAs(Buffer.from(value, 'latin1'), name)
  return text.includes('\ufffd') ? value : text
}
