import { m } from '../../shared/i18n/paraglide/messages.js'

/** The shell's own few words; everything else is the page's. `locale` is the system's, like `ru-RU`. */
export function wordsOf(locale: string) {
  const options = { locale: locale.startsWith('ru') ? ('ru' as const) : ('en' as const) }
  return {
    open: m.desktop_open({}, options),
    cannotOpen: (url: string) => m.desktop_cannot_open({ url }, options),
    quit: m.desktop_quit({}, options),
    stay: m.desktop_stay({}, options),
    waiting: (n: number) => m.desktop_waiting({ n }, options),
    waitingDetail: m.desktop_waiting_detail({}, options),
  }
}
