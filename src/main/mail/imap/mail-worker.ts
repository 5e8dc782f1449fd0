import { parentPort, workerData } from 'node:worker_threads'
import { pop3Box } from '../pop3/box.ts'
import type { Suspects } from '../pop3/pull.ts'
import type { Failure, Login } from '../types.ts'
import { type Commands, commandsOf } from './commands.ts'
import { ParserLines } from './parser-lines.ts'
import type { FromMail, Patience, PlainName, ToMail } from './protocol.ts'
import { type Pull, pullHead, pullLarge, pullLetters } from './pull.ts'
import { Session } from './session.ts'
import { Window } from './window.ts'

// Fetched but not stored bytes of one pull.
const WINDOW_BYTES = 4 * 1024 * 1024

const port = parentPort
if (!port) throw new Error('the mail worker runs in a thread of its own')
const patience = (workerData as { patience: Patience }).patience
/** One mailbox on the wire, whatever its protocol; a command that a protocol does not know is not asked of it. */
type Box = ReturnType<typeof imapBox> | ReturnType<typeof pop3Box>
const boxes = new Map<number, Box>()
const suspects = new Map<number, Suspects>()
const lines = new ParserLines()
const windows = new Map<number, Window>()

function say(message: FromMail): void {
  port?.postMessage(message)
}

function boxOf(box: number) {
  const found = boxes.get(box)
  if (!found) throw new Error(`mailbox ${box} is not open`)
  return found
}

function imapBox(login: Login) {
  const session = new Session(login, patience)
  const commands: Commands = commandsOf(session)
  const runs = { letters: pullLetters, large: pullLarge, head: pullHead }
  return { session, commands, pull: (kind: keyof typeof runs, pull: Pull) => runs[kind](session, pull) }
}

function suspectsOf(box: number): Suspects {
  const known = suspects.get(box) ?? new Map()
  suspects.set(box, known)
  return known
}

async function open(box: number, login: Login) {
  await boxes.get(box)?.session.close()
  const opening = login.protocol === 'pop3' ? pop3Box(login, patience, suspectsOf(box)) : imapBox(login)
  boxes.set(box, opening)
  const opened = await opening.session.open()
  if (!opened.ok && boxes.get(box) === opening) boxes.delete(box)
  return opened
}

async function call(name: PlainName, args: unknown[]): Promise<unknown> {
  const [box, ...rest] = args as [number, ...unknown[]]
  if (name === 'open') return await open(box, rest[0] as Login)
  if (name === 'close') {
    const closing = boxes.get(box)
    boxes.delete(box)
    await closing?.session.close()
    return null
  }
  // The arguments were checked by the types of MailLink on the other side of the port.
  const commands = boxOf(box).commands as Partial<Record<PlainName, (...all: unknown[]) => Promise<unknown>>>
  const command = commands[name]
  if (!command) throw new Error(`mailbox ${box} knows no ${name}`)
  return await command(...rest)
}

async function pull(message: Extract<ToMail, { is: 'pull' }>): Promise<void> {
  const { id, box, folder, uids, kind, isPatient } = message
  const window = new Window(WINDOW_BYTES)
  windows.set(id, window)
  const result: { ok: true; gone: number[] } | Failure = await boxOf(box).pull(kind, {
    id,
    folder,
    uids,
    isPatient,
    window,
    lines,
  })
  say({ is: 'pulled', id, result, sent: lines.sent.get(id) ?? 0 })
  windows.delete(id)
  lines.done(id)
}

async function watch(message: Extract<ToMail, { is: 'watch' }>): Promise<void> {
  const { id, box, path, renewSeconds } = message
  const { session } = boxOf(box)
  if (!(session instanceof Session)) throw new Error('POP3 cannot be watched')
  const stands = await session.watch(path, renewSeconds, (event) => say({ is: 'event', box, watch: id, event }))
  say({ is: 'answer', id, value: stands })
}

async function handle(message: ToMail): Promise<void> {
  if (message.is === 'call') say({ is: 'answer', id: message.id, value: await call(message.name, message.args) })
  else if (message.is === 'pull') await pull(message)
  else if (message.is === 'watch') await watch(message)
  else if (message.is === 'parser') lines.set(message.index, message.port)
  else if (message.is === 'taken') windows.get(message.id)?.take(message.bytes)
  else {
    await Promise.all([...boxes.values()].map((box) => box.session.close()))
    boxes.clear()
    say({ is: 'answer', id: message.id, value: null })
    port?.close()
  }
}

port.on('message', (message: ToMail) => {
  handle(message).catch((error: unknown) => {
    if ('id' in message)
      say({ is: 'thrown', id: message.id, message: error instanceof Error ? error.message : String(error) })
  })
})
