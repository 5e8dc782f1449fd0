import type { FolderId, MailboxId } from '../../shared/model/ids.ts'
import type { Failure } from '../mail/types.ts'
import { type FolderRow, folderById, foldersOf } from '../store/folders.ts'
import { mailboxById } from '../store/mailboxes.ts'
import type { Deps } from './deps.ts'
import { beginAnew, refreshFolders } from './folders.ts'
import { isReadAnew } from './pop3-numbers.ts'
import { pullRange } from './pull-letters.ts'

/** Letters above the cursor of the named folders (or of all): by UID, never by the unread flag, never by a date window. */
export async function pullNew(deps: Deps, id: MailboxId, which: 'all' | Set<string>): Promise<Failure | null> {
  const paths = which === 'all' ? null : [...which]
  const away = new Map<FolderId, string>()
  for (const folder of foldersOf(deps.store.reader, id)) {
    if (!folder.isTicked || (paths && !paths.includes(folder.path))) continue
    if (which !== 'all') which.delete(folder.path)
    const failure = await pullAbove(deps, folder)
    if (failure === 'not-there') away.set(folder.id, folder.path)
    else if (failure) return failure
  }
  return away.size > 0 ? await lookFor(deps, id, away) : null
}

/** A folder that does not open may have been renamed or taken away there: the server's list tells. */
async function lookFor(deps: Deps, id: MailboxId, away: ReadonlyMap<FolderId, string>): Promise<Failure | null> {
  const listed = await refreshFolders(deps, id)
  if (listed) return listed
  for (const folder of foldersOf(deps.store.reader, id)) {
    const before = away.get(folder.id)
    if (before === undefined || before === folder.path) continue
    const failure = await pullAbove(deps, folder)
    if (failure && failure !== 'not-there') return failure
  }
  return null
}

async function pullAbove(deps: Deps, folder: FolderRow): Promise<Failure | 'not-there' | null> {
  const { store, ports } = deps
  const status = await ports.link.status(folder.mailboxId, folder.path)
  if (!status.ok) return status.trouble === 'protocol' ? 'not-there' : status
  const anew = async (uidValidity: string) => {
    beginAnew(deps, folder, uidValidity, status.uidNext)
    return pullAbove(deps, folderById(store.reader, folder.id) ?? folder)
  }
  if (status.uidValidity !== folder.uidValidity) return anew(status.uidValidity)
  // Before the first step of the history there is no cursor to go up from, except in a folder that was empty.
  const low = folder.highUid === null ? (folder.liveFromUid ?? status.uidNext) : folder.highUid + 1
  if (low >= status.uidNext) return null
  // Read anew from its first letter: what the depth left out stays out.
  const since = isReadAnew(store.reader, folder)
    ? (mailboxById(store.reader, folder.mailboxId)?.depthSince ?? null)
    : null
  const pulled = await pullRange(deps, folder, { low, high: status.uidNext - 1, wanted: null, since }, true)
  if (!pulled.ok) return pulled
  if ('renumbered' in pulled) return anew(pulled.renumbered)
  store.write(pulled.finish)
  return null
}
