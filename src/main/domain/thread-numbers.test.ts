import { expect, test } from 'vitest'
import { settle } from './thread-numbers.ts'

const node = (at: number, number: number | null) => ({
  at,
  identity: `letter ${at}`,
  was: number === null ? null : { conversation: number * 10, number },
})

test('of joined conversations the lower number survives, and the other becomes its other name', () => {
  expect(settle([[node(1, 7), node(2, 3), node(3, null)]])).toMatchObject([{ keeps: 30, joined: [70] }])
})

test('a conversation that was split keeps its number where its first letter stands', () => {
  expect(settle([[node(5, 4)], [node(1, 4), node(2, 4)]])).toMatchObject([
    { keeps: null, joined: [] },
    { keeps: 40, joined: [] },
  ])
})

test('new letters by themselves ask for a new number', () => {
  expect(settle([[node(1, null)]])).toMatchObject([{ keeps: null, joined: [] }])
})
