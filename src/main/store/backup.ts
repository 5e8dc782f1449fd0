import { chmodSync, closeSync, fsyncSync, openSync, rmSync } from 'node:fs'
import Database from 'better-sqlite3'
import { damageOf } from './damage.ts'
import type { Reader } from './handle.ts'

/** 1 MB a step: the writer's thread is given back after each, so that nobody waits for a copy. */
const PAGES_PER_STEP = 128

/**
 * Copies the open office into `file`, which must not exist. Must run on the writer's own connection: from another one,
 * under writes, a backup begins anew at every commit and never ends. What is written meanwhile is in the copy.
 * What `onStep` throws ends it, and nothing is left of the copy.
 */
export async function copyOffice(
  db: Reader,
  file: string,
  onStep: (left: number, total: number) => void,
): Promise<void> {
  await db.raw.backup(file, {
    progress({ remainingPages, totalPages }) {
      onStep(remainingPages, totalPages)
      return PAGES_PER_STEP
    },
  })
}

/** Folds a finished copy into one file and checks it. Answers with what is wrong in it, or null. */
export function sealCopy(file: string): string | null {
  const db = new Database(file)
  try {
    db.pragma('trusted_schema = OFF')
    db.pragma('journal_mode = DELETE')
    return damageOf(db)
  } finally {
    db.close()
    for (const tail of ['-wal', '-shm']) rmSync(file + tail, { force: true })
    chmodSync(file, 0o600)
    const opened = openSync(file, 'r+')
    fsyncSync(opened)
    closeSync(opened)
  }
}
