import { m } from '../../../shared/i18n/paraglide/messages.js'
import type { ProviderName, Trouble } from '../../../shared/model/mailbox.ts'
import { problemOf, problemText, troubleText } from '../../lib/problems.ts'

/** Why a mailbox was not saved: a failed check carries the trouble of its half and the server's own words. */
export function refusalOf(error: unknown, provider: ProviderName): { text: string; serverWords: string } {
  const problem = problemOf(error)
  const trouble = problem?.params?.trouble
  if (problem?.problem !== 'mailbox-check-failed' || typeof trouble !== 'string')
    return { text: problemText(error), serverWords: '' }
  // The engine fills it from the same list.
  const host = String(problem.params.host ?? '')
  const words = troubleText(trouble as Trouble, provider, host)
  const { half, kept } = problem.params
  const which = half === 'smtp' ? m.mailboxes_refused_smtp({ host }) : m.mailboxes_refused_imap({ host })
  const works = kept === 'imap' ? m.mailboxes_kept_imap() : kept === 'smtp' ? m.mailboxes_kept_smtp() : ''
  return {
    text: [works, which, `${words.title}.`, words.text].join(' ').trim(),
    serverWords: String(problem.params.serverWords ?? ''),
  }
}
