import { expect, test } from 'vitest'
import { isInTurn } from './in-turn.ts'

const NOW = new Date(2026, 2, 14, 12).getTime()
const HOUR_MS = 3_600_000

test('a letter whose time has come waits in words for the one that its server still takes', () => {
  for (const plannedAt of [NOW - 5 * 60_000, NOW, NOW + 2000])
    expect(isInTurn({ isBehind: true, plannedAt }, NOW)).toBe(true)
})

test('one that leaves later all the same, that rests, or that nothing stands before, does not', () => {
  expect(isInTurn({ isBehind: true, plannedAt: NOW + HOUR_MS }, NOW)).toBe(false)
  expect(isInTurn({ isBehind: true, plannedAt: null }, NOW)).toBe(false)
  expect(isInTurn({ isBehind: false, plannedAt: NOW }, NOW)).toBe(false)
})
