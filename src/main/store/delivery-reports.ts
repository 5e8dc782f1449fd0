// What servers reported of letters that we sent. Only reports that quote such a letter and name one of its recipients are kept.
import type { DeliveryReport, ReportAction } from '../../shared/model/delivery-report.ts'
import type { MessageId, OutboxId } from '../../shared/model/ids.ts'
import type { Reader, Writer } from './handle.ts'

export interface NewReport {
  messageId: MessageId
  outboxId: OutboxId
  email: string
  action: ReportAction
  status: string
  words: string
  because: DeliveryReport['because']
}

/** False when it is known already: the same report lies in another mailbox too. */
export function addReport(tx: Writer, report: NewReport, now: number): boolean {
  const added = tx
    .sql(
      'INSERT OR IGNORE INTO delivery_reports (message_id, outbox_id, email, action, status, words, because, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    )
    .run(
      report.messageId,
      report.outboxId,
      report.email,
      report.action,
      report.status,
      report.words,
      report.because,
      now,
    )
  tx.sql('UPDATE messages SET is_report = 1, is_automatic = 1 WHERE id = ?').run(report.messageId)
  return added.changes > 0
}

/** The recipient did not get the letter, whatever his server had said first. */
export function markReturned(tx: Writer, outbox: OutboxId, email: string, words: string): void {
  tx.sql("UPDATE deliveries SET state = 'returned', server_words = ? WHERE outbox_id = ? AND email = ?").run(
    words,
    outbox,
    email,
  )
}

export function reportsOf(db: Reader, outbox: OutboxId): DeliveryReport[] {
  return db
    .sql<DeliveryReport>(
      `SELECT r.message_id AS messageId, r.email, r.action, r.because, r.words, r.at, CASE WHEN r.action = 'failed' AND d.state = 'accepted' THEN d.at END AS againAt
       FROM delivery_reports r LEFT JOIN deliveries d ON d.outbox_id = r.outbox_id AND d.email = r.email WHERE r.outbox_id = ? ORDER BY r.id`,
    )
    .all(outbox)
}
