// A small office for the tests of sending: the real store, engine parts and mail threads, a practice server, a clock by hand.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createCredit } from '../../src/main/engine/credit.ts'
import type { Deps } from '../../src/main/engine/deps.ts'
import { refreshFolders } from '../../src/main/engine/folders.ts'
import { ingestOf } from '../../src/main/engine/ingest.ts'
import { loginOf } from '../../src/main/engine/login.ts'
import type { Clock } from '../../src/main/engine/ports.ts'
import { type Sending, startSending } from '../../src/main/engine/send.ts'
import { createWriteQueue } from '../../src/main/engine/write-queue.ts'
import { createMailLink } from '../../src/main/mail/link.ts'
import type { Waits } from '../../src/main/mail/smtp/transmit.ts'
import type { MailLink } from '../../src/main/mail/types.ts'
import { type AccountSpec, type PracticeServer, startPracticeServer } from '../../src/main/practice/server.ts'
import { openStore, type Store } from '../../src/main/store/database.ts'
import { addDraft } from '../../src/main/store/drafts.ts'
import { beginFolder, folderById, saveFolder } from '../../src/main/store/folders.ts'
import { addMailbox, mailboxById, type NewMailbox, setSecret } from '../../src/main/store/mailboxes.ts'
import { migrate } from '../../src/main/store/migrate.ts'
import { outboxById } from '../../src/main/store/outbox.ts'
import { outboxRow } from '../../src/main/store/outbox-list.ts'
import { addUser, userById } from '../../src/main/store/users.ts'
import type { DraftContent } from '../../src/shared/api/compose.ts'
import type { MailboxId, UserId } from '../../src/shared/model/ids.ts'
import type { User } from '../../src/shared/model/user.ts'

export const IVAN = 'ivan@golub.example'
export const PASSWORD = 'a pass phrase'

/** Time stands still until it is moved; what became due then runs in its order. */
interface HandClock extends Clock {
  advance(ms: number): void
}

function handClock(start = Date.UTC(2026, 2, 14, 9)): HandClock {
  let now = start
  const timers = new Set<{ at: number; run: () => void }>()
  const next = () => [...timers].filter((timer) => timer.at <= now).sort((a, b) => a.at - b.at)[0]
  const fire = () => {
    for (let timer = next(); timer; timer = next()) {
      timers.delete(timer)
      timer.run()
    }
  }
  return {
    now: () => now,
    at(at, run) {
      const timer = { at, run }
      timers.add(timer)
      if (at <= now) setImmediate(fire)
      return () => timers.delete(timer)
    },
    advance(ms) {
      now += ms
      fire()
    },
  }
}

export function startLink(): MailLink {
  const worker = (path: string) => new URL(`../../src/main/mail/${path}`, import.meta.url)
  return createMailLink({
    mailWorker: worker('imap/mail-worker.ts'),
    parseWorker: worker('mime/parse-worker.ts'),
    parsers: 1,
    log: { warn() {} },
  })
}

export interface SendOffice {
  store: Store
  deps: Deps
  practice: PracticeServer
  clock: HandClock
  user: User
  mailboxId: MailboxId
  readonly sending: Sending
  /** Every log line, as text. */
  logged: string[]
  draft(change?: Partial<DraftContent>): { id: number; revision: number }
  /** Writes and sends a letter to these; answers its outbox id. */
  send(change?: Partial<DraftContent>): Promise<number>
  item(id: number): NonNullable<ReturnType<typeof outboxById>>
  row(id: number): NonNullable<ReturnType<typeof outboxRow>>
  /** A letter of the other side comes in by the same ingest as sync's, into the office's mailbox or this one; answers its message id. */
  receive(source: string, into?: MailboxId): Promise<number>
  /** Waits in real time until it holds. */
  until(holds: () => boolean, what?: string): Promise<void>
  /** Signs the mailbox's IMAP half in, so that copies can be filed. */
  openLine(): Promise<void>
  restart(): Promise<void>
  close(): Promise<void>
}

export interface SendOfficeOptions {
  account?: Partial<AccountSpec>
  mailbox?: Partial<NewMailbox>
  /** Where the mailbox receives from another server than the practice one. */
  imapPassword?: string
  waits?: Partial<Waits>
  undoSeconds?: number
  tls?: { key: string; cert: string; isTlsFromStart?: boolean }
}

export async function openSendOffice(options: SendOfficeOptions = {}): Promise<SendOffice> {
  const folder = mkdtempSync(join(tmpdir(), 'golub-send-'))
  const file = join(folder, 'office.sqlite')
  migrate(file, fileURLToPath(new URL('../../migrations', import.meta.url)))
  const store = openStore(file)
  const clock = handClock()
  const practice = await startPracticeServer({
    now: clock.now,
    accounts: [
      { address: IVAN, password: PASSWORD, ...options.account },
      { address: 'anna@client.example', password: PASSWORD },
    ],
    ...(options.tls ? { tls: options.tls } : {}),
  })
  const logged: string[] = []
  const log = (data: object, text: string) => void logged.push(`${text} ${JSON.stringify(data)}`)
  const link = startLink()
  const deps: Deps = {
    store,
    queue: createWriteQueue(store),
    credit: createCredit(10_000_000),
    ports: {
      clock,
      random: (bytes) => randomBytes(bytes),
      secrets: { seal: (secret) => Buffer.from(secret), open: (sealed) => Buffer.from(sealed).toString() },
      log: { debug: log, info: log, warn: log, error: log },
      link,
      allowedHosts: ['127.0.0.1'],
      freeDiskBytes: () => 10 ** 12,
    },
  }
  const userId = store.write((tx) =>
    addUser(
      tx,
      { name: 'Иван Петров', email: 'ivan@office.example', role: 'admin', passwordHash: '', locale: 'ru' },
      clock.now(),
    ),
  )
  store.write((tx) => tx.sql('UPDATE users SET undo_seconds = ? WHERE id = ?').run(options.undoSeconds ?? 0, userId))
  const mailboxId = store.write((tx) => {
    const common = {
      imapHost: practice.host,
      imapPort: practice.imapPort,
      imapLogin: IVAN,
      imapSecurity: 'none',
      imapPlaintext: true,
    } as const
    const id = addMailbox(tx, {
      ownerId: userId,
      address: IVAN,
      displayName: 'Иван Петров',
      provider: 'other',
      sending: 'works',
      receiving: 'works',
      activity: 'watching',
      activitySince: clock.now(),
      connectedAt: clock.now(),
      ...common,
      smtpHost: practice.host,
      smtpPort: practice.smtpPort,
      smtpLogin: IVAN,
      smtpSecurity: 'none',
      smtpPlaintext: true,
      ...options.mailbox,
    })
    setSecret(tx, id, 'imap', Buffer.from(options.imapPassword ?? PASSWORD))
    setSecret(tx, id, 'smtp', Buffer.from(PASSWORD))
    return id
  })
  let isLineOpen = false
  let received = 0
  const start = () => startSending(deps, { isOpen: () => isLineOpen, waits: options.waits })
  let sending = start()
  const user = () => userById(store.reader, userId)!

  const office: SendOffice = {
    store,
    deps,
    practice,
    clock,
    mailboxId,
    logged,
    user: user(),
    get sending() {
      return sending
    },
    draft(change = {}) {
      const { id, revision } = store.write((tx) =>
        addDraft(
          tx,
          userId as UserId,
          {
            mailboxId,
            to: [{ name: 'Анна Белова', email: 'anna@client.example' }],
            cc: [],
            bcc: [],
            subject: 'Счёт на оплату',
            html: '<div>Добрый день, Анна!</div>',
            replyTo: null,
            mode: 'new',
            conversationId: null,
            afterSend: 'waiting',
            ...{ isSigned: true, isQuoted: true, isCommon: true },
            ...change,
          },
          clock.now(),
        ),
      )
      return { id, revision }
    },
    async send(change = {}) {
      const draft = office.draft(change)
      const answer = await sending.sendDraft(user(), draft.id as never, draft.revision)
      if (!answer.ok) throw new Error(`not queued: ${answer.problem}`)
      return answer.value.id
    },
    item: (id) => outboxById(store.reader, id as never)!,
    row: (id) => outboxRow(store.reader, userId, id as never)!,
    async receive(source, into = mailboxId) {
      const folder = store.write((tx) => {
        const id = saveFolder(tx, into, {
          path: 'INBOX',
          name: 'INBOX',
          delimiter: '/',
          role: 'inbox',
          isTicked: true,
          letters: 0,
        })
        if (!folderById(tx, id)?.uidValidity) beginFolder(tx, id, '1', 1)
        return folderById(tx, id)!
      })
      const { letter, packed } = await link.parse(Buffer.from(source.replaceAll('\n', '\r\n')))
      const uid = ++received
      await deps.queue.add(
        ingestOf(deps, folder, [
          { uid, flags: [], internalAt: clock.now(), size: packed.size, letter, packed, uploadId: null },
        ]),
      )
      return store.reader
        .sql<{ id: number }>('SELECT message_id AS id FROM placements WHERE folder_id = ? AND uid = ?')
        .get(folder.id, uid)!.id
    },
    async until(holds, what = holds.toString()) {
      const end = Date.now() + 60_000
      while (!holds()) {
        if (Date.now() > end)
          throw new Error(
            `never came: ${what}; outbox ${JSON.stringify(store.reader.sql('SELECT id, state, because, server_words, copy FROM outbox').all())} ${logged.join('\n')}`,
          )
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    },
    async openLine() {
      const login = loginOf(deps, mailboxById(store.reader, mailboxId)!, 'imap')
      const opened = await link.open(mailboxId, login!)
      if (!opened.ok) throw new Error(opened.trouble)
      await refreshFolders(deps, mailboxId)
      isLineOpen = true
    },
    async restart() {
      await sending.stop()
      sending = start()
    },
    async close() {
      await sending.stop()
      await link.end()
      await practice.close()
      store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return office
}
