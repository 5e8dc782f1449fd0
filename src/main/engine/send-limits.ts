import type { LimitName, Limits } from '../../shared/model/mailbox.ts'
import type { Pace } from '../domain/throttle.ts'
import { presetOf } from '../mail/providers.ts'
import type { MailboxRow } from '../store/mailboxes.ts'

/** Where a provider publishes nothing: a letter a second, 2,000 recipients a day. */
const UNKNOWN: Limits = { perMinute: 60, perHour: null, perDay: 2000, perLetter: 100 }

/** The practice server of the sample office takes what it gets. */
const NONE: Limits = { perMinute: null, perHour: null, perDay: null, perLetter: UNKNOWN.perLetter }

type Limited = Pick<MailboxRow, 'provider' | 'limitMinute' | 'limitHour' | 'limitDay' | 'limitLetter'>

/** What the provider allows as far as we know; `guessed` names the figures that it does not publish. */
export function defaultLimits(provider: MailboxRow['provider']): Limits & { guessed: LimitName[] } {
  if (provider === 'practice') return { ...NONE, guessed: [] }
  const preset = presetOf(provider)
  const limits = preset?.limits ?? UNKNOWN
  const published = preset?.published ?? []
  const all: LimitName[] = ['perMinute', 'perHour', 'perDay', 'perLetter']
  return { ...limits, guessed: all.filter((name) => limits[name] !== null && !published.includes(name)) }
}

/** The owner's figures where he set some, else the provider's. */
export function limitsOf(row: Limited): Limits & Pace {
  const { guessed: _, ...defaults } = defaultLimits(row.provider)
  return {
    perMinute: row.limitMinute ?? defaults.perMinute,
    perHour: row.limitHour ?? defaults.perHour,
    perDay: row.limitDay ?? defaults.perDay,
    perLetter: row.limitLetter ?? defaults.perLetter,
  }
}
