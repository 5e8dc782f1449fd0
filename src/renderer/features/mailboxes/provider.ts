import { m } from '../../../shared/i18n/paraglide/messages.js'
import type { ProviderName } from '../../../shared/model/mailbox.ts'
import { providerName } from '../../lib/problems.ts'

/** Name of a mailbox's service as a title; a mailbox of an own server says so. */
export function serviceName(provider: ProviderName): string {
  return provider === 'other' ? m.mailboxes_provider_own() : providerName(provider)
}

/** The letter and the hue of its square, since marks of others are not ours to draw. */
export const PROVIDER_SQUARES: Record<ProviderName, { letter: string; hue: number }> = {
  yandex: { letter: 'Я', hue: 27 },
  mailru: { letter: '@', hue: 250 },
  gmail: { letter: 'G', hue: 155 },
  outlook: { letter: 'O', hue: 235 },
  icloud: { letter: 'i', hue: 210 },
  rambler: { letter: 'R', hue: 10 },
  practice: { letter: 'У', hue: 85 },
  other: { letter: '…', hue: 85 },
}

/** Providers that a user can choose by hand: asking for an address of the domain gives the preset's servers. */
export const CHOOSABLE = [
  { provider: 'yandex', domain: 'yandex.ru', signIn: m.mailboxes_signin_app_password },
  { provider: 'mailru', domain: 'mail.ru', signIn: m.mailboxes_signin_app_password },
  { provider: 'gmail', domain: 'gmail.com', signIn: m.mailboxes_signin_app_password },
  { provider: 'outlook', domain: 'outlook.com', signIn: m.mailboxes_signin_oauth },
  { provider: 'rambler', domain: 'rambler.ru', signIn: m.mailboxes_signin_password },
  { provider: 'icloud', domain: 'icloud.com', signIn: m.mailboxes_signin_app_password },
] as const satisfies { provider: ProviderName; domain: string; signIn: () => string }[]
