import { m } from '../../../shared/i18n/paraglide/messages.js'
import type { Letter, Warning } from '../../../shared/model/conversation.ts'
import { domainOf } from '../../../shared/text/addresses.ts'

export type DoubtFact = { state: 'ok' | 'bad' | 'warn'; title: string; fact: string }

const upper = (checks: readonly { name: string }[]): string =>
  checks.map((check) => check.name.toUpperCase()).join(', ')

/** The red line's facts in one breath. */
export function doubtSentence(letter: Letter): string {
  return letter.warnings
    .flatMap((warning) => {
      if (warning.kind === 'name-looks-like-address')
        return [m.letter_doubt_name({ shown: warning.shown, real: domainOf(warning.real) || warning.real })]
      if (warning.kind === 'authentication-failed') return [m.letter_doubt_auth()]
      if (warning.kind === 'reply-to-elsewhere') return [m.letter_doubt_reply_to({ replyTo: warning.replyTo })]
      return []
    })
    .join(' ')
}

/** The checks as lights under the letter. */
export const doubtFacts = (letter: Letter): DoubtFact[] => letter.warnings.flatMap(factsOf)

function factsOf(warning: Warning): DoubtFact[] {
  if (warning.kind === 'name-looks-like-address')
    return [
      {
        state: 'bad',
        title: m.letter_doubt_check_name(),
        fact: m.letter_doubt_check_name_fact({ shown: warning.shown }),
      },
    ]
  if (warning.kind === 'reply-to-elsewhere')
    return [{ state: 'warn', title: m.letter_doubt_check_reply(), fact: warning.replyTo }]
  if (warning.kind !== 'authentication-failed') return []
  const failed = warning.checks.filter((check) => !check.passed)
  const passed = warning.checks.filter((check) => check.passed)
  const words = [
    failed.length > 0 ? m.letter_doubt_failed({ names: upper(failed), n: failed.length }) : '',
    passed.length > 0 ? m.letter_doubt_passed({ names: upper(passed), n: passed.length }) : '',
  ]
  return [{ state: 'bad', title: m.letter_doubt_check_auth(), fact: words.filter((part) => part !== '').join(', ') }]
}

/** A quieter line for what is worth knowing but does not close the letter. */
export function quietWarning(warning: Warning): string {
  if (warning.kind === 'reply-to-elsewhere')
    return m.letter_warn_reply_to({ replyTo: warning.replyTo, from: warning.from })
  if (warning.kind === 'same-id-other-content') return m.letter_warn_same_id()
  if (warning.kind === 'authentication-failed')
    return m.letter_warn_auth({ names: upper(warning.checks.filter((check) => !check.passed)) })
  return m.letter_doubt_name({ shown: warning.shown, real: warning.real })
}
