import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { createConnection, createServer, type Socket } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Sentence } from './words.ts'

/** What the running program answers, line by line; `progress` any number of times, then one end. */
type Answer =
  | { is: 'progress'; value: unknown }
  | { is: 'done'; value: unknown }
  | { is: 'refused'; sentence: Sentence; params: Record<string, string | number>; exitCode: number }
  | { is: 'failed'; words: string }

export type Run = (command: string, input: unknown, tell: (progress: unknown) => void) => Promise<Answer>

// A unix socket's path may be 104 bytes long on macOS.
const LONGEST_PATH = 100

/** The owner-only door of a data folder: a unix socket in it, or a named pipe. */
export function controlPath(folder: string): string {
  const short = createHash('sha256').update(folder).digest('hex').slice(0, 24)
  if (process.platform === 'win32') return `\\\\.\\pipe\\golub-${short}`
  const inside = join(folder, 'control.sock')
  if (Buffer.byteLength(inside) <= LONGEST_PATH) return inside
  return join(process.env.XDG_RUNTIME_DIR ?? tmpdir(), `golub-${userInfo().uid}`, `${short}.sock`)
}

/** Opens the door; the caller holds the folder's lock, so a socket that lies there is a leftover. */
export async function openControl(folder: string, run: Run): Promise<{ close(): Promise<void> }> {
  const path = controlPath(folder)
  const isPipe = process.platform === 'win32'
  if (!isPipe) {
    mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 })
    if (existsSync(path)) rmSync(path)
  }
  const server = createServer((socket) => serve(socket, run))
  // Between bind and chmod nobody else may connect.
  const before = isPipe ? 0 : process.umask(0o177)
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(path, resolve)
    })
  } finally {
    if (!isPipe) process.umask(before)
  }
  if (!isPipe) chmodSync(path, 0o600)
  return { close: () => new Promise((resolve) => server.close(() => resolve())) }
}

function serve(socket: Socket, run: Run): void {
  socket.on('error', () => socket.destroy())
  const say = (answer: Answer) => socket.writable && socket.write(`${JSON.stringify(answer)}\n`)
  createInterface({ input: socket }).once('line', async (line) => {
    const { command, input } = JSON.parse(line)
    say(await run(String(command), input, (value) => say({ is: 'progress', value })))
    socket.end()
  })
}

/** Asks the running program. Null when nobody answers at the door. */
export async function callControl(
  folder: string,
  command: string,
  input: unknown,
  tell: (progress: unknown) => void,
): Promise<Answer | null> {
  const socket = createConnection(controlPath(folder))
  const isOpen = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
  })
  if (!isOpen) return null
  socket.on('error', () => socket.destroy())
  socket.write(`${JSON.stringify({ command, input })}\n`)
  for await (const line of createInterface({ input: socket })) {
    // The other end is the same program of the same user.
    const answer = JSON.parse(line) as Answer
    if (answer.is !== 'progress') return answer
    tell(answer.value)
  }
  return { is: 'failed', words: 'the program ended' }
}
