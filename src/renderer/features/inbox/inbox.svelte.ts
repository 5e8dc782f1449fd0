import type { ConversationRow } from '../../../shared/model/conversation.ts'
import { Picks } from '../../lib/picks.svelte.ts'
import { go, type InboxView, inboxPath } from '../../lib/routes.svelte.ts'
import type { Order } from './list-items.ts'
import { type KeptPages, Pages } from './pages.svelte.ts'

const ORDER = 'golub.inbox.order'
const KEPT = 6
const NONE: ReadonlySet<number> = new Set()

/** Lists left behind, newest last: Back finds the same rows at the same place. */
const kept = new Map<string, { pages: KeptPages; offset: number }>()

/** The list as the user sees it: what is asked, which row is active, which rows are picked. */
export class Inbox {
  pages: Pages = $state.raw(new Pages({ view: 'all', order: 'date', unread: false }))
  /** Where the list stands, in px; told by the list. */
  offset = 0
  /** Where a list that comes back begins. */
  startAt = 0
  /** The row the keyboard stands on. */
  activeId: number | null = $state(null)
  readonly #picks = new Picks<number>()
  /** Where the active row stood when it was last in the list. */
  #stood: { id: number; rows: readonly ConversationRow[] } | null = null
  readonly #beforeSwap: () => () => void

  constructor(view: InboxView, unread: boolean, beforeSwap: () => () => void) {
    this.#beforeSwap = beforeSwap
    this.ask(view, unread)
  }

  get picked(): ReadonlySet<number> {
    return this.#picks.ids
  }

  get rows(): readonly ConversationRow[] {
    return this.pages.rows
  }

  static get keptOrder(): Order {
    return localStorage.getItem(ORDER) === 'date' ? 'date' : 'urgency'
  }

  /** Lists of one state have nothing to sort by urgency. */
  static orderOf(view: InboxView): Order {
    return view === 'all' || view.startsWith('box/') ? Inbox.keptOrder : 'date'
  }

  ask(view: InboxView, unread: boolean): void {
    this.stop()
    const question = { view, unread, order: Inbox.orderOf(view) }
    const before = kept.get(JSON.stringify(question))
    this.startAt = before?.offset ?? 0
    this.offset = this.startAt
    this.pages = new Pages(question, before?.pages)
    this.pages.start(this.#beforeSwap)
    this.#picks.clear()
    this.activeId = null
    this.#stood = null
  }

  setOrder(order: Order): void {
    localStorage.setItem(ORDER, order)
    this.ask(this.pages.question.view, this.pages.question.unread)
  }

  /** Leaves the list and keeps it for Back. */
  stop(): void {
    this.pages.stop()
    if (this.pages.kept.length === 0) return
    const key = JSON.stringify(this.pages.question)
    kept.delete(key)
    kept.set(key, { pages: this.pages.kept, offset: this.offset })
    if (kept.size > KEPT) kept.delete(kept.keys().next().value ?? '')
  }

  row(id: number | null): ConversationRow | undefined {
    return id === null ? undefined : this.rows.find((row) => row.id === id)
  }

  indexOf(id: number | null): number {
    return id === null ? -1 : this.rows.findIndex((row) => row.id === id)
  }

  /** To be called while the active row stands in the list: once it has left, J and K go on from where it stood. */
  keepPlace(): void {
    if (this.activeId !== null && this.indexOf(this.activeId) !== -1)
      this.#stood = { id: this.activeId, rows: this.rows }
  }

  /** The row after or before this one, or after or before the place where it stood; the first one where it never did. */
  beside(id: number | null, by: 1 | -1, without: ReadonlySet<number> = NONE): ConversationRow | undefined {
    const stood = this.#stood?.id === id && this.indexOf(id) === -1 ? this.#stood.rows : this.rows
    const here = stood === this.rows ? null : new Map(this.rows.map((row): [number, ConversationRow] => [row.id, row]))
    const at = stood.findIndex((row) => row.id === id)
    if (at === -1) return this.rows.find((row) => !without.has(row.id))
    for (let n = at + by; n >= 0 && n < stood.length; n += by) {
      const row = here === null ? stood[n] : here.get(stood[n]?.id ?? 0)
      if (row !== undefined && !without.has(row.id)) return row
    }
    return undefined
  }

  /** The conversation that opens when these leave the list: the next one, else the one before. */
  neighbour(ids: ReadonlySet<number>, from: number | null): ConversationRow | undefined {
    return this.beside(from, 1, ids) ?? this.beside(from, -1, ids)
  }

  open(row: ConversationRow, options: { replace?: boolean } = {}): void {
    this.activeId = row.id
    go(inboxPath(this.pages.question.view, row.number), {
      query: { unread: this.pages.question.unread ? 1 : null },
      replace: options.replace ?? false,
    })
  }

  /** X and Ctrl-click; with `range` everything from the last picked row to this one. */
  pick(id: number, range: boolean): void {
    this.#picks.pick(this.rows, id, range)
  }

  pickLoaded(): void {
    this.#picks.all(this.rows)
  }

  /** A row that has left the list is picked no more: an act must not touch what nobody sees. */
  keepPicks(): void {
    this.#picks.keep(this.rows)
  }

  unpick(): void {
    this.#picks.clear()
  }
}
