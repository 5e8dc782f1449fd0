// Several people write on one card: what one changes, and takes back, leaves the entries of the others alone.
import type { ListChange } from '../../shared/model/card.ts'

interface Single<T> {
  from: T
  to: T
}

/** The list with the change, and what takes it back; null where it says nothing new. */
export function changeList(
  list: readonly string[],
  { from, to, behind }: ListChange,
): { list: string[]; back: ListChange } | null {
  const at = from === undefined ? -1 : list.indexOf(from)
  const before = list.slice(0, Math.max(at, 0))
  const rest = list.filter((one) => one !== from)
  if (to === undefined || (from !== to && list.includes(to))) {
    if (at === -1) return null
    const stays = to === undefined || rest.indexOf(to) < at
    return {
      list: stays ? rest : [...before, to, ...rest.slice(at).filter((one) => one !== to)],
      back: { to: from, behind: before },
    }
  }
  const place = behind === undefined ? (at === -1 ? rest.length : at) : placeBehind(rest, behind)
  const next = rest.toSpliced(place, 0, to)
  if (from !== to) return { list: next, back: { from: to, ...(at === -1 ? {} : { to: from }) } }
  if (at === place) return null
  return { list: next, back: at === -1 ? { from: to } : { from: to, to, behind: before } }
}

// Where all that stood before it are gone, its number in the list is what is left of its place.
function placeBehind(list: readonly string[], behind: readonly string[]): number {
  const last = list.findLastIndex((one) => behind.includes(one))
  return last === -1 ? Math.min(behind.length, list.length) : last + 1
}

export const backOf = <T>(before: T, after: T): Single<T> | undefined =>
  before === after ? undefined : { from: after, to: before }

/** Takes back what is still as the change made it; the other fields are named in `kept`. */
export class TakingBack<Field extends string> {
  readonly kept: Field[] = []

  value<T>(field: Field, now: T, back: Single<T> | undefined): T {
    if (back === undefined) return now
    if (back.from === now) return back.to
    this.kept.push(field)
    return now
  }

  list(field: Field, now: readonly string[], back: ListChange | undefined): readonly string[] {
    if (back === undefined) return now
    if (back.from === undefined || now.includes(back.from)) return changeList(now, back)?.list ?? now
    this.kept.push(field)
    return now
  }
}
