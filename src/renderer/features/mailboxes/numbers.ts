import { m } from '../../../shared/i18n/paraglide/messages.js'
import { locale } from '../../lib/locale.svelte.ts'

/** "0,4 с": how long the server took, to a tenth. */
export function seconds(ms: number): string {
  const format = new Intl.NumberFormat(locale.current === 'ru' ? 'ru-RU' : 'en-US', {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  })
  return m.mailboxes_seconds({ n: format.format(Math.max(0.1, ms / 1000)) })
}
