// The alphabets of a column, in the order in which a reader of the language looks for them.
import type { ContactOrder } from '../../shared/model/card.ts'

/** Values above `from`, up to but without `to`. */
export interface Stretch {
  from: string
  to: string | null
}

const CYRILLIC = '\u0400'
// Behind the last numeral: no folded word begins with it.
const LETTERS = ':'
const BY_ALPHABET = new Set<ContactOrder>(['name', 'position', 'company'])

/** In which stretches the values of a column are walked, the first one first. */
export function stretchesOf({
  order,
  desc,
  isCyrillicFirst,
}: {
  order: ContactOrder
  desc: boolean
  isCyrillicFirst?: boolean
}): Stretch[] {
  if (!isCyrillicFirst || !BY_ALPHABET.has(order)) return [{ from: '', to: null }]
  const stretches = [
    { from: '', to: LETTERS },
    { from: CYRILLIC, to: null },
    { from: LETTERS, to: CYRILLIC },
  ]
  return desc ? stretches.reverse() : stretches
}

/** The stretch that holds a value; those without one come after all. */
export function partOf(stretches: readonly Stretch[], key: string | number): number {
  if (typeof key === 'number') return 0
  const part = stretches.findIndex(({ from, to }) => key > from && (to === null || key < to))
  return part === -1 ? stretches.length : part
}
