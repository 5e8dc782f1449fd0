import { SvelteSet } from 'svelte/reactivity'
import type { Letter } from '../../../shared/model/conversation.ts'

/** More folded letters than this become one line. */
const LINES = 3

/** Which letters of a conversation stand open, as a line, or behind "older letters". */
export class Folds {
  readonly unfolded = new SvelteSet<number>()
  isOlderShown = $state(false)
  /** Folded into one line when the conversation was opened; letters that come later do not fold others under the pointer. */
  #folded: ReadonlySet<number> = $state.raw(new Set())
  #newest = 0

  /** Another conversation: everything folds. */
  begin(): void {
    this.unfolded.clear()
    this.isOlderShown = false
  }

  /** The letters as they are now: what was being read stays open when a newer one comes. */
  meet(letters: readonly Letter[]): void {
    const newest = letters.at(-1)?.id ?? 0
    if (!letters.some((letter) => letter.id === this.#newest)) this.#foldOlder(letters)
    else if (this.#newest !== newest) this.unfolded.add(this.#newest)
    this.#newest = newest
  }

  hidden(letters: readonly Letter[]): Letter[] {
    if (this.isOlderShown) return []
    return letters.filter((one) => this.#folded.has(one.id) && !this.unfolded.has(one.id) && !one.isUnread)
  }

  isOpen(letter: Letter, newest: Letter | undefined): boolean {
    return letter.id === newest?.id || this.unfolded.has(letter.id)
  }

  all(letters: readonly Letter[], isOpen: boolean): void {
    if (isOpen) for (const letter of letters) this.unfolded.add(letter.id)
    else this.unfolded.clear()
  }

  // The one before the newest stays as a line, and so does everything that is not yet read.
  #foldOlder(letters: readonly Letter[]): void {
    const older = letters.slice(0, -1)
    this.#folded = new Set(older.length > LINES ? older.slice(0, -1).map((letter) => letter.id) : [])
  }
}
