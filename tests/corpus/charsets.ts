export type Charset = 'utf-8' | 'windows-1251' | 'koi8-r' | 'iso-8859-1'

const TABLES = new Map<Charset, Map<string, number>>()
for (const charset of ['windows-1251', 'koi8-r', 'iso-8859-1'] as const) {
  const decoder = new TextDecoder(charset)
  const table = new Map<string, number>()
  // C1 controls are in no letter; what the decoder shows for them (windows-1252 for latin1) is not of this charset.
  for (let byte = charset === 'iso-8859-1' ? 160 : 128; byte < 256; byte++)
    table.set(decoder.decode(Uint8Array.of(byte)), byte)
  TABLES.set(charset, table)
}

/** The charset itself when it holds the whole text, else UTF-8: as mail programs do, so that no sign of the text is lost. */
export function charsetFor(text: string, wanted: Charset): Charset {
  const table = TABLES.get(wanted)
  return table && [...text].every((sign) => sign < '\x80' || table.has(sign)) ? wanted : 'utf-8'
}

/** Only for text that the charset holds. */
export function encode(text: string, charset: Charset): Buffer {
  const table = TABLES.get(charset)
  if (!table) return Buffer.from(text)
  return Buffer.from(
    [...text].map((sign) => {
      const byte = sign < '\x80' ? sign.charCodeAt(0) : table.get(sign)
      if (byte === undefined) throw new Error(`${charset} has no ${sign}`)
      return byte
    }),
  )
}

export function base64(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('base64').replace(/.{76}/g, '$&\n'))
}

const HEX = Array.from({ length: 256 }, (_, byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`)

export function quotedPrintable(bytes: Buffer): Buffer {
  const out: string[] = []
  let column = 0
  for (const [at, byte] of bytes.entries()) {
    if (byte === 10) {
      out.push('\n')
      column = 0
      continue
    }
    const isLast = bytes[at + 1] === 10 || at + 1 === bytes.length
    const isPlain = byte < 127 && byte !== 61 && (byte > 32 || ((byte === 32 || byte === 9) && !isLast))
    const text = isPlain ? String.fromCharCode(byte) : (HEX[byte] ?? '')
    if (column + text.length > 75) {
      out.push('=\n')
      column = 0
    }
    out.push(text)
    column += text.length
  }
  return Buffer.from(out.join(''), 'latin1')
}

/** RFC 2047 words, split between characters so that each stays within 75 columns. */
export function headerWords(text: string, wanted: Charset): string {
  if (isAscii(text)) return text
  const charset = charsetFor(text, wanted)
  const words: string[] = []
  let part = ''
  for (const sign of text) {
    if (encode(part + sign, charset).length > 42) {
      words.push(part)
      part = ''
    }
    part += sign
  }
  words.push(part)
  return words.map((one) => `=?${charset}?B?${encode(one, charset).toString('base64')}?=`).join('\n ')
}

export function isAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text)
}
