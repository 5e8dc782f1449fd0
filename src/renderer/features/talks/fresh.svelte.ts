import { SvelteSet } from 'svelte/reactivity'

/** Letters that came while their conversation is open and that are not in view yet: nothing scrolls by itself. */
export class FreshLetters {
  readonly ids = new SvelteSet<number>()
  #conversation = 0
  #known = new Set<number>()

  /** Tells the letters that are there now; answers those that have just come. */
  meet(conversation: number, letters: readonly number[]): number[] {
    const isSame = conversation === this.#conversation
    const come = isSame ? letters.filter((id) => !this.#known.has(id)) : []
    if (!isSame) this.ids.clear()
    for (const id of this.ids) if (!letters.includes(id)) this.ids.delete(id)
    this.#conversation = conversation
    this.#known = new Set(letters)
    return come
  }

  /** Keeps those whose beginning lies below the window of `scroller`. */
  look(scroller: HTMLElement, come: readonly number[] = []): void {
    const bottom = scroller.getBoundingClientRect().bottom
    for (const id of [...this.ids, ...come]) {
      const top = scroller.querySelector(`[data-letter="${id}"]`)?.getBoundingClientRect().top
      if (top !== undefined && top > bottom - 24) this.ids.add(id)
      else this.ids.delete(id)
    }
  }
}
