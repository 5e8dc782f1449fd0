// POP3 knows letters by names (UIDL) only. Each gets a number here, in the server's order; from then on folders, cursors,
// waiting letters and placements are those of IMAP.
import type { MailboxId } from '../../shared/model/ids.ts'
import type { Failure, MaildropLetter } from '../mail/types.ts'
import {
  type FolderRow,
  folderById,
  folderGone,
  foldersOf,
  saveFolder,
  setFolderRole,
  setServerCount,
  tickFolder,
} from '../store/folders.ts'
import type { Reader } from '../store/handle.ts'
import { mailboxById } from '../store/mailboxes.ts'
import { hasOlderUids, setThere } from '../store/placements.ts'
import { addPop3Number, dropPop3Numbers, pop3Numbers } from '../store/pop3-letters.ts'
import type { Deps } from './deps.ts'
import { beginAnew } from './folders.ts'

const VALIDITY = /^pop3-(\d+)$/
/** So many letters that all bear other names than before are the old ones under new names, not new ones. */
const RENAMED_FROM = 10

/** Looks at what lies on the server and numbers what is new; the answer is the mailbox's one folder. */
export async function numberLetters(deps: Deps, id: MailboxId): Promise<FolderRow | Failure> {
  const { store, ports } = deps
  const dropped = await ports.link.maildrop(id)
  if (!dropped.ok) return dropped
  const folder = theFolder(deps, id)
  const { uidValidity, uids } = numbersOf(deps, folder, dropped.letters)
  if (folder.uidValidity !== uidValidity)
    beginAnew(deps, folder, uidValidity, uids.reduce((high, { uid }) => Math.max(high, uid), 0) + 1)
  const begun = folderById(store.reader, folder.id) ?? folder
  store.write((tx) => {
    // Only now: until the folder has begun anew its letters stand under the numbers of before.
    dropPop3Numbers(tx, folder.id, { allBut: uidValidity })
    setThere(tx, folder.id, uidValidity, new Set(uids.map(({ uid }) => uid)), ports.clock.now())
    setServerCount(tx, folder.id, uids.length)
    tx.changed('mailboxes', id)
  })
  const numbered = await ports.link.number(id, {
    uidValidity,
    uids,
    // What was there before us counts as read: POP3 does not tell what was.
    seenBelow: begun.liveFromUid ?? 0,
    isDated: (mailboxById(store.reader, id)?.depthSince ?? null) !== null && isReadAnew(store.reader, begun),
  })
  return numbered.ok ? begun : numbered
}

/**
 * True while the folder is read again from its first letter, because its letters bear other numbers than before: only then
 * may letters above the cursor be older than the depth.
 */
export function isReadAnew(db: Reader, folder: FolderRow): boolean {
  if (folder.highUid !== null || folder.uidValidity === null) return false
  return Number(VALIDITY.exec(folder.uidValidity)?.[1] ?? 0) > 1 || hasOlderUids(db, folder.id, folder.uidValidity)
}

function theFolder({ store, ports }: Deps, id: MailboxId): FolderRow {
  store.write((tx) => {
    // A mailbox that was read by IMAP before keeps its letters; its other folders are out of reach.
    for (const other of foldersOf(tx, id)) if (other.path !== 'INBOX') folderGone(tx, other.id, ports.clock.now())
    if (!foldersOf(tx, id).length)
      saveFolder(tx, id, { path: 'INBOX', name: 'INBOX', delimiter: '/', role: 'inbox', isTicked: true, letters: 0 })
    for (const inbox of foldersOf(tx, id)) {
      tickFolder(tx, inbox.id, true)
      setFolderRole(tx, inbox.id, 'inbox')
    }
  })
  const folder = foldersOf(store.reader, id)[0]
  if (!folder) throw new Error(`mailbox ${id} has no folder`)
  return folder
}

function numbersOf(
  { store }: Deps,
  folder: FolderRow,
  letters: readonly MaildropLetter[],
): { uidValidity: string; uids: { uid: number; key: string }[] } {
  const before = VALIDITY.exec(folder.uidValidity ?? '')
  const old = before ? pop3Numbers(store.reader, folder.id, before[0]) : new Map<string, number>()
  const isRenamed =
    old.size >= RENAMED_FROM &&
    letters.length >= RENAMED_FROM &&
    letters.length * 2 >= (folder.serverCount ?? 0) &&
    !letters.some(({ key }) => old.has(key))
  const uidValidity = !before ? 'pop3-1' : isRenamed ? `pop3-${Number(before[1]) + 1}` : before[0]
  return store.write((tx) => {
    // Left over from a look that was cut short before the folder began: those numbers were used for nothing.
    if (folder.uidValidity !== uidValidity) dropPop3Numbers(tx, folder.id, { only: uidValidity })
    const known = folder.uidValidity === uidValidity ? old : new Map<string, number>()
    let next = Math.max(0, ...known.values()) + 1
    const uids = letters.map(({ key }) => {
      const had = known.get(key)
      if (had === undefined) addPop3Number(tx, folder.id, uidValidity, next, key)
      return { uid: had ?? next++, key }
    })
    return { uidValidity, uids }
  })
}
