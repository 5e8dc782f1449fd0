// Why a mailbox does not send, in a sentence and what to do.
import { m } from '../../../shared/i18n/paraglide/messages.js'
import type { SendReason } from '../../../shared/model/conversation.ts'
import type { ProviderName, SendingTrouble, Trouble } from '../../../shared/model/mailbox.ts'
import { longDate } from '../../lib/format.ts'
import { sendReasonText, troubleText } from '../../lib/problems.ts'
import { expiredAt } from './mailbox-state.ts'

/** Told in the words that its letters have in the queue. */
const AS_REASON: Partial<Record<Trouble, SendReason>> = {
  'wrong-password': 'auth',
  refused: 'unreachable',
  'plaintext-refused': 'tls',
}

export function sendingWords(
  { trouble, certificate }: SendingTrouble,
  { provider, host, now }: { provider: ProviderName; host: string; now: number },
): { title: string; text: string } {
  if (trouble === 'certificate') {
    const until = expiredAt(certificate, now)
    return until === null
      ? { title: m.send_reason_certificate(), text: m.mailboxes_sending_cert_text() }
      : {
          title: m.mailboxes_sending_cert_expired({ date: longDate(until, now) }),
          text: m.mailboxes_sending_cert_expired_text(),
        }
  }
  // Here there is room to name the server.
  if (trouble === 'host-not-found')
    return { title: sendReasonText(trouble).title, text: troubleText(trouble, provider, host).text }
  const reason = AS_REASON[trouble]
  return reason === undefined ? troubleText(trouble, provider, host) : sendReasonText(reason, { host })
}
