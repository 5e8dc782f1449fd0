import type { Warning } from '../../shared/model/conversation.ts'
import { normaliseAddress } from '../../shared/text/addresses.ts'
import { organisationOf } from './organisation.ts'

export interface SuspectLetter {
  direction: 'in' | 'out'
  from: { name: string; email: string }
  replyTo: { email: string } | null
  /** Authentication-Results of the server that received it for us, '' when it has none. */
  authResults: string
  /** Another letter with the same Message-ID and other content is stored. */
  hasTwin: boolean
  /** Mailing lists and services set Reply-To elsewhere for good reasons. */
  isAutomatic: boolean
}

const ADDRESS = /(?<![^\s<>"'(),;:])[^\s<>"'(),;:]+@[^\s<>"'(),;:@]+\.[\p{L}\p{N}-]{2,}/u

/** What in an incoming letter does not fit together; nothing for our own. */
export function warningsOf(letter: SuspectLetter): Warning[] {
  const found: Warning[] = []
  if (letter.hasTwin) found.push({ kind: 'same-id-other-content' })
  if (letter.direction === 'out') return found

  const shown = ADDRESS.exec(letter.from.name)?.[0]
  if (shown !== undefined && normaliseAddress(shown) !== letter.from.email) {
    found.push({ kind: 'name-looks-like-address', shown, real: letter.from.email })
  }
  const replyTo = letter.replyTo?.email ?? ''
  if (
    replyTo !== '' &&
    letter.from.email !== '' &&
    !letter.isAutomatic &&
    organisationOf(replyTo) !== organisationOf(letter.from.email)
  ) {
    found.push({ kind: 'reply-to-elsewhere', from: letter.from.email, replyTo })
  }
  const checks = checksOf(letter.authResults)
  if (hasFailed(checks)) found.push({ kind: 'authentication-failed', checks })
  return found
}

type Check = Extract<Warning, { kind: 'authentication-failed' }>['checks'][number]

/** RFC 8601 `method=result`; several DKIM signatures pass when one passes. Results that say nothing (none) are left out. */
function checksOf(authResults: string): Check[] {
  const plain = authResults.toLowerCase().replace(/\([^()]*\)/g, ' ')
  return (['spf', 'dkim', 'dmarc'] as const).flatMap((name): Check[] => {
    const results = [...plain.matchAll(new RegExp(`(?:^|[;\\s])${name}\\s*=\\s*([a-z]+)`, 'g'))].map(
      (match) => match[1] ?? '',
    )
    const telling = results.filter((result) => ['pass', 'fail', 'hardfail', 'softfail', 'permerror'].includes(result))
    return telling.length === 0 ? [] : [{ name, passed: telling.includes('pass') }]
  })
}

// Forwarding breaks SPF of honest letters, so a passed DKIM or DMARC outweighs it (RFC 7489 4.2).
function hasFailed(checks: readonly Check[]): boolean {
  const passed = (name: Check['name']) => checks.find((check) => check.name === name)?.passed
  if (passed('dmarc') !== undefined) return passed('dmarc') === false
  return passed('dkim') !== true && checks.some((check) => !check.passed)
}
