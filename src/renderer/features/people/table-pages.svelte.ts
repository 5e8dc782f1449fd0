import { m } from '../../../shared/i18n/paraglide/messages.js'
import { announce } from '../../lib/announce.svelte.ts'
import { count } from '../../lib/format.ts'
import { onChanges } from '../../lib/live.svelte.ts'

type Answer<Row> = { items: Row[]; next: string | null }
type Page<Row> = { rows: Row[]; next: string | null; isStale: boolean }
export type Ask<Row> = (input: { cursor?: string; limit: number }) => Promise<Answer<Row>>

const FIRST = 50
const REST = 50
const PATIENCE_MS = 150
/** Changes come in crowds while letters are loaded; a table need not follow each. */
const CALM_MS = 400

/** Rows of a sorted table, page by page. A change makes every page stale; only those on the screen are asked again. */
export class TablePages<Row extends { id: number }> {
  error: unknown = $state.raw()
  isLoading = $state(false)
  isAnswered = $state(false)
  rows: Row[] = $derived.by(() => {
    const seen = new Set<number>()
    return this.#pages.flatMap((page) => page.rows.filter((row) => !seen.has(row.id) && seen.add(row.id)))
  })
  isComplete = $derived.by(() => this.#pages.length > 0 && this.#pages.at(-1)?.next === null)
  #pages: readonly Page<Row>[] = $state.raw([])
  #ask: Ask<Row>
  #turn = 0
  #visible = { first: 0, last: 40 }
  #isMore = false
  #isRunning = false
  #isAgain = false
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(ask: Ask<Row>) {
    this.#ask = ask
  }

  /** Runs for the life of the component. */
  follow(): () => void {
    const stop = onChanges(['contacts', 'conversations'], () => {
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined
        this.spoil()
      }, CALM_MS)
    })
    return () => {
      clearTimeout(this.#timer)
      this.#turn += 1
      stop()
    }
  }

  /** Another order or filter: old rows stay until the new ones are there. */
  async start(ask: Ask<Row>): Promise<void> {
    this.#ask = ask
    this.#turn += 1
    const mine = this.#turn
    const patience = setTimeout(() => (this.isLoading = mine === this.#turn && !this.isAnswered), PATIENCE_MS)
    try {
      const { items, next } = await ask({ limit: FIRST })
      if (mine !== this.#turn) return
      this.#pages = [{ rows: items, next, isStale: false }]
      this.isAnswered = true
      this.error = undefined
    } catch (error) {
      if (mine === this.#turn) this.error = error
    } finally {
      clearTimeout(patience)
      if (mine === this.#turn) this.isLoading = false
    }
  }

  /** As `start`; how many were found is said aloud. */
  async find(ask: Ask<Row>): Promise<void> {
    await this.start(ask)
    announce(
      m.people_found_n({ n: this.rows.length, shown: `${count(this.rows.length)}${this.isComplete ? '' : '+'}` }),
    )
  }

  again(): Promise<void> {
    return this.start(this.#ask)
  }

  /** Something of the rows changed. */
  spoil(): void {
    // The first page did not come: there is none to be stale.
    if (!this.isAnswered && this.error !== undefined) {
      void this.again()
      return
    }
    this.#pages = this.#pages.map((page) => ({ ...page, isStale: true }))
    void this.#refresh()
  }

  show(first: number, last: number): void {
    this.#visible = { first, last }
    if (this.#pages.some((page, at) => page.isStale && this.#isSeen(at))) void this.#refresh()
    if (last >= this.rows.length - 40) void this.more()
  }

  async more(): Promise<void> {
    const cursor = this.#pages.at(-1)?.next
    if (cursor === null || cursor === undefined || this.#isMore) return
    this.#isMore = true
    const mine = this.#turn
    try {
      const { items, next } = await this.#ask({ cursor, limit: REST })
      if (mine === this.#turn && this.#pages.at(-1)?.next === cursor)
        this.#pages = [...this.#pages, { rows: items, next, isStale: false }]
    } catch (error) {
      if (mine === this.#turn) this.error = error
    } finally {
      this.#isMore = false
    }
  }

  async #refresh(): Promise<void> {
    if (this.#isRunning) {
      this.#isAgain = true
      return
    }
    this.#isRunning = true
    const mine = this.#turn
    try {
      const next = [...this.#pages]
      for (const [at, page] of this.#pages.entries()) {
        if (!page.isStale || !this.#isSeen(at)) continue
        const cursor = at === 0 ? undefined : next[at - 1]?.next
        if (cursor === null) break
        const answer = await this.#ask({ ...(cursor === undefined ? {} : { cursor }), limit: at === 0 ? FIRST : REST })
        if (mine !== this.#turn) return
        next[at] = { rows: answer.items, next: answer.next, isStale: false }
      }
      const end = next.findIndex((page) => page.next === null)
      this.#pages = end === -1 ? [...next, ...this.#pages.slice(next.length)] : next.slice(0, end + 1)
      this.error = undefined
    } catch (error) {
      if (mine === this.#turn) this.error = error
    } finally {
      this.#isRunning = false
      if (this.#isAgain) {
        this.#isAgain = false
        void this.#refresh()
      }
    }
  }

  #isSeen(at: number): boolean {
    const from = this.#pages.slice(0, at).reduce((sum, page) => sum + page.rows.length, 0)
    const to = from + (this.#pages[at]?.rows.length ?? 0)
    return from <= this.#visible.last && to >= this.#visible.first
  }
}
