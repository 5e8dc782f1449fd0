import { type Checked, checkOffice, type Fault } from '../store/check.ts'
import { openReader } from '../store/database.ts'
import { readSteps, schemaVersion } from '../store/migrate.ts'
import type { Place } from './data-folder.ts'
import { needOffice } from './office.ts'
import { migrationsFolder } from './resources.ts'
import { EXIT, Stop } from './stop.ts'

/** Reads the file by itself, beside a running program: a check must not hold up anybody. */
export function check(place: Place, isDeep: boolean): Checked {
  needOffice(place)
  const { reader, close } = openReader(place.file)
  try {
    const [found, known] = [schemaVersion(reader), readSteps(migrationsFolder).length]
    if (found > known) throw new Stop('file-newer', { file: place.file, found, known }, EXIT.newer)
    return checkOffice(reader, isDeep)
  } catch (error) {
    if (error instanceof Error && /malformed|not a database/.test(error.message))
      throw new Stop('file-damaged', { file: place.file, words: error.message }, EXIT.damaged)
    throw error
  } finally {
    close()
  }
}

/** `conversation-counts: 2 (17, 31)` */
export function faultLine({ what, count, examples }: Fault): string {
  return `${what}: ${count} (${examples.join(', ')}${count > examples.length ? ', …' : ''})`
}
