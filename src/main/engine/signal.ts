/** A bell that can be rung before somebody listens: the next `heard` then resolves at once. */
export interface Signal {
  ring(): void
  heard(): Promise<void>
}

export function createSignal(): Signal {
  let isRinging = false
  let wake: (() => void) | null = null
  return {
    ring() {
      if (wake) {
        wake()
        wake = null
      } else isRinging = true
    },
    heard() {
      if (isRinging) {
        isRinging = false
        return Promise.resolve()
      }
      return new Promise((resolve) => {
        wake = resolve
      })
    },
  }
}
