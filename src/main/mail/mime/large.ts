import type { ReadLetter } from '../types.ts'
import { Packer } from './pack.ts'
import { LetterReader } from './reader.ts'
import { START, unreadLetter } from './unread.ts'

/** A large letter read and packed as its pieces come; only one piece and the text of the letter are in memory. */
export class LargeLetter {
  #packer: Packer
  #reader: LetterReader | null
  #trouble: unknown = null
  #start: Uint8Array | null = null

  /** @param charset an encoding that a person chose for the text. */
  constructor(cut: (n: number, data: Uint8Array, rawSize: number) => void, charset: string | null = null) {
    this.#packer = new Packer(cut)
    this.#reader = new LetterReader(charset)
  }

  push(piece: Uint8Array): void {
    this.#start ??= piece.slice(0, START)
    this.#packer.push(piece)
    try {
      this.#reader?.push(piece)
    } catch (error) {
      this.#giveUp(error)
    }
  }

  end(): { letter: ReadLetter; sha256: string; size: number } {
    const sha256 = this.#packer.end()
    const size = this.#packer.size
    try {
      if (this.#reader) return { letter: this.#reader.end(sha256), sha256, size }
    } catch (error) {
      this.#giveUp(error)
    }
    return { letter: unreadLetter(this.#start ?? new Uint8Array(0), sha256, this.#trouble), sha256, size }
  }

  // The source goes on being packed: what cannot be read is still kept.
  #giveUp(error: unknown): void {
    this.#reader = null
    this.#trouble = error
  }
}
