import type { MailboxId } from '../../shared/model/ids.ts'
import { isCarried, type Move } from '../domain/renamed-folders.ts'
import type { Failure, FolderOnServer } from '../mail/types.ts'
import { note } from '../store/facts.ts'
import { dropFlagsOf } from '../store/flag-outbox.ts'
import {
  beginFolder,
  type FolderRow,
  folderById,
  folderGone,
  foldersOf,
  moveFolder,
  saveFolder,
  setLoaded,
  setServerCount,
  stepAside,
} from '../store/folders.ts'
import { dropAllPending } from '../store/pending.ts'
import { forgetUids } from '../store/placements.ts'
import type { Deps } from './deps.ts'
import { renamedFolders } from './renamed-folders.ts'

/** Inbox and Sent are read unless the owner says otherwise; spam, trash and drafts never by themselves. */
export const TICKED_BY_DEFAULT = new Set(['inbox', 'sent'])

const looks = new WeakMap<Deps['store'], Map<MailboxId, Promise<Failure | null>>>()

/**
 * Asks the server for its folders, keeps the list, follows those that were renamed, and only then begins ticked ones that are
 * new or changed their UIDVALIDITY. One look at a time: what one has seen is kept before the next asks.
 */
export function refreshFolders(deps: Deps, id: MailboxId): Promise<Failure | null> {
  const ofOffice = looks.get(deps.store) ?? new Map<MailboxId, Promise<Failure | null>>()
  looks.set(deps.store, ofOffice)
  const look = (ofOffice.get(id) ?? Promise.resolve()).catch(() => undefined).then(() => lookAtFolders(deps, id, true))
  ofOffice.set(id, look)
  return look
}

async function lookAtFolders(deps: Deps, id: MailboxId, mayLookAgain: boolean): Promise<Failure | null> {
  const { store, ports } = deps
  const answer = await ports.link.folders(id)
  if (!answer.ok) return answer
  const renamed = await renamedFolders(deps, id, answer.folders)
  if (!renamed.ok) return renamed
  saveFolders(deps, id, answer.folders, renamed.moves)
  const listed = new Map(answer.folders.map((folder) => [folder.path, folder.uidValidity]))
  for (const folder of foldersOf(store.reader, id)) {
    if (!folder.isTicked) continue
    const status = await ports.link.status(id, folder.path)
    // One folder that cannot be opened (taken away, no right) leaves the others alone.
    if (!status.ok && status.trouble !== 'protocol') return status
    if (!status.ok) continue
    // Renamed since the list was made, or the list told what the server knew of a selected folder before.
    const isOther = status.uidValidity !== (listed.get(folder.path) ?? status.uidValidity)
    if (isOther && mayLookAgain) return lookAtFolders(deps, id, false)
    if (folder.uidValidity !== status.uidValidity) beginAnew(deps, folder, status.uidValidity, status.uidNext)
    store.write((tx) => setServerCount(tx, folder.id, status.exists))
  }
  return null
}

function saveFolders({ store, ports }: Deps, id: MailboxId, seen: FolderOnServer[], moves: readonly Move[]): void {
  const now = ports.clock.now()
  store.write((tx) => {
    const paths = new Map(foldersOf(tx, id).map((folder) => [folder.id, folder.path]))
    // All out of the way first: two folders may have changed places, and a folder that is gone may still hold a path.
    for (const move of moves) stepAside(tx, id, move.from)
    for (const move of moves) stepAside(tx, id, move.to)
    for (const move of moves) {
      moveFolder(tx, move.id, move.to)
      if (isCarried(move, moves)) continue
      const params = { from: move.from, to: move.to }
      note(tx, now, { what: 'folder-renamed', tone: 'info', mailboxId: id, params })
    }
    const known = new Map(foldersOf(tx, id).map((folder) => [folder.path, folder]))
    // The first list of a mailbox that could not sign in when it was saved: nobody has chosen among its folders.
    const isFirst = [...known.values()].every((folder) => folder.role !== 'inbox')
    for (const folder of seen) {
      if (!folder.canSelect) continue
      const isTicked = known.get(folder.path)?.isTicked ?? (isFirst && TICKED_BY_DEFAULT.has(folder.role))
      saveFolder(tx, id, { ...folder, isTicked })
      known.delete(folder.path)
    }
    for (const gone of known.values()) {
      folderGone(tx, gone.id, now)
      if (!gone.isTicked) continue
      const params = { folder: paths.get(gone.id) ?? gone.path }
      note(tx, now, { what: 'folder-lost', tone: 'warn', mailboxId: id, params })
    }
    tx.changed('mailboxes', id)
  })
}

/**
 * First sight of a folder: what lies there now is history. Another UIDVALIDITY: the old UIDs mean nothing, everything is
 * listed again and matched by identity; a letter that nobody knew then is live, since it came while we were away.
 */
export function beginAnew({ store, ports }: Deps, folder: FolderRow, uidValidity: string, uidNext: number): void {
  const now = ports.clock.now()
  store.write((tx) => {
    if (folder.uidValidity !== null) {
      forgetUids(tx, folder.id, folder.uidValidity, now)
      dropAllPending(tx, folder.id)
      dropFlagsOf(tx, folder.id)
      note(tx, now, {
        what: 'folder-renumbered',
        tone: 'info',
        mailboxId: folder.mailboxId,
        params: { folder: folder.name },
      })
    }
    // While its past was still loading, what is not here yet is past too.
    const isLoaded = folder.uidValidity !== null && folderById(tx, folder.id)?.isLoaded === true
    beginFolder(tx, folder.id, uidValidity, isLoaded ? 1 : uidNext)
    if (isLoaded) setLoaded(tx, folder.id, true)
  })
}
