import type { FolderId } from '../../shared/model/ids.ts'
import type { Reader, Writer } from './handle.ts'

/** Our numbers of a POP3 mailbox by the server's names, also of letters that are no longer there. */
export function pop3Numbers(db: Reader, folder: FolderId, uidValidity: string): Map<string, number> {
  return new Map(
    db
      .sql<{ uid: number; uidl: string }>('SELECT uid, uidl FROM pop3_letters WHERE folder_id = ? AND uid_validity = ?')
      .all(folder, uidValidity)
      .map((row) => [row.uidl, row.uid]),
  )
}

export function addPop3Number(tx: Writer, folder: FolderId, uidValidity: string, uid: number, uidl: string): void {
  tx.sql('INSERT INTO pop3_letters (folder_id, uid_validity, uid, uidl) VALUES (?, ?, ?, ?)').run(
    folder,
    uidValidity,
    uid,
    uidl,
  )
}

/** Forgets the numbers of every other (or, of this) numbering. */
export function dropPop3Numbers(tx: Writer, folder: FolderId, which: { only: string } | { allBut: string }): void {
  if ('only' in which)
    tx.sql('DELETE FROM pop3_letters WHERE folder_id = ? AND uid_validity = ?').run(folder, which.only)
  else tx.sql('DELETE FROM pop3_letters WHERE folder_id = ? AND uid_validity <> ?').run(folder, which.allBut)
}
