import { expect, test } from 'vitest'
import type { FolderId } from '../../shared/model/ids.ts'
import { certainMoves, isCarried, movesBelow, possibleMoves } from './renamed-folders.ts'

const known = (id: number, path: string, uidValidity: string | null, highUid: number | null = null) => ({
  id: id as FolderId,
  path,
  uidValidity,
  highUid,
})
const shown = (path: string, uidValidity: string | null, uidNext: number | null = 1) => ({
  path,
  delimiter: '/',
  uidValidity,
  uidNext,
})

test('a folder under a new name is known by its UIDVALIDITY, and by numbers that go on from ours', () => {
  expect(possibleMoves([known(1, 'A', '7', 5)], [shown('B', '7', 6), shown('C', '8', 6)])).toEqual([
    { id: 1, from: 'A', to: 'B', delimiter: '/', isLikely: true },
  ])
  expect(possibleMoves([known(1, 'A', '7', 5)], [shown('B', '7', 5)])).toEqual([])
})

test('where a server numbers all folders alike the number alone is no reason', () => {
  const moves = possibleMoves([known(1, 'A', '1'), known(2, 'X', '1')], [shown('B', '1'), shown('X', '1')])
  expect(moves).toMatchObject([{ to: 'B', isLikely: false }])
})

test('a folder that took the name of a renamed one is not mistaken for it', () => {
  expect(possibleMoves([known(1, 'A', '7', 5)], [shown('A', '9'), shown('B', '7', 6)])).toMatchObject([
    { from: 'A', to: 'B', isLikely: true },
  ])
})

test('where some folders are numbered alike, or do not tell their number, a name that is taken asks for letters', () => {
  for (const other of ['9', null])
    expect(
      possibleMoves([known(1, 'A', '7', 5)], [shown('A', '9'), shown('X', other), shown('B', '7', 6)]),
    ).toMatchObject([{ from: 'A', to: 'B', isLikely: false }])
})

test('where two folders would do, nothing is guessed', () => {
  const move = (id: number, to: string) => ({ id: id as FolderId, from: `was ${id}`, to, delimiter: '/' })
  expect(certainMoves([move(1, 'B'), move(1, 'C'), move(2, 'D')])).toEqual([move(2, 'D')])
  expect(certainMoves([move(1, 'B'), move(2, 'B')])).toEqual([])
})

test('the Inbox is never renamed', () => {
  expect(possibleMoves([known(1, 'INBOX', '7', 5)], [shown('INBOX', '9'), shown('Old', '7', 6)])).toEqual([])
})

test('folders below a renamed one go with it, without a word of their own', () => {
  const above = { id: 1 as FolderId, from: 'A', to: 'B', delimiter: '/' }
  const all = [known(1, 'A', '7'), known(2, 'A/x', null), known(3, 'Ax', null), known(4, 'A/y', null)]
  const below = movesBelow([above], all, [shown('B', '7'), shown('B/x', '8'), shown('Bx', '9')])
  expect(below).toEqual([{ id: 2, from: 'A/x', to: 'B/x', delimiter: '/' }])
  expect([above, ...below].map((move) => isCarried(move, [above, ...below]))).toEqual([false, true])
})
