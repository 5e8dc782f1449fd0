// Apart from fold.ts, so that the page does not carry 870 kB of stemmers for folding alone.
import snowball from 'snowball-stemmers'

const russian = snowball.newStemmer('russian')
const english = snowball.newStemmer('english')

const TEXT_LIMIT = 64 * 1024
const CACHE_LIMIT = 20_000
// Two generations: when the young one is full it becomes the old one, so common words survive and memory is bounded.
let young = new Map<string, string>()
let old = new Map<string, string>()

/** The Russian or English stem of one folded word; the word itself when it has none (digits, other scripts, short). */
export function stemOf(word: string): string {
  const known = young.get(word)
  if (known !== undefined) return known
  const stem = old.get(word) ?? compute(word)
  if (young.size >= CACHE_LIMIT) {
    old = young
    young = new Map()
  }
  young.set(word, stem)
  return stem
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
  if (word.length < 3 || word.length > 40) return word
  if (/^[а-я]+$/.test(word)) return russian.stem(word)
  return /^[a-z]+$/.test(word) ? english.stem(word) : word
}
