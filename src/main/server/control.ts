import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { createConnection, createServer, type Socket } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import type { Log } from '../engine/ports.ts'
import type { Sentence } from './words.ts'

/** What the running program answers, line by line; `progress` any number of times, then one end. */
type Answer =
  | { is: 'progress'; value: unknown }
  | { is: 'done'; value: unknown }
  | { is: 'refused'; sentence: Sentence; params: Record<string, string | number>; exitCode: number }
  | { is: 'failed'; words: string }
  /** The program was stopped, or died, in the middle of it. */
  | { is: 'ended' }

/** `signal` is aborted when nobody waits for the answer any more, or when the program ends. */
export type Run = (
  command: string,
  input: unknown,
  tell: (progress: unknown) => void,
  signal: AbortSignal,
) => Promise<Answer>

const Order = z.object({ command: z.string(), input: z.unknown() })

// A unix socket's path may be 104 bytes long on macOS.
const LONGEST_PATH = 100
/** An import may name many thousand files. */
const LONGEST_LINE_BYTES = 32 * 1024 * 1024
/** For the last answers, before the lines are cut. */
const CLOSING_MS = 1000

/** The owner-only door of a data folder: a unix socket in it, or a named pipe. */
export function controlPath(folder: string): string {
  const short = createHash('sha256').update(folder).digest('hex').slice(0, 24)
  if (process.platform === 'win32') return `\\\\.\\pipe\\golub-${short}`
  const inside = join(folder, 'control.sock')
  if (Buffer.byteLength(inside) <= LONGEST_PATH) return inside
  return join(process.env.XDG_RUNTIME_DIR ?? tmpdir(), `golub-${userInfo().uid}`, `${short}.sock`)
}

/** Opens the door; the caller holds the folder's lock, so a socket that lies there is a leftover. */
export async function openControl(folder: string, run: Run, log: Log): Promise<{ close(): Promise<void> }> {
  const path = controlPath(folder)
  const isPipe = process.platform === 'win32'
  if (!isPipe) {
    mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 })
    if (existsSync(path)) rmSync(path)
  }
  const calls = new Set<Call>()
  const server = createServer((socket) => {
    const call = new Call(socket, run, log)
    calls.add(call)
    socket.once('close', () => calls.delete(call))
  })
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
  // One that could not be let in tries again.
  server.on('error', (error) => log.warn({ error: String(error) }, 'the control socket could not let somebody in'))
  if (!isPipe) chmodSync(path, 0o600)
  return {
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      await Promise.all([...calls].map((call) => call.end()))
      // Who does not even take the answer must not keep the program from ending.
      setTimeout(() => [...calls].map((call) => call.cut()), CLOSING_MS).unref()
      await closed
    },
  }
}

/** One who came to the door: says one line and is answered. Nothing that is said or left unsaid there harms the program. */
class Call {
  readonly #socket: Socket
  readonly #log: Log
  readonly #abort = new AbortController()
  #running: Promise<void> | null = null

  constructor(socket: Socket, run: Run, log: Log) {
    this.#socket = socket
    this.#log = log
    const lines = createInterface({ input: socket })
    // The reader of lines repeats the error of its socket. Whoever is gone waits for nothing.
    for (const one of [socket, lines]) one.on('error', () => socket.destroy())
    socket.once('close', () => this.#abort.abort())
    socket.on('data', () => {
      if (socket.bytesRead > LONGEST_LINE_BYTES) this.#refuse()
    })
    lines.once('line', (line) => {
      const order = orderOf(line)
      if (order) this.#running = this.#answer(run, order)
      else this.#refuse()
    })
  }

  async #answer(run: Run, { command, input }: z.infer<typeof Order>): Promise<void> {
    const say = (answer: Answer) => this.#socket.writable && this.#socket.write(`${JSON.stringify(answer)}\n`)
    try {
      say(await run(command, input, (value) => say({ is: 'progress', value }), this.#abort.signal))
    } catch (error) {
      this.#log.error({ error: String(error) }, 'a command could not be answered')
    }
    this.#running = null
    if (this.#socket.destroyed) this.#log.info({}, 'a command was broken off')
    this.#socket.end()
  }

  #refuse(): void {
    if (this.#socket.destroyed) return
    this.#log.warn({}, 'what was said at the control socket could not be read')
    this.#socket.destroy()
  }

  /** Resolves when its command has stopped; the last answer may still be on its way. */
  async end(): Promise<void> {
    if (this.#socket.writableEnded) return
    if (!this.#running) return this.cut()
    this.#abort.abort()
    await this.#running
  }

  cut(): void {
    this.#socket.destroy()
  }
}

function orderOf(line: string): z.infer<typeof Order> | null {
  return Order.safeParse(jsonOf(line)).data ?? null
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
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
  try {
    for await (const line of createInterface({ input: socket })) {
      // The other end is the same program of the same user; of one that dies half a line may come.
      const answer = jsonOf(line) as Answer | undefined
      if (answer?.is === 'progress') tell(answer.value)
      else return answer ?? { is: 'ended' }
    }
  } catch (error) {
    if (!isLost(error)) throw error
  } finally {
    socket.destroy()
  }
  return { is: 'ended' }
}

function isLost(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE')
}
