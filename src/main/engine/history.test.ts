import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rangesBelow } from './history.ts'

const UIDS = fc
  .uniqueArray(fc.integer({ min: 1, max: 5000 }), { maxLength: 1200 })
  .map((uids) => Uint32Array.from(uids).sort())

test('the ranges of the first import go down without a gap, hold every letter once, and begin with the newest 50', () => {
  fc.assert(
    fc.property(
      UIDS,
      fc.integer({ min: 1, max: 6000 }),
      fc.option(fc.integer({ min: 1, max: 5000 })),
      (uids, live, low) => {
        const folder = { lowUid: low, liveFromUid: live }
        const ranges = rangesBelow(folder, [...uids])
        const wanted = [...uids].filter((uid) => uid < (low ?? live))
        expect(ranges.flatMap((range) => [...(range.wanted ?? [])]).sort((a, b) => a - b)).toEqual(wanted)
        for (const [n, range] of ranges.entries()) {
          expect(range.high).toBe((n === 0 ? (low ?? live) : (ranges[n - 1]?.low ?? 0)) - 1)
          expect([...(range.wanted ?? [])].every((uid) => uid >= range.low && uid <= range.high)).toBe(true)
        }
        if (ranges.length) expect(ranges.at(-1)?.low).toBe(1)
        if (low === null && wanted.length > 50) expect(ranges[0]?.wanted?.size).toBe(50)
      },
    ),
  )
})
