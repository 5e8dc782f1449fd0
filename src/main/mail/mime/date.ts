const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
// Obsolete zones of RFC 822, in minutes; military letters mean nothing (RFC 2822) and count as UTC.
const ZONES: Record<string, number> = {
  gmt: 0,
  ut: 0,
  utc: 0,
  z: 0,
  est: -300,
  edt: -240,
  cst: -360,
  cdt: -300,
  mst: -420,
  mdt: -360,
  pst: -480,
  pdt: -420,
  msk: 180,
  msd: 240,
  bst: 60,
  cet: 60,
  cest: 120,
  eet: 120,
  eest: 180,
  jst: 540,
}
const EARLIEST = Date.UTC(1971, 0, 1)
const LATEST = Date.UTC(2100, 0, 1)

/** UTC ms of a Date header in any of the forms that mailers write; null when there is no date in it. */
export function parseDate(written: string): number | null {
  const text = written
    .replace(/\([^()]*\)/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/ ?: ?/g, ':')
    .trim()
  const found =
    /(\d{1,2})[ .-]([a-z]{3})[a-z]*\.?[ .-](\d{2,4}),?[ ]?(?:(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?)?(?:\.\d+)?\s*(am|pm)?\s*([+-]\s?\d{1,2}:?\d{2}|[a-z]{1,5})?/i.exec(
      text,
    )
  const at = found ? fromParts(found) : fromOther(text)
  return at !== null && at >= EARLIEST && at < LATEST ? at : null
}

function fromParts(found: RegExpExecArray): number | null {
  const month = MONTHS.indexOf((found[2] ?? '').toLowerCase())
  if (month < 0) return fromOther(found.input)
  const day = Number(found[1])
  const written = Number(found[3])
  const year = written < 50 ? 2000 + written : written < 1000 ? 1900 + written : written
  const half = found[7]?.toLowerCase()
  const hours = Number(found[4] ?? 0)
  const hour = half ? (hours % 12) + (half === 'pm' ? 12 : 0) : hours
  const minute = Number(found[5] ?? 0)
  if (day < 1 || day > 31 || hour > 24 || minute > 59) return null
  return Date.UTC(year, month, day, hour, minute, Number(found[6] ?? 0)) - zoneMinutes(found[8]) * 60_000
}

function zoneMinutes(zone: string | undefined): number {
  if (!zone) return 0
  const digits = /^([+-])\s?(\d{1,2}):?(\d{2})$/.exec(zone)
  if (!digits) return ZONES[zone.toLowerCase()] ?? 0
  const minutes = Number(digits[2]) * 60 + Number(digits[3])
  // "-0900000000" and the like: a zone beyond the earth's is a misprint.
  if (minutes > 14 * 60) return 0
  return digits[1] === '-' ? -minutes : minutes
}

// ISO 8601, asctime and the like; without a zone they are taken as UTC, so that the machine's own zone plays no part.
function fromOther(text: string): number | null {
  if (!/\d{4}/.test(text)) return null
  const hasZone = /(?:[+-]\d{2}:?\d{2}|Z|\b(?:GMT|UTC?|[ECMP][SD]T))$/i.test(text)
  const at = Date.parse(hasZone ? text : `${text} UTC`)
  return Number.isNaN(at) ? null : at
}
