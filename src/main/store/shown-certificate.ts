// The certificate for which the incoming server of a mailbox was not trusted, for its owner to judge.
import type { MailboxId } from '../../shared/model/ids.ts'
import { Certificate } from '../../shared/model/mailbox.ts'
import type { Reader, Writer } from './handle.ts'
import { setSetting, setting } from './settings.ts'

export function shownCertificate(db: Reader, id: MailboxId): Certificate | null {
  const kept = setting(db, `certificate.${id}`)
  return kept === null ? null : Certificate.parse(JSON.parse(kept))
}

export function keepCertificate(tx: Writer, id: MailboxId, certificate: Certificate | null): void {
  setSetting(tx, `certificate.${id}`, certificate && JSON.stringify(certificate))
}
