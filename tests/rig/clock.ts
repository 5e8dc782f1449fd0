import type { Clock } from '../../src/main/engine/ports.ts'

/** Time that stands still until it is moved. */
export interface HandClock extends Clock {
  /** Time goes on: what becomes due runs at its own moment, in its order. */
  advance(ms: number): void
  /** The machine sleeps so long: everything due runs at once, late, when it wakes. */
  sleep(ms: number): void
}

export function handClock(start = Date.now()): HandClock {
  let now = start
  const timers = new Set<{ at: number; run: () => void }>()
  const nextUpTo = (end: number) => [...timers].filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0]
  function fire(end: number) {
    for (let timer = nextUpTo(end); timer; timer = nextUpTo(end)) {
      timers.delete(timer)
      now = Math.max(now, timer.at)
      timer.run()
    }
    now = end
  }
  return {
    now: () => now,
    at(at, run) {
      const timer = { at, run }
      timers.add(timer)
      if (at <= now) setImmediate(() => fire(now))
      return () => timers.delete(timer)
    },
    advance: (ms) => fire(now + ms),
    sleep(ms) {
      now += ms
      fire(now)
    },
  }
}
