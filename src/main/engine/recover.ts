import type { MailboxId } from '../../shared/model/ids.ts'
import { addAttempt } from '../store/attempts.ts'
import { deliveriesOf } from '../store/deliveries.ts'
import { record } from '../store/facts.ts'
import type { Writer } from '../store/handle.ts'
import { interrupted, settleOutbox } from '../store/outbox.ts'
import { askSentFolder } from './letter-sent.ts'
import { backInQueue } from './send-mailbox-gone.ts'

/**
 * Letters whose attempt was interrupted (a crash, a power cut, a full disk). Not handed over: nobody has it, so it goes
 * back to the queue, same id, same bytes. Handed over: nobody knows, so the user decides, and the Sent folder is asked.
 */
export function recoverInterrupted(tx: Writer, now: number, mailbox?: MailboxId): void {
  for (const item of interrupted(tx)) {
    if (mailbox !== undefined && item.mailboxId !== mailbox) continue
    if (item.handedOverAt === null) {
      backInQueue(tx, item, { serverWords: '', notBefore: now }, now)
      continue
    }
    settleOutbox(tx, item.id, { state: 'uncertain', because: 'crash-after-claim', serverWords: '' }, now)
    const waiting = deliveriesOf(tx, item.id).filter((one) => one.state === 'waiting').length
    addAttempt(
      tx,
      item,
      {
        at: item.claimedAt ?? item.handedOverAt,
        outcome: 'uncertain',
        because: 'crash-after-claim',
        serverWords: '',
        durationMs: Math.max(0, item.handedOverAt - (item.claimedAt ?? item.handedOverAt)),
        step: 'handed-over',
        handedOverAt: item.handedOverAt,
      },
      waiting,
      now,
    )
    askSentFolder(tx, item, now)
    record(tx, now, {
      type: 'letter.uncertain',
      mailboxId: item.mailboxId,
      conversationId: item.conversationId,
      messageId: item.messageId,
      outboxId: item.id,
      userId: item.userId,
    })
  }
}
