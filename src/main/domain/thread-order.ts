import type { ThreadLetter } from './thread-model.ts'

/** The order of letters everywhere in grouping: by date, then by identity. */
export function byTime(a: Pick<ThreadLetter, 'at' | 'identity'>, b: Pick<ThreadLetter, 'at' | 'identity'>): number {
  return a.at - b.at || (a.identity < b.identity ? -1 : a.identity > b.identity ? 1 : 0)
}
