// What a person does to conversations, as decisions for single letters: grouping then follows from them in any order of arrival.
import type { ThreadDecision, ThreadLetter } from './thread-model.ts'
import { byTime } from './thread-order.ts'

/** A letter of a conversation with the letter that it hangs on now. */
export interface Member extends Pick<ThreadLetter, 'at' | 'identity'> {
  letter: number
  parent: number | null
  /** It names other letters in its headers: one that is not here yet may be its parent. */
  namesOthers: boolean
}

export type Choice = Pick<ThreadDecision, 'letter' | 'parent'>

/**
 * `moved` leave their conversation, together: they begin anew, or stand with the letters of `target`. Every moved letter is
 * decided, so that no letter that arrives later draws it back; those that stay are decided only where they hung on moved
 * ones or might be drawn after them.
 */
export function moveChoices(
  members: readonly Member[],
  moved: ReadonlySet<number>,
  target: readonly Member[] | null,
): Choice[] {
  const ordered = members.toSorted(byTime)
  const leaving = ordered.filter((one) => moved.has(one.letter))
  const staying = ordered.filter((one) => !moved.has(one.letter))
  const first = leaving[0]
  if (!first) return []
  const beside = target && nearest(target, first)
  const gone = leaving.map(
    (one): Choice => ({
      letter: one.letter,
      parent: one === first ? (beside?.letter ?? null) : (earlierParent(one, leaving) ?? first.letter),
    }),
  )
  return [...gone, ...stayChoices(staying, first)]
}

function stayChoices(staying: readonly Member[], firstMoved: Member): Choice[] {
  const root = staying[0]
  if (!root) return []
  const here = new Set(staying.map((one) => one.letter))
  const decided = new Map<number, number | null>()
  for (const one of staying) {
    const isTorn = one.parent !== null && !here.has(one.parent)
    const mayFollow = one.parent !== null && byTime(one, firstMoved) > 0
    if (!isTorn && !mayFollow) continue
    decided.set(one.letter, one === root ? null : (earlierParent(one, staying) ?? root.letter))
  }
  // What still hangs together only over letters that left goes to the earliest one.
  for (let apart = partsAway(staying, decided, root); apart.length > 0; apart = partsAway(staying, decided, root)) {
    for (const part of apart) {
      const top = part.find((one) => parentOf(one, decided) === null) ?? part.find((one) => !decided.has(one.letter))
      decided.set((top ?? part[0]!).letter, root.letter)
    }
  }
  return [...decided].map(([letter, parent]) => ({ letter, parent }))
}

const parentOf = (one: Member, decided: ReadonlyMap<number, number | null>): number | null =>
  decided.has(one.letter) ? (decided.get(one.letter) ?? null) : one.parent

function partsAway(staying: readonly Member[], decided: ReadonlyMap<number, number | null>, root: Member): Member[][] {
  const around = new Map<number, Member[]>(staying.map((one) => [one.letter, []]))
  for (const one of staying) {
    const parent = parentOf(one, decided)
    const other = parent === null ? undefined : staying.find((candidate) => candidate.letter === parent)
    if (!other) continue
    around.get(one.letter)?.push(other)
    around.get(other.letter)?.push(one)
  }
  const seen = new Set<number>()
  const parts: Member[][] = []
  for (const start of staying) {
    if (seen.has(start.letter)) continue
    const part: Member[] = []
    for (const open = [start]; open.length > 0; ) {
      const one = open.pop()!
      if (seen.has(one.letter)) continue
      seen.add(one.letter)
      part.push(one)
      open.push(...(around.get(one.letter) ?? []))
    }
    if (!part.includes(root)) parts.push(part)
  }
  return parts
}

/**
 * Two conversations become one by a single decision: the first letter of one follows a letter of the other. A letter that
 * names none which may still arrive is the better one. `isFree` refuses letters that cannot be decided for.
 */
export function mergeChoice(
  one: readonly Member[],
  other: readonly Member[],
  isFree: (letter: number) => boolean,
): Choice | null {
  const tops = [
    ...topsOf(other).map((top) => ({ top, into: one })),
    ...topsOf(one).map((top) => ({ top, into: other })),
  ]
  const free = tops.filter(({ top }) => isFree(top.letter))
  const chosen = free.find(({ top }) => !top.namesOthers) ?? free[0]
  return chosen ? { letter: chosen.top.letter, parent: nearest(chosen.into, chosen.top)?.letter ?? null } : null
}

// The letters that hang on none; in a ring (clocks were wrong) any letter of the ring will do.
function topsOf(members: readonly Member[]): Member[] {
  const ordered = members.toSorted(byTime)
  const tops = ordered.filter((one) => one.parent === null)
  if (tops.length > 0) return tops
  const byLetter = new Map(ordered.map((one) => [one.letter, one]))
  const walked = new Set<Member>()
  for (let here = ordered[0]; here; here = here.parent === null ? undefined : byLetter.get(here.parent)) {
    if (walked.has(here)) return [here]
    walked.add(here)
  }
  return []
}

function earlierParent(one: Member, among: readonly Member[]): number | null {
  const parent = among.find((candidate) => candidate.letter === one.parent)
  return parent && byTime(parent, one) < 0 ? parent.letter : null
}

/** The last letter before this one, else the first of all. */
function nearest(among: readonly Member[], letter: Member): Member | undefined {
  const ordered = among.toSorted(byTime)
  return ordered.findLast((one) => byTime(one, letter) < 0) ?? ordered[0]
}
