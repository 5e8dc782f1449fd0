// Calendar days in a zone, through Intl alone. Formatters are kept: making one costs more than a hundred uses.
const MINUTE_MS = 60_000
const formatters = new Map<string, Intl.DateTimeFormat>()

export interface Day {
  year: number
  /** 1 to 12. */
  month: number
  day: number
}

/** How far the zone's clocks are ahead of UTC at this time, in milliseconds (whole minutes). */
function zoneOffset(at: number, zone: string): number {
  let formatter = formatters.get(zone)
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    })
    formatters.set(zone, formatter)
  }
  const part: Record<string, number> = {}
  for (const { type, value } of formatter.formatToParts(at)) part[type] = Number(value)
  const wall = Date.UTC(part.year ?? 0, (part.month ?? 1) - 1, part.day, part.hour, part.minute)
  return wall - Math.floor(at / MINUTE_MS) * MINUTE_MS
}

/** The calendar day of this time in the zone. */
export function dayOf(at: number, zone: string): Day {
  const wall = new Date(at + zoneOffset(at, zone))
  return { year: wall.getUTCFullYear(), month: wall.getUTCMonth() + 1, day: wall.getUTCDate() }
}

/** The first moment of a calendar day in the zone; null when there is no such day (31 February). */
export function startOfDay({ year, month, day }: Day, zone: string): number | null {
  const wall = Date.UTC(year, month - 1, day)
  const date = new Date(wall)
  if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null
  // Twice, since the offset is asked at a guess that may lie on the other side of a clock change.
  const guess = wall - zoneOffset(wall, zone)
  return wall - zoneOffset(guess, zone)
}
