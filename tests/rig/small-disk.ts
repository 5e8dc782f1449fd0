import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface SmallDisk {
  folder: string
  grow(megabytes: number): void
  remove(): void
}

/** A disk of its own of so many megabytes, in memory; null where this account may not mount one. */
export function smallDisk(megabytes: number): SmallDisk | null {
  const folder = mkdtempSync(join(tmpdir(), 'golub-disk-'))
  const mount = (options: string) => spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]).status === 0
  if (!mount(`size=${megabytes}m`)) {
    rmSync(folder, { recursive: true, force: true })
    return null
  }
  return {
    folder,
    grow: (to) => void mount(`remount,size=${to}m`),
    remove() {
      // Lazily: a worker of the office may still be closing its log.
      spawnSync('umount', ['-l', folder])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
