// 100 MB from a page's request to the disk, into the letter, and from the disk to SMTP: what memory it takes and who waits.
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { SMTPServer } from 'smtp-server'
import type { ConversationPage } from '../../src/shared/api/conversations.ts'
import { type Figure, type Measured, type Options, pause, percentile, residentMb, start } from './harness.ts'
import { type Login, startMailServer } from './mail-server.ts'
import { call, type Entry, enterFirst, headersOf, openLine, startOffice } from './office.ts'
import type { Probed } from './probe.ts'

const MB = 1024 * 1024
const SIZE = 100 * MB - 4096
const LETTERS = 500
const PER_SECOND = 60
const SAMPLE_MS = 20

interface Leg {
  seconds: number
  /** Above what the program held before this leg. */
  growthMb: number
  /** Answers to other calls meanwhile. */
  answersMs: number[]
}

export async function attachment({ runs }: Options): Promise<Measured> {
  const legs: Record<'upload' | 'queue' | 'send', Leg[]> = { upload: [], queue: [], send: [] }
  const server = await startMailServer({ full: ['clerk'], empty: [] }, LETTERS)
  try {
    for (let run = 0; run < runs; run++) await once(server.login('clerk'), legs)
  } finally {
    await server.stop()
  }
  return {
    figures: [
      ...figures('100 MB from the request to the disk', legs.upload, 40),
      ...figures('the letter with it made and queued', legs.queue, 40),
      ...figures('from the disk to SMTP', legs.send, 40),
    ],
    notes: [
      `Random bytes, so that nothing is saved by compression. Memory is what the whole program holds (RSS), read every ${SAMPLE_MS} ms, above what it held before the leg; a first file of 100 MB has gone before, so that the caches of the store (64 MB by its settings) are full.`,
      `Other calls meanwhile: ${PER_SECOND} a second, lists, conversations and writes in turn, timed from when they were due. SMTP on the same machine takes the letter and counts it.`,
    ],
  }
}

async function once(login: Login, legs: Record<'upload' | 'queue' | 'send', Leg[]>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'golub-bench-'))
  const sink = await startSink()
  const office = await startOffice(folder)
  try {
    const entry = await enterFirst(office)
    const { host, port, user, password } = login
    const half = (at: number) => ({ host, port: at, security: 'none', login: user, password, allowPlaintext: true })
    const box = { address: login.address, imap: half(port), smtp: half(sink.port) }
    const { id: mailboxId } = await call<{ id: number }>(entry, 'POST', '/mailboxes', box)
    await loaded(entry)
    const line = await openLine(entry)
    const draft = async () => {
      const content = {
        ...{ mailboxId, to: [{ name: '', email: 'anna@client.example' }], cc: [], bcc: [], subject: 'Файл' },
        ...{ html: '<div>Во вложении.</div>', replyTo: null, mode: 'new', conversationId: null, afterSend: 'waiting' },
      } as const
      return (await line.client.drafts.save({ ...content, id: null, revision: 0 } as never)).draft
    }
    await upload(entry, (await draft()).id)
    const second = await draft()
    const measured = async (work: () => Promise<void>): Promise<Leg> => {
      await pause(3000)
      const probe = start<Probed>('probe.ts', { entry, perSecond: PER_SECOND })
      await pause(1500)
      const before = residentMb(office.pid)
      let peak = before
      const timer = setInterval(() => (peak = Math.max(peak, residentMb(office.pid))), SAMPLE_MS)
      const begun = performance.now()
      await work()
      const seconds = (performance.now() - begun) / 1000
      clearInterval(timer)
      probe.stop()
      const { taken } = await probe.result
      return { seconds, growthMb: peak - before, answersMs: Object.values(taken).flat() }
    }
    legs.upload.push(await measured(() => upload(entry, second.id)))
    await line.client.profile.update({ undoSeconds: 10 } as never)
    let leaves = 0
    legs.queue.push(
      await measured(async () => {
        leaves = (await line.client.outbox.send({ draftId: second.id, revision: second.revision } as never)).until
      }),
    )
    // The letter leaves by itself when its undo window is over.
    legs.send.push(
      await measured(async () => {
        while (Date.now() < leaves) await pause(20)
        await sink.taken
      }),
    )
    line.close()
  } finally {
    await office.stop()
    sink.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function figures(what: string, legs: readonly Leg[], mostMb: number): Figure[] {
  return [
    { what, unit: 's', better: 'less', ours: legs.map((leg) => leg.seconds) },
    {
      what: `${what}: memory grows by`,
      unit: 'MB',
      better: 'less',
      ours: legs.map((leg) => leg.growthMb),
      goal: { is: mostMb },
    },
    {
      what: `${what}: answers meanwhile, 99 %`,
      unit: 'ms',
      better: 'less',
      ours: legs.map((leg) => percentile(leg.answersMs, 0.99)),
      goal: { is: 50 },
    },
  ]
}

async function loaded(entry: Entry): Promise<void> {
  for (;;) {
    const { items } = await call<ConversationPage>(entry, 'GET', '/conversations?limit=50')
    if (items.length === 50) break
    await pause(200)
  }
  await pause(5000)
}

/** A file as a browser sends it: its length first, then its bytes. Random ones, made as they go. */
function upload(entry: Entry, draft: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { ...headersOf(entry), 'content-type': 'application/octet-stream', 'content-length': SIZE }
    const asking = request(
      `${entry.url}/api/v1/drafts/${draft}/files?name=film.bin`,
      { method: 'POST', headers },
      (response) => {
        response.resume()
        response.on('end', () =>
          response.statusCode === 201 ? resolve() : reject(new Error(`the upload was answered ${response.statusCode}`)),
        )
      },
    )
    asking.on('error', reject)
    Readable.from(bytes(SIZE)).pipe(asking)
  })
}

function* bytes(size: number): Generator<Buffer> {
  for (let left = size; left > 0; left -= 65_536) yield randomBytes(Math.min(65_536, left))
}

/** An SMTP server that takes one letter and keeps nothing of it but its length and hash. */
async function startSink(): Promise<{ port: number; taken: Promise<{ size: number; sha256: string }>; close(): void }> {
  const { promise: taken, resolve } = Promise.withResolvers<{ size: number; sha256: string }>()
  const smtp = new SMTPServer({
    authOptional: false,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    size: 200 * MB,
    onAuth: (auth, _session, done) => done(null, { user: auth.username }),
    onData(stream, _session, done) {
      const hash = createHash('sha256')
      let size = 0
      stream.on('data', (piece: Buffer) => {
        size += piece.length
        hash.update(piece)
      })
      stream.on('end', () => {
        done()
        resolve({ size, sha256: hash.digest('hex') })
      })
    },
  })
  const port = await new Promise<number>((settled) => {
    // A TCP server's address is never a pipe's name.
    const listener = smtp.listen(0, '127.0.0.1', () => settled((listener.address() as AddressInfo).port))
  })
  return { port, taken, close: () => smtp.close() }
}
