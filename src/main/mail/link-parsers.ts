import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import type { FromParser, ToParser } from './imap/protocol.ts'
import type { Window } from './imap/window.ts'
import { THREAD_DIED, THREAD_LIMITS } from './link-mail.ts'
import type { Failure, LinkLog, PackedBytes, ParsedLetter } from './types.ts'

interface Events {
  /** A parser's line for the mail thread; null when the parser is gone. */
  line(index: number, port: MessagePort | null): void
  message(message: Exclude<FromParser, { is: 'parsed' }>): void
  died(failure: Failure): void
}

type Parsed = { letter: ParsedLetter; packed: PackedBytes }
// A thread that dies at once again must not be started in a hot loop.
const RESTART_MS = 1000

interface Waiting {
  index: number
  resolve(parsed: Parsed): void
  reject(error: Error): void
}

/** The parse threads, as the engine sees them. Letters reach them from the mail thread, or here by `parse`. */
export class ParseThreads {
  #url: URL
  #log: LinkLog
  #events: Events
  /** Null between a death and the new start. */
  #workers: (Worker | null)[]
  /** What was asked of a parser meanwhile. */
  #held: { index: number; message: ToParser }[] = []
  #waiting = new Map<number, Waiting>()
  #ids = 0
  #isEnding = false

  constructor(url: URL, count: number, log: LinkLog, events: Events) {
    this.#url = url
    this.#log = log
    this.#events = events
    this.#workers = Array.from({ length: Math.max(1, count) }, (_, index) => this.#start(index))
  }

  /** Gives every parser a fresh line to the mail thread. */
  connect(): void {
    this.#workers.forEach((worker, index) => {
      if (worker) this.#connect(index)
    })
  }

  parse(source: Uint8Array): Promise<Parsed> {
    const id = ++this.#ids
    const index = id % this.#workers.length
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { index, resolve, reject })
      this.#post(index, { is: 'parse', id, source })
    })
  }

  /** Gives one letter to a parser as it comes; its chunks and its end come as messages of the pull `id`. */
  async stream(id: number, source: AsyncIterable<Uint8Array>, window: Window, charset: string | null): Promise<void> {
    const index = id % this.#workers.length
    const say = (piece: Uint8Array, isLast: boolean) =>
      this.#post(index, {
        is: 'piece',
        pull: id,
        letter: { uid: 0, flags: [], internalAt: 0, size: 0, source: piece },
        isLast,
        charset,
      })
    try {
      for await (const piece of source) {
        window.add(piece.length)
        say(piece, false)
        await window.opens()
      }
    } catch (error) {
      this.#post(index, { is: 'drop', pull: id })
      throw error
    }
    say(new Uint8Array(0), true)
  }

  async end(): Promise<void> {
    this.#isEnding = true
    await Promise.all(this.#workers.map((worker) => worker?.terminate()))
  }

  #start(index: number): Worker {
    const worker = new Worker(this.#url, { resourceLimits: THREAD_LIMITS })
    worker.on('message', (message: FromParser) => {
      if (message.is !== 'parsed') return this.#events.message(message)
      this.#waiting.get(message.id)?.resolve({ letter: message.letter, packed: message.packed })
      this.#waiting.delete(message.id)
    })
    worker.on('error', (error) => this.#log.warn({ error: error.message }, 'a parse thread failed'))
    worker.on('exit', () => this.#lost(index))
    return worker
  }

  #connect(index: number): void {
    const { port1, port2 } = new MessageChannel()
    this.#post(index, { is: 'line', port: port2 }, [port2])
    this.#events.line(index, port1)
  }

  #post(index: number, message: ToParser, transfer: MessagePort[] = []): void {
    const worker = this.#workers[index]
    if (worker) worker.postMessage(message, transfer)
    else this.#held.push({ index, message })
  }

  #lost(index: number): void {
    this.#workers[index] = null
    for (const [id, waiting] of this.#waiting) {
      if (waiting.index !== index) continue
      this.#waiting.delete(id)
      waiting.reject(new Error('the parse thread failed'))
    }
    if (this.#isEnding) return
    this.#events.line(index, null)
    this.#events.died(THREAD_DIED)
    setTimeout(() => {
      if (this.#isEnding) return
      this.#workers[index] = this.#start(index)
      this.#connect(index)
      const mine = this.#held.filter((one) => one.index === index)
      this.#held = this.#held.filter((one) => one.index !== index)
      for (const { message } of mine) this.#post(index, message)
    }, RESTART_MS).unref()
  }
}
