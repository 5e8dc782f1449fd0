import { existsSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import type { Log } from '../engine/ports.ts'

const MAX_BYTES = 10 * 1024 * 1024

export function logFileOf(folder: string): string {
  return join(folder, 'golub.log')
}

/** The log in the data folder, one JSON line each; the former one is kept beside when it has grown large. */
export function openLog(folder: string): Log {
  const file = logFileOf(folder)
  if (existsSync(file) && statSync(file).size > MAX_BYTES) renameSync(file, `${file}.1`)
  return pino(
    { level: process.env.GOLUB_LOG ?? 'info', base: { pid: process.pid } },
    pino.destination({ dest: file, mode: 0o600, sync: true }),
  )
}
