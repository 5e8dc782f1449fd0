import { parentPort, workerData } from 'node:worker_threads'
import type { Failure, Login } from '../types.ts'
import { type Commands, commandsOf } from './commands.ts'
import { ParserLines } from './parser-lines.ts'
import type { FromMail, Patience, PlainName, ToMail } from './protocol.ts'
import { pullHead, pullLarge, pullLetters } from './pull.ts'
import { Session } from './session.ts'
import { Window } from './window.ts'

// Fetched but not stored bytes of one pull.
const WINDOW_BYTES = 4 * 1024 * 1024

const port = parentPort
if (!port) throw new Error('the mail worker runs in a thread of its own')
const patience = (workerData as { patience: Patience }).patience
const boxes = new Map<number, { session: Session; commands: Commands }>()
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

async function open(box: number, login: Login) {
  boxes.get(box)?.session.close()
  const session = new Session(login, patience)
  boxes.set(box, { session, commands: commandsOf(session) })
  const opened = await session.open()
  if (!opened.ok && boxes.get(box)?.session === session) boxes.delete(box)
  return opened
}

async function call(name: PlainName, args: unknown[]): Promise<unknown> {
  const [box, ...rest] = args as [number, ...unknown[]]
  if (name === 'open') return await open(box, rest[0] as Login)
  if (name === 'close') {
    boxes.get(box)?.session.close()
    boxes.delete(box)
    return null
  }
  // The arguments were checked by the types of MailLink on the other side of the port.
  const command = boxOf(box).commands[name] as (...all: unknown[]) => Promise<unknown>
  return await command(...rest)
}

async function pull(message: Extract<ToMail, { is: 'pull' }>): Promise<void> {
  const { id, box, path, uids, kind } = message
  const window = new Window(WINDOW_BYTES)
  windows.set(id, window)
  const { session } = boxOf(box)
  const run = kind === 'letters' ? pullLetters : kind === 'large' ? pullLarge : pullHead
  const result: { ok: true; gone: number[]; uidValidity: string } | Failure = await run(session, {
    id,
    path,
    uids,
    window,
    lines,
  })
  say({ is: 'pulled', id, result, sent: lines.sent.get(id) ?? 0 })
  windows.delete(id)
  lines.done(id)
}

async function watch(message: Extract<ToMail, { is: 'watch' }>): Promise<void> {
  const { id, box, path, renewSeconds } = message
  const stands = await boxOf(box).session.watch(path, renewSeconds, (event) =>
    say({ is: 'event', box, watch: id, event }),
  )
  say({ is: 'answer', id, value: stands })
}

async function handle(message: ToMail): Promise<void> {
  if (message.is === 'call') say({ is: 'answer', id: message.id, value: await call(message.name, message.args) })
  else if (message.is === 'pull') await pull(message)
  else if (message.is === 'watch') await watch(message)
  else if (message.is === 'parser') lines.set(message.index, message.port)
  else if (message.is === 'taken') windows.get(message.id)?.take(message.bytes)
  else {
    for (const box of boxes.values()) box.session.close()
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
