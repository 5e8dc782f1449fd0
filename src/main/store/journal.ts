import type { MailboxId } from '../../shared/model/ids.ts'
import type { Reader } from './handle.ts'

export interface JournalRow {
  at: number
  mailboxId: MailboxId | null
  address: string | null
  what: string
  params: Record<string, string | number>
  tone: 'ok' | 'info' | 'warn' | 'bad'
}

/** What automatic acts did to these mailboxes, newest first. Index journal_by_mailbox (mailbox_id, id), walked down. */
export function journalOf(db: Reader, mailboxes: readonly MailboxId[], limit: number): JournalRow[] {
  const each = db.sql<Omit<JournalRow, 'params'> & { id: number; params: string }>(
    `SELECT j.id, j.at, j.mailbox_id AS mailboxId, b.address, j.what, j.params, j.tone FROM journal j JOIN mailboxes b ON b.id = j.mailbox_id
     WHERE j.mailbox_id = ? ORDER BY j.id DESC LIMIT ?`,
  )
  return (
    mailboxes
      .flatMap((mailbox) => each.all(mailbox, limit))
      .sort((a, b) => b.id - a.id)
      .slice(0, limit)
      // Written by `note` only: a flat object of strings and numbers.
      .map(({ id: _, params, ...row }) => ({ ...row, params: JSON.parse(params) }))
  )
}
