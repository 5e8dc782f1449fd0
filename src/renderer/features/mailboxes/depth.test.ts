import { expect, test } from 'vitest'
import { depthKey, depthStart, fittingDepth, shallowFirst, withoutRepeats } from './depth.ts'

const choices = [
  { depth: { kind: 'days', days: 30 }, letters: 412, bytes: 86e6 },
  { depth: { kind: 'days', days: 365 }, letters: 3720, bytes: 810e6 },
  { depth: { kind: 'all' }, letters: 12480, bytes: 2.6e9 },
  { depth: { kind: 'new' }, letters: 0, bytes: 0 },
] as const

test('everything is loaded when it fits, else the deepest choice that does', () => {
  expect(fittingDepth(choices, 48e9, { kind: 'all' })).toEqual({ kind: 'all' })
  expect(fittingDepth(choices, 1e9, { kind: 'all' })).toEqual({ kind: 'days', days: 365 })
  expect(fittingDepth(choices, 1e6, { kind: 'all' })).toEqual({ kind: 'new' })
})

test('a size that the server did not tell never forbids a choice', () => {
  expect(fittingDepth([{ depth: { kind: 'all' }, letters: 9, bytes: null }], 0, { kind: 'all' })).toEqual({
    kind: 'all',
  })
})

test('depths are told apart by their numbers, and everything has no beginning', () => {
  expect(depthKey({ kind: 'days', days: 30 })).not.toBe(depthKey({ kind: 'days', days: 90 }))
  expect(depthStart({ kind: 'all' }, 1000)).toBeNull()
  expect(depthStart({ kind: 'days', days: 1 }, 86_400_000)).toBe(0)
})

test('the choices stand from a month to everything, with only new ones below', () => {
  const kinds = shallowFirst([choices[3], choices[2], choices[0], choices[1]]).map((choice) => depthKey(choice.depth))
  expect(kinds).toEqual(['days-30', 'days-365', 'all', 'new'])
})

const counted = (month: number, quarter: number, year: number, all: number) => [
  { depth: { kind: 'days', days: 30 } as const, letters: month, bytes: month },
  { depth: { kind: 'days', days: 90 } as const, letters: quarter, bytes: quarter },
  { depth: { kind: 'days', days: 365 } as const, letters: year, bytes: year },
  { depth: { kind: 'all' } as const, letters: all, bytes: all },
  { depth: { kind: 'new' } as const, letters: 0, bytes: 0 },
]
const keys = (choices: ReturnType<typeof counted>) => withoutRepeats(choices).map((choice) => depthKey(choice.depth))

test('choices that come to the same are not repeated, and only new letters can always be chosen', () => {
  expect(keys(counted(21, 21, 21, 21))).toEqual(['all', 'new'])
  expect(keys(counted(5, 5, 21, 21))).toEqual(['days-90', 'all', 'new'])
  expect(keys(counted(1, 2, 3, 4))).toEqual(['days-30', 'days-90', 'days-365', 'all', 'new'])
  expect(keys(counted(0, 0, 0, 0))).toEqual(['all', 'new'])
})

test('what was chosen while the server counted becomes the choice that loads the same letters', () => {
  expect(fittingDepth(counted(21, 21, 21, 21), 1e9, { kind: 'days', days: 30 })).toEqual({ kind: 'all' })
  expect(fittingDepth(counted(5, 5, 21, 21), 1e9, { kind: 'days', days: 30 })).toEqual({ kind: 'days', days: 90 })
  expect(fittingDepth(counted(0, 0, 0, 0), 1e9, { kind: 'new' })).toEqual({ kind: 'new' })
})
