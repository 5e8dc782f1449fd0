import { untrack } from 'svelte'
import { SvelteMap } from 'svelte/reactivity'
import { client } from '../../lib/client.ts'
import { LineLost } from '../../lib/line.svelte.ts'
import { whenChanged } from '../../lib/live.svelte.ts'
import { problemOf, problemText } from '../../lib/problems.ts'
import { go, type InboxView, inboxPath } from '../../lib/routes.svelte.ts'
import { toast } from '../../ui/toast.svelte.ts'
import type { Inbox } from './inbox.svelte.ts'

type Place = { view: InboxView; number: number | null; unread: boolean }

/** The conversation that stands open: the address names a number, the engine an id; a row of the list knows both. */
export class OpenConversation {
  id: number | null = $state(null)
  /** By the id of a survivor: under which id the conversation that was joined into it had been opened. */
  readonly #openedAs = new SvelteMap<number, number>()
  /** The number by which it was opened, and the one to which that has led since: a join that is undone leads back. */
  #asked: { number: number; led: number } | null = null
  readonly #place: () => Place
  readonly #inbox: Inbox

  /** In a component: it lives with it. */
  constructor(place: () => Place, inbox: Inbox) {
    this.#place = place
    this.#inbox = inbox
    $effect(() => {
      const { number } = place()
      untrack(() => {
        const isLed = number !== null && this.#asked?.led === number
        if (!isLed) this.#asked = number === null ? null : { number, led: number }
        void this.#resolve(number, isLed)
      })
    })
    whenChanged(['conversations'], (ids) => {
      if (this.id !== null && (ids === null || ids.has(this.id))) void this.#follow(this.id)
    })
  }

  /** Stays the same while the open conversation is joined into others: what was begun on the screen goes on. */
  readonly openedAs = (id: number): number => this.#openedAs.get(id) ?? id

  async #resolve(wanted: number | null, isLed: boolean): Promise<void> {
    if (wanted === null) {
      this.id = null
      return
    }
    const row = this.#inbox.rows.find((known) => known.number === wanted)
    if (row !== undefined) {
      if (!isLed) this.#openedAs.delete(row.id)
      this.#show(row.id)
      return
    }
    try {
      const found = await client.conversations.byNumber({ number: wanted })
      if (this.#place().number !== wanted) return
      // An old number of a joined conversation leads to its survivor.
      if (found.number !== wanted) this.#lead(found.number)
      if (!isLed) this.#openedAs.delete(found.id)
      this.#show(found.id)
    } catch (error) {
      if (this.#place().number === wanted) this.#leave(error)
    }
  }

  /**
   * It was joined into another one, by hand or by a letter that came late, or that was undone: the screen goes along, at once
   * whole.
   */
  async #follow(was: number): Promise<void> {
    const { number } = this.#place()
    if (number === null) return
    const isStill = () => this.id === was && this.#place().number === number
    try {
      const found = await client.conversations.byNumber({ number: this.#asked?.number ?? number })
      if (found.id === was || !isStill()) return
      const { askAnew } = await import('../letter/conversation.ts')
      await askAnew(found.id)
      if (!isStill()) return
      // What was keeps its own until it is opened by itself: it stands on the screen a moment longer.
      this.#openedAs.set(found.id, this.openedAs(was))
      this.#show(found.id)
      this.#lead(found.number)
    } catch (error) {
      // Once the line is back everything is asked again.
      if (error instanceof LineLost) return
      if (problemOf(error)?.problem !== 'not-found') throw error
      if (isStill()) this.#leave(error)
    }
  }

  #show(id: number): void {
    this.id = id
    this.#inbox.activeId = id
  }

  #lead(number: number): void {
    if (this.#asked !== null) this.#asked.led = number
    this.#go(number)
  }

  #leave(error: unknown): void {
    toast({ text: () => problemText(error), tone: 'urgent' })
    this.#go(null)
  }

  #go(number: number | null): void {
    const { view, unread } = this.#place()
    go(inboxPath(view, number), { query: { unread: unread ? 1 : null }, replace: true })
  }
}
