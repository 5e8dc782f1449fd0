import { existsSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import type { Log } from '../engine/ports.ts'

const MAX_BYTES = 10 * 1024 * 1024
const MAX_UNWRITTEN_BYTES = 1024 * 1024

export function logFileOf(folder: string): string {
  return join(folder, 'golub.log')
}

/** The log in the data folder, one JSON line each; the former one is kept beside when it has grown large. */
export function openLog(folder: string): Log {
  const file = logFileOf(folder)
  if (existsSync(file) && statSync(file).size > MAX_BYTES) renameSync(file, `${file}.1`)
  const lines = pino.destination({ dest: file, mode: 0o600, sync: true, maxLength: MAX_UNWRITTEN_BYTES })
  // On a full disk lines wait, then are lost: the mail must not stop for them, and the page tells of the disk.
  lines.on('error', () => undefined)
  return pino({ level: process.env.GOLUB_LOG ?? 'info', base: { pid: process.pid } }, lines)
}
