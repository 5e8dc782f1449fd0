// Letters that come by themselves: large ones after the small ones, heads of too big ones, and what a person asked for.
import type { MailboxId } from '../../shared/model/ids.ts'
import { pendingBackoff } from '../domain/retry.ts'
import type { Failure, PulledLetter } from '../mail/types.ts'
import { addChunk, beginUpload } from '../store/blobs.ts'
import { note } from '../store/facts.ts'
import { type FolderRow, folderById, foldersOf, isNumberedAs, isUnchanged } from '../store/folders.ts'
import { dropPending, nextPending, type PendingRow, pendingAt, setPending } from '../store/pending.ts'
import type { Deps } from './deps.ts'
import type { Lost } from './failure.ts'
import { refreshFolders } from './folders.ts'
import { ingestOf } from './ingest.ts'
import { LARGE_BYTES } from './pull-letters.ts'
import { diskFull, roomMissing } from './room.ts'
import { forgetUpload } from './uploads.ts'

const LINE_IS_DOWN = new Set<Failure['trouble']>([
  'no-network',
  'timeout',
  'letter-broke-off',
  'letter-stalled',
  'refused',
  'host-not-found',
  'wrong-password',
])

/** Rows that are being fetched: the first time of a slow letter may outlast its backoff. */
const underWay = new WeakMap<Deps['store'], Set<number>>()

/** A large letter that has no room on the disk is looked at again so late. */
const NO_ROOM_MS = 5 * 60_000

/** Fetches waiting letters one after another; `asked` takes only those that a person wants now. */
export async function pullPending(deps: Deps, id: MailboxId, which: 'asked' | 'rest'): Promise<Lost | null> {
  for (;;) {
    const end = await pullNextPending(deps, id, which)
    if (end === 'none') return null
    if (end !== 'tried') return end
  }
}

/** As `pullPending`, one letter; a failure is one of the line, not of the letter. */
export async function pullNextPending(
  deps: Deps,
  id: MailboxId,
  which: 'asked' | 'rest' | 'untried',
): Promise<Lost | 'tried' | 'none'> {
  const busy = underWay.get(deps.store) ?? new Set()
  underWay.set(deps.store, busy)
  for (const folder of foldersOf(deps.store.reader, id)) {
    if (!folder.isTicked) continue
    const row = nextPending(deps.store.reader, folder.id, deps.ports.clock.now(), [...busy], which === 'untried')
    if (!row || (which === 'asked' && row.because !== 'asked' && row.because !== 'too-big')) continue
    busy.add(row.id)
    return (await pullOne(deps, folder, row).finally(() => busy.delete(row.id))) ?? 'tried'
  }
  return 'none'
}

async function pullOne(deps: Deps, folder: FolderRow, row: PendingRow): Promise<Lost | null> {
  const { store, ports } = deps
  const now = ports.clock.now()
  if (row.because !== 'too-big' && row.size > LARGE_BYTES && roomMissing(ports, row.size)) {
    waitForRoom(deps, folder, row)
    return null
  }
  // Counted before the try: a letter that kills the line or the program does not do so for ever.
  store.write((tx) =>
    setPending(tx, row.id, { because: row.because, tries: row.tries + 1, until: now + pendingBackoff(row.tries + 1) }),
  )
  const failure = row.because === 'too-big' ? await pullHead(deps, folder, row) : await pullWhole(deps, folder, row)
  if (!failure) return null
  if (failure.isOtherFolder) return await followFolder(deps, folder, row)
  ports.log.warn(
    { mailbox: folder.mailboxId, uid: row.uid, trouble: failure.trouble, tries: row.tries + 1 },
    'a letter could not be fetched',
  )
  if (!LINE_IS_DOWN.has(failure.trouble)) return null
  return failure.isAtLetter ? { ...failure, isTold: true } : failure
}

// Another folder has its name by now. Where its own is known to lie, it is asked for there at once, as if for the first time.
async function followFolder(deps: Deps, folder: FolderRow, row: PendingRow): Promise<Failure | null> {
  const listed = await refreshFolders(deps, folder.mailboxId)
  if (listed) return listed
  deps.store.write((tx) => {
    const now = folderById(tx, folder.id)
    const waiting = pendingAt(tx, folder.id, row.uid)
    if (!now || !waiting || !isNumberedAs(tx, folder) || isUnchanged(now, folder)) return
    setPending(tx, waiting.id, { because: waiting.because, tries: row.tries, until: row.until })
  })
  return null
}

// Not counted: the letter and its server are not to blame. Whoever looks at the mailbox sees how much is missing.
function waitForRoom({ store, ports }: Deps, folder: FolderRow, { id, because, tries }: PendingRow): void {
  store.write((tx) => {
    setPending(tx, id, { because, tries, until: ports.clock.now() + NO_ROOM_MS })
    tx.changed('mailboxes', folder.mailboxId)
  })
}

async function pullHead(deps: Deps, folder: FolderRow, row: PendingRow): Promise<Failure | null> {
  const answer = await deps.ports.link.pullHead(folder.mailboxId, folder, row.uid)
  if (!answer.ok) return answer
  if (!answer.pulled) gone(deps, folder, row)
  else await deps.queue.add(ingestOf(deps, folder, [answer.pulled]), true)
  return null
}

async function pullWhole(deps: Deps, folder: FolderRow, row: PendingRow): Promise<Failure | null> {
  const { store, ports } = deps
  const upload = store.write((tx) => beginUpload(tx, ports.clock.now()))
  let full: Failure | null = null
  const answer = await ports.link
    .pullLarge(
      folder.mailboxId,
      folder,
      row.uid,
      {
        // A turn of the event loop between the chunks lets HTTP in.
        chunk: async (n, data) => {
          // Others fill the disk too, and a server may tell a size that is not true.
          full ??= diskFull(ports)
          if (!full) store.write((tx) => addChunk(tx, upload, n, data))
        },
      },
      row.because !== 'asked',
    )
    .catch(async (error: unknown) => {
      await forgetUpload(deps, upload)
      throw error
    })
  if (full || !answer.ok || !answer.pulled) {
    await forgetUpload(deps, upload)
    if (full) {
      waitForRoom(deps, folder, row)
      return null
    }
    if (answer.ok) gone(deps, folder, row)
    return answer.ok ? null : answer
  }
  const pulled: PulledLetter = { ...answer.pulled, packed: null, uploadId: upload }
  const batch = ingestOf(deps, folder, [pulled], { sha256: answer.sha256, size: answer.size })
  await deps.queue.add(batch, true).catch(async (error: unknown) => {
    await forgetUpload(deps, upload)
    throw error
  })
  return null
}

// Deleted on the server before we had it: said in the mailbox's log, since nothing may go missing in silence.
function gone({ store, ports }: Deps, folder: FolderRow, row: PendingRow): void {
  store.write((tx) => {
    if (!isNumberedAs(tx, folder)) return
    dropPending(tx, folder.id, row.uid)
    tx.changed('mailboxes', folder.mailboxId)
    note(tx, ports.clock.now(), {
      what: 'letter-gone',
      tone: 'warn',
      mailboxId: folder.mailboxId,
      messageId: row.messageId,
      params: { folder: folder.name },
    })
  })
}
