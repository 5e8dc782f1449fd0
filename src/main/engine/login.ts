import type { Login } from '../mail/types.ts'
import { type MailboxRow, sealedSecret } from '../store/mailboxes.ts'
import type { Deps } from './deps.ts'

/** How to reach one half; null when it is left out, or its password cannot be read (no key: sign in again). */
export function loginOf(
  { store, ports }: Pick<Deps, 'store' | 'ports'>,
  row: MailboxRow,
  half: 'imap' | 'smtp',
): Login | null {
  const [host, port, security, login, pinned, plaintext] =
    half === 'imap'
      ? [row.imapHost, row.imapPort, row.imapSecurity, row.imapLogin, row.imapPinned, row.imapPlaintext]
      : [row.smtpHost, row.smtpPort, row.smtpSecurity, row.smtpLogin, row.smtpPinned, row.smtpPlaintext]
  const sealed = sealedSecret(store.reader, row.id, half)
  const password = sealed && ports.secrets.open(sealed)
  if (!host || !port || !security || !login || password === null) return null
  return {
    ...(half === 'imap' ? { protocol: row.incoming } : {}),
    host,
    port,
    security,
    login,
    password,
    pinnedCertificate: pinned,
    allowPlaintext: plaintext,
    allowedHosts: ports.allowedHosts,
  }
}
