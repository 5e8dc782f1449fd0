// When people of the sample office write: by day, on weekdays, on Moscow's clock.
import { between } from './chance.ts'
import type { Story } from './story-text.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const ZONE = 3 * HOUR

const hourOf = (at: number) => ((at + ZONE) % DAY) / HOUR
const weekdayOf = (at: number) => new Date(at + ZONE).getUTCDay()
const midnight = (at: number) => Math.floor((at + ZONE) / DAY) * DAY - ZONE

/** The same moment if people work then, else the next morning of a working day. */
function toWorkingTime(at: number, seed: string): number {
  let moved = at
  if (hourOf(moved) >= 18.5) moved = midnight(moved) + DAY + between(seed, 520, 640) * MINUTE
  else if (hourOf(moved) < 8.5) moved = midnight(moved) + between(seed, 515, 600) * MINUTE
  while (weekdayOf(moved) === 0 || weekdayOf(moved) === 6) moved += DAY
  return moved
}

/** Letters of a past story from about `start` on. */
export function pastTimes(story: Story, start: number, seed: string): number[] {
  const times: number[] = []
  let at = start
  for (const [i, step] of story.steps.entries()) {
    at = toWorkingTime(
      at +
        step.afterMinutes * MINUTE * (0.7 + between(`${seed}${i}`, 0, 60) / 100) +
        between(`${seed}s${i}`, 0, 59_000),
      `${seed}w${i}`,
    )
    times.push(at)
  }
  return times
}

/** Letters of a present story, counted back from its end; only the last day may be outside working hours. */
export function presentTimes(story: Story, now: number, seed: string): number[] {
  const times: number[] = []
  const end = story.endMinutes ?? 0
  // Nobody writes on the stroke of the hour; the newest letters keep their order all the same.
  let at = now - (end > 60 ? end + between(seed, 0, 17) : end) * MINUTE
  for (let i = story.steps.length - 1; i >= 0; i--) {
    times.unshift(at)
    const wait = story.steps[i]?.afterMinutes ?? 0
    const earlier = at - (wait < 120 ? wait : wait + between(`${seed}early${i}`, -40, 40)) * MINUTE
    at = Math.min(at - 5 * MINUTE, now - earlier < 18 * HOUR ? earlier : intoTheDay(earlier, `${seed}${i}`))
  }
  return times
}

function intoTheDay(at: number, seed: string): number {
  if (hourOf(at) < 8.5) return midnight(at) - DAY + between(seed, 900, 1090) * MINUTE
  if (hourOf(at) > 18.8) return midnight(at) + between(seed, 960, 1110) * MINUTE
  return at
}
