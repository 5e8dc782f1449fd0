import { expect, test } from 'vitest'
import type { ListChange } from '../../shared/model/card.ts'
import { changeList, TakingBack } from './card-change.ts'

/** After the change, and after it is taken back. */
function thereAndBack(list: string[], change: ListChange): [string[], string[]] {
  const done = changeList(list, change)
  if (!done) return [list, list]
  return [done.list, [...new TakingBack().list('phones', done.list, done.back)]]
}

test.each<[name: string, list: string[], change: ListChange, after: string[]]>([
  ['an entry is added at the end', ['a', 'b'], { to: 'c' }, ['a', 'b', 'c']],
  ['an entry is replaced where it stands', ['a', 'b', 'c'], { from: 'b', to: 'x' }, ['a', 'x', 'c']],
  ['an entry goes', ['a', 'b', 'c'], { from: 'b' }, ['a', 'c']],
  ['the first entry goes', ['a', 'b'], { from: 'a' }, ['b']],
  ['the only entry goes', ['a'], { from: 'a' }, []],
  ['an entry becomes the main one', ['a', 'b', 'c'], { from: 'c', to: 'c', behind: [] }, ['c', 'a', 'b']],
  ['an entry replaced by an earlier one goes', ['a', 'b', 'c'], { from: 'c', to: 'a' }, ['a', 'b']],
  ['the main one replaced by the next gives it its place', ['a', 'b', 'c'], { from: 'a', to: 'b' }, ['b', 'c']],
  ['an entry that is gone is replaced all the same: what was typed is kept', ['b'], { from: 'a', to: 'x' }, ['b', 'x']],
  ['an entry that is there already changes nothing', ['a', 'b'], { to: 'a' }, ['a', 'b']],
  ['the main one becomes the main one', ['a', 'b'], { from: 'a', to: 'a', behind: [] }, ['a', 'b']],
  ['what is gone goes again', ['a'], { from: 'b' }, ['a']],
  ['nothing is asked', ['a'], {}, ['a']],
])('%s, and taking it back leaves the list as it was', (_name, list, change, after) => {
  expect(thereAndBack(list, change)).toEqual([after, list])
})

test.each<[name: string, before: string[], change: ListChange, since: string[], after: string[], isKept: boolean]>([
  ['added, and another one after it', ['a'], { to: 'b' }, ['a', 'b', 'c'], ['a', 'c'], false],
  ['added, and replaced since', ['a'], { to: 'b' }, ['a', 'x'], ['a', 'x'], true],
  ['replaced, and replaced again since', ['a', 'b'], { from: 'a', to: 'x' }, ['y', 'b'], ['y', 'b'], true],
  ['replaced, and moved since', ['a', 'b'], { from: 'b', to: 'x' }, ['x', 'a'], ['b', 'a'], false],
  ['removed, and another one added', ['a', 'b', 'c'], { from: 'b' }, ['a', 'c', 'd'], ['a', 'b', 'c', 'd'], false],
  ['removed, and the one before it replaced', ['a', 'b'], { from: 'b' }, ['x'], ['x', 'b'], false],
  ['removed, and added again since', ['a', 'b'], { from: 'b' }, ['b', 'a'], ['b', 'a'], false],
  ['made the main one, and removed since', ['a', 'b'], { from: 'b', to: 'b', behind: [] }, ['a'], ['a'], true],
])('what others wrote since stays when a change is taken back: %s', (_name, before, change, since, after, isKept) => {
  const taking = new TakingBack<'phones'>()
  expect(taking.list('phones', since, changeList(before, change)?.back)).toEqual(after)
  expect(taking.kept).toEqual(isKept ? ['phones'] : [])
})
