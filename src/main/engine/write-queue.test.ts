import { afterEach, beforeEach, expect, test } from 'vitest'
import { openStore, type Store } from '../store/database.ts'
import type { Writer } from '../store/handle.ts'
import { createWriteQueue, type WriteQueue } from './write-queue.ts'

let store: Store
let queue: WriteQueue
beforeEach(() => {
  store = openStore(':memory:')
  store.write((tx) => void tx.raw.exec('CREATE TABLE kept (n INTEGER PRIMARY KEY)'))
  queue = createWriteQueue(store)
})
afterEach(() => store.close())

const keep = (tx: Writer, n: number) => void tx.sql('INSERT INTO kept (n) VALUES (?)').run(n)
const kept = () =>
  store.reader
    .sql<{ n: number }>('SELECT n FROM kept ORDER BY n')
    .all()
    .map((row) => row.n)

test('everything that is added is stored when it resolves', async () => {
  await Promise.all([queue.add({ items: [1, 2, 3], each: keep }), queue.add({ items: [4], each: keep }, true)])
  expect(kept()).toEqual([1, 2, 3, 4])
})

test('what is urgent goes before what waits', async () => {
  const order: string[] = []
  const note = (name: string) => ({ items: [name], each: () => void order.push(name) })
  await Promise.all([queue.add(note('plain 1')), queue.add(note('plain 2')), queue.add(note('urgent'), true)])
  expect(order).toEqual(['urgent', 'plain 1', 'plain 2'])
})

test('the writer is let go between slices, so that others get a turn', async () => {
  let turns = 0
  const timer = setInterval(() => turns++, 1)
  const slow = (tx: Writer, n: number) => {
    keep(tx, n)
    const end = performance.now() + 5
    while (performance.now() < end);
  }
  await queue.add({ items: Array.from({ length: 20 }, (_, n) => n), each: slow }, true)
  clearInterval(timer)
  expect(kept()).toHaveLength(20)
  expect(turns).toBeGreaterThan(3)
})

test('while somebody asks, the writer lets go sooner', async () => {
  const slow = (tx: Writer, n: number) => {
    keep(tx, n)
    tx.changed('mailboxes', 1)
    const end = performance.now() + 1
    while (performance.now() < end);
  }
  const letters = (from: number) => Array.from({ length: 30 }, (_, n) => from + n)
  const commits = async (from: number, turn: () => void) => {
    let count = 0
    const stop = store.onChanges(() => {
      count++
      turn()
    })
    await queue.add({ items: letters(from), each: slow })
    stop()
    return count
  }
  // Of several runs the least: on a busy computer each pause of the program looks like a letter that took long.
  const undisturbed: number[] = []
  for (let run = 0; run < 8; run++) undisturbed.push(await commits(run * 100, () => undefined))
  const asked: number[] = []
  for (let run = 0; run < 8; run++) {
    queue.asked()
    asked.push(await commits(1000 + run * 100, () => queue.asked()))
  }
  expect(Math.min(...asked)).toBeGreaterThan(Math.min(...undisturbed))
})

test('a fault of one batch is not that of its neighbours, and nothing of it is stored twice', async () => {
  const careful: boolean[] = []
  const broken = queue.add({
    items: [1, 2],
    each(tx, n, isCareful) {
      careful.push(isCareful)
      keep(tx, n)
      if (n === 2) throw new Error('this one cannot be kept')
    },
  })
  const [first, second] = await Promise.allSettled([broken, queue.add({ items: [3, 4], each: keep })])
  expect(first).toMatchObject({ status: 'rejected', reason: new Error('this one cannot be kept') })
  expect(second.status).toBe('fulfilled')
  expect(kept()).toEqual([3, 4])
  expect(careful, 'asked once more, item by item').toEqual([false, false, true, true])
})

test('a batch that copes when asked carefully loses nothing', async () => {
  await queue.add({
    items: [1, 2, 3],
    each(tx, n, isCareful) {
      if (n === 2 && !isCareful) throw new Error('not so fast')
      keep(tx, n)
    },
  })
  expect(kept()).toEqual([1, 2, 3])
})

test('drained waits for what is still there', async () => {
  void queue.add({ items: [1], each: keep })
  await queue.drained()
  expect(kept()).toEqual([1])
})

test('while the writer rests only what is urgent is stored; the rest follows', async () => {
  queue.rest(true)
  const plain = queue.add({ items: [1], each: keep })
  await queue.add({ items: [2], each: keep }, true)
  await new Promise((resolve) => setTimeout(resolve, 60))
  expect(kept()).toEqual([2])
  queue.rest(false)
  await plain
  expect(kept()).toEqual([1, 2])
  await queue.drained()
})
