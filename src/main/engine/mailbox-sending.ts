// The sending half of a mailbox, tried by itself: while letters come in nobody wants to sign in anew.
import type { MailboxId } from '../../shared/model/ids.ts'
import type { Writer } from '../store/handle.ts'
import { mailboxById } from '../store/mailboxes.ts'
import { wakeWaiting } from '../store/outbox.ts'
import { endWaits } from '../store/send-waits.ts'
import { endSendingTrouble, noteSendingTrouble } from '../store/sending-trouble.ts'
import type { Engine } from './engine.ts'
import { keptHalf } from './kept-half.ts'
import { type CheckResult, checkWhole } from './mailbox-check.ts'

/** What a check has shown of the sending half. */
export function noteSending(tx: Writer, id: MailboxId, half: CheckResult['smtp'], now: number): void {
  if (half === null) endSendingTrouble(tx, id, { sending: 'left-out' })
  else if (half.ok) {
    endSendingTrouble(tx, id)
    // The letters of other mailboxes that wait so are held by their own.
    if (endWaits(tx, 'auth', id)) wakeWaiting(tx, ['auth'], now)
  } else
    noteSendingTrouble(tx, id, {
      ...{ at: now, trouble: half.trouble ?? 'unknown' },
      ...{ serverWords: half.serverWords, certificate: half.certificate },
    })
}

/** Tries it as it stands, or with this certificate accepted by hand, which is kept when the server then takes the sign-in. */
export async function trySending(
  engine: Pick<Engine, 'deps' | 'sending'>,
  id: MailboxId,
  certificate: string | null,
): Promise<void> {
  const { store, ports } = engine.deps
  const row = mailboxById(store.reader, id)
  const kept = row && keptHalf(engine, row, 'smtp')
  if (!kept) return
  const smtp = certificate === null ? kept : { ...kept, pinnedCertificate: certificate }
  const { address, displayName, incoming } = row
  const checked = await checkWhole(engine.deps, { address, displayName, incoming, imap: null, smtp })
  store.writeDurably((tx) => {
    // Other servers may have been set up, or the mailbox disconnected, while this one was asked.
    const now = mailboxById(tx, id)
    if (!now || now.removedAt !== null || now.smtpHost !== row.smtpHost || now.smtpPort !== row.smtpPort) return
    noteSending(tx, id, checked.smtp, ports.clock.now())
    if (checked.smtp?.ok) endSendingTrouble(tx, id, { sending: 'works', smtpPinned: smtp.pinnedCertificate ?? null })
  })
  engine.sending.poke()
}
