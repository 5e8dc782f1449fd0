// Why a mailbox gets no letters, in a sentence and what to do.
import { m } from '../../../shared/i18n/paraglide/messages.js'
import type { Certificate, ProviderName, Trouble } from '../../../shared/model/mailbox.ts'
import { longDate } from '../../lib/format.ts'
import { troubleText } from '../../lib/problems.ts'
import { expiredAt } from './mailbox-state.ts'

/** `wasAccepted`: a certificate of this server was accepted by hand once, and this is another one. */
export function receivingWords(
  trouble: Trouble,
  {
    provider,
    host,
    certificate,
    wasAccepted,
    now,
  }: { provider: ProviderName; host: string; certificate: Certificate | null; wasAccepted: boolean; now: number },
): { title: string; text: string } {
  if (trouble !== 'certificate') return troubleText(trouble, provider, host)
  const until = expiredAt(certificate, now)
  if (until !== null)
    return {
      title: m.mailboxes_cert_expired({ date: longDate(until, now) }),
      text: m.mailboxes_cert_expired_text(),
    }
  return wasAccepted
    ? { title: m.mailboxes_cert_changed(), text: m.mailboxes_cert_changed_text() }
    : troubleText(trouble, provider, host)
}
