// Builds the office that the store and the page are measured on: generated letters through the engine's own ingest.
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { hashPassword } from '../../src/main/api/passwords.ts'
import { sha256 } from '../../src/main/api/sessions.ts'
import { createCredit } from '../../src/main/engine/credit.ts'
import type { Deps } from '../../src/main/engine/deps.ts'
import { ingestOf } from '../../src/main/engine/ingest.ts'
import { followOwnAddresses } from '../../src/main/engine/own-addresses.ts'
import { createWriteQueue } from '../../src/main/engine/write-queue.ts'
import type { PulledLetter } from '../../src/main/mail/types.ts'
import { placeOf } from '../../src/main/server/data-folder.ts'
import { isTaken, openOffice } from '../../src/main/server/office.ts'
import { portsOf } from '../../src/main/server/ports.ts'
import { beginFolder, type FolderRow, folderById, saveFolder } from '../../src/main/store/folders.ts'
import { addMailbox } from '../../src/main/store/mailboxes.ts'
import { setSetting } from '../../src/main/store/settings.ts'
import { addToken } from '../../src/main/store/tokens.ts'
import { addUser } from '../../src/main/store/users.ts'
import type { UserId } from '../../src/shared/model/ids.ts'
import { type CorpusLetter, corpus } from '../corpus/corpus.ts'
import { answer, asked } from './harness.ts'
import { ADMIN } from './office.ts'

export interface BuildRun {
  folder: string
  letters: number
}

/** As many mailboxes' worth of letters; the last one goes into a mailbox of its own. */
const SEEDS = 5
const BATCH = 50
/** Files make the store large, not slow. */
const LARGEST_BYTES = 150_000

async function build({ folder, letters }: BuildRun): Promise<null> {
  const surroundings = { platform: process.platform, env: { XDG_CONFIG_HOME: join(folder, 'config') }, home: homedir() }
  const opened = openOffice(placeOf(join(folder, 'data'), false, surroundings))
  if (isTaken(opened)) throw new Error(`another program holds ${folder}`)
  const { store } = opened
  const ports = portsOf(opened, [])
  const deps: Deps = { store, ports, queue: createWriteQueue(store), credit: createCredit(0) }
  const passwordHash = await hashPassword(ADMIN.password)
  const token = randomBytes(32).toString('base64url')
  const owner = store.write((tx) => {
    setSetting(tx, 'office.name', 'Bench')
    const id = addUser(
      tx,
      { name: 'Bench', email: ADMIN.email, role: 'admin', passwordHash, locale: 'ru' },
      ports.clock.now(),
    )
    addToken(tx, { userId: id, tokenHash: sha256(token), name: 'bench' }, ports.clock.now())
    return id
  })
  writeFileSync(join(folder, 'token'), token, { mode: 0o600 })
  const large = inbox(deps, owner, 'office@our.example')
  const small = inbox(deps, owner, 'sales@our.example')
  await followOwnAddresses(deps)
  for (let seed = 1; seed <= SEEDS; seed++) {
    await fill(
      deps,
      seed < SEEDS ? large : small,
      seed * letters,
      corpus({ letters: Math.round(letters / SEEDS), seed, hugeEvery: 0 }),
    )
  }
  await ports.link.end()
  store.close()
  opened.release()
  return null
}

/** A mailbox without a server, so that the program on this store is quiet. */
function inbox({ store, ports }: Deps, ownerId: UserId, address: string): FolderRow {
  const now = ports.clock.now()
  const id = store.write((tx) => {
    const mailbox = addMailbox(tx, {
      ownerId,
      address,
      provider: 'other',
      activity: 'offline',
      activitySince: now,
      connectedAt: now,
      loadedAt: now,
    })
    const folder = saveFolder(tx, mailbox, {
      path: 'INBOX',
      name: 'INBOX',
      delimiter: '/',
      role: 'inbox',
      isTicked: false,
      letters: 0,
    })
    beginFolder(tx, folder, 'bench', 2 ** 32)
    return folder
  })
  return folderById(store.reader, id)!
}

async function fill(deps: Deps, folder: FolderRow, firstUid: number, letters: Iterable<CorpusLetter>): Promise<void> {
  let uid = firstUid
  let parsing: Promise<PulledLetter>[] = []
  let storing: Promise<void> = Promise.resolve()
  async function flush(): Promise<void> {
    const batch = await Promise.all(parsing)
    parsing = []
    await storing
    storing = deps.queue.add(ingestOf(deps, folder, batch))
  }
  for (const { source, at, flags } of letters) {
    if (source.length > LARGEST_BYTES) continue
    const its = ++uid
    parsing.push(
      deps.ports.link.parse(new Uint8Array(source)).then(({ letter, packed }) => ({
        uid: its,
        flags,
        internalAt: at,
        size: packed.size,
        letter,
        packed,
        uploadId: null,
      })),
    )
    if (parsing.length >= BATCH) await flush()
  }
  await flush()
  await storing
}

answer(await build(asked<BuildRun>()))
