import type { Outgoing } from '../../shared/model/conversation.ts'
import type { MessageId } from '../../shared/model/ids.ts'
import { reportsOf } from './delivery-reports.ts'
import type { Reader } from './handle.ts'
import { deliveriesOf } from './outbox.ts'

/** How the sending of one of our letters stands; null for letters that did not leave from here. */
export function outgoingOf(db: Reader, message: MessageId): Outgoing | null {
  // index outbox_by_message
  const row = db
    .sql<Omit<Outgoing, 'deliveries' | 'until'> & { notBefore: number; activity: string | null }>(
      `SELECT o.id, o.state, o.because, o.not_before AS notBefore, o.attempts, o.server_words AS serverWords, o.copy, b.activity
       FROM outbox o LEFT JOIN mailboxes b ON b.id = o.mailbox_id WHERE o.message_id = ? ORDER BY o.id DESC LIMIT 1`,
    )
    .get(message)
  if (!row) return null
  const { notBefore, activity, ...rest } = row
  const isWaiting = row.state === 'queued' || row.state === 'deferred'
  // A paused mailbox is no state of its letters: they wait as long as the pause lasts, and say so.
  const isPaused = isWaiting && activity === 'paused'
  return {
    ...rest,
    because: isPaused ? 'mailbox-paused' : row.because,
    // A stopped answer waits for its author, not for a time.
    until: isWaiting && !isPaused && row.because !== 'newer-letter' ? notBefore : null,
    deliveries: deliveriesOf(db, row.id),
    reports: reportsOf(db, row.id),
  }
}
