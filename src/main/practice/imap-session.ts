// One IMAP4rev1 connection (RFC 3501 with IDLE, CONDSTORE, UIDPLUS, MOVE, SPECIAL-USE, LIST-STATUS).
import type { Socket } from 'node:net'
import { type SecureContext, TLSSocket } from 'node:tls'
import { strikesOn } from './faults.ts'
import { fetchLetters } from './imap-fetch.ts'
import { append, createFolder, deleteFolder, list, lsub, select, status, subscribe } from './imap-folders.ts'
import { closeFolder, copyOrMove, expunge, storeFlags } from './imap-letters.ts'
import { type Command, commandReader, parseCommand, type RawCommand, textOf } from './imap-parser.ts'
import { search } from './imap-search.ts'
import type { Account, Folder, FolderChange, StoredLetter } from './postbox.ts'
import type { World } from './world.ts'

export interface Selected {
  folder: Folder
  isReadOnly: boolean
  /** The letters by sequence number, as this client was told of them. */
  view: StoredLetter[]
  /** Changes that the client was not told of yet. */
  untold: FolderChange[]
  leave(): void
}

export interface Session {
  world: World
  account: Account | null
  selected: Selected | null
  isCondstore: boolean
  send(line: string): void
  /** Waits while the line is full; returns at once when it is closed. */
  write(data: Uint8Array): Promise<void>
  cutOff(): void
}

/** Commands after which EXPUNGE may not be told, since they speak in sequence numbers (RFC 3501 7.4.1). */
const KEEPS_NUMBERS = new Set(['FETCH', 'STORE', 'SEARCH'])

export async function serveImap(
  first: Socket,
  world: World,
  secure: SecureContext | null,
  isTlsFromStart: boolean,
): Promise<void> {
  let socket: Socket = first
  let isClosed = false
  const queue: RawCommand[] = []
  let wake: () => void = () => {}
  const read = commandReader(() => socket.write('+ go ahead\r\n'))

  const attach = (to: Socket) => {
    to.setNoDelay(true)
    to.on('data', (chunk: Buffer) => {
      if (world.faults.offline) return session.cutOff()
      try {
        queue.push(...read(chunk))
      } catch {
        to.end('* BYE line too long\r\n')
      }
      wake()
    })
    // A client that goes away is no fault of ours: 'close' follows and ends the session.
    to.on('error', () => {})
    to.on('close', () => {
      isClosed = true
      wake()
    })
  }
  const take = async (): Promise<RawCommand | null> => {
    while (!queue.length && !isClosed) await new Promise<void>((resolve) => (wake = resolve))
    return queue.shift() ?? null
  }

  const session: Session = {
    world,
    account: null,
    selected: null,
    isCondstore: false,
    send: (line) => void (isClosed || socket.write(`${line}\r\n`, 'latin1')),
    async write(data) {
      if (isClosed || socket.write(data)) return
      await new Promise<void>((resolve) => {
        const done = () => {
          socket.off('drain', done).off('close', done)
          resolve()
        }
        socket.on('drain', done).on('close', done)
      })
    },
    cutOff() {
      isClosed = true
      socket.end()
      socket.destroySoon()
      wake()
    },
  }
  attach(socket)

  const canUpgrade = () => secure !== null && !isTlsFromStart && !(socket instanceof TLSSocket)
  const startTls = async (context: SecureContext) => {
    socket.removeAllListeners('data')
    const upgraded = new TLSSocket(socket, { isServer: true, secureContext: context })
    attach(upgraded)
    socket = upgraded
    await new Promise<void>((resolve) => upgraded.once('secure', resolve).once('close', resolve))
  }

  session.send(`* OK [CAPABILITY ${capabilities(session, canUpgrade())}] Practice server ready`)
  while (!isClosed) {
    const raw = await take()
    if (!raw) break
    const command = parseCommand(raw)
    if (!command) {
      session.send('* BAD command not understood')
      continue
    }
    const faults = world.faults.imap
    if (faults?.delayMs) await new Promise((resolve) => setTimeout(resolve, faults.delayMs))
    if (strikesOn(faults?.disconnectOn, command.name)) session.cutOff()
    if (strikesOn(faults?.hangOn, command.name)) continue
    if (isClosed) break

    if (command.name === 'STARTTLS' && secure && canUpgrade()) {
      session.send(`${command.tag} OK begin TLS`)
      await startTls(secure)
      continue
    }
    if (command.name === 'LOGOUT') {
      session.send('* BYE logging out')
      session.send(`${command.tag} OK LOGOUT completed`)
      socket.end()
      break
    }
    const reply =
      command.name === 'IDLE' ? await idle(session, take) : await perform(session, command, canUpgrade(), take)
    tellChanges(session, command.isUid || !KEEPS_NUMBERS.has(command.name))
    session.send(`${command.tag} ${reply}`)
  }
  session.selected?.leave()
}

function capabilities(session: Session, canUpgrade: boolean): string {
  const { faults } = session.world
  const words = [
    'IMAP4rev1',
    'LITERAL+',
    'SASL-IR',
    'AUTH=PLAIN',
    'ID',
    'ENABLE',
    'NAMESPACE',
    'UNSELECT',
    'CHILDREN',
    'UIDPLUS',
  ]
  words.push('SPECIAL-USE', 'LIST-EXTENDED', 'LIST-STATUS')
  if (!faults.imap?.withoutIdle) words.push('IDLE')
  if (!faults.imap?.withoutCondstore) words.push('CONDSTORE')
  if (!faults.imap?.withoutMove) words.push('MOVE')
  if (canUpgrade) words.push('STARTTLS')
  return words.join(' ')
}

type Take = () => Promise<RawCommand | null>

async function perform(session: Session, command: Command, canUpgrade: boolean, take: Take): Promise<string> {
  switch (command.name) {
    case 'CAPABILITY':
      session.send(`* CAPABILITY ${capabilities(session, canUpgrade)}`)
      return 'OK CAPABILITY completed'
    case 'NOOP':
    case 'CHECK':
      return `OK ${command.name} completed`
    case 'ID':
      session.send('* ID ("name" "Practice")')
      return 'OK ID completed'
    case 'LOGIN':
      return signIn(session, textOf(command.args[0]), textOf(command.args[1]), canUpgrade)
    case 'AUTHENTICATE':
      return authenticate(session, command, canUpgrade, take)
  }
  if (!session.account) return 'BAD sign in first'
  switch (command.name) {
    case 'ENABLE': {
      const isWanted =
        command.args.some((arg) => textOf(arg).toUpperCase() === 'CONDSTORE') &&
        !session.world.faults.imap?.withoutCondstore
      if (isWanted) session.isCondstore = true
      session.send(`* ENABLED${isWanted ? ' CONDSTORE' : ''}`)
      return 'OK ENABLE completed'
    }
    case 'NAMESPACE':
      session.send('* NAMESPACE (("" "/")) NIL NIL')
      return 'OK NAMESPACE completed'
    case 'LIST':
      return list(session, session.account, command)
    case 'LSUB':
      return lsub(session, session.account, command)
    case 'SUBSCRIBE':
    case 'UNSUBSCRIBE':
      return subscribe(session.account, command)
    case 'STATUS':
      return status(session, session.account, command)
    case 'CREATE':
      return createFolder(session, session.account, command)
    case 'DELETE':
      return deleteFolder(session.account, command)
    case 'SELECT':
    case 'EXAMINE':
      return select(session, session.account, command)
    case 'APPEND':
      return append(session, session.account, command)
  }
  const box = session.selected
  if (!box) return 'BAD select a folder first, or the command is not known'
  switch (command.name) {
    case 'CLOSE':
    case 'UNSELECT':
      return closeFolder(session, box, command.name === 'CLOSE')
    case 'FETCH':
      return fetchLetters(session, box, command)
    case 'SEARCH': {
      const { untagged, tagged } = search(box, command)
      if (untagged) session.send(untagged)
      return tagged
    }
    case 'STORE':
      return storeFlags(session, box, command)
    case 'COPY':
    case 'MOVE':
      return copyOrMove(session, session.account, box, command)
    case 'EXPUNGE':
      return expunge(session, box, command)
    default:
      return 'BAD command not known'
  }
}

function signIn(session: Session, login: string, password: string, canUpgrade: boolean): string {
  const refused = session.world.faults.imap?.refuseLogin
  const account = session.world.accounts.get(login.toLowerCase())
  if (refused !== undefined || account?.password !== password)
    return `NO [AUTHENTICATIONFAILED] ${refused ?? 'Wrong login or password'}`
  session.account = account
  return `OK [CAPABILITY ${capabilities(session, canUpgrade)}] Signed in`
}

async function authenticate(session: Session, command: Command, canUpgrade: boolean, take: Take): Promise<string> {
  if (textOf(command.args[0]).toUpperCase() !== 'PLAIN') return 'NO mechanism not offered'
  let answer = textOf(command.args[1])
  if (!answer) {
    session.send('+ ')
    answer = (await take())?.[0]?.toString('latin1') ?? '*'
    if (answer === '*') return 'BAD cancelled'
  }
  const [, login = '', password = ''] = Buffer.from(answer, 'base64').toString('utf8').split('\0')
  return signIn(session, login, password, canUpgrade)
}

async function idle(session: Session, take: Take): Promise<string> {
  if (session.world.faults.imap?.withoutIdle) return 'BAD IDLE is not offered'
  session.send('+ idling')
  const { selected } = session
  const timer = selected && watch(session, selected)
  const end = await take()
  timer?.stop()
  return end?.[0]?.toString('latin1').toUpperCase() === 'DONE' ? 'OK IDLE completed' : 'BAD DONE was expected'
}

function watch(session: Session, box: Selected): { stop(): void } {
  const tell = () => queueMicrotask(() => tellChanges(session, true))
  tell()
  box.folder.listeners.add(tell)
  return { stop: () => void box.folder.listeners.delete(tell) }
}

/** Tells the client what happened in its folder meanwhile. */
function tellChanges(session: Session, mayExpunge: boolean): void {
  const box = session.selected
  while (box?.untold.length) {
    const [change] = box.untold
    if (!change || (change.is === 'removed' && !mayExpunge)) return
    box.untold.shift()
    if (change.is === 'renumbered') {
      session.send('* BYE the folder was made anew')
      session.cutOff()
      return
    }
    const seq = box.view.indexOf(change.letter) + 1
    if (change.is === 'added') {
      box.view.push(change.letter)
      session.send(`* ${box.view.length} EXISTS`)
    } else if (change.is === 'removed' && seq > 0) {
      box.view.splice(seq - 1, 1)
      session.send(`* ${seq} EXPUNGE`)
    } else if (change.is === 'flagged' && seq > 0) {
      session.send(flagsLine(session, seq, change.letter, true))
    }
  }
}

export function flagsLine(session: Session, seq: number, letter: StoredLetter, withUid: boolean): string {
  const modseq = session.isCondstore ? ` MODSEQ (${letter.modseq})` : ''
  return `* ${seq} FETCH (${withUid ? `UID ${letter.uid} ` : ''}FLAGS (${[...letter.flags].join(' ')})${modseq})`
}
