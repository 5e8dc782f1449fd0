import type { FolderId, MailboxId } from '../../shared/model/ids.ts'
import type { MailboxSettings } from '../../shared/model/mailbox.ts'
import { draftsSwitched } from '../store/draft-copies.ts'
import { eraseStep } from '../store/erase.ts'
import { note, record } from '../store/facts.ts'
import { foldersOf, lostFolders, setFolderRole, setLoaded, tickFolder } from '../store/folders.ts'
import type { Writer } from '../store/handle.ts'
import { removeMailbox as dropRow, dropSecrets, mailboxById, setActivity, updateMailbox } from '../store/mailboxes.ts'
import { endWaits } from '../store/send-waits.ts'
import { endSendingTrouble } from '../store/sending-trouble.ts'
import { keepCertificate } from '../store/shown-certificate.ts'
import type { Engine } from './engine.ts'
import { depthOf, POP3_SETTINGS } from './mailbox-connect.ts'
import { letGo } from './send-recall.ts'

const LIMITS = ['limitMinute', 'limitHour', 'limitDay', 'limitLetter'] as const

/** Changes settings; a deeper depth makes every folder look again for what it left out. */
export async function updateSettings(engine: Engine, id: MailboxId, change: Partial<MailboxSettings>): Promise<void> {
  const { store, ports } = engine.deps
  const now = ports.clock.now()
  const { depth, ...asked } = change
  store.write((tx) => {
    const before = mailboxById(tx, id)
    if (!before) return
    const plain = before.incoming === 'pop3' ? { ...asked, ...POP3_SETTINGS } : asked
    if (Object.keys(plain).length) updateMailbox(tx, id, plain)
    // Computed anew at once, from the new figures.
    if (LIMITS.some((name) => plain[name] !== undefined)) endWaits(tx, 'limit', id)
    if (plain.draftsOnServer !== undefined && plain.draftsOnServer !== before.draftsOnServer)
      draftsSwitched(tx, id, now)
    if (plain.grouping && plain.grouping !== before.grouping) {
      tx.sql('INSERT INTO thread_rules (mailbox_id, mode, valid_from) VALUES (?, ?, ?)').run(id, plain.grouping, now)
      note(tx, now, {
        what: 'grouping-changed',
        tone: 'info',
        mailboxId: id,
        params: { from: before.grouping, to: plain.grouping },
      })
    }
    if (depth) {
      updateMailbox(tx, id, { ...depthOf(depth, now), loadedAt: null })
      restartFolders(tx, id)
    }
  })
  engine.sending.poke()
  if (depth) await engine.open(id)
  else engine.session(id)?.poke()
}

// Letters that are here already are known by their UIDs, so starting from the top again fetches only what is missing.
function restartFolders(tx: Writer, id: MailboxId): void {
  for (const folder of foldersOf(tx, id)) {
    setLoaded(tx, folder.id, false)
    tx.sql('UPDATE folders SET low_uid = NULL, high_uid = NULL WHERE id = ?').run(folder.id)
  }
}

/** Which folders are read, and which of them is Sent where the server does not say. */
export async function tickFolders(
  engine: Engine,
  id: MailboxId,
  ticked: readonly FolderId[],
  sent: FolderId | null | undefined,
): Promise<void> {
  engine.deps.store.write((tx) => {
    for (const folder of foldersOf(tx, id)) {
      tickFolder(tx, folder.id, ticked.includes(folder.id) || folder.role === 'inbox')
      if (sent === undefined) continue
      if (folder.id === sent) setFolderRole(tx, folder.id, 'sent')
      else if (folder.role === 'sent') setFolderRole(tx, folder.id, 'other')
    }
    // Whoever chooses the folders anew does without those that are gone.
    if (sent === undefined)
      for (const folder of lostFolders(tx, id)) if (!ticked.includes(folder.id)) tickFolder(tx, folder.id, false)
    updateMailbox(tx, id, { loadedAt: null })
  })
  await engine.open(id)
  // Copies of sent letters may have waited for this choice.
  engine.sending.poke()
}

export async function pauseMailbox(engine: Engine, id: MailboxId, isPaused: boolean): Promise<void> {
  const { store, ports } = engine.deps
  if (isPaused) await engine.close(id)
  store.write((tx) => {
    setActivity(tx, id, { is: isPaused ? 'paused' : 'connecting' }, ports.clock.now())
    note(tx, ports.clock.now(), { what: isPaused ? 'mailbox-paused' : 'mailbox-resumed', tone: 'info', mailboxId: id })
  })
  if (!isPaused) await engine.open(id)
  engine.sending.poke()
}

/** Counts every ticked folder against the server now; false when the server cannot be asked. */
export async function auditNow(engine: Engine, id: MailboxId): Promise<boolean> {
  return (await engine.session(id)?.audit()) ?? false
}

/** Disconnects a mailbox. Kept letters stay readable; otherwise they and what only they needed are erased step by step. */
export async function removeMailbox(engine: Engine, id: MailboxId, keepLetters: boolean): Promise<void> {
  const { store, ports, queue } = engine.deps
  await engine.close(id)
  store.write((tx) => {
    dropSecrets(tx, id)
    letGo(tx, id, ports.clock.now())
    keepCertificate(tx, id, null)
    endSendingTrouble(tx, id, { removedAt: ports.clock.now() })
    record(tx, ports.clock.now(), { type: 'mailbox.removed', mailboxId: id })
    tx.changed('counts')
  })
  if (keepLetters) return
  let isThrough = false
  while (!isThrough) {
    await queue.add({
      items: [0],
      each: (tx) => (isThrough = eraseStep(tx, id)),
      finish: (tx) => tx.changed('conversations'),
    })
  }
  store.write((tx) => {
    dropRow(tx, id)
    tx.changed('counts')
  })
}
