import type { PackedBytes, ReadLetter } from '../types.ts'
import { packBytes } from './pack.ts'
import { LetterReader } from './reader.ts'
import { unreadLetter } from './unread.ts'

/** Reads and packs a whole source. Never throws for its content: at worst the letter is `not-parsed` and the source is kept. */
export function parseLetter(source: Uint8Array): { letter: ReadLetter; packed: PackedBytes } {
  const packed = packBytes(source)
  return { letter: readLetter(source, packed.sha256), packed }
}

/** The letter alone, without packing its source; `charset`: chosen by a person for the text. */
export function readLetter(source: Uint8Array, sourceHash: string, charset: string | null = null): ReadLetter {
  try {
    const reader = new LetterReader(charset)
    reader.push(source)
    return reader.end(sourceHash)
  } catch (error) {
    return unreadLetter(source, sourceHash, error, charset)
  }
}

/** The start of a letter that is too big to load: what can be read of it; attachments cut in the middle are not listed. */
export function parseHead(source: Uint8Array): { letter: ReadLetter; packed: PackedBytes } {
  const { letter, packed } = parseLetter(source)
  return { letter: { ...letter, attachments: [], reading: 'too-big', readingTrouble: null }, packed }
}
