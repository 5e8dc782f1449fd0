import { existsSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import { copyOffice, sealCopy } from '../store/backup.ts'
import { command } from './command.ts'
import type { Place } from './data-folder.ts'
import { needOffice } from './office.ts'
import { perform } from './perform.ts'
import { Stop, stopOf } from './stop.ts'

/** The part of a backup that only the program which writes the office can do. */
export const backupPart = command('backup', z.object({ file: z.string() }), async ({ opened }, input, tell, signal) => {
  try {
    await copyOffice(opened.store.reader, input.file, (left, total) => {
      signal.throwIfAborted()
      tell({ left, total })
    })
  } catch (error) {
    // The office is open, so what cannot be opened is the copy.
    throw (stopOf(error)?.sentence === 'no-access' && stopOf(error, dirname(input.file))) || error
  }
  return {}
})

/** Into a file beside the wanted name; it gets that name only when it was checked. Answers with the size in bytes. */
export async function backup(
  place: Place,
  name: string,
  tell: (progress: unknown) => void,
): Promise<{ file: string; bytes: number }> {
  const file = resolve(name)
  if (existsSync(file)) throw new Stop('backup-exists', { file })
  if (!existsSync(dirname(file))) throw new Stop('backup-no-folder', { folder: dirname(file) })
  needOffice(place)
  const half = `${file}.half`
  rmSync(half, { force: true })
  try {
    await perform(place, backupPart, { file: half }, tell)
    const words = sealCopy(half)
    if (words !== null) throw new Stop('backup-broken', { words })
    renameSync(half, file)
  } finally {
    for (const tail of ['', '-wal', '-shm', '-journal']) rmSync(half + tail, { force: true })
  }
  return { file, bytes: statSync(file).size }
}
