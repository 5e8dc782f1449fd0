import { statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { PAGE_SIZE } from './database.ts'

const WORTH_IT_BYTES = 8 * 1024 * 1024
// Under steady writing the log is never folded to its end, so it grows; from here on the writer has to rest for a moment.
const TOO_LONG_BYTES = 128 * 1024 * 1024

export interface Checkpointer {
  /** Folds what is there of the write-ahead log into the file, if it is worth it, and blocks nobody. */
  step(): Folded
  close(): void
}

export interface Folded {
  /** Pages of the log when it was looked at. */
  pages: number
  /** All of them are in the file: if nobody has written since, the next commit begins the log anew. */
  isWhole: boolean
  /** The log should come to its end soon. */
  isLong: boolean
}

const SHORT: Folded = { pages: 0, isWhole: true, isLong: false }

/**
 * A connection of its own for checkpoints, for a thread beside the writer's. Only PASSIVE ones: any other holds the writer's
 * lock while it waits for the disk, which on a slow disk is longer than the writer is ready to wait.
 */
export function openCheckpointer(file: string): Checkpointer {
  const raw = new Database(file)
  raw.pragma('synchronous = NORMAL')
  // It reads no pages through its cache.
  raw.pragma('cache_size = -256')
  return {
    step() {
      const bytes = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0
      if (bytes < WORTH_IT_BYTES) return SHORT
      // The row that this pragma yields, see SQLite's documentation.
      const [row] = raw.pragma('wal_checkpoint(PASSIVE)') as { log: number; checkpointed: number }[]
      if (!row) return SHORT
      return { pages: row.log, isWhole: row.log === row.checkpointed, isLong: row.log * PAGE_SIZE > TOO_LONG_BYTES }
    },
    close: () => raw.close(),
  }
}
