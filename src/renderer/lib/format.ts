import { m } from '../../shared/i18n/paraglide/messages.js'
import { locale } from './locale.svelte.ts'

const DAY_MS = 86_400_000
const NBSP = '\u00A0'

const formats = new Map<string, Intl.DateTimeFormat>()

function date(at: number, options: Intl.DateTimeFormatOptions): string {
  const key = `${locale.current} ${JSON.stringify(options)}`
  let format = formats.get(key)
  if (format === undefined) {
    format = new Intl.DateTimeFormat(locale.current === 'ru' ? 'ru-RU' : 'en-GB', options)
    formats.set(key, format)
  }
  return format.format(at)
}

function midnight(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0)
}

/** Whole local days between two moments (0 today, 1 yesterday). */
function daysAgo(at: number, now: number): number {
  return Math.round((midnight(now) - midnight(at)) / DAY_MS)
}

/** "07:24". */
export function clockTime(at: number): string {
  return date(at, { hour: '2-digit', minute: '2-digit', hour12: false })
}

/** "07:24:41", where the order of things that follow quickly matters. */
export function exactTime(at: number): string {
  return date(at, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false })
}

/** "12 ноя" this year, "12.11.24" before. Intl gives "нояб." and "Sept", which are ragged in a column. */
function shortDate(at: number, now: number): string {
  if (new Date(at).getFullYear() !== new Date(now).getFullYear())
    return date(at, { day: '2-digit', month: '2-digit', year: '2-digit' })
  // Day and month in one: alone, May is "май" in Russian, and "мая" beside a day.
  const [day = '', month = ''] = date(at, { day: 'numeric', month: 'short' }).split(/\s/)
  return `${day}${NBSP}${month.slice(0, 3)}`
}

/** Time of a list row: the hour today, then "yesterday", the weekday, the date. */
export function rowTime(at: number, now: number): string {
  const days = daysAgo(at, now)
  if (days <= 0) return clockTime(at)
  if (days === 1) return m.shell_yesterday()
  if (days < 7) return date(at, { weekday: 'short' })
  return shortDate(at, now)
}

/** Time over a letter: "today, 07:24", "12 Nov, 16:05". */
export function letterTime(at: number, now: number): string {
  const days = daysAgo(at, now)
  const day = days === 0 ? m.shell_today() : days === 1 ? m.shell_yesterday() : shortDate(at, now)
  return `${day}, ${clockTime(at)}`
}

/** Everything, for titles: "вт, 12 ноября 2024 г., 16:05:31". */
export function fullTime(at: number): string {
  return date(at, {
    weekday: 'short',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hour12: false,
  })
}

/** "12 ноября" / "12 November", with the year where it is not this one. */
export function longDate(at: number, now: number): string {
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear()
  return date(at, { day: 'numeric', month: 'long', ...(isThisYear ? {} : { year: 'numeric' }) })
}

/** The head of a day: "Сегодня, 12 ноября", "12 ноября". */
export function dayTime(at: number, now: number): string {
  const days = daysAgo(at, now)
  const day = longDate(at, now)
  if (days === 0) return `${m.inbox_today()}, ${day}`
  return days === 1 ? `${m.inbox_yesterday()}, ${day}` : day
}

/** "март 2026" / "March 2026". */
export function monthOf(at: number): string {
  return date(at, { month: 'long', year: 'numeric' }).replace(/\sг\.$/, '')
}

/** The time of something that began: the hour today, else day and hour. For "since 12:04". */
export function sinceTime(at: number, now: number): string {
  return daysAgo(at, now) === 0 ? clockTime(at) : `${shortDate(at, now)}, ${clockTime(at)}`
}

/** "12 480" / "12,480". */
export function count(value: number): string {
  return new Intl.NumberFormat(locale.current === 'ru' ? 'ru-RU' : 'en-US').format(value)
}

/** "34 %" / "34%". Input 0 to 1; never rounds an unfinished thing up to 100. */
export function percent(share: number): string {
  const whole = Math.floor(Math.min(Math.max(share, 0), 1) * 100)
  return locale.current === 'ru' ? `${whole}${NBSP}%` : `${whole}%`
}

/** "184 КБ", "38 МБ", "1,4 ГБ". */
export function bytes(size: number): string {
  const units = [m.shell_unit_b(), m.shell_unit_kb(), m.shell_unit_mb(), m.shell_unit_gb(), m.shell_unit_tb()]
  let value = size
  let at = 0
  while (value >= 1000 && at < units.length - 1) {
    value /= 1024
    at += 1
  }
  const digits = at > 1 && value < 10 ? 1 : 0
  const text = new Intl.NumberFormat(locale.current === 'ru' ? 'ru-RU' : 'en-US', {
    maximumFractionDigits: digits,
  }).format(value)
  return `${text}${NBSP}${units[at] ?? ''}`
}

/** A rough time left: "about 8 min", rounded the way people say it. */
export function duration(seconds: number): string {
  if (seconds < 55) return m.shell_seconds({ n: Math.max(5, Math.ceil(seconds / 5) * 5) })
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return m.shell_minutes({ n: minutes })
  const hours = Math.floor(minutes / 60)
  const rest = Math.round((minutes % 60) / 10) * 10
  return rest === 0 ? m.shell_hours({ n: hours }) : `${m.shell_hours({ n: hours })} ${m.shell_minutes({ n: rest })}`
}
