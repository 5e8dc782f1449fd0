let now = $state(Date.now())

// Relative times ("5 min ago", "today") move on by themselves; half a minute is fine enough for minutes.
setInterval(() => {
  now = Date.now()
}, 30_000)

/** The present moment, in steps of 30 s; templates that read it follow. */
export const clock = {
  get now(): number {
    return now
  },
}
