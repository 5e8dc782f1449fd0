// Text in an encoding that a person chose, whatever the letter says of itself.
import { isAscii, isUtf8 } from 'node:buffer'
import iconv from 'iconv-lite'
import { looksBroken } from '../../../shared/text/broken.ts'
import { asBuffer, decodeAs } from './charset.ts'

/** Encodings to choose from, the usual ones first. */
export const ENCODINGS = [
  'windows-1251',
  'koi8-r',
  'utf-8',
  'windows-1252',
  'ibm866',
  'iso-8859-5',
  'x-mac-cyrillic',
  'windows-1250',
  'windows-1254',
  'gb18030',
  'shift_jis',
] as const

/**
 * Bytes as the chosen encoding. UTF-8 that is whole stays what it is, unless a gateway made it of text that it had read
 * wrongly: then its first bytes are found again.
 */
export function decodeForced(bytes: Uint8Array, name: string): string {
  if (isAscii(bytes)) return asBuffer(bytes).toString('latin1')
  if (!isUtf8(bytes)) return decodeAs(bytes, name)
  return repaired(decodeAs(bytes, 'utf-8'), name)
}

/** Text that was read as Western once too often, read as the chosen encoding; other text stays. */
export function repaired(text: string, name: string): string {
  if (!looksBroken(text)) return text
  for (const wrong of ['windows-1252', 'windows-1251']) {
    const bytes = bytesIn(text, wrong)
    if (bytes && wrong !== name) return decodeAs(bytes, name)
  }
  return text
}

// Null when a character of the text does not exist there.
function bytesIn(text: string, name: string): Buffer | null {
  const bytes: number[] = []
  for (const char of text) {
    const code = char.charCodeAt(0)
    const [byte] = code < 0x80 ? [code] : iconv.encode(char, name)
    if (byte === undefined || (byte === 0x3f && char !== '?')) {
      // The five holes of the Windows encodings are kept as they are by every decoder.
      if (code < 0x80 || code > 0x9f) return null
      bytes.push(code)
    } else bytes.push(byte)
  }
  return Buffer.from(bytes)
}
