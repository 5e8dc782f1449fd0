// Apart from fold.ts, so that the page does not carry 870 kB of stemmers for folding alone.
import snowball from 'snowball-stemmers'

const russian = snowball.newStemmer('russian')
const english = snowball.newStemmer('english')

const SHORTEST = 3
const LONGEST = 40
const NINE = 0x39
const TEXT_LIMIT = 64 * 1024
// About 6 MB. Words that are common are soon here again after it was emptied.
const CACHE_LIMIT = 60_000
const cache = new Map<string, string>()

/** The Russian or English stem of one folded word; the word itself when it has none (digits, other scripts, short). */
export function stemOf(word: string): string {
  // Before the cache is asked: one word of five is short or a number.
  if (word.length < SHORTEST || word.length > LONGEST || word.charCodeAt(0) <= NINE) return word
  const known = cache.get(word)
  if (known !== undefined) return known
  const kept = ownCopy(word)
  const stem = compute(kept)
  if (cache.size >= CACHE_LIMIT) cache.clear()
  cache.set(kept, stem)
  return stem
}

// V8 makes a longer part of a text a view of it: a word kept here would keep the whole letter in memory.
function ownCopy(word: string): string {
  return word.length < 13 ? word : word.split('').join('')
}

/**
 * Stems of a folded text, once each, separated by spaces: only those that are not words of the text themselves.
 * Looks at the first 64 K characters.
 */
export function stems(folded: string): string {
  const words = new Set((folded.length > TEXT_LIMIT ? folded.slice(0, TEXT_LIMIT) : folded).split(' '))
  const found = new Set<string>()
  for (const word of words) {
    const stem = stemOf(word)
    if (stem !== word && !words.has(stem)) found.add(stem)
  }
  return [...found].join(' ')
}

function compute(word: string): string {
  if (/^[а-я]+$/.test(word)) return russian.stem(word)
  return /^[a-z]+$/.test(word) ? english.stem(word) : word
}
