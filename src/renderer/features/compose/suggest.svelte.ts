import type { DraftContent, Suggestion } from '../../../shared/api/compose.ts'
import type { Person } from '../../../shared/model/conversation.ts'
import { normaliseAddress } from '../../../shared/text/addresses.ts'
import { client } from '../../lib/client.ts'
import { LineLost } from '../../lib/line.svelte.ts'

const ASK_MS = 120

/** Whom a half-typed word may mean: asked as one types, the older answer stays as long as it fits. */
export class Suggest {
  at = $state(0)
  /** Asked for without a word, by an arrow. */
  isWanted = $state(false)
  #found: { q: string; people: Suggestion[] } = $state.raw({ q: '', people: [] })
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #text: () => string
  readonly #taken: () => readonly Person[]
  readonly #conversation: () => DraftContent['conversationId']

  constructor(text: () => string, taken: () => readonly Person[], conversation: () => DraftContent['conversationId']) {
    this.#text = text
    this.#taken = taken
    this.#conversation = conversation
    $effect(() => {
      const q = text().trim()
      clearTimeout(this.#timer)
      if (q !== '') this.#timer = setTimeout(() => void this.#ask(q), ASK_MS)
      return () => clearTimeout(this.#timer)
    })
  }

  // An older answer is shown only where it still fits: Enter must never take a stranger.
  readonly people: Suggestion[] = $derived.by(() => {
    const q = this.#text().trim().toLowerCase()
    if (q === '' && !this.isWanted) return []
    const taken = new Set(this.#taken().map((person) => normaliseAddress(person.email)))
    return this.#found.people.filter(
      (person) =>
        !taken.has(person.email) &&
        (!q.includes('@') || person.email.includes(q)) &&
        (this.#found.q === q || `${person.name} ${person.email}`.toLowerCase().includes(q)),
    )
  })

  want(): void {
    this.isWanted = true
    void this.#ask('')
  }

  forget(): void {
    this.isWanted = false
    this.#found = { q: this.#text().trim().toLowerCase(), people: [] }
  }

  move(by: 1 | -1): void {
    const n = this.people.length
    if (n > 0) this.at = (this.at + by + n) % n
  }

  async #ask(q: string): Promise<void> {
    try {
      const people = await client.drafts.recipients({ q, conversationId: this.#conversation() })
      if (this.#text().trim() !== q) return
      this.#found = { q: q.toLowerCase(), people }
      this.at = 0
    } catch (error) {
      // Without the line any address can still be typed.
      if (!(error instanceof LineLost)) throw error
      this.#found = { q, people: [] }
    }
  }
}
