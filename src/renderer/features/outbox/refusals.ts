import type { Outgoing } from '../../../shared/model/conversation.ts'

type Told = Pick<Outgoing, 'deliveries' | 'serverWords'>

/**
 * Whom the server refused, with what it said of each, and what it said of the letter: each answer once. What is one answer for
 * all of them stands with the letter.
 */
export function refusalsOf({ deliveries, serverWords }: Told): {
  refused: { email: string; words: string }[]
  words: string
} {
  const refused = deliveries.filter(({ state }) => state === 'refused')
  const isSaid = (one: { serverWords: string }) => one.serverWords !== '' && one.serverWords === serverWords
  const isOneAnswer = refused.every(isSaid)
  return {
    refused: refused.map((one) => ({ email: one.email, words: isOneAnswer ? '' : one.serverWords })),
    words: isOneAnswer || !refused.some(isSaid) ? serverWords : '',
  }
}
