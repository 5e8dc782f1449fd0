import { statSync } from 'node:fs'
import Database from 'better-sqlite3'

const WORTH_IT_BYTES = 4 * 1024 * 1024
// Under steady writing the log never becomes empty by itself; from here on the writer waits for the last few pages.
const TOO_LONG_BYTES = 64 * 1024 * 1024

export interface Checkpointer {
  /** Folds the write-ahead log into the file if it is worth it. Blocks the writer for a moment only when the log is long. */
  step(): void
  close(): void
}

/** A connection of its own for checkpoints, for a thread beside the writer's. */
export function openCheckpointer(file: string): Checkpointer {
  const raw = new Database(file)
  raw.pragma('synchronous = NORMAL')
  return {
    step() {
      const bytes = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0
      if (bytes < WORTH_IT_BYTES) return
      raw.pragma('wal_checkpoint(PASSIVE)')
      if (bytes > TOO_LONG_BYTES) raw.pragma('wal_checkpoint(RESTART)')
    },
    close: () => raw.close(),
  }
}
