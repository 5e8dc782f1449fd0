import type { FreshLetters } from '../talks/fresh.svelte.ts'

/** Where an open conversation stands: it begins at its newest letter, and only a person moves it after that. */
export class ThreadScroll {
  element: HTMLElement | null = $state(null)
  readonly #fresh: FreshLetters
  #placed: number | undefined
  #isMoved = false

  constructor(fresh: FreshLetters) {
    this.#fresh = fresh
  }

  moved(): void {
    this.#isMoved = true
    if (this.element !== null && this.#fresh.ids.size > 0) this.#fresh.look(this.element)
  }

  /** Another conversation is shown: its newest letter comes into view. `isSingle` means that it has no other. */
  place(conversation: number, newest: number, isSingle: () => boolean): void {
    const { element } = this
    if (element === null || this.#placed === conversation) return
    this.#placed = conversation
    // Asking where things stand costs a layout: not where all stands at the top anyhow.
    if (this.#isMoved) element.scrollTop = 0
    this.#isMoved = false
    if (isSingle()) return
    const last = element.querySelector<HTMLElement>(`article[data-letter="${newest}"]`)
    if (last && last.offsetTop - element.offsetTop > element.clientHeight * 0.5)
      element.scrollTop = last.offsetTop - element.offsetTop - 44
  }

  /** A page down or up; false where there is nothing left to scroll. */
  page(direction: 1 | -1): boolean {
    const { element } = this
    if (element === null) return false
    const room = direction === 1 ? element.scrollHeight - element.clientHeight - element.scrollTop : element.scrollTop
    if (room < 2) return false
    element.scrollBy({ top: direction * element.clientHeight * 0.85 })
    return true
  }

  reveal(letter: number): void {
    requestAnimationFrame(() =>
      this.element?.querySelector(`article[data-letter="${letter}"]`)?.scrollIntoView({ block: 'start' }),
    )
  }

  /** The letter that has the focus. */
  static focused(): number {
    return Number(document.activeElement?.closest('article[data-letter]')?.getAttribute('data-letter') ?? Number.NaN)
  }
}
