/** A pane's width in px: draggable, remembered on this computer, restored by a double click. */
export class PaneWidth {
  readonly min: number
  readonly max: number
  readonly #name: string
  readonly #standard: () => number
  #chosen: number | null = $state(null)

  /** `standard` may follow the layout; a width chosen by hand holds for every layout. */
  constructor(name: string, standard: () => number, min: number, max: number) {
    this.#name = `golub.pane.${name}`
    this.#standard = standard
    this.min = min
    this.max = max
    const kept = Number(localStorage.getItem(this.#name))
    if (kept >= min && kept <= max) this.#chosen = kept
  }

  get px(): number {
    return this.#chosen ?? this.#standard()
  }

  set(px: number): void {
    this.#chosen = Math.round(Math.min(Math.max(px, this.min), this.max))
    localStorage.setItem(this.#name, String(this.#chosen))
  }

  restore(): void {
    this.#chosen = null
    localStorage.removeItem(this.#name)
  }
}

/** F6: the next pane (`data-pane`) in the order of the page gets the focus, at the place it asks for. */
export function jumpPane(by: 1 | -1): void {
  const panes = [...document.querySelectorAll<HTMLElement>('[data-pane]')].filter((pane) => pane.offsetParent !== null)
  if (panes.length === 0) return
  const at = panes.findIndex((pane) => pane.contains(document.activeElement))
  const next = at === -1 ? (by === 1 ? 0 : panes.length - 1) : (at + by + panes.length) % panes.length
  focusPane(panes[next])
}

export function focusPane(pane: HTMLElement | null | undefined): void {
  if (pane === null || pane === undefined) return
  const target =
    pane.querySelector<HTMLElement>('[data-pane-focus]') ??
    pane.querySelector<HTMLElement>('[aria-current="page"], a[href], button:not([disabled]), input, [tabindex="0"]')
  if (target !== null) {
    target.focus()
  } else {
    pane.tabIndex = -1
    pane.focus()
  }
}
