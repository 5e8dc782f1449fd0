import { expect, test } from 'vitest'
import { isOf, judgeLines } from './lines.ts'

test('each line is judged by itself: good, repeated, there already, wrong', () => {
  const lines = judgeLines('form@site.ru\n\nFORM@site.ru\n@hh.ru\nОльга Петрова', new Set(['@hh.ru']))
  expect(lines.map((line) => line.is)).toEqual(['good', 'blank', 'repeat', 'there', 'bad'])
})

test('letters of a line that was spoilt after they were counted are not promised any more', () => {
  const good = (text: string) => judgeLines(text, new Set()).flatMap((line) => (line.is === 'good' ? [line.entry] : []))
  const counted = { mailbox: null, lines: good('form@site.ru\n@hh.ru') }
  expect(isOf(counted, { mailbox: null, lines: good('form@site.ru\n@hh.ru\nОльга Петрова') })).toBe(true)
  expect(isOf(counted, { mailbox: null, lines: good('form@site.ru x\n@hh.ru') })).toBe(false)
  expect(isOf(counted, { mailbox: 1, lines: counted.lines })).toBe(false)
  expect(isOf(undefined, counted)).toBe(false)
})
