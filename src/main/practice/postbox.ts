import { headOf, type LetterSource } from './letter-source.ts'

export interface StoredLetter {
  uid: number
  flags: Set<string>
  /** INTERNALDATE, UTC ms. */
  at: number
  modseq: number
  source: LetterSource
  /** Header as latin1, kept after the first look. */
  head: string | null
}

export type FolderChange =
  | { is: 'added' | 'removed' | 'flagged'; letter: StoredLetter; by: unknown }
  /** Every UID is new: open sessions on the folder are of no use any more. */
  | { is: 'renumbered' }

export interface Folder {
  path: string
  /** `\Sent` and the like, null for a plain folder. */
  use: string | null
  isSubscribed: boolean
  uidValidity: number
  uidNext: number
  modseq: number
  /** Ascending UID. */
  letters: StoredLetter[]
  listeners: Set<(change: FolderChange) => void>
}

export interface Account {
  address: string
  password: string
  /** Files a copy of what it sends into Sent by itself, as Gmail does. */
  filesOwnCopies: boolean
  folders: Map<string, Folder>
}

export const DELIMITER = '/'

export function makeFolder(path: string, use: string | null, uidValidity: number): Folder {
  return { path, use, isSubscribed: true, uidValidity, uidNext: 1, modseq: 1, letters: [], listeners: new Set() }
}

export function findFolder(account: Account, path: string): Folder | null {
  return account.folders.get(path.toUpperCase() === 'INBOX' ? 'INBOX' : path) ?? null
}

function tell(folder: Folder, change: FolderChange): void {
  for (const listener of [...folder.listeners]) listener(change)
}

/** `by` is the session that caused the change: it is answered by its own command, not told again. */
export function add(
  folder: Folder,
  source: LetterSource,
  flags: Iterable<string>,
  at: number,
  by: unknown = null,
): StoredLetter {
  const letter: StoredLetter = {
    uid: folder.uidNext++,
    flags: new Set(flags),
    at,
    modseq: ++folder.modseq,
    source,
    head: null,
  }
  folder.letters.push(letter)
  tell(folder, { is: 'added', letter, by })
  return letter
}

export function remove(folder: Folder, letter: StoredLetter, by: unknown = null): void {
  const at = folder.letters.indexOf(letter)
  if (at < 0) return
  folder.letters.splice(at, 1)
  folder.modseq++
  tell(folder, { is: 'removed', letter, by })
}

export function setFlags(folder: Folder, letter: StoredLetter, flags: Iterable<string>, by: unknown = null): void {
  letter.flags = new Set(flags)
  letter.modseq = ++folder.modseq
  tell(folder, { is: 'flagged', letter, by })
}

export function move(from: Folder, to: Folder, letter: StoredLetter, by: unknown = null): StoredLetter {
  const moved = add(to, letter.source, letter.flags, letter.at)
  remove(from, letter, by)
  return moved
}

/** As after a restore on the server: another UIDVALIDITY, all UIDs counted anew. */
export function renumber(folder: Folder): void {
  folder.uidValidity++
  folder.letters = folder.letters.map((letter, i) => ({ ...letter, uid: i + 1, modseq: i + 1 }))
  folder.uidNext = folder.letters.length + 1
  folder.modseq = folder.letters.length + 1
  tell(folder, { is: 'renumbered' })
}

export function headerText(letter: StoredLetter): string {
  letter.head ??= headOf(letter.source).toString('latin1')
  return letter.head
}
