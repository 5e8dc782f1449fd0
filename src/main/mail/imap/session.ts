import type { ImapFlow, MailboxObject } from 'imapflow'
import type { Trouble } from '../../../shared/model/mailbox.ts'
import type { Capabilities, Failure, KnownFolder, Login, WatchEvent } from '../types.ts'
import { compressIfFar, connectImap } from './connect.ts'
import { failureOf, OtherFolderError, TroubleError } from './failure.ts'
import type { Patience } from './protocol.ts'
import { Watch } from './watch.ts'

// Servers drop quiet lines after 10 to 30 minutes (RFC 9051 asks for 30), routers after 5.
const KEEPALIVE_MS = 4 * 60_000
const LOOK_MS = 1000

/** Tells the session's guard that the line is quiet because we do not read, not because the server hangs. */
interface Patient {
  whileWaiting<T>(wait: Promise<T>): Promise<T>
}

type Job = () => Promise<void>

/** What goes first on the work line: what somebody waits for, then small letters of the past, then large ones. */
export type Rank = 'prompt' | 'patient' | 'last'

/** What is said of a line that breaks while a letter comes. */
const AT_LETTER: Partial<Record<Trouble, Trouble>> = { 'no-network': 'letter-broke-off', timeout: 'letter-stalled' }

/** One mailbox on the wire: the work line, used by one job at a time, and the watch line. Nothing reconnects by itself. */
export class Session implements Patient {
  #login: Login
  #patience: Patience
  #work: ImapFlow | null = null
  #watch: Watch | null = null
  #jobs: Record<Rank, Job[]> = { prompt: [], patient: [], last: [] }
  #isBusy = false
  #keepalive: NodeJS.Timeout | null = null
  #waiting = 0
  /** What broke the work line; commands only learn that it is gone. */
  #broken: unknown = null

  constructor(login: Login, patience: Patience) {
    this.#login = login
    this.#patience = patience
  }

  async open(): Promise<{ ok: true; capabilities: Capabilities; compressed: boolean } | Failure> {
    try {
      const client = await connectImap(this.#login, this.#patience.connectMs)
      this.#work = client
      client.on('error', (error: Error) => {
        this.#broken ??= error
      })
      const compressed = await this.#guarded(client, () => compressIfFar(client))
      this.#keepalive = setInterval(() => void this.run((line) => line.noop()), KEEPALIVE_MS)
      this.#keepalive.unref()
      const has = (name: string) => client.capabilities.has(name) || client.enabled.has('IMAP4REV2')
      const capabilities = {
        idle: has('IDLE'),
        condstore: client.enabled.has('CONDSTORE'),
        uidplus: has('UIDPLUS'),
        move: has('MOVE'),
      }
      return { ok: true, capabilities, compressed }
    } catch (error) {
      this.close()
      return failureOf(error, this.#login)
    }
  }

  close(): void {
    if (this.#keepalive) clearInterval(this.#keepalive)
    this.#work?.close()
    this.#work = null
    this.#watch?.close()
    this.#watch = null
  }

  /**
   * Runs one job on the work line after those of its rank that came before it. Errors come back as a failure in the
   * program's words.
   */
  run<T>(job: (client: ImapFlow) => Promise<T>, rank: Rank = 'prompt', isLetter = false): Promise<T | Failure> {
    return new Promise((resolve) => {
      this.#jobs[rank].push(async () => resolve(await this.#tried(job, isLetter)))
      if (!this.#isBusy) void this.#workOff()
    })
  }

  async #tried<T>(job: (client: ImapFlow) => Promise<T>, isLetter: boolean): Promise<T | Failure> {
    const client = this.#work
    if (!client?.usable) return failureOf(this.#broken ?? new TroubleError('no-network'), this.#login)
    try {
      return await this.#guarded(client, () => job(client))
    } catch (error) {
      const failure = failureOf(error, this.#login)
      // A line that we closed ourselves says nothing of the letter.
      if (!isLetter || failure.isOtherFolder || this.#work !== client) return failure
      const trouble = AT_LETTER[failure.trouble] ?? failure.trouble
      // What waits for the same line says the same.
      if (!client.usable) this.#broken = new TroubleError(trouble, failure.serverWords)
      return { ...failure, trouble, isAtLetter: true }
    }
  }

  async #workOff(): Promise<void> {
    this.#isBusy = true
    for (let job = this.#next(); job; job = this.#next()) await job()
    this.#isBusy = false
  }

  #next(): Job | undefined {
    return this.#jobs.prompt.shift() ?? this.#jobs.patient.shift() ?? this.#jobs.last.shift()
  }

  /**
   * As `run`, with the folder selected and what the server knows of it brought up to date; jobs that are not prompt ask for
   * letters that are known by UID, and take the folder as it was seen last. Never runs in another folder than the known one.
   */
  inFolder<T>(
    known: KnownFolder,
    job: (client: ImapFlow, folder: MailboxObject) => Promise<T>,
    rank: Rank = 'prompt',
    isLetter = false,
  ): Promise<T | Failure> {
    const inside = async (client: ImapFlow) => {
      const selected = client.mailbox
      if (rank === 'prompt' && selected && selected.path === known.path) await client.noop()
      const open = client.mailbox
      // The open one may have lost its name to another, which is the one that is wanted.
      const isOpen = open && open.path === known.path && isThat(open, known)
      return await job(client, isOpen ? open : await this.openAnew(client, known))
    }
    return this.run(inside, rank, isLetter)
  }

  /** Only of a job on the work line. Servers go on with an open folder in their own ways when it is renamed or deleted. */
  async openAnew(client: ImapFlow, known: KnownFolder): Promise<MailboxObject> {
    const folder = await client.mailboxOpen(known.path)
    if (!isThat(folder, known)) throw new OtherFolderError(known.path)
    return folder
  }

  async watch(
    path: string,
    renewSeconds: number,
    onEvent: (event: WatchEvent) => void,
  ): Promise<{ ok: true; by: 'idle' | 'poll' } | Failure> {
    this.#watch?.close()
    this.#watch = null
    const watch = new Watch(this.#login, path, onEvent)
    const stands = await watch.open(this.#patience.connectMs, renewSeconds)
    if (!stands.ok) return stands
    this.#watch = watch
    return stands
  }

  async whileWaiting<T>(wait: Promise<T>): Promise<T> {
    this.#waiting++
    try {
      return await wait
    } finally {
      this.#waiting--
    }
  }

  // A server that stops in the middle of an answer is cut off after a while without a single byte.
  async #guarded<T>(client: ImapFlow, job: () => Promise<T>): Promise<T> {
    let received = client.stats().received
    let quietSince = Date.now()
    let isStalled = false
    const look = setInterval(
      () => {
        const now = client.stats().received
        if (now !== received || this.#waiting > 0) {
          received = now
          quietSince = Date.now()
        } else if (Date.now() - quietSince >= this.#patience.stallMs) {
          isStalled = true
          client.close()
        }
      },
      Math.min(LOOK_MS, this.#patience.stallMs / 2),
    )
    try {
      return await job()
    } catch (error) {
      throw isStalled ? new TroubleError('timeout') : (this.#broken ?? error)
    } finally {
      clearInterval(look)
    }
  }
}

const isThat = (folder: MailboxObject, { uidValidity }: KnownFolder) =>
  uidValidity === null || String(folder.uidValidity) === uidValidity
