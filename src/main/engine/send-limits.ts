import type { ProviderName } from '../../shared/model/mailbox.ts'
import { presetOf } from '../mail/providers.ts'

export interface Limits {
  /** In recipients, over any 24 hours and any minute; and in one letter. */
  perDay: number
  perMinute: number
  perLetter: number
}

/** Where a provider publishes nothing. */
const UNKNOWN: Limits = { perDay: 2000, perMinute: 60, perLetter: 100 }

/** The practice server of the sample office takes what it gets. */
const NONE: Limits = { perDay: Infinity, perMinute: Infinity, perLetter: UNKNOWN.perLetter }

export const DAY_MS = 24 * 60 * 60_000
const MINUTE_MS = 60_000

export function limitsOf(provider: ProviderName): Limits {
  return provider === 'practice' ? NONE : (presetOf(provider)?.limits ?? UNKNOWN)
}

/**
 * When a letter to `recipients` may leave under the limits, UTC ms; null when it may leave now. `accepted` are the times
 * at which recipients were accepted within the last day. A letter larger than a whole limit goes when the window is empty.
 */
export function freeAt(
  accepted: readonly number[],
  recipients: number,
  limits: Pick<Limits, 'perDay' | 'perMinute'>,
  now: number,
): number | null {
  const waits = [
    windowFree(accepted, recipients, limits.perDay, DAY_MS, now),
    windowFree(accepted, recipients, limits.perMinute, MINUTE_MS, now),
  ]
  const until = Math.max(...waits)
  return until > now ? until : null
}

function windowFree(
  accepted: readonly number[],
  recipients: number,
  limit: number,
  windowMs: number,
  now: number,
): number {
  // A time in the future (the clock was set back) counts as now: it never makes anybody wait longer than one window.
  const within = accepted
    .map((at) => Math.min(at, now))
    .filter((at) => at > now - windowMs)
    .sort((a, b) => a - b)
  const tooMany = Math.min(within.length + recipients - limit, within.length)
  const last = tooMany > 0 ? within[tooMany - 1] : undefined
  return last === undefined ? now : last + windowMs
}
