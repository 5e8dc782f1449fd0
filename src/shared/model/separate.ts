import { normaliseAddress } from '../text/addresses.ts'
import type { Person } from './conversation.ts'

export interface Recipients {
  to: Person[]
  cc: Person[]
  bcc: Person[]
}

/** More letters at once are a mailing, which goes another way. */
export const MOST_SEPARATE = 100

/**
 * Who gets which letter. A new letter to several people is one for each of them; an answer, a letter with copies and one
 * that its author made common is one for all.
 */
export function lettersOf(
  written: Recipients & { mode: string; replyTo: number | null; isCommon: boolean },
): Recipients[] {
  const { to, cc, bcc } = written
  const each = [...new Map(to.map((person) => [normaliseAddress(person.email), person])).values()]
  const isOne = written.mode !== 'new' || written.replyTo !== null || written.isCommon || cc.length + bcc.length > 0
  return isOne || each.length < 2 ? [{ to, cc, bcc }] : each.map((person) => ({ to: [person], cc: [], bcc: [] }))
}
