import type { FolderId, MailboxId, MessageId } from '../../shared/model/ids.ts'
import type { MailboxActivity } from '../../shared/model/mailbox.ts'
import type { Reader, Writer } from './handle.ts'

export interface PendingRow {
  id: number
  folderId: FolderId
  uid: number
  size: number
  internalAt: number
  because: 'large' | 'too-big' | 'failed' | 'asked'
  tries: number
  until: number | null
  messageId: MessageId | null
}

const COLUMNS =
  'id, folder_id AS folderId, uid, size, internal_at AS internalAt, because, tries, until, message_id AS messageId'

export function addPending(tx: Writer, row: Omit<PendingRow, 'id' | 'tries' | 'until' | 'messageId'>): void {
  tx.sql(
    'INSERT INTO pending (folder_id, uid, size, internal_at, because) VALUES (?, ?, ?, ?, ?) ON CONFLICT (folder_id, uid) DO NOTHING',
  ).run(row.folderId, row.uid, row.size, row.internalAt, row.because)
}

/** Letters of a UID range that the server did not hand over, and how often. */
export function failedIn(db: Reader, folder: FolderId, low: number, high: number): { uid: number; tries: number }[] {
  return db
    .sql<{ uid: number; tries: number }>(
      "SELECT uid, tries FROM pending WHERE folder_id = ? AND uid BETWEEN ? AND ? AND because = 'failed'",
    )
    .all(folder, low, high)
}

/** The line broke at a letter; answers how often by now. `until` says when it is tried again by itself after so many breaks. */
export function suspect(
  tx: Writer,
  letter: Pick<PendingRow, 'folderId' | 'uid' | 'size' | 'internalAt'>,
  until: (tries: number) => number,
): number {
  addPending(tx, { ...letter, because: 'failed' })
  const tries = (pendingAt(tx, letter.folderId, letter.uid)?.tries ?? 0) + 1
  tx.sql('UPDATE pending SET tries = ?, until = ? WHERE folder_id = ? AND uid = ?').run(
    tries,
    until(tries),
    letter.folderId,
    letter.uid,
  )
  return tries
}

/**
 * The next letter of a folder that can be fetched now, `except` for these rows: asked for by a person first, then heads of too
 * big ones, then newest first. `isFirstTry` leaves out those that were tried before.
 */
export function nextPending(
  db: Reader,
  folder: FolderId,
  now: number,
  except: readonly number[],
  isFirstTry = false,
): PendingRow | null {
  return (
    db
      .sql<PendingRow>(
        `SELECT ${COLUMNS} FROM pending WHERE folder_id = ? AND (because <> 'too-big' OR message_id IS NULL) AND (until IS NULL OR until <= ?)
           AND id NOT IN (SELECT value FROM json_each(?)) AND tries < ?
         ORDER BY because = 'asked' DESC, because = 'too-big' DESC, uid DESC LIMIT 1`,
      )
      .get(folder, now, JSON.stringify(except), isFirstTry ? 1 : Number.MAX_SAFE_INTEGER) ?? null
  )
}

/** When a letter of the mailbox that could not be fetched is tried again, the first after `now` (UTC ms). */
export function nextPendingAt(db: Reader, mailbox: MailboxId, now: number): number | null {
  return (
    db
      .sql<{ at: number | null }>(
        `SELECT min(p.until) AS at FROM pending p JOIN folders f ON f.id = p.folder_id
         WHERE f.mailbox_id = ? AND f.is_ticked = 1 AND f.gone_at IS NULL AND (p.because <> 'too-big' OR p.message_id IS NULL) AND p.until > ?`,
      )
      .get(mailbox, now)?.at ?? null
  )
}

/** Letters of a mailbox that are not here and come by themselves: how many, how many of them failed, the largest, the next time. */
export function lettersToCome(
  db: Reader,
  mailbox: MailboxId,
): { letters: number; failed: number; largest: number; nextTryAt: number | null } {
  return (
    db
      .sql<{ letters: number; failed: number; largest: number; nextTryAt: number | null }>(
        `SELECT count(*) AS letters, count(CASE WHEN p.because = 'failed' THEN 1 END) AS failed, coalesce(max(p.size), 0) AS largest, min(p.until) AS nextTryAt
         FROM pending p JOIN folders f ON f.id = p.folder_id
         WHERE f.mailbox_id = ? AND f.is_ticked = 1 AND f.gone_at IS NULL AND (p.because <> 'too-big' OR p.message_id IS NULL)`,
      )
      .get(mailbox) ?? { letters: 0, failed: 0, largest: 0, nextTryAt: null }
  )
}

/** Whether a person wants a letter of the mailbox now that can be fetched. */
export function isAskedFor(db: Reader, mailbox: MailboxId, now: number): boolean {
  return (
    db
      .sql(
        `SELECT 1 FROM pending p JOIN folders f ON f.id = p.folder_id
         WHERE f.mailbox_id = ? AND p.because = 'asked' AND (p.until IS NULL OR p.until <= ?) LIMIT 1`,
      )
      .get(mailbox, now) !== undefined
  )
}

export function pendingUids(db: Reader, folder: FolderId): number[] {
  return db
    .sql<{ uid: number }>('SELECT uid FROM pending WHERE folder_id = ?')
    .all(folder)
    .map((row) => row.uid)
}

export function pendingOf(db: Reader, message: MessageId): PendingRow | null {
  return db.sql<PendingRow>(`SELECT ${COLUMNS} FROM pending WHERE message_id = ?`).get(message) ?? null
}

/** A letter that is known by its head, and how its fetching stands; `because` is null when nothing waits for it any more. */
export interface Head {
  size: number
  because: PendingRow['because'] | null
  tries: number
  until: number | null
  /** Of the mailbox on whose server it lies. */
  activity: MailboxActivity['is']
}

/** Null for a letter that is here whole. */
export function headOf(db: Reader, message: MessageId): Head | null {
  return (
    db
      .sql<Head>(
        `SELECT m.size, p.because, coalesce(p.tries, 0) AS tries, p.until, coalesce(b.activity, 'offline') AS activity
         FROM messages m LEFT JOIN pending p ON p.message_id = m.id LEFT JOIN folders f ON f.id = p.folder_id LEFT JOIN mailboxes b ON b.id = f.mailbox_id
         WHERE m.id = ? AND m.reading = 'too-big' ORDER BY p.because = 'asked' DESC LIMIT 1`,
      )
      .get(message) ?? null
  )
}

export function pendingAt(db: Reader, folder: FolderId, uid: number): PendingRow | null {
  return db.sql<PendingRow>(`SELECT ${COLUMNS} FROM pending WHERE folder_id = ? AND uid = ?`).get(folder, uid) ?? null
}

export function setPending(
  tx: Writer,
  id: number,
  change: { because: PendingRow['because']; tries: number; until: number | null; messageId?: MessageId | null },
): void {
  tx.sql('UPDATE pending SET because = ?, tries = ?, until = ?, message_id = coalesce(?, message_id) WHERE id = ?').run(
    change.because,
    change.tries,
    change.until,
    change.messageId ?? null,
    id,
  )
}

/** A letter known by its head was read whole elsewhere: its other placements fetch their own source too. */
export function askElsewhere(tx: Writer, message: MessageId): void {
  tx.sql(
    "UPDATE pending SET because = 'asked', tries = 0, until = NULL WHERE message_id = ? AND because = 'too-big'",
  ).run(message)
}

export function dropPending(tx: Writer, folder: FolderId, uid: number): void {
  tx.sql('DELETE FROM pending WHERE folder_id = ? AND uid = ?').run(folder, uid)
}

export function dropAllPending(tx: Writer, folder: FolderId): void {
  tx.sql('DELETE FROM pending WHERE folder_id = ?').run(folder)
}
