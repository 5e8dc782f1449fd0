import { expect, test } from 'vitest'
import { type LetterForState, stateOf } from './state.ts'

const DAY = 86_400_000
const CONNECTED = 100 * DAY
const one = (at: number, over: Partial<LetterForState> = {}): LetterForState => ({
  at,
  receivedAt: at,
  storedAt: at,
  direction: 'in',
  isAutomatic: false,
  isHistory: false,
  undeliveredAt: null,
  ...over,
})
const ours = (at: number, over: Partial<LetterForState> = {}) => one(at, { direction: 'out', ...over })

test('their letter asks for an answer, our answer waits for theirs', () => {
  expect(stateOf([one(101 * DAY)], null, CONNECTED)).toBe('open')
  expect(stateOf([one(101 * DAY), ours(102 * DAY)], null, CONNECTED)).toBe('waiting')
  expect(stateOf([one(101 * DAY), ours(102 * DAY), one(103 * DAY)], null, CONNECTED)).toBe('open')
})

test('machines ask for nothing', () => {
  expect(stateOf([one(101 * DAY, { isAutomatic: true })], null, CONNECTED)).toBe('closed')
  expect(stateOf([ours(101 * DAY), one(102 * DAY, { isAutomatic: true })], null, CONNECTED)).toBe('waiting')
  expect(
    stateOf([one(101 * DAY), one(103 * DAY, { isAutomatic: true })], { state: 'closed', at: 102 * DAY }, CONNECTED),
  ).toBe('closed')
})

test('old history starts closed, the last two weeks do not', () => {
  const past = { isHistory: true, storedAt: CONNECTED }
  expect(stateOf([one(60 * DAY, past)], null, CONNECTED)).toBe('closed')
  expect(stateOf([one(90 * DAY, past)], null, CONNECTED)).toBe('open')
  expect(stateOf([one(60 * DAY, past), one(101 * DAY)], null, CONNECTED)).toBe('open')
})

test('a state set by hand holds until somebody writes, older letters of the import do not count', () => {
  const byHand = { state: 'closed', at: 105 * DAY } as const
  expect(stateOf([one(101 * DAY)], byHand, CONNECTED)).toBe('closed')
  expect(stateOf([one(101 * DAY), one(90 * DAY, { isHistory: true, storedAt: 106 * DAY })], byHand, CONNECTED)).toBe(
    'closed',
  )
  expect(stateOf([one(101 * DAY), one(106 * DAY)], byHand, CONNECTED)).toBe('open')
})

test('a letter that reached the server before the key was pressed but us after it is not overlooked', () => {
  expect(
    stateOf([one(105 * DAY - 1000, { storedAt: 105 * DAY + 1000 })], { state: 'closed', at: 105 * DAY }, CONNECTED),
  ).toBe('open')
})
