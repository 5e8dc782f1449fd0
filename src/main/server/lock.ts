import { readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'

export interface Owner {
  pid: number
  host: string
  /** UTC ms. */
  since: number
  /** Where its page is, once it listens. */
  address: string | null
}

export type Locked =
  | { ok: true; nameAddress(address: string): void; release(): void }
  | { ok: false; owner: Owner | null }

/**
 * One program per data folder: an exclusive transaction on a tiny file, which the system ends with the program (a pid
 * file would go stale). Nothing is ever taken over; `owner.json` only tells people who holds it.
 */
export function lockFolder(folder: string, now: number): Locked {
  const db = new Database(join(folder, 'lock.db'), { timeout: 0 })
  try {
    db.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    db.close()
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY'))
      return { ok: false, owner: ownerOf(folder) }
    throw error
  }
  const nameAddress = (address: string | null) => {
    const owner: Owner = { pid: process.pid, host: hostname(), since: now, address }
    writeFileSync(join(folder, 'owner.json'), JSON.stringify(owner))
  }
  nameAddress(null)
  return { ok: true, nameAddress, release: () => void db.close() }
}

function ownerOf(folder: string): Owner | null {
  try {
    const { pid, host, since, address } = JSON.parse(readFileSync(join(folder, 'owner.json'), 'utf8'))
    return {
      pid: Number(pid),
      host: String(host),
      since: Number(since),
      address: typeof address === 'string' ? address : null,
    }
  } catch {
    // Written right after the lock is taken: a program that starts at this moment has no name yet.
    return null
  }
}
