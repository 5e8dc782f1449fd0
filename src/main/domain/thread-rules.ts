import type { Grouping } from '../../shared/model/mailbox.ts'
import { domainOf } from '../../shared/text/addresses.ts'
import type { ThreadLetter, ThreadRules } from './thread-model.ts'

/** How letters that arrived at this time are grouped. */
export function modeAt(rules: ThreadRules, receivedAt: number): Grouping {
  return rules.modes.findLast((rule) => rule.from <= receivedAt)?.mode ?? 'smart'
}

/** The entry of the exclusion list that holds for an incoming letter; such a letter joins by no automatic rule. */
export function exclusionOf(letter: ThreadLetter, rules: ThreadRules): string | null {
  if (letter.direction === 'out' || letter.from === '') return null
  const domain = `@${domainOf(letter.from)}`
  const found = rules.exclusions.find(
    ({ entry, from, until }) =>
      (entry === letter.from || entry === domain) &&
      letter.receivedAt >= from &&
      (until === null || letter.receivedAt < until),
  )
  return found?.entry ?? null
}
