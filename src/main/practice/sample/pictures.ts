import { crc32, deflateSync } from 'node:zlib'
import { hash } from './chance.ts'

const pictures = new Map<number, Buffer>()

/** A dark hall with rows of lamps and their light on the floor. */
export function picture(variant: number): Buffer {
  const known = pictures.get(variant)
  if (known) return known
  const lamps = Array.from({ length: 5 + variant }, (_, i) => ({
    x: 30 + ((i * 137 + variant * 61) % 420),
    y: 40 + ((i * 131) % 90),
    warm: (variant + i) % 3,
  }))
  const made = png(480, 320, (x, y) => {
    let light = y > 200 ? 34 - (y - 200) / 8 : 22
    let warm = 0
    for (const lamp of lamps) {
      const distance = Math.hypot(x - lamp.x, (y - lamp.y) * (y > lamp.y ? 0.6 : 1.6))
      const glow = distance < 9 ? 230 : 2300 / (distance + 16) / (1 + distance / 45)
      light += glow
      warm += glow * lamp.warm * 0.12
    }
    return [Math.min(255, light + warm), Math.min(255, light * 0.94 + warm * 0.4), Math.min(255, light * 0.82)]
  })
  pictures.set(variant, made)
  return made
}

/** Noise does not shrink: a photograph's weight without a photograph. */
export function noisyPicture(seed: string): Buffer {
  let state = hash(seed) || 1
  return png(1000, 750, (x, y) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    const base = 90 + 80 * Math.sin(x / 160) * Math.cos(y / 120)
    return [base + (state & 63), base + ((state >> 8) & 63), base * 0.8 + ((state >> 16) & 63)]
  })
}

function png(width: number, height: number, colour: (x: number, y: number) => [number, number, number]): Buffer {
  const rows = Buffer.alloc(height * (width * 3 + 1))
  let at = 0
  for (let y = 0; y < height; y++) {
    rows[at++] = 0
    for (let x = 0; x < width; x++) for (const value of colour(x, y)) rows[at++] = Math.max(0, Math.min(255, value))
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])
  return Buffer.concat([
    signature,
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(rows)),
    pngChunk('IEND', Buffer.alloc(0)),
  ])
}

function pngChunk(type: string, data: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(typed))
  return Buffer.concat([length, typed, check])
}
