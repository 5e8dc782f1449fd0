import { fold } from './fold.ts'

/** Folded words of a name in the order of the alphabet: "Белова Анна" and "Анна Белова" are one person's; '?' when there is no word. */
export function nameKey(name: string): string {
  return fold(name).split(' ').filter(Boolean).sort().join(' ') || '?'
}
