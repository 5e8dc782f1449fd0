import type { BlobId, FolderId, MailboxId, MessageId, PlacementId } from '../../shared/model/ids.ts'
import type { Reader, Writer } from './handle.ts'

export interface NewPlacement {
  messageId: MessageId
  mailboxId: MailboxId
  folderId: FolderId
  uidValidity: string
  uid: number
  internalAt: number
  flags: string
  blobId: BlobId | null
}

export function placementAt(
  db: Reader,
  folder: FolderId,
  uidValidity: string,
  uid: number,
): { id: PlacementId; messageId: MessageId; flags: string; goneAt: number | null } | null {
  return (
    db
      .sql<{ id: PlacementId; messageId: MessageId; flags: string; goneAt: number | null }>(
        'SELECT id, message_id AS messageId, flags, gone_at AS goneAt FROM placements WHERE folder_id = ? AND uid_validity = ? AND uid = ?',
      )
      .get(folder, uidValidity, uid) ?? null
  )
}

export function addPlacement(tx: Writer, p: NewPlacement): PlacementId {
  const added = tx
    .sql(
      'INSERT INTO placements (message_id, mailbox_id, folder_id, uid_validity, uid, internal_at, flags, blob_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    )
    .run(p.messageId, p.mailboxId, p.folderId, p.uidValidity, p.uid, p.internalAt, p.flags, p.blobId)
  return Number(added.lastInsertRowid) as PlacementId
}

export function setFlags(tx: Writer, id: PlacementId, flags: string): void {
  tx.sql('UPDATE placements SET flags = ? WHERE id = ?').run(flags, id)
}

export function setSource(tx: Writer, id: PlacementId, blob: BlobId | null): void {
  tx.sql('UPDATE placements SET blob_id = ? WHERE id = ?').run(blob, id)
}

/** The letter is no longer on the server under this UID; it stays here with its attachments. */
export function markGone(tx: Writer, id: PlacementId, now: number): void {
  tx.sql('UPDATE placements SET gone_at = ? WHERE id = ? AND gone_at IS NULL').run(now, id)
}

/** Placements of a folder under one numbering, gone ones too, ascending by UID: a page above `after`. */
export function placementsAfter(
  db: Reader,
  folder: FolderId,
  uidValidity: string,
  after: number,
  limit: number,
): { id: PlacementId; uid: number; goneAt: number | null }[] {
  return db
    .sql<{ id: PlacementId; uid: number; goneAt: number | null }>(
      'SELECT id, uid, gone_at AS goneAt FROM placements WHERE folder_id = ? AND uid_validity = ? AND uid > ? ORDER BY uid LIMIT ?',
    )
    .all(folder, uidValidity, after, limit)
}

/** The letter lies on the server again under this UID. */
export function markBack(tx: Writer, id: PlacementId): void {
  tx.sql('UPDATE placements SET gone_at = NULL WHERE id = ?').run(id)
}

/** Placements of a folder that the server still had when we last looked, ascending by UID. */
export function livePlacements(
  db: Reader,
  folder: FolderId,
  uidValidity: string,
  low = 0,
  high = 2 ** 32,
): { id: PlacementId; uid: number; messageId: MessageId; flags: string }[] {
  return db
    .sql<{ id: PlacementId; uid: number; messageId: MessageId; flags: string }>(
      'SELECT id, uid, message_id AS messageId, flags FROM placements WHERE folder_id = ? AND uid_validity = ? AND uid BETWEEN ? AND ? AND gone_at IS NULL ORDER BY uid',
    )
    .all(folder, uidValidity, low, high)
}

/** How many letters of a UID range are here. Index placements_uid. */
export function countPlacements(db: Reader, folder: FolderId, uidValidity: string, low: number, high: number): number {
  return (
    db
      .sql<{ n: number }>(
        'SELECT count(*) AS n FROM placements WHERE folder_id = ? AND uid_validity = ? AND uid BETWEEN ? AND ? AND gone_at IS NULL',
      )
      .get(folder, uidValidity, low, high)?.n ?? 0
  )
}

/** When the newest letters of a folder arrived on its server, by UID. */
export function newestArrivals(
  db: Reader,
  folder: FolderId,
  uidValidity: string,
  limit: number,
): { uid: number; internalAt: number }[] {
  return db
    .sql<{ uid: number; internalAt: number }>(
      'SELECT uid, internal_at AS internalAt FROM placements WHERE folder_id = ? AND uid_validity = ? AND gone_at IS NULL ORDER BY uid DESC LIMIT ?',
    )
    .all(folder, uidValidity, limit)
}

/** After a UIDVALIDITY change the old UIDs mean nothing: all placements of the folder under it are gone. */
export function forgetUids(tx: Writer, folder: FolderId, uidValidity: string, now: number): void {
  tx.sql('UPDATE placements SET gone_at = ? WHERE folder_id = ? AND uid_validity = ? AND gone_at IS NULL').run(
    now,
    folder,
    uidValidity,
  )
}

/** True when the folder was numbered otherwise before. */
export function hasOlderUids(db: Reader, folder: FolderId, uidValidity: string): boolean {
  return (
    db.sql('SELECT 1 FROM placements WHERE folder_id = ? AND uid_validity <> ? LIMIT 1').get(folder, uidValidity) !==
    undefined
  )
}

/** Live placements of a letter in one mailbox: where its flags lie on the server. */
export function placementsOf(
  db: Reader,
  message: MessageId,
  mailbox: MailboxId,
): { id: PlacementId; folderId: FolderId; uid: number; flags: string }[] {
  return db
    .sql<{ id: PlacementId; folderId: FolderId; uid: number; flags: string }>(
      'SELECT id, folder_id AS folderId, uid, flags FROM placements WHERE message_id = ? AND mailbox_id = ? AND gone_at IS NULL',
    )
    .all(message, mailbox)
}

/** Mailboxes in which a letter stands. */
export function mailboxesOf(db: Reader, message: MessageId): MailboxId[] {
  return db
    .sql<{ id: MailboxId }>(
      'SELECT DISTINCT mailbox_id AS id FROM conversation_messages WHERE message_id = ? UNION SELECT mailbox_id FROM placements WHERE message_id = ?',
    )
    .all(message, message)
    .map((row) => row.id)
}
