import { unfold } from './header-block.ts'

const MAX_IDS = 100
const LONGEST_ID = 500

/** The first id of a Message-ID or In-Reply-To value without brackets, '' when it has none that can be one. */
export function messageId(raw: string | null): string {
  if (!raw) return ''
  const text = unfold(raw)
  const bracketed = bracketedIds(text)[0]
  if (bracketed) return bracketed
  // Some mailers forget the brackets: take the whole value if it is one word.
  const bare = text.replace(/^<|>$/g, '').trim()
  return /^\S+$/.test(bare) && isPossible(bare) ? bare : ''
}

/** Ids of References, oldest first, without brackets and doubles; bogus ones dropped; of too many the first and the newest stay. */
export function referenceIds(raws: readonly string[]): string[] {
  const all = [...new Set(raws.flatMap((raw) => bracketedIds(unfold(raw))))]
  return all.length > MAX_IDS ? [...all.slice(0, 1), ...all.slice(all.length - MAX_IDS + 1)] : all
}

function bracketedIds(text: string): string[] {
  // A fold inside an id leaves blanks in it; a comma or a missing blank between two ids does no harm here.
  return (text.match(/<[^<>]{1,600}>/g) ?? []).map((id) => id.slice(1, -1).replace(/\s+/g, '')).filter(isPossible)
}

function isPossible(id: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what makes an id bogus
  return id.length >= 3 && id.length <= LONGEST_ID && !/[\x00-\x20\x7f]/.test(id) && /[a-z0-9]/i.test(id)
}
