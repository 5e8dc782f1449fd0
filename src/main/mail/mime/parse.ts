import type { PackedBytes, ParsedLetter } from '../types.ts'
import { packBytes } from './pack.ts'
import { LetterReader } from './reader.ts'
import { unreadLetter } from './unread.ts'

/** Reads and packs a whole source. Never throws for its content: at worst the letter is `not-parsed` and the source is kept. */
export function parseLetter(source: Uint8Array): { letter: ParsedLetter; packed: PackedBytes } {
  const packed = packBytes(source)
  return { letter: readLetter(source, packed.sha256), packed }
}

export function readLetter(source: Uint8Array, sourceHash: string): ParsedLetter {
  try {
    const reader = new LetterReader()
    reader.push(source)
    return reader.end(sourceHash)
  } catch (error) {
    return unreadLetter(source, sourceHash, error)
  }
}
