/** Bounds the bytes of a pull that are fetched but not stored yet: a slow writer slows the fetch. */
export class Window {
  #limit: number
  #inFlight = 0
  #wake: (() => void) | null = null

  constructor(limit: number) {
    this.#limit = limit
  }

  get isFull(): boolean {
    return this.#inFlight >= this.#limit
  }

  /** Everything was taken, whatever comes: nobody waits for the letters of the pull any more. */
  get isGivenUp(): boolean {
    return this.#inFlight === Number.NEGATIVE_INFINITY
  }

  add(bytes: number): void {
    this.#inFlight += bytes
  }

  take(bytes: number): void {
    this.#inFlight -= bytes
    if (!this.isFull) this.open()
  }

  /** Lets the fetch go on whatever is in flight: the pull was given up. */
  open(): void {
    this.#wake?.()
    this.#wake = null
  }

  opens(): Promise<void> {
    return new Promise((resolve) => {
      if (this.isFull) this.#wake = resolve
      else resolve()
    })
  }
}
