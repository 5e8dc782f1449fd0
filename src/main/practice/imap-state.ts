// What one IMAP connection knows, shared by its commands.
import type { Account, Folder, FolderChange, StoredLetter } from './postbox.ts'
import type { World } from './world.ts'

export interface Selected {
  folder: Folder
  isReadOnly: boolean
  /** The letters by sequence number, as this client was told of them. */
  view: StoredLetter[]
  /** Changes that the client was not told of yet. */
  untold: FolderChange[]
  leave(): void
}

export interface Session {
  world: World
  account: Account | null
  selected: Selected | null
  isCondstore: boolean
  send(line: string): void
  /** Waits while the line is full; returns at once when it is closed. */
  write(data: Uint8Array): Promise<void>
  cutOff(): void
}

export function flagsLine(session: Session, seq: number, letter: StoredLetter, withUid: boolean): string {
  const modseq = session.isCondstore ? ` MODSEQ (${letter.modseq})` : ''
  return `* ${seq} FETCH (${withUid ? `UID ${letter.uid} ` : ''}FLAGS (${[...letter.flags].join(' ')})${modseq})`
}
