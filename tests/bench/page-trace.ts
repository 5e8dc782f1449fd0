// What of a Chromium trace fell between two marks of the page on the page's main thread.

interface TraceEvent {
  name: string
  ph: string
  pid: number
  tid: number
  /** Microseconds. */
  ts: number
  dur?: number
  /** Of them on the processor: what other processes do does not count. */
  tdur?: number
  args?: { data?: { startTime?: number } }
}

export interface Trace {
  traceEvents: TraceEvent[]
}

/** Milliseconds of work for each pair of marks `<prefix>N begins`, `<prefix>N ends`, in their order. */
export function mainThread({ traceEvents }: Trace, prefix: string): number[] {
  const marks = new Map(
    traceEvents.filter((event) => event.name.startsWith(prefix)).map((event) => [event.name, event]),
  )
  return [...marks.values()].flatMap((begin) => {
    const end = marks.get(begin.name.replace(' begins', ' ends'))
    if (!begin.name.endsWith(' begins') || !end) return []
    const tasks = traceEvents.filter(
      ({ name, ph, pid, tid, ts }) =>
        name === 'RunTask' && ph === 'X' && pid === begin.pid && tid === begin.tid && ts >= begin.ts && ts <= end.ts,
    )
    return [tasks.reduce((sum, task) => sum + (task.tdur ?? task.dur ?? 0), 0) / 1000]
  })
}
