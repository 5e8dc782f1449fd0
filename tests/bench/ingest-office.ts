// One load of a mailbox through the real program: first letters, whole load, what it costs, and who asks meanwhile.
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { ConversationDetail, ConversationPage } from '../../src/shared/api/conversations.ts'
import type { Mailbox } from '../../src/shared/model/mailbox.ts'
import { answer, asked, pause, start, type Usage } from './harness.ts'
import type { Login } from './mail-server.ts'
import { call, connect, type Entry, enterFirst, startOffice } from './office.ts'
import type { Probed } from './probe.ts'

export interface OfficeRun {
  login: Login
  letters: number
  /** Requests per second from another process while the mailbox loads; 0 leaves it alone. */
  probePerSecond: number
  profile: string | null
}

export interface OfficeLoad extends Usage {
  /** Until the program has checked the server and answers that the mailbox is saved. */
  savedSeconds: number
  /** From saving the mailbox until the newest 50 letters are listed and read. */
  firstSeconds: number
  /** From saving the mailbox until every letter is stored and the mailbox only watches. */
  wholeSeconds: number
  perSecond: number
  fileMb: number
  probed: Probed | null
}

const FIRST = 50

async function load({ login, letters, probePerSecond, profile }: OfficeRun): Promise<OfficeLoad> {
  const folder = mkdtempSync(join(tmpdir(), 'golub-bench-'))
  const office = await startOffice(folder, profile)
  try {
    const entry = await enterFirst(office)
    const before = office.usage()
    const saved = performance.now()
    const seconds = () => (performance.now() - saved) / 1000
    await connect(entry, login)
    const savedSeconds = seconds()
    await readNewest(entry, Math.min(FIRST, letters))
    const firstSeconds = seconds()
    const probe = probePerSecond > 0 ? start<Probed>('probe.ts', { entry, perSecond: probePerSecond }) : null
    await watching(entry)
    const wholeSeconds = seconds()
    const after = office.usage()
    probe?.stop()
    const probed = probe && (await probe.result)
    const stored = placementsIn(join(folder, 'data', 'golub.sqlite'))
    if (stored < letters) throw new Error(`only ${stored} of ${letters} letters were stored`)
    return {
      savedSeconds,
      firstSeconds,
      wholeSeconds,
      probed,
      perSecond: letters / wholeSeconds,
      cpuSeconds: after.cpuSeconds - before.cpuSeconds,
      peakMb: after.peakMb,
      fileMb: sizeOf(join(folder, 'data')),
    }
  } finally {
    await office.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** As a reader does: the list, then every conversation on it and the newest letter in each. */
async function readNewest(entry: Entry, letters: number): Promise<void> {
  for (;;) {
    const { items } = await call<ConversationPage>(entry, 'GET', `/conversations?limit=${FIRST}`)
    if (items.reduce((sum, row) => sum + row.letters, 0) >= letters) {
      for (const row of items) {
        const { messages } = await call<ConversationDetail>(entry, 'GET', `/conversations/${row.id}`)
        await call(entry, 'GET', `/messages/${messages.at(-1)?.id}`)
      }
      return
    }
    await pause(20)
  }
}

async function watching(entry: Entry): Promise<void> {
  for (;;) {
    const [mailbox] = await call<Mailbox[]>(entry, 'GET', '/mailboxes')
    const now = mailbox?.activity.is
    if (now === 'watching') return
    if (now !== 'connecting' && now !== 'loading')
      throw new Error(`the mailbox is ${now}: ${mailbox?.lastError?.serverWords ?? ''}`)
    await pause(250)
  }
}

// The numbers of the API may be some seconds old.
function placementsIn(file: string): number {
  const db = new Database(file, { readonly: true })
  const letters = db.prepare<[], number>('SELECT count(*) FROM placements').pluck().get() ?? 0
  db.close()
  return letters
}

const sizeOf = (folder: string) =>
  readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0) / 1e6

answer(await load(asked<OfficeRun>()))
