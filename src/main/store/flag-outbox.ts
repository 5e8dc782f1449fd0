import type { FolderId, MailboxId } from '../../shared/model/ids.ts'
import type { Reader, Writer } from './handle.ts'

export interface FlagRow {
  id: number
  folderId: FolderId
  uid: number
  flag: string
  isSet: number
}

/** A flag changed here waits until the server has heard of it; a later change of the same flag takes its place. */
export function queueFlag(
  tx: Writer,
  mailbox: MailboxId,
  folder: FolderId,
  uid: number,
  flag: string,
  isSet: boolean,
  now: number,
): void {
  tx.sql(
    `INSERT INTO flag_outbox (mailbox_id, folder_id, uid, flag, is_set, at) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (folder_id, uid, flag) DO UPDATE SET is_set = excluded.is_set, at = excluded.at`,
  ).run(mailbox, folder, uid, flag, isSet ? 1 : 0, now)
}

export function queuedFlags(db: Reader, mailbox: MailboxId, limit = 1000): FlagRow[] {
  return db
    .sql<FlagRow>(
      'SELECT id, folder_id AS folderId, uid, flag, is_set AS isSet FROM flag_outbox WHERE mailbox_id = ? ORDER BY id LIMIT ?',
    )
    .all(mailbox, limit)
}

/** What our own change of this flag, still on its way, makes of it; null when there is none. */
export function queuedFlag(db: Reader, folder: FolderId, uid: number, flag: string): boolean | null {
  const row = db
    .sql<{ isSet: number }>('SELECT is_set AS isSet FROM flag_outbox WHERE folder_id = ? AND uid = ? AND flag = ?')
    .get(folder, uid, flag)
  return row ? row.isSet === 1 : null
}

/** The server has heard of this change; a later one of the same flag, made meanwhile, stays. */
export function dropFlag(tx: Writer, row: Pick<FlagRow, 'id' | 'isSet'>): void {
  tx.sql('DELETE FROM flag_outbox WHERE id = ? AND is_set = ?').run(row.id, row.isSet)
}

/** The UIDs of a folder mean nothing any more. */
export function dropFlagsOf(tx: Writer, folder: FolderId): void {
  tx.sql('DELETE FROM flag_outbox WHERE folder_id = ?').run(folder)
}
