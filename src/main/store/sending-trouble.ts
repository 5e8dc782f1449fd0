// Why a mailbox does not send, kept until it does: letters that come in meanwhile say nothing about it.
import type { MailboxId } from '../../shared/model/ids.ts'
import { SendingTrouble } from '../../shared/model/mailbox.ts'
import type { Reader, Writer } from './handle.ts'
import { type NewMailbox, updateMailbox } from './mailboxes.ts'
import { setSetting, setting } from './settings.ts'

export function sendingTrouble(db: Reader, id: MailboxId): SendingTrouble | null {
  const kept = setting(db, `sending.${id}`)
  return kept === null ? null : SendingTrouble.parse(JSON.parse(kept))
}

export function noteSendingTrouble(tx: Writer, id: MailboxId, trouble: SendingTrouble): void {
  const at = sendingTrouble(tx, id)?.at ?? trouble.at
  setSetting(tx, `sending.${id}`, JSON.stringify({ ...trouble, at, serverWords: trouble.serverWords.slice(0, 500) }))
  updateMailbox(tx, id, { sending: 'fails' })
}

/** `change`: what else is known of the half that works, or that was left out. */
export function endSendingTrouble(tx: Writer, id: MailboxId, change: Partial<NewMailbox> = { sending: 'works' }): void {
  setSetting(tx, `sending.${id}`, null)
  updateMailbox(tx, id, change)
}
