import { type MessagePort, Worker } from 'node:worker_threads'
import type { FromMail, Patience, ToMail } from './imap/protocol.ts'
import type { Failure, LinkLog } from './types.ts'

interface Events {
  pulled(message: Extract<FromMail, { is: 'pulled' }>): void
  event(message: Extract<FromMail, { is: 'event' }>): void
  died(failure: Failure): void
}

interface Waiting {
  resolve(value: unknown): void
  reject(error: Error): void
}

// V8 would let short-lived objects of each thread grow to 50 MB; this costs no speed and saves half of the memory.
export const THREAD_LIMITS = { maxYoungGenerationSizeMb: 8 }

export const THREAD_DIED: Failure = { ok: false, trouble: 'unknown', serverWords: '', certificate: null }

/** The thread of all IMAP lines, as the engine sees it: questions with answers, and events. */
export class MailThread {
  #url: URL
  #patience: Patience
  #log: LinkLog
  #events: Events
  /** Null after it died: the next question starts it again. */
  #worker: Worker | null
  #waiting = new Map<number, Waiting>()
  #onStart: () => void = () => {}
  #isEnding = false

  constructor(url: URL, patience: Patience, log: LinkLog, events: Events) {
    this.#url = url
    this.#patience = patience
    this.#log = log
    this.#events = events
    this.#worker = this.#start()
  }

  /** Called now and after every restart: a fresh thread knows no parsers yet. */
  onStart(connect: () => void): void {
    this.#onStart = connect
    connect()
  }

  post(message: ToMail, transfer: MessagePort[] = []): void {
    if (!this.#worker) {
      this.#worker = this.#start()
      this.#onStart()
    }
    this.#worker.postMessage(message, transfer)
  }

  ask(message: ToMail & { id: number }): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(message.id, { resolve, reject })
      this.post(message)
    })
  }

  async end(stop: ToMail & { id: number }): Promise<void> {
    this.#isEnding = true
    if (!this.#worker) return
    await this.ask(stop)
    // With its last line closed the thread may have ended by itself.
    await this.#worker?.terminate()
  }

  #start(): Worker {
    const worker = new Worker(this.#url, { workerData: { patience: this.#patience }, resourceLimits: THREAD_LIMITS })
    worker.on('message', (message: FromMail) => this.#hear(message))
    worker.on('error', (error) => this.#log.warn({ error: error.message }, 'the mail thread failed'))
    worker.on('exit', () => this.#lost())
    return worker
  }

  #hear(message: FromMail): void {
    if (message.is === 'event') {
      this.#events.event(message)
      return
    }
    const waiting = this.#waiting.get(message.id)
    this.#waiting.delete(message.id)
    if (message.is === 'pulled') this.#events.pulled(message)
    if (message.is === 'thrown') waiting?.reject(new Error(message.message))
    else waiting?.resolve(message.is === 'answer' ? message.value : message.result)
  }

  #lost(): void {
    this.#worker = null
    const waiting = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const one of waiting) one.resolve(this.#isEnding ? null : THREAD_DIED)
    if (!this.#isEnding) this.#events.died(THREAD_DIED)
  }
}
