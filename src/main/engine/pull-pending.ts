// Letters that come by themselves: large ones after the small ones, heads of too big ones, and what a person asked for.
import type { MailboxId } from '../../shared/model/ids.ts'
import { pendingBackoff } from '../domain/retry.ts'
import type { Failure, PulledLetter } from '../mail/types.ts'
import { addChunk, beginUpload, dropBlob } from '../store/blobs.ts'
import { note } from '../store/facts.ts'
import { type FolderRow, foldersOf } from '../store/folders.ts'
import { dropPending, nextPending, type PendingRow, setPending } from '../store/pending.ts'
import type { Deps } from './deps.ts'
import type { Lost } from './failure.ts'
import { ingestOf } from './ingest.ts'

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
  which: 'asked' | 'rest',
): Promise<Lost | 'tried' | 'none'> {
  const busy = underWay.get(deps.store) ?? new Set()
  underWay.set(deps.store, busy)
  for (const folder of foldersOf(deps.store.reader, id)) {
    if (!folder.isTicked) continue
    const row = nextPending(deps.store.reader, folder.id, deps.ports.clock.now(), [...busy])
    if (!row || (which === 'asked' && row.because !== 'asked' && row.because !== 'too-big')) continue
    busy.add(row.id)
    return (await pullOne(deps, folder, row).finally(() => busy.delete(row.id))) ?? 'tried'
  }
  return 'none'
}

async function pullOne(deps: Deps, folder: FolderRow, row: PendingRow): Promise<Lost | null> {
  const { store, ports } = deps
  const now = ports.clock.now()
  // Counted before the try: a letter that kills the line or the program does not do so for ever.
  store.write((tx) =>
    setPending(tx, row.id, { because: row.because, tries: row.tries + 1, until: now + pendingBackoff(row.tries + 1) }),
  )
  const failure = row.because === 'too-big' ? await pullHead(deps, folder, row) : await pullWhole(deps, folder, row)
  if (!failure) return null
  ports.log.warn(
    { mailbox: folder.mailboxId, uid: row.uid, trouble: failure.trouble, tries: row.tries + 1 },
    'a letter could not be fetched',
  )
  if (!LINE_IS_DOWN.has(failure.trouble)) return null
  return failure.isAtLetter ? { ...failure, isTold: true } : failure
}

async function pullHead(deps: Deps, folder: FolderRow, row: PendingRow): Promise<Failure | null> {
  const answer = await deps.ports.link.pullHead(folder.mailboxId, folder.path, row.uid)
  if (!answer.ok) return answer
  if (!answer.pulled) gone(deps, folder, row)
  else await deps.queue.add(ingestOf(deps, folder, [answer.pulled]), true)
  return null
}

async function pullWhole(deps: Deps, folder: FolderRow, row: PendingRow): Promise<Failure | null> {
  const { store, ports } = deps
  const upload = store.write((tx) => beginUpload(tx, ports.clock.now()))
  const answer = await ports.link
    .pullLarge(
      folder.mailboxId,
      folder.path,
      row.uid,
      {
        // A turn of the event loop between the chunks lets HTTP in.
        chunk: async (n, data) => store.write((tx) => addChunk(tx, upload, n, data)),
      },
      row.because !== 'asked',
    )
    .catch((error: unknown) => {
      store.write((tx) => dropBlob(tx, upload))
      throw error
    })
  if (!answer.ok || !answer.pulled) {
    store.write((tx) => dropBlob(tx, upload))
    if (answer.ok) gone(deps, folder, row)
    return answer.ok ? null : answer
  }
  const pulled: PulledLetter = { ...answer.pulled, packed: null, uploadId: upload }
  await deps.queue.add(ingestOf(deps, folder, [pulled], { sha256: answer.sha256, size: answer.size }), true)
  return null
}

// Deleted on the server before we had it: said in the mailbox's log, since nothing may go missing in silence.
function gone({ store, ports }: Deps, folder: FolderRow, row: PendingRow): void {
  store.write((tx) => {
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
