const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

const SEND_WAITS_MS = [1, 5, 15, 60].map((minutes) => minutes * MINUTE_MS)
const SEND_FOR_MS = 24 * HOUR_MS
const REFUSALS_UNTIL_SIGN_IN = 3

/**
 * When a letter that the server put off is tried again (UTC ms), or null when 24 hours have passed since the first try.
 * `attempts` counts those made so far, at least 1.
 */
export function nextSendAttempt(attempts: number, firstTriedAt: number, now: number): number | null {
  const until = now + (SEND_WAITS_MS[attempts - 1] ?? 4 * HOUR_MS)
  return until - firstTriedAt > SEND_FOR_MS ? null : until
}

/** A server that was not reached at all: one more try after a minute, then the letter has failed. */
export function nextConnectAttempt(attempts: number, now: number): number | null {
  return attempts < 2 ? now + MINUTE_MS : null
}

/** Milliseconds before the next connection of the sync: 1, 2, 4 ... 30 minutes; `failures` in a row, at least 1. */
export function syncBackoff(failures: number): number {
  return Math.min(2 ** Math.min(failures - 1, 10), 30) * MINUTE_MS
}

/**
 * After the n-th refused login in a row: once an hour, so that the provider does not lock the account; after three only a
 * new sign-in helps.
 */
export function afterLoginRefusal(refusals: number, now: number): { until: number } | 'needs-login' {
  return refusals >= REFUSALS_UNTIL_SIGN_IN ? 'needs-login' : { until: now + HOUR_MS }
}

/** Milliseconds before one letter that could not be fetched is tried again: 1, 5, 25 minutes, then every 2 hours. */
export function pendingBackoff(tries: number): number {
  return Math.min(5 ** Math.min(tries - 1, 4), 120) * MINUTE_MS
}

/** When the copy in the Sent folder is tried again after the n-th failure, or null after three. */
export function nextCopyAttempt(failures: number, now: number): number | null {
  return failures < 3 ? now + 5 ** (failures - 1) * MINUTE_MS : null
}
