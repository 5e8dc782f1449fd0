import type { Store } from '../store/database.ts'
import type { Writer } from '../store/handle.ts'

/** How long the writer may hold the engine thread: an API call never waits longer than this for an import. */
export const SLICE_MS = 12

export interface Batch<Item> {
  items: readonly Item[]
  /**
   * Stores one item. When it throws, the slice is rolled back and goes again with `isCareful`: each item then stands for
   * itself (a savepoint, which costs as much as the letter) and only what the whole batch shares (disk full) may throw.
   */
  each(tx: Writer, item: Item, isCareful: boolean): void
  /** Runs in every commit after its items, e.g. to renew summaries of what was touched. */
  settle(tx: Writer): void
  /** A slice was rolled back: forget what it noted. */
  rolledBack?(): void
  /** Runs once, in the commit of the last item. */
  finish?(tx: Writer): void
}

export interface WriteQueue {
  /** Stores the items in slices; `urgent` goes before everything that waits. Rejects with what a commit threw. */
  add<Item>(batch: Batch<Item>, urgent?: boolean): Promise<void>
  /** Resolves when nothing waits. */
  drained(): Promise<void>
}

interface Job {
  /** Runs one slice; true when the job is through. */
  slice(): boolean
  fail(error: unknown): void
  done(): void
}

/** Turns of the event loop between the slices let HTTP and timers in. */
export function createWriteQueue(store: Store): WriteQueue {
  const urgent: Job[] = []
  const plain: Job[] = []
  let isRunning = false
  const idle: (() => void)[] = []

  function run() {
    const job = urgent[0] ?? plain[0]
    if (!job) {
      isRunning = false
      for (const wake of idle.splice(0)) wake()
      return
    }
    const queue = urgent[0] ? urgent : plain
    try {
      if (job.slice()) {
        queue.splice(queue.indexOf(job), 1)
        job.done()
      }
    } catch (error) {
      queue.splice(queue.indexOf(job), 1)
      job.fail(error)
    }
    setImmediate(run)
  }

  return {
    add(batch, isUrgent = false) {
      return new Promise((resolve, reject) => {
        let next = 0
        let isCareful = false
        const queue = isUrgent ? urgent : plain
        queue.push({
          slice() {
            const begun = performance.now()
            // Outside the commit: a rolled back slice starts again from the same item.
            const from = next
            try {
              store.write((tx) => {
                while (next < batch.items.length && performance.now() - begun < SLICE_MS) batch.each(tx, batch.items[next++]!, isCareful)
                batch.settle(tx)
                if (next >= batch.items.length) batch.finish?.(tx)
              })
            } catch (error) {
              next = from
              batch.rolledBack?.()
              if (isCareful) throw error
              isCareful = true
              return false
            }
            return next >= batch.items.length
          },
          fail: reject,
          done: resolve,
        })
        if (!isRunning) {
          isRunning = true
          setImmediate(run)
        }
      })
    },
    drained: () => (isRunning ? new Promise((resolve) => idle.push(resolve)) : Promise.resolve()),
  }
}
