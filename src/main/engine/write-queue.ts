import type { Store } from '../store/database.ts'
import type { Writer } from '../store/handle.ts'

/** How long the writer may hold the engine thread while nobody asks anything of it: the longer, the cheaper. */
export const SLICE_MS = 15
/** And as long as people do: what they ask waits for the slice that is under way and for its commit. */
const SHORT_SLICE_MS = 5
/** Who has asked soon asks again. */
const ASKING_MS = 60

/** Letters that nobody waits for gather for so long, or up to so many, before they are committed together. */
const GATHER_MS = 30
const GATHER_ITEMS = 40

export interface Batch<Item> {
  items: readonly Item[]
  /**
   * Stores one item. When it throws, the slice is rolled back and goes again with `isCareful`: each item then stands for
   * itself (a savepoint, which costs as much as the letter) and only what the whole batch shares (disk full) may throw.
   */
  each(tx: Writer, item: Item, isCareful: boolean): void
  /** Runs once, in the commit of the last item. */
  finish?(tx: Writer): void
}

export interface WriteQueue {
  /** Stores the items in slices; `urgent` goes before everything that waits. Rejects with what a commit threw. */
  add<Item>(batch: Batch<Item>, urgent?: boolean): Promise<void>
  /** Somebody asks something of the engine: for a moment slices are short, so that the next question waits less. */
  asked(): void
  /** While it rests only what is urgent is stored: the log that all commits go to is being folded into the file. */
  rest(isResting: boolean): void
  /** Resolves when nothing waits. */
  drained(): Promise<void>
}

interface Job {
  readonly items: number
  /** Stores items until `isOver`; true when all of the batch are stored. */
  store(tx: Writer, isCareful: boolean, isOver: () => boolean): boolean
  /** The slice is on the disk. */
  committed(): void
  rolledBack(): void
  fail(error: unknown): void
  done(): void
}

/**
 * One writer for everything that comes in. A commit takes as many waiting batches as fit into its slice, since a commit
 * costs as much as several letters; turns of the event loop between the slices let HTTP and timers in.
 */
export function createWriteQueue(store: Store): WriteQueue {
  const urgent: Job[] = []
  const plain: Job[] = []
  const idle: (() => void)[] = []
  let isRunning = false
  let gathering: NodeJS.Timeout | null = null
  let isResting = false
  let askedAt = Number.NEGATIVE_INFINITY

  function run(): void {
    isRunning = true
    if (gathering) clearTimeout(gathering)
    gathering = null
    const jobs = isResting ? [...urgent] : [...urgent, ...plain]
    const [first] = jobs
    if (first && !slice(jobs, false)) alone(first)
    next()
  }

  function next(): void {
    isRunning = false
    if (urgent.length || (!isResting && plain.reduce((sum, job) => sum + job.items, 0) >= GATHER_ITEMS)) {
      isRunning = true
      setImmediate(run)
    } else if (plain.length) {
      if (!isResting) gathering ??= setTimeout(run, GATHER_MS)
    } else for (const wake of idle.splice(0)) wake()
  }

  // False when something threw: then nothing of it stays.
  function slice(jobs: readonly Job[], isCareful: boolean, onError?: (error: unknown) => void): boolean {
    const now = performance.now()
    const ends = now + (now - askedAt < ASKING_MS ? SHORT_SLICE_MS : SLICE_MS)
    const isOver = () => performance.now() >= ends
    const begun: Job[] = []
    const through: Job[] = []
    try {
      store.write((tx) => {
        for (const job of jobs) {
          begun.push(job)
          if (job.store(tx, isCareful, isOver)) through.push(job)
          if (isOver()) return
        }
      })
    } catch (error) {
      for (const job of begun) job.rolledBack()
      onError?.(error)
      return false
    }
    for (const job of begun) job.committed()
    for (const job of through) {
      remove(job)
      job.done()
    }
    return true
  }

  // The first batch by itself, item by item, so that its fault is not its neighbours'.
  function alone(job: Job): void {
    slice([job], true, (error) => {
      remove(job)
      job.fail(error)
    })
  }

  function remove(job: Job): void {
    for (const queue of [urgent, plain]) if (queue.includes(job)) queue.splice(queue.indexOf(job), 1)
  }

  return {
    add(batch, isUrgent = false) {
      return new Promise((resolve, reject) => {
        const queue = isUrgent ? urgent : plain
        queue.push(jobOf(batch, resolve, reject))
        if (!isRunning) next()
      })
    },
    asked() {
      askedAt = performance.now()
    },
    rest(isNow) {
      isResting = isNow
      if (!isRunning) next()
    },
    drained: () =>
      isRunning || urgent.length || plain.length ? new Promise((resolve) => idle.push(resolve)) : Promise.resolve(),
  }
}

function jobOf<Item>(batch: Batch<Item>, done: () => void, fail: (error: unknown) => void): Job {
  let kept = 0
  let next = 0
  return {
    items: batch.items.length,
    store(tx, isCareful, isOver) {
      while (next < batch.items.length && !isOver()) batch.each(tx, batch.items[next++]!, isCareful)
      if (next < batch.items.length) return false
      batch.finish?.(tx)
      return true
    },
    committed: () => (kept = next),
    rolledBack: () => (next = kept),
    done,
    fail,
  }
}
