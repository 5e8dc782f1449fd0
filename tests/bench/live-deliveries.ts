// Delivers letters to one mailbox of a running program and notes when the server and when the program's list show them.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Mailbox } from '../../src/shared/model/mailbox.ts'
import { answer, asked, pause } from './harness.ts'
import { connected, deliver, type Login } from './mail-server.ts'
import { call, connect, type Entry, enterFirst, type Line, openLine, startOffice } from './office.ts'

export interface LiveRun {
  clerk: Login
  /** A mailbox that the program loads meanwhile, or null. */
  office: Login | null
  deliveries: number
}

/** Milliseconds of each delivery. */
export interface Deliveries {
  /** From the server's EXISTS to the row in the list. */
  rowMs: number[]
  /** From handing the letter over to the server's EXISTS. */
  existsMs: number[]
}

const PAUSE_MS = 250
const LATEST_MS = 15_000

async function run({ clerk, office, deliveries }: LiveRun): Promise<Deliveries> {
  const folder = mkdtempSync(join(tmpdir(), 'golub-bench-'))
  const program = await startOffice(folder)
  const entry = await enterFirst(program)
  const line = await openLine(entry)
  const server = await watchServer(clerk)
  try {
    await connect(entry, clerk)
    while (!(await isWatching(entry, clerk))) await pause(100)
    const series = `${process.pid}`
    const rows = watchList(line, series)
    if (office) await connect(entry, office)
    const handed: number[] = []
    while (handed.length < deliveries && !(office && (await isWatching(entry, office)))) {
      const n = handed.push(performance.now()) - 1
      await deliver(clerk, letter(clerk, series, n))
      // Uneven, so that the deliveries do not march in step with the server's own clock.
      await pause(PAUSE_MS * (1 + Math.random()))
    }
    await everything(() => rows.size >= handed.length && server.seen.length >= handed.length)
    const pairs = handed.flatMap((at, n) => {
      const [exists, row] = [server.seen[n], rows.get(n)]
      return exists === undefined || row === undefined ? [] : [{ row: row - exists, exists: exists - at }]
    })
    if (pairs.length < handed.length)
      throw new Error(`${handed.length - pairs.length} of ${handed.length} letters were not seen`)
    return { rowMs: pairs.map((pair) => pair.row), existsMs: pairs.map((pair) => pair.exists) }
  } finally {
    line.close()
    server.close()
    await program.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

const letter = ({ address }: Login, series: string, n: number) =>
  [
    'From: Client <client@romashka.example>',
    `To: ${address}`,
    `Subject: delivery ${series} ${n}`,
    `Date: ${new Date().toUTCString()}`,
    `Message-ID: <${series}.${n}@romashka.example>`,
    '',
    'A line of text.\r\n'.repeat(200),
  ].join('\r\n')

/** When the server said EXISTS of the n-th letter since now, as a client beside the program hears it. */
async function watchServer(login: Login): Promise<{ seen: number[]; close(): void }> {
  const client = await connected(login)
  const { exists: before } = await client.mailboxOpen('INBOX', { readOnly: true })
  const seen: number[] = []
  client.on('exists', ({ count }: { count: number }) => {
    while (seen.length < count - before) seen.push(performance.now())
  })
  // Ends with the connection.
  client.idle().catch(() => undefined)
  return { seen, close: () => client.close() }
}

/** When the row of the n-th delivery stood in the list, asked as a screen asks: after each change. */
function watchList({ client }: Line, series: string): Map<number, number> {
  const rows = new Map<number, number>()
  async function follow(): Promise<void> {
    for await (const changes of await client.office.changes({})) {
      if (!changes.some((change) => change.topic === 'conversations')) continue
      const { items } = await client.conversations.list({ order: 'date', limit: 50 })
      for (const { subject } of items) {
        const [, its, n] = /^delivery (\d+) (\d+)$/.exec(subject) ?? []
        if (its === series && !rows.has(Number(n))) rows.set(Number(n), performance.now())
      }
    }
  }
  // Ends with the socket.
  follow().catch(() => undefined)
  return rows
}

async function isWatching(entry: Entry, { address }: Login): Promise<boolean> {
  const mailboxes = await call<Mailbox[]>(entry, 'GET', '/mailboxes')
  return mailboxes.find((mailbox) => mailbox.address === address)?.activity.is === 'watching'
}

async function everything(isHere: () => boolean): Promise<void> {
  const end = performance.now() + LATEST_MS
  while (!isHere() && performance.now() < end) await pause(20)
}

answer(await run(asked<LiveRun>()))
