import { expect, test } from 'vitest'
import type { Letter } from '../../../shared/model/conversation.ts'
import type { ThreadAct } from '../../../shared/model/thread-act.ts'
import { type Line, linesOf } from './lines.ts'

// Only what the order looks at; the rest does not matter here.
const letter = (id: number) => ({ id, at: id }) as Letter
const act = (at: number) => ({ id: at, at }) as ThreadAct
const [one, two, three, four, five] = [1, 2, 3, 4, 5].map(letter) as [Letter, Letter, Letter, Letter, Letter]
const said = (line: Line) =>
  line.is === 'fold' ? line.letters.map(({ id }) => id).join('+') : line.is === 'act' ? 'act' : `${line.letter.id}`

test('folded letters stand where they were written, not above older ones that are shown', () => {
  expect(linesOf([one, two, three, four, five], [two, three], []).map(said)).toEqual(['1', '2+3', '4', '5'])
  expect(linesOf([one, two, three, four, five], [one, three, four], []).map(said)).toEqual(['1', '2', '3+4', '5'])
  expect(linesOf([one, two, three], [one], [act(1.5)]).map(({ is }) => is)).toEqual([
    'letter',
    'act',
    'letter',
    'letter',
  ])
})

test('what was done to the conversation does not tear a fold apart', () => {
  expect(linesOf([one, two, three], [one, two], [act(1.5)]).map(said)).toEqual(['1+2', 'act', '3'])
})
