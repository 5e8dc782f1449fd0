// POP3 knows letters by names (UIDL) only. Each gets a number here, in the server's order; from then on folders, cursors,
// waiting letters and placements are those of IMAP.
import type { MailboxId, PlacementId } from '../../shared/model/ids.ts'
import type { Failure } from '../mail/types.ts'
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
import { hasOlderUids, markBack, markGone, placementsAfter } from '../store/placements.ts'
import { addPop3Number, dropPop3Numbers, type Pop3Number, pop3Numbers } from '../store/pop3-letters.ts'
import type { Deps } from './deps.ts'
import { beginAnew } from './folders.ts'

const VALIDITY = /^pop3-(\d+)$/
/** So many letters that all bear other names than before are the old ones under new names, not new ones. */
const RENAMED_FROM = 10
/** Rows read at a time: a mailbox of 50,000 letters must not hold the engine up. */
const PAGE = 4000

/** Looks at what lies on the server and numbers what is new; the answer is the mailbox's one folder. */
export async function numberLetters(deps: Deps, id: MailboxId): Promise<FolderRow | Failure> {
  const { store, ports } = deps
  const dropped = await ports.link.maildrop(id)
  if (!dropped.ok) return dropped
  const folder = theFolder(deps, id)
  const { uidValidity, uids } = await numbersOf(deps, folder, dropped.keys === '' ? [] : dropped.keys.split('\n'))
  if (folder.uidValidity !== uidValidity)
    beginAnew(deps, folder, uidValidity, uids.reduce((high, uid) => Math.max(high, uid), 0) + 1)
  const begun = folderById(store.reader, folder.id) ?? folder
  await followThere(deps, begun, uidValidity, uids)
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

async function numbersOf(
  deps: Deps,
  folder: FolderRow,
  keys: readonly string[],
): Promise<{ uidValidity: string; uids: Uint32Array }> {
  const before = VALIDITY.exec(folder.uidValidity ?? '')
  const old = before ? await namesOf(deps, folder, before[0]) : new Map<string, number>()
  const isRenamed =
    old.size >= RENAMED_FROM &&
    keys.length >= RENAMED_FROM &&
    keys.length * 2 >= (folder.serverCount ?? 0) &&
    !keys.some((key) => old.has(key))
  const uidValidity = !before ? 'pop3-1' : isRenamed ? `pop3-${Number(before[1]) + 1}` : before[0]
  const known = folder.uidValidity === uidValidity ? old : new Map<string, number>()
  // Left over from a look that was cut short before the folder began: those numbers were used for nothing.
  if (folder.uidValidity !== uidValidity)
    deps.store.write((tx) => dropPop3Numbers(tx, folder.id, { only: uidValidity }))
  let next = 1
  for (const uid of known.values()) next = Math.max(next, uid + 1)
  const fresh: Pop3Number[] = []
  const uids = Uint32Array.from(keys, (key) => {
    const had = known.get(key)
    if (had === undefined) fresh.push({ uid: next, uidl: key })
    return had ?? next++
  })
  await deps.queue.add({ items: fresh, each: (tx, one) => addPop3Number(tx, folder.id, uidValidity, one) }, true)
  return { uidValidity, uids }
}

async function namesOf({ store }: Deps, folder: FolderRow, uidValidity: string): Promise<Map<string, number>> {
  const names = new Map<string, number>()
  for (let after = 0; ; await turn()) {
    const page = pop3Numbers(store.reader, folder.id, uidValidity, after, PAGE)
    for (const { uid, uidl } of page) names.set(uidl, uid)
    if (page.length < PAGE) return names
    after = page.at(-1)?.uid ?? after
  }
}

/** What other programs deleted is gone, what the server forgot to list for a while is back; nothing is deleted here. */
async function followThere(deps: Deps, folder: FolderRow, uidValidity: string, uids: Uint32Array): Promise<void> {
  const there = new Set(uids)
  const changed: { id: PlacementId; isGone: boolean }[] = []
  for (let after = 0; ; await turn()) {
    const page = placementsAfter(deps.store.reader, folder.id, uidValidity, after, PAGE)
    for (const { id, uid, goneAt } of page)
      if (there.has(uid) !== (goneAt === null)) changed.push({ id, isGone: goneAt === null })
    if (page.length < PAGE) break
    after = page.at(-1)?.uid ?? after
  }
  const now = deps.ports.clock.now()
  await deps.queue.add(
    {
      items: changed,
      each: (tx, { id, isGone }) => (isGone ? markGone(tx, id, now) : markBack(tx, id)),
      finish(tx) {
        // Only now: until the folder had begun anew its letters stood under the numbers of before.
        dropPop3Numbers(tx, folder.id, { allBut: uidValidity })
        setServerCount(tx, folder.id, uids.length)
        tx.changed('mailboxes', folder.mailboxId)
      },
    },
    true,
  )
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))
