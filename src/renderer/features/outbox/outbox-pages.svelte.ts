import type { OutboxRow } from '../../../shared/api/compose.ts'
import { client } from '../../lib/client.ts'
import { onChanges } from '../../lib/live.svelte.ts'

/** What the list shows: a tab of the letters, and the words that are looked for. */
export type OutboxQuestion = { state: 'waiting' | 'sent' | 'failed' | 'uncertain' | null; q: string }

const PAGE = 100
const PATIENCE_MS = 150

type Page = { cursor: string | undefined; rows: OutboxRow[]; next: string | null }

/** Rows page by page. A change asks every loaded page again, one after the other, and swaps them at once. */
export class OutboxPages {
  readonly question: OutboxQuestion
  #pages: Page[] = $state.raw([])
  error: unknown = $state.raw()
  isLoading = $state(false)
  rows: OutboxRow[] = $derived.by(() => {
    const seen = new Map(this.#pages.flatMap((page) => page.rows).map((row) => [row.id, row]))
    return [...seen.values()]
  })
  isAnswered = $derived.by(() => this.#pages.length > 0)
  #isRunning = false
  #isAgain = false
  #isGone = false

  constructor(question: OutboxQuestion) {
    this.question = question
  }

  /** Asks and keeps asking; the answer ends it. */
  start(): () => void {
    void this.refresh()
    const stop = onChanges(['outbox'], () => void this.refresh())
    return () => {
      this.#isGone = true
      stop()
    }
  }

  /** The last rows are on the screen. */
  more(): void {
    const cursor = this.#pages.at(-1)?.next
    if (cursor === null || cursor === undefined || this.#isRunning) return
    void this.#run(async () => {
      const page = await this.#ask(cursor)
      if (this.#pages.at(-1)?.next === cursor) this.#pages = [...this.#pages, page]
    })
  }

  async refresh(): Promise<void> {
    if (this.#isRunning) {
      this.#isAgain = true
      return
    }
    await this.#run(async () => {
      const next = [await this.#ask(undefined)]
      while (next.length < this.#pages.length) {
        const cursor = next.at(-1)?.next
        if (cursor === null || cursor === undefined) break
        next.push(await this.#ask(cursor))
      }
      this.#pages = next
    })
  }

  async #run(work: () => Promise<void>): Promise<void> {
    this.#isRunning = true
    const patience = setTimeout(() => (this.isLoading = !this.isAnswered), PATIENCE_MS)
    try {
      await work()
      this.error = undefined
    } catch (error) {
      this.error = error
    } finally {
      clearTimeout(patience)
      this.isLoading = false
      this.#isRunning = false
    }
    if (this.#isAgain && !this.#isGone) {
      this.#isAgain = false
      void this.refresh()
    }
  }

  async #ask(cursor: string | undefined): Promise<Page> {
    const { state, q } = this.question
    const answer = await client.outbox.list({
      q,
      limit: PAGE,
      ...(state === null ? {} : { state }),
      ...(cursor === undefined ? {} : { cursor }),
    })
    return { cursor, rows: answer.items, next: answer.next }
  }
}
