import type { MailboxId } from '../../shared/model/ids.ts'
import type { Failure } from '../mail/types.ts'
import { type FolderRow, foldersOf, isUnchanged } from '../store/folders.ts'
import { mailboxById } from '../store/mailboxes.ts'
import type { Deps } from './deps.ts'
import { refreshFolders } from './folders.ts'
import { isReadAnew } from './pop3-numbers.ts'
import { pullRange } from './pull-letters.ts'

/** Letters above the cursor of the named folders (or of all): by UID, never by the unread flag, never by a date window. */
export async function pullNew(deps: Deps, id: MailboxId, which: 'all' | Set<string>): Promise<Failure | null> {
  const paths = which === 'all' ? null : [...which]
  const strange: FolderRow[] = []
  for (const folder of foldersOf(deps.store.reader, id)) {
    if (!folder.isTicked || (paths && !paths.includes(folder.path))) continue
    if (which !== 'all') which.delete(folder.path)
    const failure = await pullAbove(deps, folder)
    if (failure === 'strange') strange.push(folder)
    else if (failure) return failure
  }
  return strange.length > 0 ? await lookFor(deps, id, strange) : null
}

/** What is strange may have been renamed or taken away there, or be numbered anew: the server's list tells. */
async function lookFor(deps: Deps, id: MailboxId, strange: readonly FolderRow[]): Promise<Failure | null> {
  const listed = await refreshFolders(deps, id)
  if (listed) return listed
  for (const before of strange) {
    const folder = foldersOf(deps.store.reader, id).find((one) => one.id === before.id)
    if (!folder || isUnchanged(folder, before)) continue
    const failure = await pullAbove(deps, folder)
    if (failure && failure !== 'strange') return failure
  }
  return null
}

// `strange`: another folder than we know stands under this name, or none that opens.
async function pullAbove(deps: Deps, folder: FolderRow): Promise<Failure | 'strange' | null> {
  const { store, ports } = deps
  const status = await ports.link.status(folder.mailboxId, folder.path)
  if (!status.ok) return status.trouble === 'protocol' ? 'strange' : status
  if (status.uidValidity !== folder.uidValidity) return 'strange'
  // Before the first step of the history there is no cursor to go up from, except in a folder that was empty.
  const low = folder.highUid === null ? (folder.liveFromUid ?? status.uidNext) : folder.highUid + 1
  if (low >= status.uidNext) return null
  // Read anew from its first letter: what the depth left out stays out.
  const since = isReadAnew(store.reader, folder)
    ? (mailboxById(store.reader, folder.mailboxId)?.depthSince ?? null)
    : null
  const pulled = await pullRange(deps, folder, { low, high: status.uidNext - 1, wanted: null, since }, true)
  if (!pulled.ok) return pulled.isOtherFolder ? 'strange' : pulled
  store.write(pulled.finish)
  return null
}
