import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { disarm, examine } from '../store/restore.ts'
import { firstAdministrator } from '../store/users.ts'
import { command } from './command.ts'
import { makeFolder, type Place } from './data-folder.ts'
import { perform } from './perform.ts'
import { migrationsFolder } from './resources.ts'
import { EXIT, Stop } from './stop.ts'

const STAGED = 'golub.restoring.sqlite'

/** The last step, done by whoever holds the folder: the present file goes aside, the prepared one takes its place. */
export const restorePart = command(
  'restore',
  z.object({ aside: z.string().nullable() }),
  async ({ opened: { place, store }, replaceFile }, input) => {
    // An office without anybody in it is what this very command made on an empty folder.
    const aside = input.aside !== null && firstAdministrator(store.reader) ? join(place.folder, input.aside) : null
    replaceFile(() => swap(place, aside))
    return { aside }
  },
)

/** Examines the foreign file, prepares a copy of it in the data folder and lets it take the office's place. */
export async function restore(place: Place, name: string, now: number): Promise<{ aside: string | null }> {
  const file = resolve(name)
  if (!existsSync(file)) throw new Stop('no-file', { path: file })
  const found = examine(file, migrationsFolder)
  if (!found.ok && found.problem === 'newer')
    throw new Stop('file-newer', { file, found: found.found, known: found.known }, EXIT.newer)
  if (!found.ok && found.problem === 'damaged')
    throw new Stop('restore-damaged', { file, words: found.object }, EXIT.damaged)
  if (!found.ok)
    throw new Stop('restore-foreign', { file, object: 'object' in found ? found.object : '' }, EXIT.damaged)
  makeFolder(place.folder)
  const staged = join(place.folder, STAGED)
  copyFileSync(file, staged)
  try {
    disarm(staged)
    const date = new Date(now).toISOString().slice(0, 19).replace(/:/g, '-')
    return await perform(
      place,
      restorePart,
      { aside: existsSync(place.file) ? `golub.before-restore-${date}.sqlite` : null },
      () => undefined,
    )
  } catch (error) {
    rmSync(staged, { force: true })
    throw error
  }
}

function swap(place: Place, aside: string | null): void {
  if (aside === null) rmSync(place.file, { force: true })
  else renameSync(place.file, aside)
  // Closing folded the log into the file; what is left of it belongs to the file that went.
  for (const tail of ['-wal', '-shm']) rmSync(place.file + tail, { force: true })
  renameSync(join(place.folder, STAGED), place.file)
}
