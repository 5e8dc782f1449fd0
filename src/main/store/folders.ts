import type { FolderId, MailboxId } from '../../shared/model/ids.ts'
import type { FolderRole } from '../../shared/model/mailbox.ts'
import type { Reader, Writer } from './handle.ts'

export interface FolderRow {
  id: FolderId
  mailboxId: MailboxId
  path: string
  name: string
  role: FolderRole
  isTicked: boolean
  uidValidity: string | null
  lowUid: number | null
  highUid: number | null
  liveFromUid: number | null
  modseq: string | null
  isLoaded: boolean
  serverCount: number | null
  depthTotal: number | null
}

type Raw = Omit<FolderRow, 'isTicked' | 'isLoaded'> & { isTicked: number; isLoaded: number }

const COLUMNS = `id, mailbox_id AS mailboxId, path, name, role, is_ticked AS isTicked, uid_validity AS uidValidity, low_uid AS lowUid,
  high_uid AS highUid, live_from_uid AS liveFromUid, modseq, is_loaded AS isLoaded, server_count AS serverCount, depth_total AS depthTotal`

export function foldersOf(db: Reader, mailbox: MailboxId): FolderRow[] {
  return db
    .sql<Raw>(`SELECT ${COLUMNS} FROM folders WHERE mailbox_id = ? AND gone_at IS NULL ORDER BY id`)
    .all(mailbox)
    .map(rowOf)
}

/** Ticked folders that the server does not show any more. */
export function lostFolders(db: Reader, mailbox: MailboxId): FolderRow[] {
  return db
    .sql<Raw>(
      `SELECT ${COLUMNS} FROM folders WHERE mailbox_id = ? AND gone_at IS NOT NULL AND is_ticked = 1 ORDER BY id`,
    )
    .all(mailbox)
    .map(rowOf)
}

/** Letters of the mailbox that are here and still on its server. */
export function lettersHere(db: Reader, mailbox: MailboxId): number {
  const sum = db.sql<{ n: number }>('SELECT coalesce(sum(here_count), 0) AS n FROM folders WHERE mailbox_id = ?')
  return sum.get(mailbox)?.n ?? 0
}

export function folderById(db: Reader, id: FolderId): FolderRow | null {
  const row = db.sql<Raw>(`SELECT ${COLUMNS} FROM folders WHERE id = ?`).get(id)
  return row ? rowOf(row) : null
}

const rowOf = (row: Raw): FolderRow => ({ ...row, isTicked: row.isTicked === 1, isLoaded: row.isLoaded === 1 })

/** True when a folder stands where it stood, numbered as it was. */
export function isUnchanged(now: FolderRow, before: FolderRow): boolean {
  return now.path === before.path && now.uidValidity === before.uidValidity
}

/** True while the UIDs that were asked of a folder are still its own: it was not begun anew meanwhile. */
export function isNumberedAs(db: Reader, before: FolderRow): boolean {
  return folderById(db, before.id)?.uidValidity === before.uidValidity
}

export interface FolderSeen {
  path: string
  name: string
  delimiter: string
  role: FolderRole
  isTicked: boolean
  letters: number
}

/** Adds a folder that the server shows, or renews what is known of it; the owner's tick stays as he set it. */
export function saveFolder(tx: Writer, mailbox: MailboxId, seen: FolderSeen): FolderId {
  const row = tx
    .sql<{ id: FolderId }>(
      `INSERT INTO folders (mailbox_id, path, name, delimiter, role, is_ticked, server_count) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (mailbox_id, path) DO UPDATE SET name = excluded.name, delimiter = excluded.delimiter, server_count = excluded.server_count, gone_at = NULL
       RETURNING id`,
    )
    .get(mailbox, seen.path, seen.name, seen.delimiter, seen.role, seen.isTicked ? 1 : 0, seen.letters)
  return row!.id
}

export function tickFolder(tx: Writer, id: FolderId, isTicked: boolean): void {
  tx.sql('UPDATE folders SET is_ticked = ? WHERE id = ?').run(isTicked ? 1 : 0, id)
}

export function setFolderRole(tx: Writer, id: FolderId, role: FolderRole): void {
  tx.sql('UPDATE folders SET role = ? WHERE id = ?').run(role, id)
}

/** The server does not show this folder any more; its letters stay. */
export function folderGone(tx: Writer, id: FolderId, now: number): void {
  tx.sql('UPDATE folders SET gone_at = ? WHERE id = ?').run(now, id)
}

/**
 * Frees the path of a folder that stands there no more: paths are unique, and the letters of a folder that is gone keep
 * their place.
 */
export function stepAside(tx: Writer, mailbox: MailboxId, path: string): void {
  tx.sql("UPDATE folders SET path = path || ' #' || id WHERE mailbox_id = ? AND path = ?").run(mailbox, path)
}

/** The same folder under another path, which must be free. Everything else of it stays as it is. */
export function moveFolder(tx: Writer, id: FolderId, path: string): void {
  tx.sql('UPDATE folders SET path = ?, gone_at = NULL WHERE id = ?').run(path, id)
}

/** Begins a folder (or begins it anew under another UIDVALIDITY): no cursor, history up to UIDNEXT. */
export function beginFolder(tx: Writer, id: FolderId, uidValidity: string, liveFromUid: number): void {
  tx.sql(
    'UPDATE folders SET uid_validity = ?, low_uid = NULL, high_uid = NULL, live_from_uid = ?, modseq = NULL, is_loaded = 0 WHERE id = ?',
  ).run(uidValidity, liveFromUid, id)
}

/**
 * Extends the cursor over a range that is stored or pending. Runs in the commit of its letters: a cursor never runs
 * ahead of the store. The range must touch the interval; a gap is a fault of the caller.
 */
export function extendCursor(tx: Writer, id: FolderId, low: number, high: number): void {
  const now = tx
    .sql<{ low: number | null; high: number | null }>(
      'SELECT low_uid AS low, high_uid AS high FROM folders WHERE id = ?',
    )
    .get(id)!
  if (now.low !== null && now.high !== null && (high < now.low - 1 || low > now.high + 1)) {
    throw new Error(`cursor gap in folder ${id}: [${now.low}, ${now.high}] and [${low}, ${high}]`)
  }
  tx.sql('UPDATE folders SET low_uid = ?, high_uid = ? WHERE id = ?').run(
    Math.min(low, now.low ?? low),
    Math.max(high, now.high ?? high),
    id,
  )
}

/** Whether `extendCursor` would take the range. Where there is no cursor yet only the range that begins it may come. */
export function touchesCursor(db: Reader, id: FolderId, low: number, high: number, begins: boolean): boolean {
  const now = db
    .sql<{ low: number | null; high: number | null }>(
      'SELECT low_uid AS low, high_uid AS high FROM folders WHERE id = ?',
    )
    .get(id)
  if (!now || now.low === null || now.high === null) return begins
  return high >= now.low - 1 && low <= now.high + 1
}

export function setModseq(tx: Writer, id: FolderId, modseq: string | null): void {
  tx.sql('UPDATE folders SET modseq = ? WHERE id = ?').run(modseq, id)
}

export function setLoaded(tx: Writer, id: FolderId, isLoaded: boolean): void {
  tx.sql('UPDATE folders SET is_loaded = ? WHERE id = ?').run(isLoaded ? 1 : 0, id)
}

export function setServerCount(tx: Writer, id: FolderId, count: number): void {
  tx.sql('UPDATE folders SET server_count = ? WHERE id = ?').run(count, id)
}

export function setDepthTotal(tx: Writer, id: FolderId, total: number | null): void {
  tx.sql('UPDATE folders SET depth_total = ? WHERE id = ?').run(total, id)
}

/** Letters that the last count missed have come: it says nothing any more, and the next one is due. */
export function endShortAudit(tx: Writer, id: FolderId): void {
  tx.sql(
    'UPDATE folders SET audited_at = NULL, audit_server = NULL, audit_here = NULL WHERE id = ? AND audit_here < audit_server',
  ).run(id)
}

export function setAudit(tx: Writer, id: FolderId, at: number, server: number, here: number): void {
  tx.sql('UPDATE folders SET audited_at = ?, audit_server = ?, audit_here = ? WHERE id = ?').run(at, server, here, id)
}
