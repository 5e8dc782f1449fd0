// What counts against the limits of a mailbox: our attempts, and letters that other programs left in its Sent folder.
import type { MailboxId, MessageId } from '../../shared/model/ids.ts'
import type { Reader, Writer } from './handle.ts'

export interface CountedRow {
  at: number
  recipients: number
}

/** Since `since`; covering index attempts_counted (mailbox_id, counted_at, recipients), index sent_elsewhere_counted. */
export function countedSince(db: Reader, mailbox: MailboxId, since: number): CountedRow[] {
  return db
    .sql<CountedRow>(
      `SELECT counted_at AS at, recipients FROM attempts WHERE mailbox_id = ? AND counted_at > ? AND recipients > 0
       UNION ALL SELECT counted_at, recipients FROM sent_elsewhere WHERE mailbox_id = ? AND counted_at > ?`,
    )
    .all(mailbox, since, mailbox, since)
}

/** A letter met in the Sent folder that did not leave from here. */
export function noteSentElsewhere(
  tx: Writer,
  mailbox: MailboxId,
  message: MessageId,
  counted: CountedRow,
  since: number,
): void {
  if (tx.sql('SELECT 1 FROM outbox WHERE message_id = ?').get(message)) return
  tx.sql('DELETE FROM sent_elsewhere WHERE mailbox_id = ? AND counted_at <= ?').run(mailbox, since)
  tx.sql(
    'INSERT OR IGNORE INTO sent_elsewhere (mailbox_id, message_id, counted_at, recipients) VALUES (?, ?, ?, ?)',
  ).run(mailbox, message, counted.at, counted.recipients)
  tx.changed('outbox')
}

/**
 * The clock was set back: what lies in its future happened now, and every wait begins now and stays as long as it was.
 * Nobody then waits longer than he would have, and no limit is exceeded.
 */
export function beginWaitsAnew(tx: Writer, now: number): void {
  tx.sql('UPDATE attempts SET counted_at = ? WHERE counted_at > ?').run(now, now)
  tx.sql('UPDATE sent_elsewhere SET counted_at = ? WHERE counted_at > ?').run(now, now)
  tx.sql('UPDATE send_waits SET until = ? + (until - since), since = ? WHERE since > ?').run(now, now, now)
  tx.sql(
    "UPDATE outbox SET not_before = ? + (not_before - waits_from), waits_from = ? WHERE state IN ('queued', 'deferred') AND waits_from > ?",
  ).run(now, now, now)
  tx.sql(
    "UPDATE outbox SET first_tried_at = ? WHERE state IN ('queued', 'deferred', 'sending') AND first_tried_at > ?",
  ).run(now, now)
  tx.sql("UPDATE outbox SET copy_until = ? WHERE copy = 'pending' AND copy_until > ? + 3600000").run(now, now)
  tx.changed('outbox')
}
