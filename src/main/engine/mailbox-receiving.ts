// The receiving half of a mailbox whose server shows a certificate that nobody has signed for.
import type { MailboxId } from '../../shared/model/ids.ts'
import { note } from '../store/facts.ts'
import { mailboxById, setActivity, updateMailbox } from '../store/mailboxes.ts'
import { keepCertificate } from '../store/shown-certificate.ts'
import type { Engine } from './engine.ts'
import { keptHalf } from './kept-half.ts'
import { checkWhole } from './mailbox-check.ts'

/** Accepts this certificate by hand. It is kept only when the server shows it and takes the sign-in. */
export async function trustServer(engine: Engine, id: MailboxId, certificate: string): Promise<void> {
  const { store, ports } = engine.deps
  const row = mailboxById(store.reader, id)
  const kept = row && keptHalf(engine, row, 'imap')
  if (!kept) return
  const { address, displayName, incoming } = row
  const imap = { ...kept, pinnedCertificate: certificate }
  const { imap: checked } = await checkWhole(engine.deps, { address, displayName, incoming, imap, smtp: null })
  if (!checked) return
  const goesOn = store.writeDurably((tx) => {
    // Other servers may have been set up, or the mailbox disconnected, while this one was asked.
    const now = mailboxById(tx, id)
    if (!now || now.removedAt !== null || now.imapHost !== row.imapHost || now.imapPort !== row.imapPort) return false
    keepCertificate(tx, id, checked.certificate)
    if (!checked.ok) {
      const { trouble, serverWords } = checked
      updateMailbox(tx, id, {
        ...{ lastErrorAt: ports.clock.now(), lastErrorTrouble: trouble ?? 'unknown' },
        lastErrorWords: serverWords.slice(0, 500),
      })
      return false
    }
    updateMailbox(tx, id, {
      ...{ imapPinned: certificate, receiving: 'works', failures: 0 },
      ...{ lastErrorAt: null, lastErrorTrouble: null, lastErrorWords: '' },
    })
    note(tx, ports.clock.now(), { what: 'certificate-trusted', tone: 'ok', mailboxId: id })
    if (now.activity === 'paused') return false
    setActivity(tx, id, { is: 'connecting' }, ports.clock.now())
    return true
  })
  if (goesOn) await engine.open(id)
}
