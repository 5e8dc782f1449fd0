import { type Checked, checkOffice, type Fault } from '../store/check.ts'
import { openReader } from '../store/database.ts'
import type { Reader } from '../store/handle.ts'
import { readSteps, schemaVersion } from '../store/migrate.ts'
import type { Place } from './data-folder.ts'
import { needOffice } from './office.ts'
import { migrationsFolder } from './resources.ts'
import { EXIT, Stop, stopOf } from './stop.ts'

/** Reads the file by itself, beside a running program: a check must not hold up anybody. */
export function check(place: Place, isDeep: boolean): Checked {
  needOffice(place)
  try {
    return checkFile(place, isDeep)
  } catch (error) {
    throw stopOf(error, place.file) ?? error
  }
}

function checkFile(place: Place, isDeep: boolean): Checked {
  const { reader, close } = openReader(place.file)
  try {
    const [found, known] = [schemaVersion(reader), readSteps(migrationsFolder).length]
    if (found > known) throw new Stop('file-newer', { file: place.file, found, known }, EXIT.newer)
    // Begun and never filled: the first start makes it.
    if (found === 0 && isEmpty(reader)) throw new Stop('no-office', { folder: place.folder })
    return checkOffice(reader, isDeep)
  } finally {
    close()
  }
}

const isEmpty = (reader: Reader) => reader.sql('SELECT 1 FROM sqlite_schema').get() === undefined

/** `conversation-counts: 2 (17, 31)` */
export function faultLine({ what, count, examples }: Fault): string {
  return `${what}: ${count} (${examples.join(', ')}${count > examples.length ? ', …' : ''})`
}
