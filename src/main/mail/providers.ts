import type { LimitName, Limits, ProviderName, Security } from '../../shared/model/mailbox.ts'
import { domainOf, localPartOf, normaliseAddress } from '../../shared/text/addresses.ts'

export interface ServerHint {
  host: string
  port: number
  security: Security
}

/** What is known of a provider. Limits are defaults that the owner may change: providers change them without notice. */
export interface Preset {
  provider: ProviderName
  domains: readonly string[]
  /** Ends of MX host names by which the provider of an own domain is known. */
  mx: readonly string[]
  imap: ServerHint
  /** Null where the provider offers none. */
  pop3: ServerHint | null
  smtp: ServerHint
  signIn: 'app-password' | 'password' | 'oauth-only'
  /** Where the provider's own guide to the password lies. */
  guideUrl: string
  /** How the IMAP sign-in is written: the whole address or the part before the @. */
  imapLogin: 'address' | 'local'
  limits: Limits
  /** Those of the limits that the provider publishes; the others are our guess. */
  published?: readonly LimitName[]
  idleRenewSeconds: number
  /** `by-server`: it files sent letters itself; `look`: it may, so look before appending. */
  sentCopy: 'by-server' | 'look'
}

const RENEW_SECONDS = 25 * 60
const tls = (host: string, port: number): ServerHint => ({ host, port, security: 'tls' })
const starttls = (host: string, port: number): ServerHint => ({ host, port, security: 'starttls' })

const PRESETS: readonly Preset[] = [
  {
    provider: 'mailru',
    domains: ['mail.ru', 'inbox.ru', 'list.ru', 'bk.ru', 'corp.mail.ru', 'internet.ru', 'xmail.ru'],
    mx: ['mail.ru'],
    imap: tls('imap.mail.ru', 993),
    pop3: tls('pop.mail.ru', 995),
    smtp: tls('smtp.mail.ru', 465),
    signIn: 'app-password',
    guideUrl: 'https://help.mail.ru/mail/mailer/password/',
    imapLogin: 'address',
    limits: { perMinute: 10, perHour: null, perDay: 300, perLetter: 30 },
    idleRenewSeconds: RENEW_SECONDS,
    sentCopy: 'look',
  },
  {
    provider: 'yandex',
    domains: ['yandex.ru', 'yandex.com', 'yandex.by', 'yandex.kz', 'yandex.ua', 'ya.ru', 'narod.ru'],
    mx: ['yandex.net', 'yandex.ru'],
    imap: tls('imap.yandex.ru', 993),
    pop3: tls('pop.yandex.ru', 995),
    smtp: tls('smtp.yandex.ru', 465),
    signIn: 'app-password',
    guideUrl: 'https://yandex.ru/support/id/authorization/app-passwords.html',
    imapLogin: 'address',
    limits: { perMinute: 10, perHour: null, perDay: 500, perLetter: 35 },
    published: ['perDay', 'perLetter'],
    idleRenewSeconds: RENEW_SECONDS,
    sentCopy: 'look',
  },
  {
    provider: 'rambler',
    domains: ['rambler.ru', 'lenta.ru', 'autorambler.ru', 'myrambler.ru', 'ro.ru'],
    mx: ['rambler.ru'],
    imap: tls('imap.rambler.ru', 993),
    pop3: tls('pop.rambler.ru', 995),
    smtp: tls('smtp.rambler.ru', 465),
    signIn: 'password',
    guideUrl: 'https://help.rambler.ru/mail/mail-pochtovye-klienty/1275/',
    imapLogin: 'address',
    limits: { perMinute: 5, perHour: null, perDay: 200, perLetter: 30 },
    // Its IDLE falls silent after about a minute.
    idleRenewSeconds: 55,
    sentCopy: 'look',
  },
  {
    provider: 'gmail',
    domains: ['gmail.com', 'googlemail.com'],
    mx: ['google.com', 'googlemail.com'],
    imap: tls('imap.gmail.com', 993),
    pop3: tls('pop.gmail.com', 995),
    smtp: tls('smtp.gmail.com', 465),
    signIn: 'app-password',
    guideUrl: 'https://support.google.com/accounts/answer/185833',
    imapLogin: 'address',
    limits: { perMinute: 20, perHour: null, perDay: 500, perLetter: 100 },
    published: ['perDay', 'perLetter'],
    // Gmail ends an IDLE after 10 minutes or so.
    idleRenewSeconds: 9 * 60,
    sentCopy: 'by-server',
  },
  {
    provider: 'outlook',
    domains: ['outlook.com', 'hotmail.com', 'live.com', 'msn.com', 'outlook.de', 'outlook.fr'],
    mx: ['protection.outlook.com', 'olc.protection.outlook.com'],
    imap: tls('outlook.office365.com', 993),
    pop3: tls('outlook.office365.com', 995),
    smtp: starttls('smtp.office365.com', 587),
    signIn: 'oauth-only',
    guideUrl:
      'https://support.microsoft.com/office/pop-imap-and-smtp-settings-for-outlook-com-d088b986-291d-42b8-9564-9c414e2aa040',
    imapLogin: 'address',
    limits: { perMinute: 30, perHour: null, perDay: 300, perLetter: 500 },
    idleRenewSeconds: RENEW_SECONDS,
    sentCopy: 'by-server',
  },
  {
    provider: 'icloud',
    domains: ['icloud.com', 'me.com', 'mac.com'],
    mx: ['mail.icloud.com', 'icloud.com'],
    imap: tls('imap.mail.me.com', 993),
    pop3: null,
    smtp: starttls('smtp.mail.me.com', 587),
    signIn: 'app-password',
    guideUrl: 'https://support.apple.com/102654',
    imapLogin: 'local',
    limits: { perMinute: 20, perHour: null, perDay: 1000, perLetter: 500 },
    idleRenewSeconds: RENEW_SECONDS,
    sentCopy: 'look',
  },
]

export function presetOf(provider: ProviderName): Preset | null {
  return PRESETS.find((preset) => preset.provider === provider) ?? null
}

export function presetByDomain(domain: string): Preset | null {
  return PRESETS.find((preset) => preset.domains.includes(domain)) ?? null
}

/** The provider behind an own domain, by the host that takes its mail. */
export function presetByMx(exchange: string): Preset | null {
  const host = exchange.toLowerCase().replace(/\.$/, '')
  return PRESETS.find((preset) => preset.mx.some((end) => host === end || host.endsWith(`.${end}`))) ?? null
}

/** The provider by a server that a user entered: an own domain may live at a big one. */
export function presetByHost(host: string): Preset | null {
  const name = host.trim().toLowerCase()
  const extra = /^(smtp|imap|pop)-mail\.outlook\.com$/.test(name) ? 'outlook' : null
  return (
    PRESETS.find(
      (preset) =>
        preset.provider === extra || [preset.imap, preset.pop3, preset.smtp].some((server) => server?.host === name),
    ) ?? null
  )
}

/** By the domain of the address alone. */
export function providerOf(address: string): ProviderName {
  return presetByDomain(domainOf(normaliseAddress(address)))?.provider ?? 'other'
}

export function loginFor(preset: Preset, half: 'imap' | 'pop3' | 'smtp', address: string): string {
  return half === 'imap' && preset.imapLogin === 'local' ? localPartOf(address) : address
}
