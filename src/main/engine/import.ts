import type { FolderId, MailboxId, UserId } from '../../shared/model/ids.ts'
import { normaliseAddress } from '../../shared/text/addresses.ts'
import type { PulledLetter } from '../mail/types.ts'
import { note } from '../store/facts.ts'
import { beginFolder, type FolderRow, folderById, saveFolder } from '../store/folders.ts'
import type { Reader } from '../store/handle.ts'
import { addMailbox, mailboxOf } from '../store/mailboxes.ts'
import type { Deps } from './deps.ts'
import { lettersIn } from './import-sources.ts'
import { ingestOf } from './ingest.ts'

export interface Imported {
  read: number
  added: number
  /** Letters that were here already. */
  known: number
  notParsed: number
}

const FOLDER = 'Imported'
const VALIDITY = 'import'
const BATCH = 50

/**
 * Letters from files into a mailbox of `owner` (made offline when there is none of that address), through the same ingest
 * as sync: history, so nothing is created or sent by it. `onProgress` is told the number read after each batch.
 */
export async function importLetters(deps: Deps, owner: UserId, address: string, paths: readonly string[], onProgress: (read: number) => void): Promise<Imported> {
  const folder = importFolder(deps, owner, address)
  const result: Imported = { read: 0, added: 0, known: 0, notParsed: 0 }
  const here = () => countOf(deps.store.reader, folder.id)
  const before = here()
  let batch: PulledLetter[] = []
  let uid = deps.store.reader.sql<{ uid: number | null }>('SELECT max(uid) AS uid FROM placements WHERE folder_id = ?').get(folder.id)?.uid ?? 0
  const flush = async () => {
    if (!batch.length) return
    await deps.queue.add(ingestOf(deps, folder, batch))
    batch = []
    onProgress(result.read)
  }
  for await (const found of lettersIn(paths)) {
    const { letter, packed } = await deps.ports.link.parse(new Uint8Array(found.source))
    result.read += 1
    if (letter.reading === 'not-parsed') result.notParsed += 1
    batch.push({ uid: ++uid, flags: found.flags, internalAt: found.arrivedAt || letter.at || deps.ports.clock.now(), size: packed.size, letter, packed, uploadId: null })
    if (batch.length >= BATCH) await flush()
  }
  await flush()
  result.added = here() - before
  result.known = result.read - result.added
  deps.store.write((tx) => note(tx, deps.ports.clock.now(), { what: 'imported', tone: 'ok', mailboxId: folder.mailboxId, params: { read: result.read, added: result.added } }))
  return result
}

function importFolder({ store, ports }: Deps, owner: UserId, address: string): FolderRow {
  const now = ports.clock.now()
  const id = store.write((tx): FolderId => {
    const normal = normaliseAddress(address)
    const mailbox: MailboxId = mailboxOf(tx, owner, normal)?.id ?? addMailbox(tx, { ownerId: owner, address: normal, provider: 'other', activity: 'offline', activitySince: now, connectedAt: now, loadedAt: now })
    const known = tx.sql<{ id: FolderId }>('SELECT id FROM folders WHERE mailbox_id = ? AND path = ?').get(mailbox, FOLDER)
    if (known) return known.id
    const folder = saveFolder(tx, mailbox, { path: FOLDER, name: FOLDER, delimiter: '/', role: 'other', isTicked: false, letters: 0 })
    beginFolder(tx, folder, VALIDITY, 2 ** 32)
    return folder
  })
  return folderById(store.reader, id)!
}

const countOf = (db: Reader, folder: FolderId) => db.sql<{ n: number }>('SELECT count(*) AS n FROM placements WHERE folder_id = ?').get(folder)!.n
