// Why the letters of a mailbox wait together: the limit, the network, a block of the provider. Each is a row with its end.
import type { SendReason } from '../../shared/model/conversation.ts'
import type { MailboxId } from '../../shared/model/ids.ts'
import type { Reader, Writer } from './handle.ts'

export interface SendWait {
  lane: 'hand' | 'rest'
  because: SendReason
  since: number
  until: number
  serverWords: string
}

/** The one that ends last first. Those that are over are swept by the send loop. */
export function waitsOf(db: Reader, mailbox: MailboxId): SendWait[] {
  return db
    .sql<SendWait>(
      'SELECT lane, because, since, until, server_words AS serverWords FROM send_waits WHERE mailbox_id = ? ORDER BY until DESC',
    )
    .all(mailbox)
}

export function haveWaitsEnded(db: Reader, now: number): boolean {
  return db.sql('SELECT 1 FROM send_waits WHERE until <= ? LIMIT 1').get(now) !== undefined
}

export function sweepWaits(tx: Writer, now: number): void {
  tx.sql('DELETE FROM send_waits WHERE until <= ?').run(now)
  tellWaits(tx)
}

/** A wait for the same reason takes the place of the one before. */
export function setWait(tx: Writer, mailbox: MailboxId, wait: SendWait): void {
  tx.sql(
    `INSERT INTO send_waits (mailbox_id, lane, because, since, until, server_words) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (mailbox_id, lane, because) DO UPDATE SET since = excluded.since, until = excluded.until, server_words = excluded.server_words`,
  ).run(mailbox, wait.lane, wait.because, wait.since, wait.until, wait.serverWords)
  tellWaits(tx, mailbox)
}

/** False when nothing waited for that. */
export function endWaits(tx: Writer, because: SendReason, mailbox?: MailboxId): boolean {
  const ended = mailbox
    ? tx.sql('DELETE FROM send_waits WHERE because = ? AND mailbox_id = ?').run(because, mailbox)
    : tx.sql('DELETE FROM send_waits WHERE because = ?').run(because)
  if (ended.changes) tellWaits(tx, mailbox)
  return ended.changes > 0
}

export function nextWaitEnd(db: Reader, now: number): number | null {
  return db.sql<{ at: number | null }>('SELECT min(until) AS at FROM send_waits WHERE until > ?').get(now)?.at ?? null
}

// The queue shows the wait at every letter, the mailbox list at the mailbox.
function tellWaits(tx: Writer, mailbox?: MailboxId): void {
  tx.changed('outbox')
  tx.changed('mailboxes', ...(mailbox ? [mailbox] : []))
}
