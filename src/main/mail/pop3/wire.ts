import type { Socket } from 'node:net'
import { MOST_WORDS } from '../../../shared/text/server-reply.ts'
import { TroubleError } from '../imap/failure.ts'
import { DotReader } from './dots.ts'

// Beyond this nothing more is taken from the network until somebody reads: TCP slows the server down.
const BUFFERED = 1024 * 1024
// RFC 2449 allows 512; some servers are talkative. A line without an end must not fill the memory.
const MAX_LINE = 64 * 1024

/** A POP3 line: commands out, answers in, in order. Every wait for the server ends after `stallMs` without a byte. */
export class Pop3Wire {
  #socket: Socket
  #stallMs: number
  #pieces: Buffer[] = []
  #buffered = 0
  #lost: unknown = null
  #wake: (() => void) | null = null

  constructor(socket: Socket, stallMs: number) {
    this.#socket = socket
    this.#stallMs = stallMs
    this.#listen(socket)
  }

  get isUsable(): boolean {
    return this.#lost === null
  }

  /** True while the server has said something that nobody asked for. */
  get hasUnread(): boolean {
    return this.#buffered > 0
  }

  get socket(): Socket {
    return this.#socket
  }

  /** Goes on over TLS; what came before it in the clear must have been read. */
  useSocket(secure: Socket): void {
    this.#socket.removeAllListeners('data')
    this.#socket = secure
    this.#listen(secure)
  }

  send(command: string): void {
    if (this.#lost !== null) throw this.#lost
    // A line break would smuggle a second command in.
    if (/[\r\n\0]/.test(command)) throw new TroubleError('wrong-password')
    this.#socket.write(`${command}\r\n`)
  }

  async readLine(): Promise<string> {
    let line = Buffer.alloc(0)
    for (;;) {
      const piece = await this.#next()
      const end = piece.indexOf(0x0a)
      line = Buffer.concat([line, end < 0 ? piece : piece.subarray(0, end)])
      if (end >= 0) {
        this.#giveBack(piece.subarray(end + 1))
        return line.toString('utf8').replace(/\r$/, '')
      }
      if (line.length > MAX_LINE) throw new TroubleError('protocol', 'a line without an end')
    }
  }

  /** The body of a multi-line answer, piece by piece, without its dots. */
  async *body(): AsyncGenerator<Buffer> {
    const reader = new DotReader()
    for (;;) {
      const { bytes, isEnd, rest } = reader.push(await this.#next())
      if (isEnd) this.#giveBack(rest)
      yield* bytes
      if (isEnd) return
    }
  }

  /** Asks and reads the first line of the answer; a refusal is a value, since what it means depends on the command. */
  async ask(command: string): Promise<{ ok: true; words: string } | { ok: false; words: string; code: string }> {
    this.send(command)
    return this.answer()
  }

  async answer(): Promise<{ ok: true; words: string } | { ok: false; words: string; code: string }> {
    const line = (await this.readLine()).slice(0, MOST_WORDS)
    if (/^\+OK\b/i.test(line)) return { ok: true, words: line.slice(3).trim() }
    const refused = /^-ERR(?:\s*\[([A-Z/-]+)\])?(.*)$/is.exec(line)
    if (refused)
      return { ok: false, code: (refused[1] ?? '').toUpperCase(), words: (refused[2] ?? '').trim().slice(0, 500) }
    throw new TroubleError('protocol', line.slice(0, 500))
  }

  /** The lines of a list; a list that never ends is cut at `max`. */
  async lines(max: number): Promise<string[]> {
    const parts: Buffer[] = []
    let size = 0
    for await (const piece of this.body()) {
      parts.push(piece)
      size += piece.length
      if (size > max) throw new TroubleError('protocol', 'a list without an end')
    }
    return Buffer.concat(parts)
      .toString('latin1')
      .split(/\r?\n/)
      .filter((line) => line !== '')
  }

  /** Says goodbye, so that the server lets the mailbox go at once, and waits for its answer only shortly. */
  async quit(withinMs: number): Promise<void> {
    if (this.#lost === null) {
      this.#stallMs = Math.min(this.#stallMs, withinMs)
      try {
        await this.ask('QUIT')
      } catch {
        // It is over either way: nothing was asked of the server that could be lost.
      }
    }
    this.destroy()
  }

  destroy(): void {
    this.#lose(new TroubleError('no-network'))
    this.#socket.destroy()
  }

  #listen(socket: Socket): void {
    socket.on('data', (piece: Buffer) => {
      this.#pieces.push(piece)
      this.#buffered += piece.length
      if (this.#buffered > BUFFERED) socket.pause()
      this.#rouse()
    })
    socket.on('error', (error) => this.#lose(error))
    socket.on('close', () => this.#lose(new TroubleError('no-network')))
  }

  #lose(reason: unknown): void {
    this.#lost ??= reason
    this.#rouse()
  }

  #rouse(): void {
    this.#wake?.()
    this.#wake = null
  }

  // What had arrived before the line broke is still read.
  async #next(): Promise<Buffer> {
    if (this.#pieces.length === 0) await this.#wait()
    const piece = this.#pieces.shift()
    if (!piece) throw this.#lost ?? new TroubleError('no-network')
    this.#buffered -= piece.length
    if (this.#buffered <= BUFFERED && this.#socket.isPaused()) this.#socket.resume()
    return piece
  }

  async #wait(): Promise<void> {
    if (this.#lost !== null) return
    const timer = setTimeout(() => {
      this.#lose(new TroubleError('timeout'))
      this.#socket.destroy()
    }, this.#stallMs)
    await new Promise<void>((resolve) => {
      this.#wake = resolve
    })
    clearTimeout(timer)
  }

  #giveBack(rest: Buffer): void {
    if (rest.length === 0) return
    this.#pieces.unshift(rest)
    this.#buffered += rest.length
  }
}
