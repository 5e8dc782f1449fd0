import type { Clock } from './ports.ts'

// setTimeout fires at once above 2^31 ms; a longer wait is taken in steps.
const LONGEST_MS = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => Date.now(),
  at(at, run) {
    let timer: NodeJS.Timeout
    const arm = () => {
      const left = Math.max(0, at - Date.now())
      timer = setTimeout(left > LONGEST_MS ? arm : run, Math.min(left, LONGEST_MS))
    }
    arm()
    return () => clearTimeout(timer)
  },
}
