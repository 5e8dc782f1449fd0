import type { FeedPage } from '../../../shared/api/contacts.ts'
import type { FeedItem, FeedKind } from '../../../shared/model/card.ts'
import { onChanges } from '../../lib/live.svelte.ts'

export type FeedAsk = { kind: FeedKind; q: string; cursor?: string; limit: number }

const PAGE = 30
const PATIENCE_MS = 150
/** Changes come in crowds while letters are loaded; a feed need not follow each. */
const CALM_MS = 250

export type Row = { is: 'day'; key: string; at: number } | { is: 'item'; key: string; item: FeedItem }

const keyOf = (item: FeedItem) => (item.is === 'letter' ? `l${item.messageId}` : `a${item.id}`)

/** A card's feed as it was asked: the newest page stays asked, older ones come when their end is reached. */
export class Feed {
  items: FeedItem[] = $state.raw([])
  /** As written: dates that were not understood. */
  badDates: readonly string[] = $state.raw([])
  error: unknown = $state.raw()
  isLoading = $state(false)
  isAnswered = $state(false)
  /** Older items were put in at the start. */
  isShifting = $state(false)
  hasOlder = $derived.by(() => this.#next !== null)
  #next: string | null = $state(null)
  #question: { kind: FeedKind; q: string } = { kind: 'all', q: '' }
  #turn = 0
  #isMore = false
  readonly #ask: (input: FeedAsk) => Promise<FeedPage>

  constructor(ask: (input: FeedAsk) => Promise<FeedPage>) {
    this.#ask = ask
  }

  /** Runs for the life of the component. */
  follow(): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined
    const stop = onChanges(['conversations', 'contacts'], () => {
      timer ??= setTimeout(() => {
        timer = undefined
        void this.#renew()
      }, CALM_MS)
    })
    return () => {
      clearTimeout(timer)
      this.#turn += 1
      stop()
    }
  }

  async ask(kind: FeedKind, q: string): Promise<void> {
    this.#question = { kind, q }
    this.#turn += 1
    const mine = this.#turn
    const patience = setTimeout(() => (this.isLoading = mine === this.#turn && !this.isAnswered), PATIENCE_MS)
    try {
      const answer = await this.#ask({ kind, q, limit: PAGE })
      if (mine !== this.#turn) return
      this.isShifting = false
      this.items = answer.items
      this.badDates = answer.badDates
      this.#next = answer.next
      this.isAnswered = true
      this.error = undefined
    } catch (error) {
      if (mine === this.#turn) this.error = error
    } finally {
      clearTimeout(patience)
      if (mine === this.#turn) this.isLoading = false
    }
  }

  async older(): Promise<void> {
    const cursor = this.#next
    if (cursor === null || this.#isMore) return
    this.#isMore = true
    const mine = this.#turn
    try {
      const answer = await this.#ask({ ...this.#question, cursor, limit: PAGE })
      if (mine !== this.#turn) return
      this.isShifting = true
      this.items = [...answer.items, ...this.items]
      this.#next = answer.next
    } catch (error) {
      if (mine === this.#turn) this.error = error
    } finally {
      this.#isMore = false
    }
  }

  again(): Promise<void> {
    return this.ask(this.#question.kind, this.#question.q)
  }

  // The newest page takes the place of what it covers; what lies above it stays.
  async #renew(): Promise<void> {
    const mine = this.#turn
    try {
      const answer = await this.#ask({ ...this.#question, limit: PAGE })
      if (mine !== this.#turn) return
      const fresh = new Set(answer.items.map(keyOf))
      const from = answer.next === null ? Number.NEGATIVE_INFINITY : (answer.items[0]?.at ?? 0)
      const above = this.items.filter((item) => item.at < from && !fresh.has(keyOf(item)))
      this.isShifting = false
      this.items = [...above, ...answer.items]
      if (above.length === 0) this.#next = answer.next
      this.isAnswered = true
      this.error = undefined
    } catch (error) {
      // Old letters stay on the screen; the shell says that the line is lost.
      if (this.items.length === 0) this.error = error
    }
  }
}

/** Items with a heading for each day. */
export function withDays(items: readonly FeedItem[]): Row[] {
  const rows: Row[] = []
  let day = ''
  for (const item of items) {
    const its = new Date(item.at).toDateString()
    if (its !== day) rows.push({ is: 'day', key: `d${its}`, at: item.at })
    day = its
    rows.push({ is: 'item', key: keyOf(item), item })
  }
  return rows
}
