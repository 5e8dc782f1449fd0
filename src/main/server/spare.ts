// A little room on the disk that is kept for the day when it is full: the program starts with it, so that people can read.
import { randomBytes } from 'node:crypto'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freeBytesOf } from './office.ts'
import { stopOf } from './stop.ts'

const BYTES = 4 * 1024 * 1024

const fileOf = (folder: string) => join(folder, 'spare')

/** Keeps the room where it is easy to have. */
export function keepSpare(folder: string): void {
  if (existsSync(fileOf(folder)) || freeBytesOf(folder) < 10 * BYTES) return
  // Random, since a disk that packs what it keeps would keep nothing of zeros.
  writeFileSync(fileOf(folder), randomBytes(BYTES), { mode: 0o600 })
}

/** Gives it up for a start that failed for want of room; false when that was not the reason, or there is none. */
export function giveSpare(folder: string, error: unknown): boolean {
  if (stopOf(error)?.sentence !== 'disk-full' || !existsSync(fileOf(folder))) return false
  rmSync(fileOf(folder))
  return true
}
