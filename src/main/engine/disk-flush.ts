import { open } from 'node:fs/promises'
import type { Store } from '../store/database.ts'

const EVERY_BYTES = 8 * 1024 * 1024

/**
 * Brings what a stream has written onto the disk as it goes, on another thread. Else the next durable commit (a letter's claim)
 * would have to do it for a hundred megabytes at once, and everybody would wait for seconds on a slow disk.
 */
export class DiskFlush {
  #log: string
  #since = 0

  constructor(store: Pick<Store, 'file'>) {
    // Closing another handle of it is harmless: SQLite keeps its locks on the other two files.
    this.#log = `${store.file}-wal`
  }

  async wrote(bytes: number): Promise<void> {
    this.#since += bytes
    if (this.#since < EVERY_BYTES) return
    await this.end()
  }

  async end(): Promise<void> {
    this.#since = 0
    const handle = await open(this.#log, 'r+')
    try {
      await handle.datasync()
    } finally {
      await handle.close()
    }
  }
}
