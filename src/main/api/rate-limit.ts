import type { Clock } from '../engine/ports.ts'

/** Seconds of the allowed rate that may be used at once after a pause. */
const BURST_SECONDS = 10

/** Tokens drip into a bucket per caller; nothing sleeps, a refusal says how long to wait. */
export class RateLimit {
  readonly #clock: Clock
  readonly #buckets = new Map<string, { left: number; at: number }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** 0 when the call may go, else the milliseconds until it may. */
  take(caller: string, perSecond: number): number {
    const now = this.#clock.now()
    const full = perSecond * BURST_SECONDS
    const bucket = this.#buckets.get(caller) ?? { left: full, at: now }
    bucket.left = Math.min(full, bucket.left + (Math.max(0, now - bucket.at) / 1000) * perSecond)
    bucket.at = now
    this.#buckets.set(caller, bucket)
    if (bucket.left < 1) return ((1 - bucket.left) / perSecond) * 1000
    bucket.left -= 1
    return 0
  }
}
