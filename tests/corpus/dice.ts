import { createCipheriv, createHash } from 'node:crypto'

/** Repeatable randomness (sfc32): the same seed and name give the same throws on every machine. */
export class Dice {
  #a: number
  #b: number
  #c: number
  #d = 1

  constructor(seed: number, name: string) {
    const hash = createHash('sha256').update(`${seed}:${name}`).digest()
    this.#a = hash.readInt32LE(0)
    this.#b = hash.readInt32LE(4)
    this.#c = hash.readInt32LE(8)
    for (let n = 0; n < 12; n++) this.next()
  }

  /** From 0 up to, not including, 1. */
  next(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#d) | 0
    this.#d = (this.#d + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0
    return (sum >>> 0) / 4294967296
  }

  int(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1))
  }

  chance(share: number): boolean {
    return this.next() < share
  }

  pick<T>(list: readonly T[]): T {
    const one = list[Math.floor(this.next() * list.length)]
    if (one === undefined) throw new Error('nothing to pick from')
    return one
  }

  /** Log-normal around its median, kept within bounds, whole. */
  size(median: number, spread: number, low: number, high: number): number {
    const gauss = Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next())
    return Math.max(low, Math.min(high, Math.round(median * Math.exp(spread * gauss))))
  }

  hex(length: number): string {
    let text = ''
    while (text.length < length) {
      text += Math.floor(this.next() * 4294967296)
        .toString(16)
        .padStart(8, '0')
    }
    return text.slice(0, length)
  }

  /** Bytes that no compression makes smaller, as in pictures and archives. */
  bytes(length: number): Buffer {
    return createCipheriv('aes-128-ctr', Buffer.from(this.hex(32), 'hex'), Buffer.alloc(16)).update(
      Buffer.alloc(length),
    )
  }
}
