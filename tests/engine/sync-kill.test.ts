import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { move, remove, type StoredLetter, setFlags } from '../../src/main/practice/postbox.ts'
import { type PracticeServer, startPracticeServer } from '../../src/main/practice/server.ts'
import { checkOffice } from '../../src/main/store/check.ts'
import { openReader } from '../../src/main/store/database.ts'
import type { Reader } from '../../src/main/store/handle.ts'
import { migrate } from '../../src/main/store/migrate.ts'
import { corpus } from '../corpus/corpus.ts'
import { Dice } from '../corpus/dice.ts'
import { OFFICE } from '../corpus/people.ts'
import { plainLetter } from '../rig/letters.ts'
import { MIGRATIONS } from '../rig/office.ts'
import { ARCHIVE, PASSWORD } from './sync-kill-world.ts'

const KILLS = Number(process.env.GOLUB_KILLS ?? 20)
const LETTERS = 400
const HOST = fileURLToPath(new URL('./sync-kill-host.ts', import.meta.url))
const FOLDERS = ['INBOX', 'Sent', 'Junk']
const seed = Number(process.env.GOLUB_SEED ?? Date.now() % 100_000)
const dice = new Dice(seed, 'kills')
const folder = mkdtempSync(join(tmpdir(), 'golub-sync-kill-'))
const file = join(folder, 'office.sqlite')
const mbox = join(folder, 'archive.mbox')
let child: ChildProcess | null = null
afterAll(() => {
  child?.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

/** Hash of every source that ever lay on the server, and those that were taken from it while nobody had them yet. */
const sources = new Map<string, string>()

test(`a program killed at ${KILLS} random moments of sync and import ends with what the server has: nothing lost, nothing doubled (seed ${seed})`, {
  timeout: 180_000 + KILLS * 16_000,
}, async () => {
  expect(migrate(file, MIGRATIONS).ok).toBe(true)
  const server = await startServer()
  const imported = writeMbox()
  let arrived = 0
  for (let kill = 0; kill < KILLS; kill++) {
    await run(server.imapPort, kill, async () => {
      const end = Date.now() + dice.int(0, 1000)
      while (Date.now() < end) {
        await new Promise((resolve) => setTimeout(resolve, 40))
        change(server, arrived++)
      }
    })
    const { reader, close } = openReader(file)
    expect(checkOffice(reader, false).faults, `after kill ${kill + 1}`).toEqual([])
    expect(beyondCursor(reader, server), `the cursor after kill ${kill + 1}`).toEqual([])
    close()
  }
  await run(server.imapPort, KILLS, async () => {
    const { reader, close } = openReader(file)
    const end = Date.now() + 120_000
    while (differences(reader, server, imported).length && Date.now() < end)
      await new Promise((resolve) => setTimeout(resolve, 100))
    close()
  })
  const { reader, close } = openReader(file)
  expect(differences(reader, server, imported)).toEqual([])
  expect(
    reader.sql('SELECT message_id FROM messages GROUP BY message_id HAVING count(*) > 1 AND message_id <> ?').all(''),
    'letters stored twice',
  ).toEqual([])
  expect(checkOffice(reader, true).faults).toEqual([])
  console.log(
    `seed ${seed}: ${KILLS} kills, ${arrived} changes on the server, ${reader.sql<{ n: number }>('SELECT count(*) AS n FROM messages').get()?.n} letters`,
  )
  close()
  await server.close()
})

async function startServer(): Promise<PracticeServer> {
  const server = await startPracticeServer({ now: Date.now, accounts: [{ address: OFFICE.email, password: PASSWORD }] })
  for (const { source, flags, at, truth } of corpus({ letters: LETTERS, hugeEvery: 0, seed })) {
    const isOurs = truth.no % 5 === 0
    add(server, crlf(source), isOurs ? 'Sent' : 'INBOX', flags, at)
    if (truth.no % 130 === 60)
      add(server, plainLetter({ id: `large-${truth.no}`, fileBytes: dice.int(1_200_000, 4_000_000) }), 'INBOX', [], at)
  }
  return server
}

function add(server: PracticeServer, source: Buffer, path: string, flags: string[], at: number): void {
  const letter = server.deliver(OFFICE.email, source, { path, flags, at })
  sources.set(`${path} ${letter.uid}`, createHash('sha256').update(source).digest('hex'))
}

// What other programs and other people do to the mailbox meanwhile.
function change(server: PracticeServer, n: number): void {
  const inbox = server.folder(OFFICE.email, 'INBOX')
  const one = inbox.letters[dice.int(0, inbox.letters.length - 1)]
  const share = dice.next()
  if (share < 0.45)
    add(server, plainLetter({ id: `live-${n}`, fileBytes: dice.chance(0.05) ? 1_500_000 : 0 }), 'INBOX', [], Date.now())
  else if (!one) return
  else if (share < 0.85)
    setFlags(
      inbox,
      one,
      one.flags.has('\\Seen') ? [...one.flags].filter((flag) => flag !== '\\Seen') : [...one.flags, '\\Seen'],
    )
  else if (share < 0.95) {
    const junk = server.folder(OFFICE.email, 'Junk')
    const moved = move(inbox, junk, one)
    sources.set(`Junk ${moved.uid}`, sources.get(`INBOX ${one.uid}`) ?? '')
  } else remove(inbox, one)
}

function writeMbox(): string[] {
  const ids: string[] = []
  const parts: Buffer[] = []
  for (const { source, at, truth } of corpus({ letters: 250, hugeEvery: 0, seed: seed + 1 })) {
    if (truth.id === '') continue
    ids.push(truth.id)
    parts.push(
      Buffer.from(`From sender@client.example ${new Date(at).toUTCString()}\n`),
      Buffer.from(source.toString('latin1').replace(/^(>*From )/gm, '>$1'), 'latin1'),
      Buffer.from('\n\n'),
    )
  }
  writeFileSync(mbox, Buffer.concat(parts))
  return ids
}

interface Here {
  path: string
  uid: number
  flags: string
  sha: string | null
  isUnread: number
  direction: string
}

const PLACEMENTS = `SELECT f.path, p.uid, p.flags, b.sha256 AS sha, n.direction, EXISTS (SELECT 1 FROM unread u WHERE u.message_id = p.message_id AND u.mailbox_id = p.mailbox_id) AS isUnread
  FROM placements p JOIN folders f ON f.id = p.folder_id LEFT JOIN blobs b ON b.id = p.blob_id JOIN conversation_messages n ON n.message_id = p.message_id AND n.mailbox_id = p.mailbox_id
  WHERE p.gone_at IS NULL AND f.path IN ('INBOX', 'Sent', 'Junk')`

/** What of the server's truth is not in the store, or is there otherwise. */
function differences(reader: Reader, server: PracticeServer, imported: string[]): string[] {
  const here = new Map(
    reader
      .sql<Here>(PLACEMENTS)
      .all()
      .map((row) => [`${row.path} ${row.uid}`, row]),
  )
  const there = lettersThere(server)
  const found: string[] = []
  for (const [key, letter] of there) {
    const row = here.get(key)
    if (!row) found.push(`${key} is not here`)
    else if (row.sha !== sources.get(key)) found.push(`${key} has another source`)
    else if (row.flags.includes('\\Seen') !== letter.flags.has('\\Seen')) found.push(`${key} has other flags`)
    else if (row.direction === 'in' && (row.isUnread === 1) === letter.flags.has('\\Seen'))
      found.push(`${key} is unread on one side only`)
  }
  for (const key of here.keys()) if (!there.has(key)) found.push(`${key} is not there any more`)
  const stored = reader
    .sql<{ id: string; n: number }>(
      'SELECT m.message_id AS id, count(*) AS n FROM placements p JOIN messages m ON m.id = p.message_id JOIN mailboxes b ON b.id = p.mailbox_id WHERE b.address = ? GROUP BY p.message_id',
    )
    .all(ARCHIVE)
  const times = new Map(stored.map((row) => [row.id, row.n]))
  for (const id of imported)
    if (times.get(id) !== 1) found.push(`${id} of the archive is here ${times.get(id) ?? 0} times`)
  return found
}

function lettersThere(server: PracticeServer): Map<string, StoredLetter> {
  return new Map(
    FOLDERS.flatMap((path) =>
      server.folder(OFFICE.email, path).letters.map((letter) => [`${path} ${letter.uid}`, letter] as const),
    ),
  )
}

/** Letters inside a cursor that are neither stored nor waiting. */
function beyondCursor(reader: Reader, server: PracticeServer): string[] {
  const cursors = reader
    .sql<{ id: number; path: string; low: number; high: number }>(
      'SELECT id, path, low_uid AS low, high_uid AS high FROM folders WHERE high_uid IS NOT NULL',
    )
    .all()
  return cursors.flatMap(({ id, path, low, high }) => {
    if (!FOLDERS.includes(path)) return []
    const known = new Set(
      reader
        .sql<{ uid: number }>(
          'SELECT uid FROM placements WHERE folder_id = ? UNION SELECT uid FROM pending WHERE folder_id = ?',
        )
        .all(id, id)
        .map((row) => row.uid),
    )
    return server
      .folder(OFFICE.email, path)
      .letters.filter(({ uid }) => uid >= low && uid <= high && !known.has(uid))
      .map(({ uid }) => `${path} ${uid}`)
  })
}

/** Runs the program, does `meanwhile` once its engine runs, then kills it. Rejects when it ends by itself. */
function run(port: number, hours: number, meanwhile: () => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const host = spawn(
      process.execPath,
      [HOST, file, String(port), mbox, String(hours * 3), hours < KILLS ? 'reads' : 'rests'],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    child = host
    let isKilled = false
    createInterface({ input: host.stdout }).on('line', (line) => {
      if (line !== 'started') return
      meanwhile().then(() => {
        isKilled = true
        host.kill('SIGKILL')
      }, reject)
    })
    host.on('exit', (code) => (isKilled ? resolve() : reject(new Error(`the program ended by itself with ${code}`))))
  })
}

const crlf = (source: Buffer) => Buffer.from(source.toString('latin1').replaceAll('\n', '\r\n'), 'latin1')
