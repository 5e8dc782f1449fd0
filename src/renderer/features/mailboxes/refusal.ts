import type { ProviderName, Trouble } from '../../../shared/model/mailbox.ts'
import { problemOf, problemText, troubleText } from '../../lib/problems.ts'

/** Why a mailbox was not saved: a failed check carries the trouble of its half and the server's own words. */
export function refusalOf(error: unknown, provider: ProviderName): { text: string; serverWords: string } {
  const problem = problemOf(error)
  const trouble = problem?.params?.trouble
  if (problem?.problem !== 'mailbox-check-failed' || typeof trouble !== 'string')
    return { text: problemText(error), serverWords: '' }
  // The engine fills it from the same list.
  const words = troubleText(trouble as Trouble, provider, String(problem.params.host ?? ''))
  return { text: `${words.title}. ${words.text}`, serverWords: String(problem.params.serverWords ?? '') }
}
