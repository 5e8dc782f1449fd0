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
const IRREGULAR: Record<string, string> = { die: 'dying', lie: 'lying', tie: 'tying', sky: 'skies' }

/** Every word with this stem begins as one of these. */
export function beginningsOf(stem: string): string[] {
  const others = REPLACED.filter(([end]) => end.test(stem)).map(([, was]) => stem.slice(0, -1) + was)
  return [stem, ...others, ...(IRREGULAR[stem] ? [IRREGULAR[stem]] : [])]
}

const RUSSIAN_ENDINGS =
  'а я о е и ы у ю й ь ам ям ами ями ах ях ов ев ей ой ый ий ая яя ое ее ые ие ого его ому ему ым им ом ем ую юю ою ею ых их ыми ими ' +
  'л ла ло ли ть т ет ит ут ют ат ят ем им ете ите ешь ишь ал ала али ать ил ила или ить ел ела ели еть ен ена ено ены ан ана ано аны'
const ENGLISH_ENDINGS = 'e y s es ed d ing er ers ly ies ied ness ment ments able'

/** Forms that words with this stem usually have, itself among them where it is a word. */
export function likelyForms(stem: string): string[] {
  const endings = ['', ...(/^[а-я]/.test(stem) ? RUSSIAN_ENDINGS : ENGLISH_ENDINGS).split(' ')]
  const begins = beginningsOf(stem)
  return [...begins.slice(1), ...endings.map((end) => stem + end)].filter((word) => stemOf(word) === stem)
}

function compute(word: string): string {
  if (/^[а-я]+$/.test(word)) return russian.stem(word)
  return /^[a-z]+$/.test(word) ? english.stem(word) : word
}
