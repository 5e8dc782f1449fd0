import { fold } from './fold.ts'
import { stemOf } from './stems.ts'

export const MARK_BEGIN = '\uE000'
export const MARK_END = '\uE001'

/** Folded words to look for: a word counts when it is equal, has the same stem, or for a prefix begins with it. */
export interface Wanted {
  text: string
  isPrefix: boolean
}

/** The text with every found word between U+E000 and U+E001; of a prefix only the typed part is marked. */
export function marked(text: string, wanted: readonly Wanted[]): string {
  const words = partsOf(wanted)
  if (!words.length) return clean(text)
  return clean(text).replace(/[\p{L}\p{N}\p{M}]+/gu, (word) => {
    const length = foundLength(word, words)
    return length === 0 ? word : `${MARK_BEGIN}${word.slice(0, length)}${MARK_END}${word.slice(length)}`
  })
}

/** About `length` characters of the text around the first found word, marked; its beginning when nothing is found. */
export function markedSnippet(text: string, wanted: readonly Wanted[], length: number): string {
  const words = partsOf(wanted)
  const plain = clean(text).replace(/\s+/g, ' ').trim()
  let at = 0
  for (const match of plain.matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
    if (foundLength(match[0], words) === 0) continue
    at = match.index
    break
  }
  const begin = at < length / 2 ? 0 : plain.lastIndexOf(' ', at - Math.floor(length / 4)) + 1 || at
  const cut = plain.slice(begin, begin + length)
  return `${begin > 0 ? '…' : ''}${marked(cut, wanted)}${begin + length < plain.length ? '…' : ''}`
}

// A folded word of a query may hold several ("a@b.ru" folds to "a b ru"); only the last can be a prefix.
function partsOf(wanted: readonly Wanted[]): Wanted[] {
  return wanted.flatMap(({ text, isPrefix }) => {
    const parts = text.split(' ').filter(Boolean)
    return parts.map((part, n) => ({ text: part, isPrefix: isPrefix && n === parts.length - 1 }))
  })
}

function foundLength(word: string, wanted: readonly Wanted[]): number {
  const folded = fold(word)
  let longest = 0
  for (const { text, isPrefix } of wanted) {
    if (folded === text || (!isPrefix && stemOf(folded) === stemOf(text))) return word.length
    // Folding may change lengths (ligatures, accents); then the whole word is marked.
    if (isPrefix && folded.startsWith(text))
      longest = Math.max(longest, folded.length === word.length ? text.length : word.length)
    else if (isPrefix && stemOf(folded) === stemOf(text)) longest = word.length
  }
  return longest
}

// The two marks are private characters: a letter that holds them must not mark anything itself.
function clean(text: string): string {
  return text.replace(/[\uE000\uE001]/g, '')
}
