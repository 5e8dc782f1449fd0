import { chmodSync, existsSync, statfsSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { openStore, randomName, type Store } from '../store/database.ts'
import { migrate } from '../store/migrate.ts'
import { setSetting, setting } from '../store/settings.ts'
import { makeFolder, networkShareOf, type Place, sampleIn } from './data-folder.ts'
import { type Locked, lockFolder } from './lock.ts'
import { migrationsFolder } from './resources.ts'
import { EXIT, Stop, stopOf } from './stop.ts'
import { localeOf } from './words.ts'

/** The office's file, open for writing under the folder's lock. */
export interface OpenOffice {
  place: Place
  store: Store
  installation: string
  /** For a second program, which tells people where the first one is. */
  nameAddress(address: string): void
  /** Gives up the folder; the store is closed before. */
  release(): void
}

export type Taken = Extract<Locked, { ok: false }>

/** Lock, migration, store. Answers with the owner when another program holds the folder; throws `Stop` for everything else. */
export function openOffice(place: Place): OpenOffice | Taken {
  try {
    return lockAndOpen(place)
  } catch (error) {
    throw stopOf(error, place.file) ?? error
  }
}

function lockAndOpen(place: Place): OpenOffice | Taken {
  refuseFolder(place.file)
  const share = networkShareOf(place.folder)
  if (share) throw new Stop('network-share', { folder: place.folder, type: share })
  makeFolder(place.folder)
  const lock = lockFolder(place.folder, Date.now())
  if (!lock.ok) return lock
  try {
    const migrated = migrate(place.file, migrationsFolder)
    if (!migrated.ok) throw migrationStop(place.file, migrated)
    // SQLite gives its log and index the mode of the file.
    if (process.platform !== 'win32') chmodSync(place.file, 0o600)
    const store = openStore(place.file)
    const installation = setting(store.reader, 'installation.id') ?? nameInstallation(store)
    return { place, store, installation, nameAddress: lock.nameAddress, release: lock.release }
  } catch (error) {
    lock.release()
    throw error
  }
}

/** For commands that must not make an office: says where one is, when it is the sample that lies here. */
export function needOffice({ file, folder }: Place): void {
  refuseFolder(file)
  if (existsSync(file)) return
  throw new Stop(existsSync(join(sampleIn(folder), basename(file))) ? 'only-sample' : 'no-office', { folder })
}

function refuseFolder(file: string): void {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) throw new Stop('file-is-folder', { file })
}

export function isTaken(opened: OpenOffice | Taken): opened is Taken {
  return 'ok' in opened
}

export function freeBytesOf(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

function nameInstallation(store: Store): string {
  const name = randomName()
  store.write((tx) => setSetting(tx, 'installation.id', name))
  return name
}

function migrationStop(file: string, migrated: Extract<ReturnType<typeof migrate>, { ok: false }>): Stop {
  const { found, known, words } = migrated
  if (/full/.test(words)) return new Stop('disk-full', {}, EXIT.diskFull)
  if (migrated.problem === 'newer') return new Stop('file-newer', { file, found, known }, EXIT.newer)
  if (migrated.problem === 'foreign') return new Stop('file-foreign', { file }, EXIT.damaged)
  if (migrated.problem === 'damaged') return new Stop('file-damaged', { file, words }, EXIT.damaged)
  return new Stop('file-failed', { file, words })
}

export function lockedStop(place: Place, { owner }: Taken): Stop {
  if (!owner) return new Stop('locked-silent', { folder: place.folder }, EXIT.locked)
  const since = new Date(owner.since).toLocaleString(localeOf() === 'ru' ? 'ru-RU' : 'en-GB')
  const { pid, host, address } = owner
  return address === null
    ? new Stop('locked', { pid, host, since }, EXIT.locked)
    : new Stop('locked-at', { pid, host, since, address }, EXIT.locked)
}
