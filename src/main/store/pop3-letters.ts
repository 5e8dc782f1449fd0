import type { FolderId } from '../../shared/model/ids.ts'
import type { Reader, Writer } from './handle.ts'

export interface Pop3Number {
  uid: number
  uidl: string
}

/** Our numbers of a POP3 mailbox with the server's names, also of letters that are no longer there; ascending, a page above `after`. */
export function pop3Numbers(
  db: Reader,
  folder: FolderId,
  uidValidity: string,
  after: number,
  limit: number,
): Pop3Number[] {
  return db
    .sql<Pop3Number>(
      'SELECT uid, uidl FROM pop3_letters WHERE folder_id = ? AND uid_validity = ? AND uid > ? ORDER BY uid LIMIT ?',
    )
    .all(folder, uidValidity, after, limit)
}

export function addPop3Number(tx: Writer, folder: FolderId, uidValidity: string, { uid, uidl }: Pop3Number): void {
  tx.sql('INSERT INTO pop3_letters (folder_id, uid_validity, uid, uidl) VALUES (?, ?, ?, ?)').run(
    folder,
    uidValidity,
    uid,
    uidl,
  )
}

/** Forgets the numbers of this numbering, or of every other. */
export function dropPop3Numbers(tx: Writer, folder: FolderId, which: { only: string } | { allBut: string }): void {
  if ('only' in which)
    tx.sql('DELETE FROM pop3_letters WHERE folder_id = ? AND uid_validity = ?').run(folder, which.only)
  else tx.sql('DELETE FROM pop3_letters WHERE folder_id = ? AND uid_validity <> ?').run(folder, which.allBut)
}
