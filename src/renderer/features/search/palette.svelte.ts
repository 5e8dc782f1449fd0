import type { LetterHit, PersonHit, SearchAnswer } from '../../../shared/api/search.ts'
import { client } from '../../lib/client.ts'
import { type Command, matching } from './commands.ts'

export type Scope = 'all' | 'people' | 'letters' | 'commands'
export type Entry =
  | { is: 'person'; id: string; hit: PersonHit }
  | { is: 'letter'; id: string; hit: LetterHit }
  | { is: 'command'; id: string; command: Command }
  | { is: 'query'; id: string; query: string }
  | { is: 'more'; id: string; n: string }

export const SCOPES: readonly Scope[] = ['all', 'people', 'letters', 'commands']
const TYPING_MS = 60
const PAGE = 30
const SHORT = { people: 4, letters: 9, commands: 4 }
const RECENT = 'golub.search.recent'

function keptRecent(): string[] {
  const kept: unknown = JSON.parse(localStorage.getItem(RECENT) ?? '[]')
  return Array.isArray(kept) ? kept.filter((entry) => typeof entry === 'string') : []
}

/** What was typed, what was found, which line is active. */
export class PaletteState {
  query = $state('')
  scope: Scope = $state('all')
  active = $state(0)
  answer: SearchAnswer | null = $state.raw(null)
  error: unknown = $state.raw()
  recent: readonly string[] = $state.raw(keptRecent())
  readonly #commands: () => Command[]
  #timer: ReturnType<typeof setTimeout> | undefined
  #abort: AbortController | null = null
  #asked = ''
  #isMore = false

  constructor(query: string, commands: () => Command[]) {
    this.#commands = commands
    if (query !== '') this.type(query)
  }

  found: Command[] = $derived.by(() => matching(this.#commands(), this.query))

  entries: Entry[] = $derived.by(() => {
    const { answer, scope } = this
    const people = (answer?.people ?? []).map((hit): Entry => ({ is: 'person', id: `person-${hit.email}`, hit }))
    const letters = (answer?.letters ?? []).map((hit): Entry => ({ is: 'letter', id: `letter-${hit.messageId}`, hit }))
    const commands = this.found.map((command): Entry => ({ is: 'command', id: `command-${command.id}`, command }))
    if (scope === 'people') return people
    if (scope === 'letters') return letters
    if (scope === 'commands') return commands
    if (this.query.trim() === '')
      return [...this.recent.map((query): Entry => ({ is: 'query', id: `query-${query}`, query })), ...commands]
    const total = answer?.total.letters ?? 0
    const more: Entry[] =
      total > SHORT.letters ? [{ is: 'more', id: 'more', n: answer?.total.isCapped ? '1000+' : String(total) }] : []
    return [
      ...people.slice(0, SHORT.people),
      ...letters.slice(0, SHORT.letters),
      ...more,
      ...commands.slice(0, SHORT.commands),
    ]
  })

  current: Entry | undefined = $derived.by(() => this.entries[this.active])

  type(query: string): void {
    this.query = query
    this.active = 0
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#search(), TYPING_MS)
  }

  narrow(scope: Scope): void {
    this.scope = scope
    this.active = 0
    if (scope === 'letters' && (this.answer?.letters.length ?? 0) < PAGE) void this.more()
  }

  move(by: number): void {
    const last = this.entries.length - 1
    if (last < 0) return
    this.active =
      by > 0 && this.active === last
        ? 0
        : by < 0 && this.active === 0
          ? last
          : Math.min(Math.max(this.active + by, 0), last)
    if (this.active > last - 8) void this.more()
  }

  /** The next page of letters, where the list is narrowed to them. */
  async more(): Promise<void> {
    const { answer } = this
    if (answer === null || answer.next === null || this.scope !== 'letters' || this.#isMore) return
    this.#isMore = true
    try {
      const next = await client.search({ q: this.#asked, limit: PAGE, cursor: answer.next })
      if (this.answer === answer)
        this.answer = { ...answer, letters: [...answer.letters, ...next.letters], next: next.next }
    } catch (error) {
      this.error = error
    } finally {
      this.#isMore = false
    }
  }

  /** Kept for the empty palette, newest first. */
  remember(): void {
    const query = this.query.trim()
    if (query.length < 2) return
    this.recent = [query, ...this.recent.filter((kept) => kept !== query)].slice(0, 5)
    localStorage.setItem(RECENT, JSON.stringify(this.recent))
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#abort?.abort()
  }

  async #search(): Promise<void> {
    const q = this.query.trim()
    this.#abort?.abort()
    if (q === '') {
      this.answer = null
      this.error = undefined
      return
    }
    const mine = new AbortController()
    this.#abort = mine
    try {
      const answer = await client.search({ q, limit: PAGE }, { signal: mine.signal })
      if (this.#abort !== mine) return
      this.#asked = q
      this.answer = answer
      this.error = undefined
      if (this.active >= this.entries.length) this.active = 0
    } catch (error) {
      if (this.#abort === mine && !mine.signal.aborted) this.error = error
    }
  }
}
