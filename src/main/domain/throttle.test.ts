import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Counted,
  DAY_MS,
  freeAt,
  fullLimit,
  laneOf,
  MINUTE_MS,
  type Pace,
  planned,
  usedToday,
} from './throttle.ts'

const NOW = Date.UTC(2026, 2, 14, 9)
const pace: Pace = { perDay: 10, perHour: null, perMinute: 3 }
const at = (...ago: number[]): Counted[] => ago.map((ms) => ({ at: NOW - ms, recipients: 1 }))

test('a letter within the limits leaves at once', () => {
  expect(freeAt([], 3, pace, 'hand', NOW)).toBeNull()
  expect(freeAt(at(61_000, 30_000), 2, pace, 'hand', NOW)).toBeNull()
})

test('over the limit of a minute it waits until enough recipients fall out of the minute', () => {
  expect(freeAt(at(50_000, 20_000, 10_000), 1, pace, 'hand', NOW)).toBe(NOW + 10_000)
  expect(freeAt(at(50_000, 20_000, 10_000), 2, pace, 'hand', NOW)).toBe(NOW + 40_000)
})

test('the limit of an hour holds between that of a minute and that of a day', () => {
  const hourly: Pace = { perDay: 100, perHour: 2, perMinute: 50 }
  expect(freeAt(at(3_000_000, 100_000), 1, hourly, 'hand', NOW)).toBe(NOW + 600_000)
})

test('over the limit of a day it waits for the day', () => {
  const ten = Array.from({ length: 10 }, (_, n) => ({ at: NOW - DAY_MS + (n + 1) * 3_600_000, recipients: 1 }))
  expect(freeAt(ten, 1, pace, 'hand', NOW)).toBe(NOW + 3_600_000)
})

test('a tenth of the day stays free for letters by hand', () => {
  const nine = [{ at: NOW - 3_600_000, recipients: 9 }]
  expect(freeAt(nine, 1, pace, laneOf(3), NOW)).toBe(NOW - 3_600_000 + DAY_MS)
  expect(freeAt(nine, 1, pace, laneOf(0), NOW)).toBeNull()
})

test('a letter larger than a limit waits for an empty window and no longer', () => {
  expect(freeAt(at(10_000), 5, pace, 'hand', NOW)).toBe(NOW + 50_000)
  expect(freeAt([], 50, pace, 'hand', NOW)).toBeNull()
})

test('the limit that is full is named: of several the one that frees last', () => {
  const all: Pace = { perDay: 10, perHour: 5, perMinute: 3 }
  expect(fullLimit(at(50_000, 20_000), all, NOW)).toBeNull()
  expect(fullLimit(at(50_000, 20_000, 10_000), all, NOW)).toBe('minute')
  expect(fullLimit(at(50_000, 20_000, 10_000, 9000, 8000), all, NOW)).toBe('hour')
  expect(fullLimit([{ at: NOW - 7_200_000, recipients: 10 }], all, NOW)).toBe('day')
})

test('the gauge counts recipients of the last 24 hours', () => {
  expect(usedToday([...at(DAY_MS + 1, 5), { at: NOW - 1, recipients: 4 }], NOW)).toBe(5)
})

test('the plan says when each of the waiting letters leaves', () => {
  const queue = Array.from({ length: 5 }, () => ({ recipients: 1, lane: 'hand' as const, notBefore: 0 }))
  expect(planned([], queue, pace, NOW)).toEqual([NOW, NOW, NOW, NOW + MINUTE_MS, NOW + MINUTE_MS])
})

test('the plan goes on minute by minute, behind a wait of the mailbox too', () => {
  const queue = Array.from({ length: 4 }, () => ({ recipients: 1, lane: 'hand' as const, notBefore: 0 }))
  const one: Pace = { perDay: null, perHour: null, perMinute: 1 }
  const minutes = (...all: number[]) => all.map((n) => NOW + n * MINUTE_MS)
  expect(planned(at(0), queue, one, NOW)).toEqual(minutes(1, 2, 3, 4))
  expect(planned(at(0), queue, one, NOW, { hand: NOW + MINUTE_MS, rest: NOW })).toEqual(minutes(1, 2, 3, 4))
})

test('a letter that waits for itself holds up nobody, and its lane only is held up by one that is too large yet', () => {
  const letter = (lane: 'hand' | 'rest', recipients: number, waits = 0) => ({
    lane,
    recipients,
    notBefore: NOW + waits,
  })
  const queue = [letter('hand', 1, 10 * MINUTE_MS), letter('hand', 3), letter('rest', 1), letter('hand', 2)]
  const both: Pace = { perDay: null, perHour: null, perMinute: 3 }
  expect(planned([], queue, both, NOW)).toEqual([NOW + 10 * MINUTE_MS, NOW, NOW + MINUTE_MS, NOW + MINUTE_MS])
})

const letters = fc.array(
  fc.record({ gapMs: fc.integer({ min: 0, max: 40_000 }), recipients: fc.integer({ min: 1, max: 5 }) }),
  {
    minLength: 1,
    maxLength: 60,
  },
)
const limits = fc.record({
  perMinute: fc.option(fc.integer({ min: 5, max: 20 })),
  perHour: fc.option(fc.integer({ min: 5, max: 60 })),
  perDay: fc.option(fc.integer({ min: 5, max: 150 })),
})

test('however letters come, no minute, hour or day ever holds more recipients than its limit', () => {
  fc.assert(
    fc.property(letters, limits, (queue, some) => {
      const served: Counted[] = []
      let now = NOW
      for (const { gapMs, recipients } of queue) {
        now += gapMs
        for (let until = freeAt(served, recipients, some, 'hand', now); until !== null; ) {
          expect(until).toBeGreaterThan(now)
          expect(until - now).toBeLessThanOrEqual(DAY_MS)
          now = until
          until = freeAt(served, recipients, some, 'hand', now)
        }
        served.push({ at: now, recipients })
      }
      for (const [limit, windowMs] of [
        [some.perMinute, MINUTE_MS],
        [some.perHour, 60 * MINUTE_MS],
        [some.perDay, DAY_MS],
      ] as const) {
        if (limit === null) continue
        for (const { at: end } of served) {
          const within = served.filter((one) => one.at <= end && one.at > end - windowMs)
          expect(within.reduce((sum, one) => sum + one.recipients, 0)).toBeLessThanOrEqual(limit)
        }
      }
    }),
    { numRuns: 200 },
  )
})

test('what is planned is what the limits let through, whenever letters may leave by themselves', () => {
  const queued = fc.array(
    fc.record({
      recipients: fc.integer({ min: 1, max: 5 }),
      lane: fc.constantFrom('hand' as const, 'rest' as const),
      notBefore: fc.integer({ min: NOW - MINUTE_MS, max: NOW + 90 * MINUTE_MS }),
    }),
    { minLength: 1, maxLength: 40 },
  )
  const past = fc.array(
    fc.record({ at: fc.integer({ min: NOW - DAY_MS, max: NOW }), recipients: fc.constant<number>(1) }),
  )
  fc.assert(
    fc.property(queued, past, limits, (queue, counted, some) => {
      const served = [...counted]
      const times = planned(counted, queue, some, NOW).map((leaves, n) => ({ leaves, ...queue[n]! }))
      for (const { leaves, recipients, lane, notBefore } of times.sort((a, b) => a.leaves - b.leaves)) {
        expect(leaves).toBeGreaterThanOrEqual(notBefore)
        expect(freeAt(served, recipients, some, lane, leaves)).toBeNull()
        served.push({ at: leaves, recipients })
      }
    }),
    { numRuns: 200 },
  )
})

test('however far the clock is set back, the bound holds and nobody waits longer than one window', () => {
  fc.assert(
    fc.property(limits, fc.integer({ min: 1, max: 3 * DAY_MS }), (some, backMs) => {
      const full = { at: NOW, recipients: 150 }
      const now = NOW - backMs
      const until = freeAt([full], 1, some, 'hand', now)
      const longest = some.perDay !== null ? DAY_MS : some.perHour !== null ? 60 * MINUTE_MS : MINUTE_MS
      if (some.perDay ?? some.perHour ?? some.perMinute) expect(until).toBe(now + longest)
      else expect(until).toBeNull()
    }),
  )
})
