import { overwriteGetLocale, overwriteSetLocale } from '../../shared/i18n/paraglide/runtime.js'
import type { Locale } from '../../shared/model/user.ts'

const REMEMBERED = 'golub.locale'

function firstLocale(): Locale {
  const kept = localStorage.getItem(REMEMBERED)
  if (kept === 'ru' || kept === 'en') return kept
  // The first language of the browser that we speak, or whose readers mostly read Russian rather than English.
  const known = navigator.languages.find((language) => /^(ru|be|kk|uk|en)\b/i.test(language))
  return known === undefined || /^en/i.test(known) ? 'en' : 'ru'
}

let current: Locale = $state(firstLocale())

/** The language of the interface; every message read in a template follows it. */
export const locale = {
  get current(): Locale {
    return current
  },
  set(next: Locale): void {
    current = next
    localStorage.setItem(REMEMBERED, next)
    document.documentElement.lang = next
  },
}

/** Messages ask us for the language, so that a change needs no reload of the page. */
export function installLocale(): void {
  overwriteGetLocale(() => current)
  overwriteSetLocale((next) => locale.set(next))
  document.documentElement.lang = current
}
