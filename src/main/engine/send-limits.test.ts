import { expect, test } from 'vitest'
import { DAY_MS, freeAt, limitsOf } from './send-limits.ts'

const NOW = Date.UTC(2026, 2, 14, 9)
const limits = { perDay: 10, perMinute: 3 }

test('a letter within the limits leaves at once', () => {
  expect(freeAt([], 3, limits, NOW)).toBeNull()
  expect(freeAt([NOW - 61_000, NOW - 30_000], 2, limits, NOW)).toBeNull()
})

test('over the limit of a minute it waits until enough recipients fall out of the minute', () => {
  expect(freeAt([NOW - 50_000, NOW - 20_000, NOW - 10_000], 1, limits, NOW)).toBe(NOW + 10_000)
  expect(freeAt([NOW - 50_000, NOW - 20_000, NOW - 10_000], 2, limits, NOW)).toBe(NOW + 40_000)
})

test('over the limit of a day it waits for the day', () => {
  const ten = Array.from({ length: 10 }, (_, n) => NOW - DAY_MS + (n + 1) * 3_600_000)
  expect(freeAt(ten, 1, limits, NOW)).toBe(NOW + 3_600_000)
})

test('a letter larger than a limit waits for an empty window and no longer', () => {
  expect(freeAt([NOW - 10_000], 5, limits, NOW)).toBe(NOW + 50_000)
  expect(freeAt([], 50, limits, NOW)).toBeNull()
})

test('a clock set back never makes anybody wait longer than one window', () => {
  expect(freeAt([NOW + 5 * DAY_MS, NOW + 5 * DAY_MS, NOW + 5 * DAY_MS], 1, limits, NOW)).toBe(NOW + 60_000)
})

test('providers have their limits, the others a cautious one', () => {
  expect(limitsOf('yandex')).toMatchObject({ perDay: 500, perLetter: 35 })
  expect(limitsOf('other')).toMatchObject({ perDay: 2000, perLetter: 100 })
})
