import type { Failure } from '../mail/types.ts'
import type { Ports } from './ports.ts'

type Disk = Pick<Ports, 'freeDiskBytes'>

const MB = 1024 * 1024
/** Left free on the disk: neither a file nor a large letter must be what fills it. */
const SPARE_DISK_BYTES = 200 * MB
/** Left free by letters too: without it the program can neither write what people do nor start again. */
const LAST_DISK_BYTES = 48 * MB

/** Bytes that must be free, and those that are, before so many come; null when there is room. */
export function roomMissing(disk: Disk, size: number): { needed: number; free: number } | null {
  const needed = size + SPARE_DISK_BYTES
  const free = disk.freeDiskBytes()
  return free < needed ? { needed, free } : null
}

/** Said instead of fetching letters which would fill the disk; null when there is room. */
export function diskFull(disk: Disk): Failure | null {
  if (disk.freeDiskBytes() >= LAST_DISK_BYTES) return null
  return { ok: false, trouble: 'disk-full', serverWords: '', certificate: null }
}
