import { statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { PAGE_SIZE } from './database.ts'

const WORTH_IT_BYTES = 8 * 1024 * 1024
// Under steady writing the log is never folded to its end, so it grows; from here on the writer has to rest for a moment.
const TOO_LONG_BYTES = 128 * 1024 * 1024

export interface Checkpointer {
  /**
   * Folds what it can of the write-ahead log into the file, if it is worth it, and blocks nobody. True when everything is
   * folded (the next commit begins the log anew) or the log is still short; false when the writer should rest and let it end.
   */
  step(): boolean
  close(): void
}

interface Folded {
  log: number
  checkpointed: number
}

/**
 * A connection of its own for checkpoints, for a thread beside the writer's. Only PASSIVE ones: any other holds the writer's
 * lock while it waits for the disk, which on a slow disk is longer than the writer is ready to wait.
 */
export function openCheckpointer(file: string): Checkpointer {
  const raw = new Database(file)
  raw.pragma('synchronous = NORMAL')
  return {
    step() {
      const bytes = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0
      if (bytes < WORTH_IT_BYTES) return true
      const [folded] = raw.pragma('wal_checkpoint(PASSIVE)') as Folded[]
      return !folded || folded.log === folded.checkpointed || folded.log * PAGE_SIZE < TOO_LONG_BYTES
    },
    close: () => raw.close(),
  }
}
