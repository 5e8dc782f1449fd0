import type { FromParser } from './imap/protocol.ts'
import { Sweep } from './mime/sweep.ts'
import type { Failure, PulledLetter } from './types.ts'

// Chunks of large letters, once they are stored.
const sweep = new Sweep()

type Result = { ok: true; gone: number[] } | Failure
type Large = { pulled: Omit<PulledLetter, 'packed' | 'uploadId'>; sha256: string; size: number }

interface Sinks {
  batch?(batch: PulledLetter[]): Promise<void>
  chunk?(n: number, data: Uint8Array, rawSize: number): Promise<void>
}

/**
 * One pull on the engine's side: hands batches to the writer one after the other and gives their bytes back to the fetch
 * when they are taken. It is over when the fetch is and everything sent has arrived and been taken.
 */
export class PullJob {
  #sinks: Sinks
  #taken: (bytes: number) => void = () => {}
  #chain: Promise<void> = Promise.resolve()
  #arrived = 0
  #sent: number | null = null
  #settle: { resolve(): void; reject(error: unknown): void } | null = null
  #thrown: { error: unknown } | null = null
  result: Result = { ok: false, trouble: 'unknown', serverWords: '', certificate: null }
  large: Large | null = null

  constructor(sinks: Sinks) {
    this.#sinks = sinks
  }

  /** Rejects only with what a sink threw, or when the box is not open. */
  async run(taken: (bytes: number) => void, start: () => Promise<unknown>): Promise<void> {
    this.#taken = taken
    const whole = new Promise<void>((resolve, reject) => {
      this.#settle = { resolve, reject }
    })
    start().catch((error: unknown) => this.#settle?.reject(error))
    await whole
  }

  take(message: Exclude<FromParser, { is: 'parsed' }>): void {
    if (message.is === 'batch')
      this.#queue(message.batch.length, message.bytes, () => this.#sinks.batch?.(message.batch))
    else if (message.is === 'chunk')
      this.#queue(0, message.rawSize, async () => {
        await this.#sinks.chunk?.(message.n, message.data, message.rawSize)
        sweep.passed(message.rawSize)
      })
    else {
      this.large = { pulled: message.pulled, sha256: message.sha256, size: message.size }
      this.#queue(Number.POSITIVE_INFINITY, 0, () => undefined)
    }
  }

  fetched(result: Result, sent: number): void {
    this.result = result
    // A large letter that broke off has no end to wait for.
    this.#sent = !result.ok && this.#sinks.chunk ? 0 : sent
    this.#look()
  }

  /** Gives the pull up: a thread died. The fetch is let through, nobody takes its letters any more. */
  fail(failure: Failure): void {
    this.#taken(Number.POSITIVE_INFINITY)
    this.fetched(failure, 0)
  }

  // After a sink has thrown the rest is let through unseen, so that the fetch ends and the line is free again.
  #queue(letters: number, bytes: number, work: () => Promise<void> | undefined): void {
    this.#chain = this.#chain.then(async () => {
      try {
        if (!this.#thrown) await work()
      } catch (error) {
        this.#thrown = { error }
      }
      this.#arrived += letters
      this.#taken(bytes)
      this.#look()
    })
  }

  #look(): void {
    if (this.#sent === null || this.#arrived < this.#sent) return
    void this.#chain.then(() => {
      if (this.#thrown) this.#settle?.reject(this.#thrown.error)
      else this.#settle?.resolve()
    })
  }
}
