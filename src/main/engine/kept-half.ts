// A half of a mailbox as it is kept, to be tried again.
import type { MailboxDraft } from '../../shared/api/mailboxes.ts'
import { type MailboxRow, sealedSecret } from '../store/mailboxes.ts'
import type { Engine } from './engine.ts'

/** Null for a half that is left out. One new password usually serves both halves; without one each keeps its own. */
export function keptHalf(
  { deps: { store, ports } }: Pick<Engine, 'deps'>,
  row: MailboxRow,
  half: 'imap' | 'smtp',
  password?: string,
): MailboxDraft['imap'] {
  const sealed = sealedSecret(store.reader, row.id, half)
  const kept = password ?? (sealed ? ports.secrets.open(sealed) : null) ?? ''
  const [host, port, security, login, pinnedCertificate, allowPlaintext] =
    half === 'imap'
      ? [row.imapHost, row.imapPort, row.imapSecurity, row.imapLogin, row.imapPinned, row.imapPlaintext]
      : [row.smtpHost, row.smtpPort, row.smtpSecurity, row.smtpLogin, row.smtpPinned, row.smtpPlaintext]
  return host && port && security && login
    ? { host, port, security, login, pinnedCertificate, allowPlaintext, password: kept }
    : null
}
