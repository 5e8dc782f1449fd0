import { expect, test } from 'vitest'
import { judgeLines } from './lines.ts'

test('each line is judged by itself: good, repeated, there already, wrong', () => {
  const lines = judgeLines('form@site.ru\n\nFORM@site.ru\n@hh.ru\nОльга Петрова', new Set(['@hh.ru']))
  expect(lines.map((line) => line.is)).toEqual(['good', 'blank', 'repeat', 'there', 'bad'])
})
