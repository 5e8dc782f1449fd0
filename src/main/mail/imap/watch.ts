import type { ImapFlow } from 'imapflow'
import type { Failure, Login, WatchEvent } from '../types.ts'
import { connectImap } from './connect.ts'
import { failureOf, TroubleError } from './failure.ts'
import { flagsOf } from './flags.ts'

const RETRY_IDLE_MS = 5000

/** The watch line of a mailbox: one folder under IDLE (renewed), or under NOOP where the server knows no IDLE. */
export class Watch {
  #login: Login
  #path: string
  #onEvent: (event: WatchEvent) => void
  #client: ImapFlow | null = null
  #isClosed = false
  #lastError: unknown = null

  constructor(login: Login, path: string, onEvent: (event: WatchEvent) => void) {
    this.#login = login
    this.#path = path
    this.#onEvent = onEvent
  }

  async open(connectMs: number, renewSeconds: number): Promise<{ ok: true; by: 'idle' | 'poll' } | Failure> {
    try {
      const client = await connectImap(this.#login, connectMs, renewSeconds * 1000)
      this.#client = client
      await client.mailboxOpen(this.#path, { readOnly: true })
      this.#listen(client)
      const hasIdle = client.capabilities.has('IDLE') || client.enabled.has('IMAP4REV2')
      void this.#idle(client)
      return { ok: true, by: hasIdle ? 'idle' : 'poll' }
    } catch (error) {
      this.close()
      return failureOf(error, this.#login)
    }
  }

  close(): void {
    this.#isClosed = true
    this.#client?.close()
  }

  #listen(client: ImapFlow): void {
    client.on('error', (error: Error) => {
      this.#lastError = error
    })
    client.on('exists', ({ count }: { count: number }) => this.#tell({ is: 'exists', path: this.#path, count }))
    client.on('expunge', ({ uid }: { uid?: number }) =>
      this.#tell({ is: 'expunge', path: this.#path, uid: uid ?? null }),
    )
    client.on('flags', (event: { seq: number; uid?: number; flags?: Set<string>; modseq?: bigint }) => {
      if (event.uid)
        this.#tell({
          is: 'flags',
          path: this.#path,
          uid: event.uid,
          flags: flagsOf(event),
          modseq: event.modseq?.toString() ?? null,
        })
      else void this.#resolveFlags(client, event.seq)
    })
    client.on('close', () => {
      if (this.#isClosed) return
      this.#isClosed = true
      const reason = this.#lastError ?? client.byeReason
      const failure = reason ? failureOf(reason, this.#login) : failureOf(new TroubleError('no-network'), this.#login)
      this.#onEvent({ is: 'closed', failure })
    })
  }

  // Servers without QRESYNC name the letter by its place in the folder only.
  async #resolveFlags(client: ImapFlow, seq: number): Promise<void> {
    try {
      for await (const letter of client.fetch(String(seq), { uid: true, flags: true })) {
        this.#tell({
          is: 'flags',
          path: this.#path,
          uid: letter.uid,
          flags: flagsOf(letter),
          modseq: letter.modseq?.toString() ?? null,
        })
      }
    } catch (error) {
      this.#lastError = error
    }
  }

  async #idle(client: ImapFlow): Promise<void> {
    while (!this.#isClosed && client.usable) {
      const startedAt = Date.now()
      try {
        await client.idle()
      } catch (error) {
        this.#lastError = error
      }
      if (Date.now() - startedAt < 1000)
        await new Promise((resolve) => setTimeout(resolve, client.usable ? 50 : RETRY_IDLE_MS).unref())
    }
  }

  #tell(event: WatchEvent): void {
    if (!this.#isClosed) this.#onEvent(event)
  }
}
