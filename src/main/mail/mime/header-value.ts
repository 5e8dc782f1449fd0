import { charsetName, decodeAs, decodeText } from './charset.ts'
import { unfold } from './header-block.ts'
import { escapesAsWords } from './stateful.ts'
import { decodeWords } from './words.ts'

/**
 * A value with parameters, as Content-Type and Content-Disposition have; parameter values are raw (latin1). libmime
 * decodes them by the charset they claim and drops backslashes: broken names and Windows paths could not be repaired.
 */
export interface HeaderValue {
  value: string
  params: Map<string, string>
}

export function parseHeaderValue(raw: string): HeaderValue {
  const text = escapesAsWords(unfold(raw))
  const params = new Map<string, string>()
  const pieces = splitOutsideQuotes(text)
  for (const piece of pieces.slice(1)) {
    const equals = piece.indexOf('=')
    if (equals < 1) continue
    const name = piece.slice(0, equals).trim().toLowerCase()
    if (!params.has(name)) params.set(name, unquote(piece.slice(equals + 1).trim()))
  }
  const value = stripComments(pieces[0] ?? '')
    .trim()
    .toLowerCase()
  return { value: /^[^\s,;]*/.exec(value)?.[0] ?? '', params }
}

function splitOutsideQuotes(text: string): string[] {
  if (!text.includes('"')) return text.split(';')
  const pieces: string[] = []
  let from = 0
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const char = text[i]
    if (char === '\\' && quoted) i++
    else if (char === '"') quoted = !quoted
    else if (char === ';' && !quoted) {
      pieces.push(text.slice(from, i))
      from = i + 1
    }
  }
  pieces.push(text.slice(from))
  return pieces
}

function unquote(text: string): string {
  if (!text.startsWith('"')) return withoutComment(text)
  const end = text.lastIndexOf('"')
  return text.slice(1, end > 0 ? end : undefined).replace(/\\(["\\])/g, '$1')
}

// By hand: an expression for it takes the square of a long run of blanks.
function withoutComment(text: string): string {
  if (!text.endsWith(')')) return text
  const open = text.indexOf('(', text.lastIndexOf(')', text.length - 2) + 1)
  return open > 0 && /\s/.test(text[open - 1] ?? '') ? text.slice(0, open).trimEnd() : text
}

function stripComments(text: string): string {
  return text.replace(/\([^()]*\)/g, ' ')
}

/**
 * A parameter that names a file, by RFC 2231 (with continuations and charset), else RFC 2047 words, raw 8-bit or percent
 * encoding; when both forms are given the RFC 2231 one wins unless it is broken. Null when the parameter is absent.
 */
export function fileParam(params: Map<string, string>, name: string, bodyCharset: string | null): string | null {
  const extended = extendedParam(params, name)
  const plain = params.get(name) ?? null
  if (extended !== null && (!extended.includes('\ufffd') || !plain)) return extended
  if (plain !== null && plain !== '') {
    const words = decodeWords(plain, bodyCharset)
    return words === plain && /%[0-9a-f]{2}/i.test(plain) ? percentDecoded(plain) : words
  }
  return extended
}

function extendedParam(params: Map<string, string>, name: string): string | null {
  const whole = params.get(`${name}*`)
  if (whole !== undefined) return decodeExtended([{ text: whole, encoded: true }])
  const pieces: { text: string; encoded: boolean }[] = []
  for (let n = 0; n < 500; n++) {
    const plain = params.get(`${name}*${n}`)
    const encoded = params.get(`${name}*${n}*`)
    if (plain === undefined && encoded === undefined) break
    pieces.push({ text: encoded ?? plain ?? '', encoded: encoded !== undefined })
  }
  return pieces.length ? decodeExtended(pieces) : null
}

// Bytes are joined before decoding: a character may be cut between two continuations.
function decodeExtended(pieces: { text: string; encoded: boolean }[]): string {
  let charset = ''
  let first = pieces[0]?.text ?? ''
  const mark = /^([^']*)'[^']*'/.exec(first)
  if (mark && pieces[0]?.encoded) {
    charset = mark[1] ?? ''
    first = first.slice(mark[0].length)
  }
  const bytes = pieces.map((piece, i) => percentBytes(i === 0 ? first : piece.text, piece.encoded || charset !== ''))
  const all = Buffer.concat(bytes)
  const name = charsetName(charset)
  const text = name ? decodeAs(all, name) : decodeText(all, null)
  // Some mailers put RFC 2047 words into the continuations.
  return text.includes('=?') ? decodeWords(text, null) : text
}

function percentBytes(text: string, encoded: boolean): Buffer {
  if (!encoded || !text.includes('%')) return Buffer.from(text, 'latin1')
  const latin = text.replace(/%([0-9a-fA-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
  return Buffer.from(latin, 'latin1')
}

// Only when it hides letters or blanks and all of it is valid UTF-8: "100%25.txt" and "50%AB.doc" are file names too.
function percentDecoded(text: string): string {
  if (!/%(20|[89a-f][0-9a-f])/i.test(text)) return text
  const bytes = percentBytes(text, true)
  const decoded = bytes.toString('utf8')
  return decoded.includes('\ufffd') ? text : decoded
}
