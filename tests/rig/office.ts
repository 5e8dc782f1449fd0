// An office in a temporary folder: the real store, engine, mail threads and migrations; time, randomness and secrets by hand.
import { createCipheriv } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createEngine, type Engine } from '../../src/main/engine/engine.ts'
import { POP3_SETTINGS } from '../../src/main/engine/mailbox-connect.ts'
import type { Ports } from '../../src/main/engine/ports.ts'
import { createMailLink } from '../../src/main/mail/link.ts'
import type { Login, MailLink } from '../../src/main/mail/types.ts'
import { type Checked, checkOffice } from '../../src/main/store/check.ts'
import { openStore, type Store } from '../../src/main/store/database.ts'
import { saveFolder } from '../../src/main/store/folders.ts'
import { addMailbox, mailboxById, type NewMailbox, setSecret } from '../../src/main/store/mailboxes.ts'
import { migrate } from '../../src/main/store/migrate.ts'
import { addUser } from '../../src/main/store/users.ts'
import type { MailboxId, UserId } from '../../src/shared/model/ids.ts'
import type { FolderRole } from '../../src/shared/model/mailbox.ts'
import { type HandClock, handClock } from './clock.ts'

export const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url))

const worker = (path: string) => new URL(`../../src/main/mail/${path}`, import.meta.url)

/** The real mail threads; `parseWorker` may be one that dies. */
export function startLink(stallMs = 60_000, parseWorker = worker('mime/parse-worker.ts')): MailLink {
  return createMailLink({
    mailWorker: worker('imap/mail-worker.ts'),
    parseWorker,
    parsers: 1,
    log: { warn() {} },
    patience: { connectMs: 10_000, stallMs },
  })
}

/** Bytes that are the same in every run. */
export function seededRandom(seed: string): Ports['random'] {
  const stream = createCipheriv('aes-256-ctr', Buffer.from(seed.padEnd(32).slice(0, 32)), Buffer.alloc(16))
  return (bytes) => stream.update(Buffer.alloc(bytes))
}

/** Secrets lie open: tests have none. */
export const openSecrets: Ports['secrets'] = {
  seal: (secret) => Buffer.from(secret),
  open: (sealed) => Buffer.from(sealed).toString(),
}

export interface OfficeOptions {
  clock?: HandClock
  /** Starts from this file instead of an empty one; it is left in its place. */
  file?: string
  stallMs?: number
  parseWorker?: URL
  ports?: Partial<Ports>
}

const USUAL: [path: string, role: FolderRole][] = [
  ['INBOX', 'inbox'],
  ['Sent', 'sent'],
]

export interface MailboxOptions extends Partial<NewMailbox> {
  owner?: UserId
  /** Paths and roles of the ticked folders; INBOX and Sent when left out. */
  ticked?: [path: string, role: FolderRole][]
  /** The port of a wire instead of the server's. */
  port?: number
}

export interface Office {
  readonly file: string
  readonly clock: HandClock
  readonly logged: string[]
  readonly link: MailLink
  readonly owner: UserId
  /** Renewed by `restart`. */
  readonly store: Store
  readonly engine: Engine
  addUser(name: string, email: string): UserId
  /** Saves a mailbox as the wizard does after its check, and opens its session. */
  connect(address: string, login: Login, options?: MailboxOptions): Promise<MailboxId>
  /** Waits in real time until it holds; `what` names it when it never does. */
  until(holds: () => boolean, what?: string, seconds?: number): Promise<void>
  /**
   * Time goes on by so many ms again and again until it holds: for what begins to wait at a moment that nobody sees, behind
   * which one move of the clock would have gone for nothing. Small steps: a server that answers between two of them has taken
   * that long.
   */
  passesUntil(ms: number, holds: () => boolean, what?: string): Promise<void>
  /** Lets every wait of the mailbox pass until it watches; answers how long they were, in ms. */
  waitsUntilWatching(id: MailboxId): Promise<number[]>
  /** The first import is through and the mailbox watches. */
  watching(id: MailboxId, seconds?: number): Promise<void>
  count(text: string, ...args: unknown[]): number
  rows<Row>(text: string, ...args: unknown[]): Row[]
  activity(id: MailboxId): { activity: string; waitBecause: string | null; waitUntil: number | null }
  /** Our own check of the whole file, each source against its hash. */
  check(): Checked
  stop(): Promise<void>
  restart(): Promise<void>
  close(): Promise<void>
}

export function openOffice(options: OfficeOptions = {}): Office {
  const folder = options.file === undefined ? mkdtempSync(join(tmpdir(), 'golub-office-')) : null
  const file = options.file ?? join(folder ?? '', 'office.sqlite')
  const migrated = migrate(file, MIGRATIONS)
  if (!migrated.ok) throw new Error(`the file could not be migrated: ${migrated.problem} ${migrated.words}`)
  const clock = options.clock ?? handClock()
  const logged: string[] = []
  const log = (data: object, text: string) => void logged.push(`${text} ${JSON.stringify(data)}`)
  const link = startLink(options.stallMs, options.parseWorker)
  const ports: Ports = {
    clock,
    random: seededRandom('office'),
    secrets: openSecrets,
    log: { debug: () => undefined, info: () => undefined, warn: log, error: log },
    link,
    allowedHosts: ['127.0.0.1'],
    freeDiskBytes: () => 10 ** 12,
    ...options.ports,
  }
  let store = openStore(file)
  let engine = createEngine(store, ports)
  const known = store.reader.sql<{ id: UserId }>('SELECT id FROM users ORDER BY id LIMIT 1').get()?.id
  const newUser = (name: string, email: string) =>
    store.write((tx) => addUser(tx, { name, email, role: 'admin', passwordHash: null, locale: 'ru' }, clock.now()))
  const owner = known ?? newUser('Иван', 'ivan@golub.example')

  const office: Office = {
    file,
    clock,
    logged,
    link,
    owner,
    get store() {
      return store
    },
    get engine() {
      return engine
    },
    addUser: newUser,
    async connect(
      address,
      login,
      { owner: whose = owner, ticked = login.protocol === 'pop3' ? [] : USUAL, port, ...change } = {},
    ) {
      const now = clock.now()
      const id = store.write((tx) => {
        const made = addMailbox(tx, {
          ownerId: whose,
          address,
          provider: 'other',
          receiving: 'works',
          activitySince: now,
          connectedAt: now,
          imapHost: login.host,
          imapPort: port ?? login.port,
          imapSecurity: login.security,
          imapPlaintext: login.allowPlaintext,
          imapLogin: login.login,
          incoming: login.protocol ?? 'imap',
          ...(login.protocol === 'pop3' ? POP3_SETTINGS : {}),
          ...change,
        })
        setSecret(tx, made, 'imap', openSecrets.seal(login.password))
        for (const [path, role] of ticked)
          saveFolder(tx, made, { path, name: path, delimiter: '/', role, isTicked: true, letters: 0 })
        return made
      })
      await engine.open(id)
      return id
    },
    async until(holds, what = holds.toString(), seconds = 60) {
      const end = Date.now() + seconds * 1000
      while (!holds()) {
        if (Date.now() > end)
          throw new Error(
            `never came: ${what}; ${JSON.stringify(office.rows('SELECT id, activity, wait_because, last_error_words FROM mailboxes'))} ${logged.slice(-5).join('\n')}`,
          )
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    },
    passesUntil: (ms, holds, what = holds.toString()) =>
      office.until(() => {
        clock.advance(ms)
        return holds()
      }, what),
    async waitsUntilWatching(id) {
      const waits: number[] = []
      for (;;) {
        await office.until(() => ['waiting', 'watching'].includes(office.activity(id).activity))
        const { activity, waitUntil } = office.activity(id)
        if (activity === 'watching') return waits
        waits.push((waitUntil ?? 0) - clock.now())
        clock.advance(waits.at(-1) ?? 0)
        await office.until(() => office.activity(id).waitUntil !== waitUntil)
      }
    },
    watching: (id, seconds) =>
      office.until(
        () =>
          mailboxById(store.reader, id)?.activity === 'watching' &&
          office.count(
            "SELECT count(*) FROM pending p JOIN folders f ON f.id = p.folder_id WHERE f.mailbox_id = ? AND p.because IN ('large', 'asked')",
            id,
          ) === 0,
        `mailbox ${id} has loaded`,
        seconds,
      ),
    count: (text, ...args) =>
      Number(
        store.reader.raw
          .prepare(text)
          .pluck()
          .get(...args),
      ),
    // The caller names the row that this text yields; SQLite cannot.
    rows: <Row>(text: string, ...args: unknown[]) => store.reader.raw.prepare(text).all(...args) as Row[],
    activity(id) {
      const row = mailboxById(store.reader, id)
      if (!row) throw new Error(`no mailbox ${id}`)
      return row
    },
    check: () => checkOffice(store.reader, true),
    async stop() {
      await engine.stop()
    },
    async restart() {
      await engine.stop()
      store.close()
      store = openStore(file)
      engine = createEngine(store, ports)
    },
    async close() {
      await engine.stop()
      await link.end()
      store.close()
      if (folder) rmSync(folder, { recursive: true, force: true })
    },
  }
  return office
}
