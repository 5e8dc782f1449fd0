// One IMAP4rev1 connection (RFC 3501 with IDLE, CONDSTORE, UIDPLUS, MOVE, SPECIAL-USE, LIST-STATUS).
import type { Socket } from 'node:net'
import { type SecureContext, TLSSocket } from 'node:tls'
import { strikesOn } from './faults.ts'
import { capabilities, perform, type Take } from './imap-commands.ts'
import { commandReader, parseCommand, type RawCommand } from './imap-parser.ts'
import { flagsLine, type Selected, type Session } from './imap-state.ts'
import type { World } from './world.ts'

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
