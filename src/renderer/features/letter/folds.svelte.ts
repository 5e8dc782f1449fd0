import { SvelteSet } from 'svelte/reactivity'
import type { Letter } from '../../../shared/model/conversation.ts'

/** More folded letters than this become one line. */
const LINES = 3

/** A letter of ours that has not left, failed, came back or is unknown stands open until that is settled. */
function isUnsettled({ outgoing }: Letter): boolean {
  return outgoing !== null && outgoing.state !== 'sent' && outgoing.state !== 'cancelled'
}

/** Which letters of a conversation stand open, as a line, or behind "older letters". */
export class Folds {
  readonly unfolded = new SvelteSet<number>()
  isOlderShown = $state(false)
  /** Folded into one line when they came into sight; letters that come later do not fold others under the pointer. */
  #folded: ReadonlySet<number> = $state.raw(new Set())
  #newest = 0
  #known: ReadonlySet<number> = new Set()

  /** Another conversation: everything folds. */
  begin(): void {
    this.unfolded.clear()
    this.isOlderShown = false
  }

  /** The letters as they are now: what was being read stays open when a newer one comes. */
  meet(letters: readonly Letter[]): void {
    // Once settled it stays as it was being read.
    for (const letter of letters) if (isUnsettled(letter)) this.unfolded.add(letter.id)
    const newest = letters.at(-1)?.id ?? 0
    const at = letters.findIndex((letter) => letter.id === this.#newest)
    const older = letters.slice(0, -1)
    // The one before the newest stays as a line, and so does everything that is not yet read. Of a conversation that is
    // open only what has just come among its older letters folds: those of one that was joined into it.
    const folds = (letter: Letter, n: number) =>
      !letter.isUnread && n < older.length - 1 && (at === -1 || (n < at && !this.#known.has(letter.id)))
    const come = older.length > LINES ? older.filter(folds).map((letter) => letter.id) : []
    this.#folded = new Set([...(at === -1 ? [] : this.#folded), ...come])
    if (at !== -1 && this.#newest !== newest) this.unfolded.add(this.#newest)
    this.#newest = newest
    this.#known = new Set(letters.map((letter) => letter.id))
  }

  hidden(letters: readonly Letter[]): Letter[] {
    if (this.isOlderShown) return []
    return letters.filter(
      (one) => this.#folded.has(one.id) && !this.unfolded.has(one.id) && !one.isUnread && !isUnsettled(one),
    )
  }

  isOpen(letter: Letter, newest: Letter | undefined): boolean {
    return !this.canFold(letter, newest) || this.unfolded.has(letter.id)
  }

  canFold(letter: Letter, newest: Letter | undefined): boolean {
    return letter.id !== newest?.id && !isUnsettled(letter)
  }

  all(letters: readonly Letter[], isOpen: boolean): void {
    if (isOpen) for (const letter of letters) this.unfolded.add(letter.id)
    else this.unfolded.clear()
  }
}
