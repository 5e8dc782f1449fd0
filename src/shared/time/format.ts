import type { Locale } from '../model/user.ts'
import { dayNumber, dayOf } from './zone.ts'

export interface Place {
  locale: Locale
  /** IANA name. */
  zone: string
}

const TAG: Record<Locale, string> = { ru: 'ru-RU', en: 'en-GB' }
const formatters = new Map<string, Intl.DateTimeFormat>()

/** When, for a row of a list: "14:05" today, "вчера", "пн" within the week, "12 окт." within the year, "12.10.2024" before. */
export function listTime(at: number, now: number, place: Place): string {
  const days = dayNumber(now, place.zone) - dayNumber(at, place.zone)
  if (days === 0) return clockTime(at, place)
  if (days === 1) return yesterday(place.locale)
  if (days > 1 && days < 7) return format(at, place, { weekday: 'short' })
  if (dayOf(at, place.zone).year === dayOf(now, place.zone).year)
    return format(at, place, { day: 'numeric', month: 'short' })
  return format(at, place, { day: '2-digit', month: '2-digit', year: 'numeric' })
}

/** When, for the head of a letter: as in a list, with the time of day. */
export function letterTime(at: number, now: number, place: Place): string {
  const days = dayNumber(now, place.zone) - dayNumber(at, place.zone)
  return days === 0 ? clockTime(at, place) : `${listTime(at, now, place)}, ${clockTime(at, place)}`
}

/** The whole date and time, for a tooltip. */
export function fullTime(at: number, place: Place): string {
  return format(at, place, { dateStyle: 'long', timeStyle: 'short' })
}

export function clockTime(at: number, place: Place): string {
  return format(at, place, { hour: '2-digit', minute: '2-digit' })
}

/** Under which heading of a list a time stands; a week ends seven days back. */
export function dayGroup(at: number, now: number, zone: string): 'today' | 'yesterday' | 'this-week' | 'older' {
  const days = dayNumber(now, zone) - dayNumber(at, zone)
  if (days <= 0) return 'today'
  return days === 1 ? 'yesterday' : days < 7 ? 'this-week' : 'older'
}

/** A rough duration in one unit for "about {duration}": "40 с", "2 мин", "3 ч", "5 дн."; never "0". */
export function roughDuration(ms: number, locale: Locale): string {
  const seconds = Math.max(1, Math.round(ms / 1000))
  const [value, unit] =
    seconds < 60
      ? [seconds, 'second']
      : seconds < 90 * 60
        ? [Math.round(seconds / 60), 'minute']
        : seconds < 36 * 3600
          ? [Math.round(seconds / 3600), 'hour']
          : [Math.round(seconds / 86_400), 'day']
  return new Intl.NumberFormat(TAG[locale], { style: 'unit', unit, unitDisplay: 'short' }).format(value)
}

function yesterday(locale: Locale): string {
  return new Intl.RelativeTimeFormat(TAG[locale], { numeric: 'auto' }).format(-1, 'day')
}

function format(at: number, { locale, zone }: Place, options: Intl.DateTimeFormatOptions): string {
  const key = `${locale} ${zone} ${JSON.stringify(options)}`
  let formatter = formatters.get(key)
  if (!formatter) {
    formatter = new Intl.DateTimeFormat(TAG[locale], { ...options, timeZone: zone })
    formatters.set(key, formatter)
  }
  return formatter.format(at)
}
