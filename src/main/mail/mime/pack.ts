import { createHash, hash } from 'node:crypto'
import { constants, zstdCompressSync } from 'node:zlib'
import type { PackedBytes } from '../types.ts'
import { utf8 } from './parsed.ts'

/** Raw bytes in one stored cut. */
const CUT = 256 * 1024
const LEVEL_ONE = { [constants.ZSTD_c_compressionLevel]: 1 }
// A frame takes 20 us to begin, whatever is in it; of a shorter text it saves less than a page.
const LEAST_HTML = 4096
// Room for the answer: mail shrinks to about half of its size, and a tiny letter to no less than this.
const LEAST_OUTPUT = 1024

// Its own buffer, so that it can be handed to another thread without a copy. Told of the size, zstd prepares smaller tables.
function zstd(bytes: Uint8Array): Uint8Array {
  const packed = zstdCompressSync(bytes, {
    params: LEVEL_ONE,
    pledgedSrcSize: bytes.length,
    chunkSize: Math.max(LEAST_OUTPUT, Math.ceil(bytes.length * 0.75)),
  })
  return packed.byteLength === packed.buffer.byteLength ? packed : Uint8Array.from(packed)
}

/** UTF-8 of the HTML, zstd of it where that is worth its time; `htmlOf` of the store tells them apart. */
export function packHtml(html: string): Uint8Array {
  const bytes = utf8(html)
  return bytes.length < LEAST_HTML ? bytes : zstd(bytes)
}

export function packBytes(source: Uint8Array): PackedBytes {
  const chunks: Uint8Array[] = []
  for (let from = 0; from < source.length; from += CUT) chunks.push(zstd(source.subarray(from, from + CUT)))
  return { sha256: hash('sha256', source, 'hex'), size: source.length, chunks }
}

/** Packs a source that comes piece by piece: `cut` gets one zstd chunk for every 256 KB, the last one shorter. */
export class Packer {
  #cut: (n: number, data: Uint8Array, rawSize: number) => void
  #hash = createHash('sha256')
  #held: Uint8Array[] = []
  #heldSize = 0
  #n = 0
  size = 0

  constructor(cut: (n: number, data: Uint8Array, rawSize: number) => void) {
    this.#cut = cut
  }

  push(bytes: Uint8Array): void {
    this.#hash.update(bytes)
    this.size += bytes.length
    let rest = bytes
    while (this.#heldSize + rest.length >= CUT) {
      const taken = CUT - this.#heldSize
      this.#held.push(rest.subarray(0, taken))
      rest = rest.subarray(taken)
      this.#flush()
    }
    if (rest.length) {
      this.#held.push(rest)
      this.#heldSize += rest.length
    }
  }

  /** The last cut and the SHA-256 (hex) of everything. */
  end(): string {
    if (this.#held.length) this.#flush()
    return this.#hash.digest('hex')
  }

  #flush(): void {
    const raw = this.#held.length === 1 && this.#held[0] ? this.#held[0] : Buffer.concat(this.#held)
    this.#held = []
    this.#heldSize = 0
    this.#cut(this.#n++, zstd(raw), raw.length)
  }
}
