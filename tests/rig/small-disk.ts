import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type TestContext } from 'vitest'

export interface SmallDisk {
  folder: string
  /** Leaves not a single free byte. */
  fill(): void
  /** Takes back what `fill` took. */
  clear(): void
  grow(megabytes: number): void
}

/** A disk of its own of so many megabytes, in memory, for one test; where this account may not mount one the test is skipped. */
export function smallDisk(context: TestContext, megabytes: number): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'golub-disk-'))
  const filler = join(folder, 'filler')
  const mount = (options: string) => spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]).status === 0
  const isMounted = mount(`size=${megabytes}m`)
  context.onTestFinished(() => {
    // Lazily: a worker of the office may still be closing its log.
    if (isMounted) spawnSync('umount', ['-l', folder])
    rmSync(folder, { recursive: true, force: true })
  })
  if (!isMounted) context.skip('this account may not mount a small disk')
  return {
    folder,
    fill() {
      expect(() => {
        for (;;) appendFileSync(filler, Buffer.alloc(4096))
      }).toThrow('ENOSPC')
    },
    clear: () => rmSync(filler),
    grow: (to) => void mount(`remount,size=${to}m`),
  }
}
