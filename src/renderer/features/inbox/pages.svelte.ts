import type { ConversationRow, ConversationState } from '../../../shared/model/conversation.ts'
import { client } from '../../lib/client.ts'
import { onChanges } from '../../lib/live.svelte.ts'
import type { InboxView } from '../../lib/routes.svelte.ts'
import type { Order } from './list-items.ts'

export type KeptPages = readonly Page[]
type Page = { cursor: string | undefined; rows: ConversationRow[]; next: string | null; isStale: boolean }
export type Question = { view: InboxView; order: Order; unread: boolean }

/** A change that is shown before the engine has it. */
interface Patch {
  ids: ReadonlySet<number>
  change: Partial<ConversationRow>
  /** Its rows no longer belong here. */
  hides: boolean
  /** The engine has it: rows that are asked from now on show it themselves. */
  isDone: boolean
}

const FIRST = 50
const REST = 100
const PATIENCE_MS = 150
const URGENCY: Record<ConversationState, number> = { open: 0, waiting: 1, snoozed: 2, closed: 3 }

function asked(question: Question): { mailbox?: number; state?: ConversationState; unread?: boolean; order: Order } {
  const { view, order, unread } = question
  const state = view === 'reply' ? 'open' : view === 'waiting' ? 'waiting' : view === 'closed' ? 'closed' : undefined
  return {
    order,
    ...(view.startsWith('box/') ? { mailbox: Number(view.slice(4)) } : {}),
    ...(state === undefined ? {} : { state }),
    ...(unread ? { unread: true } : {}),
  }
}

/** The rows of one list, page by page. Changes make every page stale; only those on the screen are asked again. */
export class Pages {
  readonly question: Question
  #pages: KeptPages = $state.raw([])
  error: unknown = $state.raw()
  isLoading = $state(false)
  isComplete = $derived.by(() => this.#pages.length > 0 && this.#pages.at(-1)?.next === null)
  /** False until the first answer. */
  isAnswered = $derived.by(() => this.#pages.length > 0)
  /** Rows without doubles: a conversation that moved up may still stand in an older page. */
  rows: ConversationRow[] = $derived.by(() => {
    const seen = new Set<number>()
    const rows: ConversationRow[] = []
    for (const page of this.#pages) {
      for (const row of page.rows) {
        if (seen.has(row.id)) continue
        seen.add(row.id)
        if (this.#patches.length === 0) {
          rows.push(row)
          continue
        }
        const patches = this.#patches.filter((patch) => patch.ids.has(row.id))
        if (patches.some((patch) => patch.hides)) continue
        rows.push(Object.assign({ ...row }, ...patches.map((patch) => patch.change)))
      }
    }
    // A changed state is in its group at once, not in the middle of another one.
    if (this.#patches.length > 0 && this.question.order === 'urgency')
      rows.sort((a, b) => URGENCY[a.state] - URGENCY[b.state])
    return rows
  })
  #patches: readonly Patch[] = $state.raw([])
  #visible: { first: number; last: number } = { first: 0, last: 20 }
  #running = false
  #again = false
  #isMore = false
  #isGone = true
  #stop: () => void = () => undefined
  #beforeSwap: () => () => void = () => () => undefined

  constructor(question: Question, kept: KeptPages = []) {
    this.question = question
    this.#pages = kept
  }

  /** Left behind for the next time. */
  get kept(): KeptPages {
    return this.#pages
  }

  /**
   * Asks and keeps asking; rows kept from the last time show meanwhile. `beforeSwap` runs right before rows change and
   * its answer right after: the place to keep the scroll position.
   */
  start(beforeSwap: () => () => void): void {
    this.#isGone = false
    this.#beforeSwap = beforeSwap
    const spoil = () => {
      this.#pages = this.#pages.map((page) => ({ ...page, isStale: true }))
      void this.refresh()
    }
    this.#stop = onChanges(['conversations', 'outbox'], spoil)
    spoil()
  }

  stop(): void {
    this.#isGone = true
    this.#stop()
  }

  /** The rows on the screen: the next page is asked before its first row is needed, stale ones when they are seen. */
  show(first: number, last: number): void {
    this.#visible = { first, last }
    if (this.#pages.some((page, at) => page.isStale && this.#isSeen(at))) void this.refresh()
    if (last >= this.rows.length - 30) void this.more()
  }

  async more(): Promise<void> {
    const cursor = this.#pages.at(-1)?.next
    if (cursor === null || cursor === undefined || this.#isMore) return
    this.#isMore = true
    try {
      const page = await this.#ask(cursor, REST)
      if (!this.#isGone && this.#pages.at(-1)?.next === cursor) this.#pages = [...this.#pages, page]
      this.error = undefined
    } catch (error) {
      this.error = error
    } finally {
      this.#isMore = false
    }
  }

  /** Asks the first page and the seen ones again. Calls during a running round make one more round after it. */
  async refresh(): Promise<void> {
    if (this.#running) {
      this.#again = true
      return
    }
    this.#running = true
    const patience = setTimeout(() => (this.isLoading = !this.isAnswered), PATIENCE_MS)
    try {
      do {
        this.#again = false
        await this.#round()
      } while (this.#again && !this.#isGone)
      this.error = undefined
    } catch (error) {
      this.error = error
    } finally {
      clearTimeout(patience)
      this.isLoading = false
      this.#running = false
    }
  }

  /**
   * Shows a change before the engine has it; `hides` takes rows out that no longer belong here. It stands until rows come
   * that were asked after the engine had it: those of an older question would show what was before, and the next key would
   * go by that. To be called with the end of the act: whether it was done.
   */
  patch(ids: readonly number[], change: Partial<ConversationRow>, hides: boolean): (isDone: boolean) => void {
    const patch: Patch = { ids: new Set(ids), change, hides, isDone: false }
    this.#patches = [...this.#patches, patch]
    return (isDone) => {
      patch.isDone = isDone
      if (!isDone) this.#patches = this.#patches.filter((other) => other !== patch)
      else if (!this.#isGone) void this.refresh()
    }
  }

  async #round(): Promise<void> {
    const done = new Set(this.#patches.filter((patch) => patch.isDone))
    if (this.#pages.length === 0) {
      const first = await this.#ask(undefined, FIRST)
      if (!this.#isGone) this.#pages = [first]
      return
    }
    // One after the other: a page starts where the page before it ends now, so that no row falls into the gap between.
    const next = [...this.#pages]
    for (const [at, page] of this.#pages.entries()) {
      if (at > 0 && !(page.isStale && this.#isSeen(at))) continue
      const cursor = at === 0 ? undefined : (next[at - 1]?.next ?? null)
      if (cursor === null) break
      next[at] = await this.#ask(cursor, at === 0 ? FIRST : REST)
    }
    if (this.#isGone) return
    const end = next.findIndex((page) => page.next === null)
    const settle = this.#beforeSwap()
    // Pages asked for while this round ran are behind the copied ones and stay.
    this.#pages = end === -1 ? [...next, ...this.#pages.slice(next.length)] : next.slice(0, end + 1)
    this.#patches = this.#patches.filter((patch) => !done.has(patch))
    settle()
  }

  async #ask(cursor: string | undefined, limit: number): Promise<Page> {
    const answer = await client.conversations.list({
      ...asked(this.question),
      limit,
      ...(cursor === undefined ? {} : { cursor }),
    })
    return { cursor, rows: answer.items, next: answer.next, isStale: false }
  }

  #isSeen(at: number): boolean {
    let from = 0
    for (let i = 0; i < at; i += 1) from += this.#pages[i]?.rows.length ?? 0
    const to = from + (this.#pages[at]?.rows.length ?? 0)
    return from <= this.#visible.last && to >= this.#visible.first
  }
}
