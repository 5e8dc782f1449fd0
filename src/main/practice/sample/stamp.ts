/** Making a formatter costs a hundred times what using it does, and each letter has several dates. */
const formats = new Map<string, Intl.DateTimeFormat>()

/** A moment in the words of the office (Moscow) or of a partner abroad (UTC). */
export function stamp(at: number, language: 'ru' | 'en', options: Intl.DateTimeFormatOptions): string {
  const key = language + JSON.stringify(options)
  const format =
    formats.get(key) ??
    new Intl.DateTimeFormat(language === 'ru' ? 'ru-RU' : 'en-GB', {
      timeZone: language === 'ru' ? 'Europe/Moscow' : 'UTC',
      ...options,
    })
  formats.set(key, format)
  return format.format(at)
}

/** «28 ноября», `28 November`. */
export function dayAndMonth(at: number, language: 'ru' | 'en'): string {
  return stamp(at, language, { day: 'numeric', month: 'long' })
}
