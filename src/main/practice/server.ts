import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createSecureContext, createServer as createTlsServer } from 'node:tls'
import type { Faults } from './faults.ts'
import { serveImap } from './imap-session.ts'
import { type LetterSource, sourceOf } from './letter-source.ts'
import { type Account, add, type Folder, makeFolder, type StoredLetter } from './postbox.ts'
import { type Handover, makeSmtp } from './smtp.ts'
import type { World } from './world.ts'

export interface FolderSpec {
  path: string
  /** `\Sent` and the like; without it clients must go by the name. */
  use?: string | null
  letters?: LetterSpec[]
}

export interface LetterSpec {
  source: LetterSource | Uint8Array | (() => Uint8Array)
  /** `\Seen` and the like. */
  flags?: string[]
  /** INTERNALDATE, UTC ms. */
  at: number
}

export interface AccountSpec {
  address: string
  password: string
  /** English names with SPECIAL-USE flags when left out. */
  folders?: FolderSpec[]
  /** The server files a copy of each sent letter into Sent by itself, as Gmail does. */
  filesOwnCopies?: boolean
}

const FLAGGED_FOLDERS: FolderSpec[] = [
  { path: 'INBOX' },
  { path: 'Sent', use: '\\Sent' },
  { path: 'Drafts', use: '\\Drafts' },
  { path: 'Junk', use: '\\Junk' },
  { path: 'Trash', use: '\\Trash' },
]
export const RUSSIAN_FOLDERS: FolderSpec[] = ['INBOX', 'Отправленные', 'Черновики', 'Спам', 'Корзина'].map((path) => ({
  path,
}))

export interface PracticeOptions {
  accounts: AccountSpec[]
  /** UTC ms; the arrival times of letters. */
  now(): number
  /** IMAP port; SMTP takes the next one. 0 or nothing: any free ports. */
  port?: number
  /** UTC ms: a server with these accounts was started then for the first time; UIDVALIDITY stays, no UID comes twice. */
  sameSince?: number
  faults?: Faults
  maxLetterBytes?: number
  /** PEM; offers STARTTLS, or speaks TLS from the first byte with `isTlsFromStart`. */
  tls?: { key: string; cert: string; isTlsFromStart?: boolean }
}

export interface PracticeServer {
  host: string
  imapPort: number
  smtpPort: number
  /** Change it at any moment. */
  faults: Faults
  /** Throws when there is no such account or folder. */
  folder(address: string, path: string): Folder
  /** A letter arrives as if from outside; open clients are told at once. */
  deliver(
    address: string,
    source: LetterSpec['source'],
    where?: { path?: string; flags?: string[]; at?: number },
  ): StoredLetter
  /** Letters handed over by SMTP, oldest first, with what became of each. */
  handovers: Handover[]
  /** How many times a letter with this Message-ID (no brackets) reached its recipients. */
  received(messageId: string): number
  /** Called for each delivered letter; returns the way to stop. */
  onDelivered(listener: (letter: Handover, source: Buffer) => void): () => void
  /** Cuts every open line; clients may come back at once. */
  dropConnections(): void
  close(): Promise<void>
}

/** IMAP and SMTP on 127.0.0.1 over mailboxes in memory. Rejects when a port is taken. */
export async function startPracticeServer(options: PracticeOptions): Promise<PracticeServer> {
  const world: World = {
    accounts: new Map(
      options.accounts.map((spec) => [spec.address.toLowerCase(), makeAccount(spec, options.now(), options.sameSince)]),
    ),
    faults: options.faults ?? {},
    now: options.now,
    maxLetterBytes: options.maxLetterBytes,
  }
  const tls = options.tls ?? null
  const isTlsFromStart = tls?.isTlsFromStart ?? false
  const listeners = new Set<(letter: Handover, source: Buffer) => void>()
  const smtp = makeSmtp(world, tls, isTlsFromStart, (letter, source) => {
    for (const listener of listeners) listener(letter, source)
  })
  const imapSockets = new Set<Socket>()
  const imap = makeImap(world, tls, isTlsFromStart, imapSockets)
  const imapPort = await listen(imap, options.port ?? 0)
  const smtpPort = await listen(smtp.server.server, options.port ? imapPort + 1 : 0)
  const dropConnections = () => {
    for (const socket of [...imapSockets, ...smtp.sockets]) socket.destroy()
  }
  const folder: PracticeServer['folder'] = (address, path) => {
    const found = world.accounts.get(address.toLowerCase())?.folders.get(path)
    if (!found) throw new Error(`the practice server has no folder ${path} of ${address}`)
    return found
  }

  return {
    host: '127.0.0.1',
    imapPort,
    smtpPort,
    faults: world.faults,
    folder,
    deliver: (address, source, where = {}) =>
      add(folder(address, where.path ?? 'INBOX'), asSource(source), where.flags ?? [], where.at ?? options.now()),
    handovers: smtp.handovers,
    received: (messageId) =>
      smtp.handovers.filter((one) => one.messageId === messageId && /^(accepted|kept)/.test(one.outcome)).length,
    onDelivered(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    dropConnections,
    async close() {
      dropConnections()
      await Promise.all([
        new Promise<void>((resolve) => imap.close(() => resolve())),
        new Promise<void>((resolve) => smtp.server.close(resolve)),
      ])
    },
  }
}

const asSource = (source: LetterSpec['source']): LetterSource =>
  typeof source === 'function' || source instanceof Uint8Array ? sourceOf(source) : source

// Letters that came or were filed at an earlier start are gone with it: their numbers are passed over, so many for a second.
const NUMBERS_MS = 100

function makeAccount(spec: AccountSpec, now: number, sameSince: number | undefined): Account {
  const folders = (spec.folders ?? FLAGGED_FOLDERS).map(({ path, use, letters = [] }) => {
    const uidValidity = sameSince === undefined ? Math.floor(now / 1000) : numberOf(letters)
    const folder = makeFolder(path, use ?? null, uidValidity)
    for (const letter of letters) add(folder, asSource(letter.source), letter.flags ?? [], letter.at)
    const passed = Math.max(0, Math.floor((now - (sameSince ?? now)) / NUMBERS_MS))
    folder.uidNext += passed
    folder.modseq += passed
    return [path, folder] as const
  })
  return {
    address: spec.address.toLowerCase(),
    password: spec.password,
    filesOwnCopies: spec.filesOwnCopies ?? false,
    folders: new Map(folders),
  }
}

// Another set of letters, as a newer version may bring, is another numbering.
function numberOf(letters: readonly LetterSpec[]): number {
  return letters.reduce((sum, letter) => (Math.imul(sum, 31) + Math.floor(letter.at / 1000)) >>> 0, 17) || 1
}

function makeImap(
  world: World,
  tls: PracticeOptions['tls'] | null,
  isTlsFromStart: boolean,
  sockets: Set<Socket>,
): Server {
  const secure = tls ? createSecureContext({ key: tls.key, cert: tls.cert }) : null
  const serve = (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    if (world.faults.offline) return socket.destroy()
    void serveImap(socket, world, secure, isTlsFromStart)
  }
  return tls && isTlsFromStart ? createTlsServer({ key: tls.key, cert: tls.cert }, serve) : createServer(serve)
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      // A listening TCP server always has an AddressInfo.
      resolve((server.address() as AddressInfo).port)
    })
  })
}
