// When the next letter of a mailbox may leave under its limits. Everything is counted in recipients.
import type { LimitName } from '../../shared/api/compose.ts'

/** Letters that somebody sends by hand, one by one, and all others: triggers, scheduled ones, mailings. */
export type Lane = 'hand' | 'rest'
export const laneOf = (priority: number): Lane => (priority === 0 ? 'hand' : 'rest')

/** Recipients over any 24 hours, hour and minute; null where there is no such limit. */
export interface Pace {
  perDay: number | null
  perHour: number | null
  perMinute: number | null
}

/** So many recipients were served at this time (UTC ms). */
export interface Counted {
  at: number
  recipients: number
}

export const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS

/** A tenth of the day stays free for letters by hand: a mailing never makes a person wait for tomorrow. */
const RESERVE = 10

/**
 * When a letter to `recipients` may leave, UTC ms; null when it may leave now. `counted` holds at least the last day, in any
 * order. A letter larger than a whole limit goes when the window is empty: it would never go otherwise.
 */
export function freeAt(
  counted: readonly Counted[],
  recipients: number,
  pace: Pace,
  lane: Lane,
  now: number,
): number | null {
  return freeIn(inOrderBefore(counted, now), recipients, pace, lane, now)
}

/** What lies in the future was served before the clock was set back. */
function inOrderBefore(counted: readonly Counted[], now: number): Counted[] {
  return counted.map((one) => ({ ...one, at: Math.min(one.at, now) })).sort((a, b) => a.at - b.at)
}

function freeIn(inOrder: readonly Counted[], recipients: number, pace: Pace, lane: Lane, now: number): number | null {
  const until = Math.max(
    ...windowsOf(pace, lane).map(({ limit, windowMs }) => windowFree(inOrder, recipients, limit, windowMs, now)),
    now,
  )
  return until > now ? until : null
}

interface Window {
  name: LimitName
  limit: number
  windowMs: number
}

/** The limit for which a letter by hand to one recipient would wait longest; null while one may leave. */
export function fullLimit(counted: readonly Counted[], pace: Pace, now: number): LimitName | null {
  const inOrder = inOrderBefore(counted, now)
  const full = windowsOf(pace, 'hand').flatMap(({ name, limit, windowMs }) => {
    const until = windowFree(inOrder, 1, limit, windowMs, now)
    return until > now ? [{ name, until }] : []
  })
  return full.sort((a, b) => b.until - a.until)[0]?.name ?? null
}

function windowsOf({ perDay, perHour, perMinute }: Pace, lane: Lane): Window[] {
  const day = perDay === null || lane === 'hand' ? perDay : perDay - Math.floor(perDay / RESERVE)
  const all = [
    { name: 'minute' as const, limit: perMinute, windowMs: MINUTE_MS },
    { name: 'hour' as const, limit: perHour, windowMs: HOUR_MS },
    { name: 'day' as const, limit: day, windowMs: DAY_MS },
  ]
  return all.flatMap(({ limit, ...window }) => (limit === null ? [] : [{ limit, ...window }]))
}

function windowFree(
  inOrder: readonly Counted[],
  recipients: number,
  limit: number,
  windowMs: number,
  now: number,
): number {
  const within = inOrder.filter((one) => one.at > now - windowMs)
  let taken = within.reduce((sum, one) => sum + one.recipients, 0)
  let free = now
  for (const one of within) {
    if (taken + recipients <= limit) break
    taken -= one.recipients
    free = one.at + windowMs
  }
  return free
}

/** How many recipients the last 24 hours hold. */
export function usedToday(counted: readonly Counted[], now: number): number {
  return counted.reduce((sum, one) => (Math.min(one.at, now) > now - DAY_MS ? sum + one.recipients : sum), 0)
}

export interface Waiting {
  recipients: number
  lane: Lane
  /** Not before this, for reasons of its own. */
  notBefore: number
}

/**
 * When each of the letters that wait will leave, UTC ms, if nothing else happens: at each moment the first of the queue that
 * may go, and a letter for which there is no room yet lets its whole lane wait. `open` says from when on each lane may send.
 */
export function planned(
  counted: readonly Counted[],
  queue: readonly Waiting[],
  pace: Pace,
  now: number,
  open: Readonly<Record<Lane, number>> = { hand: now, rest: now },
): number[] {
  const served = inOrderBefore(counted, now)
  const from = { ...open }
  const left: number[] = []
  const waiting = new Map(queue.entries())
  const begins = ({ lane, notBefore }: Waiting) => Math.max(now, notBefore, from[lane])
  for (let at = now; waiting.size > 0; ) {
    const next = [...waiting].find(([, one]) => begins(one) <= at)
    if (next === undefined) {
      at = Math.min(...[...waiting.values()].map(begins))
      continue
    }
    const [place, { lane, recipients }] = next
    const until = freeIn(served, recipients, pace, lane, at)
    if (until === null) {
      served.push({ at, recipients })
      left[place] = at
      waiting.delete(place)
    } else {
      from[lane] = until
    }
  }
  return left
}
