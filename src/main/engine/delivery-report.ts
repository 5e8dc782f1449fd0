// A delivery report is believed only when it quotes a letter that we sent to the recipient it names: anybody can write the rest.
import type { MessageId } from '../../shared/model/ids.ts'
import { bounceReason, reportedRecipient } from '../domain/bounce.ts'
import type { ParsedReport } from '../mail/types.ts'
import { deliveriesOf } from '../store/deliveries.ts'
import { addReport, markReturned } from '../store/delivery-reports.ts'
import { note, record } from '../store/facts.ts'
import type { Writer } from '../store/handle.ts'
import { ownLetter } from '../store/messages.ts'
import { tellOutbox } from '../store/outbox.ts'
import { cameBack } from './came-back.ts'
import type { Desk } from './desk.ts'

/** Binds a report to the letters that it speaks of; false when it is none of ours and stays a letter like any other. */
export function takeReport(tx: Writer, desk: Desk, message: MessageId, report: ParsedReport): boolean {
  let isOurs = false
  for (const id of report.originalIds) {
    const own = ownLetter(tx, id, [])
    if (!own || own.messageId === message) continue
    const sentTo = deliveriesOf(tx, own.outboxId).map((delivery) => delivery.email)
    for (const { emails, action, status, words } of report.recipients) {
      const email = reportedRecipient(emails, sentTo)
      if (email === null) continue
      isOurs = true
      const because = bounceReason(status, words)
      const isNew = addReport(
        tx,
        { messageId: message, outboxId: own.outboxId, email, action, status, words, because },
        desk.now,
      )
      if (!isNew || action !== 'failed') continue
      markReturned(tx, own.outboxId, email, words)
      cameBack(tx, own.outboxId, { because, serverWords: words }, desk.now)
      record(tx, desk.now, {
        type: 'delivery.failed',
        mailboxId: desk.mailboxId,
        messageId: own.messageId,
        outboxId: own.outboxId,
      })
      note(tx, desk.now, {
        what: 'delivery-failed',
        tone: 'bad',
        mailboxId: desk.mailboxId,
        messageId: own.messageId,
        params: { email, status },
      })
    }
    if (isOurs) tellOutbox(tx, own.outboxId)
  }
  return isOurs
}
