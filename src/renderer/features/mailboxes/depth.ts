import type { Depth } from '../../../shared/model/mailbox.ts'

/** Offered while the server is still counting, in the order of the screen. */
export const USUAL_DEPTHS: readonly Depth[] = [
  { kind: 'days', days: 30 },
  { kind: 'days', days: 90 },
  { kind: 'days', days: 365 },
  { kind: 'all' },
  { kind: 'new' },
]

/** POP3 tells no dates: everything, or what comes from now on. */
export const POP3_DEPTHS: readonly Depth[] = [{ kind: 'all' }, { kind: 'new' }]

export function depthKey(depth: Depth): string {
  if (depth.kind === 'days') return `days-${depth.days}`
  return depth.kind === 'since' ? `since-${depth.since}` : depth.kind
}

const reach = (depth: Depth): number =>
  depth.kind === 'days' ? depth.days : depth.kind === 'since' ? 1e6 : depth.kind === 'all' ? 1e7 : 1e8

/** The order of the screen: from a month to everything, "only new" below them. */
export function shallowFirst<T extends { depth: Depth }>(choices: readonly T[]): T[] {
  return choices.toSorted((a, b) => reach(a.depth) - reach(b.depth))
}

type Counted = { depth: Depth; letters: number; bytes: number | null }

/** The deepest choice that loads the same letters as the chosen one; "only new" is always its own. */
export function deepestAlike(choices: readonly Counted[], chosen: Depth): Depth {
  const wanted = choices.find((choice) => depthKey(choice.depth) === depthKey(chosen))
  if (wanted === undefined || chosen.kind === 'new') return chosen
  const alike = choices.filter((choice) => choice.depth.kind !== 'new' && choice.letters === wanted.letters)
  return shallowFirst(alike).at(-1)?.depth ?? chosen
}

/** A young mailbox has nothing that is older than a month: of choices that come to the same the deepest stays. */
export function withoutRepeats<T extends Counted>(choices: readonly T[]): T[] {
  return choices.filter(({ depth }) => depthKey(deepestAlike(choices, depth)) === depthKey(depth))
}

/** The chosen depth, or where the disk has no room for it the deepest that fits; `new` always does. */
export function fittingDepth(choices: readonly Counted[], freeBytes: number, chosen: Depth): Depth {
  const fits = (choice: { bytes: number | null }) => choice.bytes === null || choice.bytes <= freeBytes
  const wanted = choices.find((choice) => depthKey(choice.depth) === depthKey(chosen))
  if (wanted === undefined || fits(wanted)) return deepestAlike(choices, chosen)
  return choices.filter(fits).toSorted((a, b) => b.letters - a.letters)[0]?.depth ?? { kind: 'new' }
}

/** Where a mailbox starts, as a moment; null for everything. */
export function depthStart(depth: Depth, now: number): number | null {
  if (depth.kind === 'days') return now - depth.days * 86_400_000
  if (depth.kind === 'since') return depth.since
  return depth.kind === 'new' ? now : null
}
