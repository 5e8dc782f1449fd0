import type { MailboxId } from '../../shared/model/ids.ts'
import type { Failure } from '../mail/types.ts'
import { dropFlag, queuedFlag, queuedFlags } from '../store/flag-outbox.ts'
import { type FolderRow, folderById, foldersOf, isNumberedAs, setModseq, setServerCount } from '../store/folders.ts'
import type { Writer } from '../store/handle.ts'
import { mailboxById } from '../store/mailboxes.ts'
import { livePlacements, markGone, placementAt, setFlags } from '../store/placements.ts'
import type { Deps } from './deps.ts'
import { refreshFolders } from './folders.ts'
import { showRead } from './read-marks.ts'

/** Without CONDSTORE only so many of the newest letters are asked for their flags at each poll; the rest at the audit. */
const NEWEST = 2000

/** Tells the server which letters were read (or unread) here. */
export async function pushFlags(deps: Deps, id: MailboxId): Promise<Failure | null> {
  const { store, ports } = deps
  for (;;) {
    const rows = queuedFlags(store.reader, id)
    const first = rows[0]
    if (!first) return null
    const alike = rows.filter(
      (row) => row.folderId === first.folderId && row.flag === first.flag && row.isSet === first.isSet,
    )
    const folder = folderById(store.reader, first.folderId)
    if (folder) {
      const change = first.isSet ? { add: [first.flag] } : { remove: [first.flag] }
      const answer = await ports.link.store(
        id,
        folder,
        alike.map((row) => row.uid),
        change,
      )
      // A folder that refuses flags (read only) must not hold up the rest.
      if (!answer.ok && answer.trouble !== 'protocol') return answer
      if (!answer.ok) {
        const listed = await refreshFolders(deps, id)
        if (listed) return listed
        // Renamed there meanwhile: once more under its new name.
        if (folderById(store.reader, folder.id)?.path !== folder.path) continue
      }
    }
    store.write((tx) => {
      for (const row of alike) dropFlag(tx, row)
    })
  }
}

/** Follows what other programs did: flags changed, letters deleted or moved away. Nothing here is ever deleted by it. */
export async function pullFlags(deps: Deps, id: MailboxId, which: 'all' | Set<string>): Promise<Failure | null> {
  for (const folder of foldersOf(deps.store.reader, id)) {
    if (!folder.isTicked || folder.uidValidity === null || (which !== 'all' && !which.has(folder.path))) continue
    if (which !== 'all') which.delete(folder.path)
    const failure = await follow(deps, folder)
    if (failure) return failure
  }
  return null
}

async function follow(deps: Deps, folder: FolderRow): Promise<Failure | null> {
  const { store, ports } = deps
  const status = await ports.link.status(folder.mailboxId, folder.path)
  if (!status.ok) return status.trouble === 'protocol' ? null : status
  if (status.uidValidity !== folder.uidValidity) return null
  const here = livePlacements(store.reader, folder.id, status.uidValidity)
  store.write((tx) => setServerCount(tx, folder.id, status.exists))
  if (!here.length) return null
  // CONDSTORE alone does not promise a new modseq for letters that were removed.
  if (status.modseq !== null && status.modseq === folder.modseq && status.exists >= here.length) return null
  const vanished = await followVanished(deps, folder, here)
  if (vanished) return vanished
  const range = { low: folder.modseq ? here[0]!.uid : (here.at(-NEWEST)?.uid ?? here[0]!.uid), high: here.at(-1)!.uid }
  const answer = await ports.link.flags(folder.mailboxId, folder, range, folder.modseq ?? undefined)
  if (!answer.ok) return answer.trouble === 'protocol' ? null : answer
  const { uidValidity } = status
  await deps.queue.add({
    items: answer.flags,
    each: (tx, heard) => hear(tx, folder, uidValidity, heard),
    // While the past loads, a letter on its way here may carry flags from before this word.
    finish(tx) {
      if (isNumberedAs(tx, folder)) setModseq(tx, folder.id, folder.isLoaded ? status.modseq : null)
    },
  })
  return null
}

// A mark that is on its way to the server holds here until it is told: the server's word is older.
function hear(tx: Writer, folder: FolderRow, uidValidity: string, heard: { uid: number; flags: string[] }): void {
  const placement = placementAt(tx, folder.id, uidValidity, heard.uid)
  if (!placement || placement.goneAt !== null) return
  const ours = queuedFlag(tx, folder.id, heard.uid, '\\Seen')
  const others = heard.flags.filter((flag) => flag !== '\\Seen')
  const isSeen = ours ?? others.length < heard.flags.length
  const flags = isSeen ? [...others, '\\Seen'] : others
  const wasSeen = placement.flags.includes('\\Seen')
  if (flags.join(' ') !== placement.flags) setFlags(tx, placement.id, flags.join(' '))
  if (isSeen === wasSeen || ours !== null) return
  if (mailboxById(tx, folder.mailboxId)?.twoWayFlags ?? true)
    showRead(tx, folder.mailboxId, placement.messageId, isSeen)
}

async function followVanished(
  deps: Deps,
  folder: FolderRow,
  here: ReturnType<typeof livePlacements>,
): Promise<Failure | null> {
  const answer = await deps.ports.link.uids(folder.mailboxId, folder)
  // The next poll finds out what became of it.
  if (!answer.ok) return answer.isOtherFolder ? null : answer
  const there = new Set(answer.uids)
  const gone = here.filter((placement) => !there.has(placement.uid))
  await deps.queue.add({
    items: gone,
    each: (tx, placement) => markGone(tx, placement.id, deps.ports.clock.now()),
    finish: (tx) => tx.changed('mailboxes', folder.mailboxId),
  })
  return null
}
