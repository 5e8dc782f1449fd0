import type { MailboxId } from '../../shared/model/ids.ts'
import type { Clock } from '../engine/ports.ts'
import type { ReaderThread } from '../engine/reader.ts'
import type { MailboxCounts } from '../store/mailboxes-read.ts'

/** During an import the screen asks after every commit: numbers of this age are good enough for it. */
const FRESH_MS = 2000

/** Counts over whole mailboxes, asked of the reader's thread and shared by everybody who asks at the same time. */
export class CountsKeeper {
  readonly #reader: ReaderThread
  readonly #clock: Clock
  readonly #known = new Map<MailboxId, { at: number; counts: Promise<MailboxCounts> }>()

  constructor(reader: ReaderThread, clock: Clock) {
    this.#reader = reader
    this.#clock = clock
  }

  of(ids: readonly MailboxId[]): Promise<MailboxCounts[]> {
    return Promise.all(ids.map((id) => this.#one(id)))
  }

  #one(id: MailboxId): Promise<MailboxCounts> {
    const now = this.#clock.now()
    const known = this.#known.get(id)
    if (known && Math.abs(now - known.at) < FRESH_MS) return known.counts
    const counts = this.#reader.ask('mailboxCounts', [id]).then(([one]) => {
      if (!one) throw new Error('no counts')
      return one
    })
    this.#known.set(id, { at: now, counts })
    // A failed count must not be remembered; who waits for it hears of it.
    counts.catch(() => this.#known.delete(id))
    return counts
  }
}
