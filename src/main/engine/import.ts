import { access } from 'node:fs/promises'
import type { FolderId, MailboxId, UserId } from '../../shared/model/ids.ts'
import { normaliseAddress } from '../../shared/text/addresses.ts'
import type { PulledLetter } from '../mail/types.ts'
import type { Store } from '../store/database.ts'
import { note } from '../store/facts.ts'
import { beginFolder, type FolderRow, folderById, saveFolder } from '../store/folders.ts'
import type { Reader } from '../store/handle.ts'
import { addMailbox, mailboxOf } from '../store/mailboxes.ts'
import { messageByIdentity } from '../store/messages.ts'
import { nodesOfMessage } from '../store/nodes.ts'
import type { Deps } from './deps.ts'
import { type FoundLetter, lettersIn } from './import-sources.ts'
import { ingestOf } from './ingest.ts'
import { newMessage } from './new-message.ts'

export interface Imported {
  read: number
  added: number
  /** Letters that were here already. */
  known: number
  notParsed: number
  /** Files that hold no letter. */
  passedOver: number
}

const FOLDER = 'Imported'
const VALIDITY = 'import'
const BATCH = 50

/** The import that runs into a mailbox: a second one counts on from its last uid, hence after it. */
const running = new WeakMap<Store, Map<string, Promise<unknown>>>()

/**
 * Letters from files into a mailbox of `owner` (made offline when there is none of that address), through the same ingest
 * as sync: history, so nothing is created or sent by it. `onProgress` is told the number read after each batch.
 * `signal` breaks it off between two letters: what was read is stored, and it rejects with the signal's reason.
 * A second import into the same mailbox waits for the first.
 */
export async function importLetters(
  deps: Deps,
  owner: UserId,
  address: string,
  paths: readonly string[],
  onProgress: (read: number) => void,
  signal?: AbortSignal,
): Promise<Imported> {
  const ours = running.get(deps.store) ?? new Map<string, Promise<unknown>>()
  running.set(deps.store, ours)
  const key = `${owner} ${normaliseAddress(address)}`
  const before = ours.get(key)
  const turn = Promise.resolve(before)
    // How the one before ended is told to whoever asked for it.
    .catch(() => undefined)
    .then(() => takeIn(deps, owner, address, paths, onProgress, signal))
  ours.set(key, turn)
  try {
    return await turn
  } finally {
    if (ours.get(key) === turn) ours.delete(key)
  }
}

async function takeIn(
  deps: Deps,
  owner: UserId,
  address: string,
  paths: readonly string[],
  onProgress: (read: number) => void,
  signal: AbortSignal | undefined,
): Promise<Imported> {
  signal?.throwIfAborted()
  const { store, ports, queue } = deps
  const result: Imported = { read: 0, added: 0, known: 0, notParsed: 0, passedOver: 0 }
  for (const path of paths) await access(path)
  const letters = lettersIn(paths, () => {
    result.passedOver += 1
  })
  // Files without a letter must not leave an empty mailbox behind.
  const first = await letters.next()
  if (first.done) return result
  const folder = importFolder(deps, owner, address)
  let batch: PulledLetter[] = []
  const inBatch = new Set<string>()
  let uid =
    store.reader
      .sql<{ uid: number | null }>('SELECT max(uid) AS uid FROM placements WHERE folder_id = ?')
      .get(folder.id)?.uid ?? 0
  const flush = async () => {
    if (batch.length) await queue.add(ingestOf(deps, folder, batch))
    batch = []
    inBatch.clear()
    onProgress(result.read)
  }
  for (let next: IteratorResult<FoundLetter> = first; !next.done && !signal?.aborted; next = await letters.next()) {
    const found = next.value
    const { letter, packed } = await ports.link.parse(new Uint8Array(found.source))
    const internalAt = found.arrivedAt || letter.at || ports.clock.now()
    const { identity } = newMessage(letter, internalAt, packed.size, false)
    const known = letterIn(store.reader, folder, identity, packed.sha256)
    result.read += 1
    if (letter.reading === 'not-parsed') result.notParsed += 1
    if (inBatch.has(identity) || known.inMailbox) result.known += 1
    else result.added += 1
    // A file read twice, or an import that was broken off, adds nothing; another copy of the letter keeps its own bytes.
    if (!inBatch.has(packed.sha256) && !known.inFolder)
      batch.push({ uid: ++uid, flags: found.flags, internalAt, size: packed.size, letter, packed, uploadId: null })
    inBatch.add(identity).add(packed.sha256)
    if (batch.length >= BATCH || result.read % BATCH === 0) await flush()
  }
  // One that was broken off has a file open.
  await letters.return(undefined)
  await flush()
  store.write((tx) =>
    note(tx, ports.clock.now(), {
      what: 'imported',
      tone: 'ok',
      mailboxId: folder.mailboxId,
      params: { read: result.read, added: result.added },
    }),
  )
  signal?.throwIfAborted()
  return result
}

function importFolder({ store, ports }: Deps, owner: UserId, address: string): FolderRow {
  const now = ports.clock.now()
  const id = store.write((tx): FolderId => {
    const normal = normaliseAddress(address)
    const mailbox: MailboxId =
      mailboxOf(tx, owner, normal)?.id ??
      addMailbox(tx, {
        ownerId: owner,
        address: normal,
        provider: 'other',
        activity: 'offline',
        activitySince: now,
        connectedAt: now,
        loadedAt: now,
      })
    const known = tx
      .sql<{ id: FolderId }>('SELECT id FROM folders WHERE mailbox_id = ? AND path = ?')
      .get(mailbox, FOLDER)
    if (known) return known.id
    const folder = saveFolder(tx, mailbox, {
      path: FOLDER,
      name: FOLDER,
      delimiter: '/',
      role: 'other',
      isTicked: false,
      letters: 0,
    })
    beginFolder(tx, folder, VALIDITY, 2 ** 32)
    return folder
  })
  return folderById(store.reader, id)!
}

function letterIn(
  db: Reader,
  folder: FolderRow,
  identity: string,
  sha256: string,
): { inMailbox: boolean; inFolder: boolean } {
  const message = messageByIdentity(db, identity)
  if (message === null) return { inMailbox: false, inFolder: false }
  const inFolder =
    db
      .sql(
        'SELECT 1 FROM placements p JOIN blobs b ON b.id = p.blob_id WHERE p.message_id = ? AND p.folder_id = ? AND b.sha256 = ?',
      )
      .get(message, folder.id, sha256) !== undefined
  return { inMailbox: nodesOfMessage(db, folder.mailboxId, message).length > 0, inFolder }
}
