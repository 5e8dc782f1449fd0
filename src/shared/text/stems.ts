// Apart from fold.ts, so that the page does not carry 870 kB of stemmers for folding alone.
import snowball from 'snowball-stemmers'

const russian = snowball.newStemmer('russian')
const english = snowball.newStemmer('english')

const SHORTEST = 3
const LONGEST = 40
const NINE = 0x39
// About 6 MB. Words that are common are soon here again after it was emptied.
const CACHE_LIMIT = 60_000
const cache = new Map<string, string>()

/** Whether a folded word can have other forms than itself. */
export function hasForms(word: string): boolean {
  return word.length >= SHORTEST && word.length <= LONGEST && /^(?:[а-я]+|[a-z]+)$/.test(word)
}

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

// English endings that a stem replaces instead of cutting them off: party and parties, write and writing, possible and possibility.
const REPLACED: [RegExp, string][] = [
  [/[a-z]i$/, 'y'],
  [/[a-z]e$/, 'ing'],
  [/[a-z]bl$/, 'ilit'],
]

/** Every word with this stem begins as one of these. */
export function beginningsOf(stem: string): string[] {
  const others = REPLACED.filter(([end]) => end.test(stem)).map(([, was]) => stem.slice(0, -1) + was)
  return [stem, ...others]
}

function compute(word: string): string {
  if (/^[а-я]+$/.test(word)) return russian.stem(word)
  return /^[a-z]+$/.test(word) ? english.stem(word) : word
}
