import libbase64 from 'libbase64'
import { asBuffer } from './charset.ts'

/** Undoes a content-transfer-encoding piece by piece; the sum of the pieces is the same however the source was cut. */
export interface TransferDecoder {
  write(bytes: Uint8Array): Uint8Array
  end(): Uint8Array
}

const NOTHING = new Uint8Array(0)

export function transferDecoder(encoding: string): TransferDecoder {
  if (encoding === 'base64') return base64Decoder()
  if (encoding === 'quoted-printable') return quotedPrintableDecoder()
  if (encoding === 'x-uuencode' || encoding === 'uuencode' || encoding === 'x-uue') return uuDecoder()
  return { write: (bytes) => bytes, end: () => NOTHING }
}

function base64Decoder(): TransferDecoder {
  let first: Uint8Array | null = null
  let hasStarted = false
  let rest = ''
  // Fours are counted from the last padding on: some mailers glue encoded blocks together.
  const decode = (bytes: Uint8Array): Uint8Array => {
    const text =
      rest +
      asBuffer(bytes)
        .toString('latin1')
        .replace(/[^A-Za-z0-9+/=_-]+/g, '')
    const whole = text.length - ((text.length - text.lastIndexOf('=') - 1) % 4)
    rest = text.slice(whole)
    return libbase64.decode(text.slice(0, whole))
  }
  return {
    write(bytes) {
      // Held back: a body that comes in one piece is decoded in one native call, six times as fast.
      if (!hasStarted) {
        hasStarted = true
        first = bytes
        return NOTHING
      }
      const held = first
      first = null
      return decode(held ? Buffer.concat([held, bytes]) : bytes)
    },
    end: () => libbase64.decode(first ? asBuffer(first).toString('latin1') : rest),
  }
}

// Not libqp: it takes the square of a long run of blanks and seven times the time of this.
function quotedPrintableDecoder(): TransferDecoder {
  let held: Uint8Array = NOTHING
  const decode = (bytes: Uint8Array, isLast: boolean): Uint8Array => {
    const source = held.length ? Buffer.concat([held, bytes]) : bytes
    const out = Buffer.allocUnsafe(source.length)
    let length = 0
    let i = 0
    held = NOTHING
    while (i < source.length) {
      const byte = source[i] ?? 0
      if (byte !== 0x3d) {
        out[length++] = byte
        i++
        continue
      }
      const high = hex(source[i + 1])
      const low = hex(source[i + 2])
      if (high >= 0 && low >= 0) {
        out[length++] = high * 16 + low
        i += 3
        continue
      }
      const afterBreak = softBreakEnd(source, i + 1)
      if (afterBreak > 0) {
        i = afterBreak
        continue
      }
      if (!isLast && source.length - i < 80 && mayContinue(source, i)) {
        held = Buffer.from(source.subarray(i))
        break
      }
      // A bare "=" at the very end is a soft break that lost its line.
      if (isLast && i + 1 >= source.length) break
      out[length++] = byte
      i++
    }
    return out.subarray(0, length)
  }
  return { write: (bytes) => decode(bytes, false), end: () => decode(NOTHING, true) }
}

// RFC 2045: transport padding (blanks) between the "=" and the line end is not part of the text.
function softBreakEnd(source: Uint8Array, from: number): number {
  let i = from
  while (source[i] === 0x20 || source[i] === 0x09) i++
  if (source[i] === 0x0d && source[i + 1] === 0x0a) return i + 2
  return source[i] === 0x0a ? i + 1 : 0
}

function mayContinue(source: Uint8Array, at: number): boolean {
  const rest = source.subarray(at + 1)
  if (rest.length === 0) return true
  if (rest.length === 1 && hex(rest[0]) >= 0) return true
  return rest.every((byte, i) => byte === 0x20 || byte === 0x09 || (byte === 0x0d && i === rest.length - 1))
}

function hex(byte: number | undefined): number {
  if (byte === undefined) return -1
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  if (byte >= 0x41 && byte <= 0x46) return byte - 0x37
  if (byte >= 0x61 && byte <= 0x66) return byte - 0x57
  return -1
}

function uuDecoder(): TransferDecoder {
  let line = ''
  const decode = (text: string): Uint8Array => {
    const out: number[] = []
    for (const row of text.split(/\r?\n/)) {
      if (!row || row.startsWith('begin ') || row === 'end' || row.startsWith('`')) continue
      const count = (row.charCodeAt(0) - 32) & 63
      for (let i = 1, left = count; left > 0; i += 4, left -= 3) {
        const [a, b, c, d] = [0, 1, 2, 3].map((k) => ((row.charCodeAt(i + k) || 32) - 32) & 63)
        const bits = ((a ?? 0) << 18) | ((b ?? 0) << 12) | ((c ?? 0) << 6) | (d ?? 0)
        out.push(...[bits >> 16, (bits >> 8) & 255, bits & 255].slice(0, left))
      }
    }
    return Uint8Array.from(out)
  }
  return {
    write(bytes) {
      const text = line + asBuffer(bytes).toString('latin1')
      const cut = text.lastIndexOf('\n') + 1
      line = text.slice(cut)
      return decode(text.slice(0, cut))
    },
    end: () => decode(line),
  }
}
