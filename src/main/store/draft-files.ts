import type { BlobId, DraftFileId, DraftId, MessageId, OutboxId, UserId } from '../../shared/model/ids.ts'
import { draftFilesChanged } from './draft-copies.ts'
import type { Reader, Writer } from './handle.ts'

/** A file of a draft. Its bytes are a blob, or (`part`) the attachment of that number of the letter that the blob is. */
export interface DraftFileRow {
  id: DraftFileId
  draftId: DraftId
  /** Files stand in this order: as their author added them, whichever arrived first. */
  position: number
  name: string
  mime: string
  size: number
  blobId: BlobId
  part: number | null
  /** Without brackets. */
  contentId: string | null
  isInline: boolean
}
/** Without a position it stands last. */
export type NewDraftFile = Omit<DraftFileRow, 'id' | 'draftId' | 'position'> & { position?: number | null }

type Raw = Omit<DraftFileRow, 'isInline'> & { isInline: number }
const COLUMNS =
  'f.id, f.draft_id AS draftId, f.position, f.name, f.mime, f.size, f.blob_id AS blobId, f.part, f.content_id AS contentId, f.is_inline AS isInline'

/** In the order in which they were added. Index draft_files_by_draft (draft_id, position). */
export function filesOfDraft(db: Reader, draft: DraftId): DraftFileRow[] {
  return db
    .sql<Raw>(`SELECT ${COLUMNS} FROM draft_files f WHERE f.draft_id = ? ORDER BY f.position, f.id`)
    .all(draft)
    .map(rowOf)
}

/** Those at this place, also in the drafts that a save of a second window made of this one. */
export function filesAt(db: Reader, user: UserId, draft: DraftId, position: number): DraftFileRow[] {
  return db
    .sql<Raw>(
      `WITH RECURSIVE made (id) AS (
         SELECT id FROM drafts WHERE id = ? AND user_id = ?
         UNION SELECT d.id FROM made JOIN drafts d ON d.forked_from = made.id AND d.user_id = ?
       )
       SELECT ${COLUMNS} FROM made JOIN draft_files f ON f.draft_id = made.id WHERE f.position = ?`,
    )
    .all(draft, user, user, position)
    .map(rowOf)
}

/** Null also for a file of somebody else's draft. */
export function draftFileById(db: Reader, user: UserId, id: DraftFileId): DraftFileRow | null {
  const row = db
    .sql<Raw>(
      `SELECT ${COLUMNS} FROM draft_files f JOIN drafts d ON d.id = f.draft_id WHERE f.id = ? AND d.user_id = ?`,
    )
    .get(id, user)
  return row ? rowOf(row) : null
}

/** The same file at the same place is the same one: an upload comes again when only its answer was lost. */
export function addDraftFile(tx: Writer, draft: DraftId, file: NewDraftFile): DraftFileRow {
  const there = file.position == null ? undefined : filesOfDraft(tx, draft).find((one) => isSameFile(one, file))
  if (there !== undefined) return there
  const { id, position } = tx
    .sql<Pick<DraftFileRow, 'id' | 'position'>>(
      `INSERT INTO draft_files (draft_id, position, name, mime, size, blob_id, part, content_id, is_inline)
       VALUES (:draft, coalesce(:position, (SELECT max(position) FROM draft_files WHERE draft_id = :draft) + 1, 1), :name, :mime, :size, :blobId, :part, :contentId, :isInline)
       RETURNING id, position`,
    )
    .get({
      ...{ draft, name: file.name, mime: file.mime, size: file.size, blobId: file.blobId, part: file.part },
      ...{ position: file.position ?? null, contentId: file.contentId, isInline: file.isInline ? 1 : 0 },
    })!
  draftFilesChanged(tx, draft)
  tx.changed('drafts', draft)
  return { ...file, id, position, draftId: draft }
}

/** Takes the file out of its draft; whoever calls lets its bytes go. */
export function dropDraftFile(tx: Writer, file: DraftFileRow): void {
  tx.sql('DELETE FROM draft_files WHERE id = ?').run(file.id)
  draftFilesChanged(tx, file.draftId)
  tx.changed('drafts', file.draftId)
}

/** What a letter has under its text and in it, as files that a draft can hold by reference. */
export function filesOfLetter(db: Reader, message: MessageId, source: BlobId): NewDraftFile[] {
  return db
    .sql<{ n: number; name: string; mime: string; size: number; contentId: string | null; isInline: number }>(
      'SELECT n, name, mime, size, content_id AS contentId, is_inline AS isInline FROM attachments WHERE message_id = ? ORDER BY n',
    )
    .all(message)
    .map(({ n, isInline, ...file }) => ({ ...file, blobId: source, part: n, isInline: isInline === 1 }))
}

/** Drafts that send this letter on. */
export function forwardsOf(db: Reader, message: MessageId): DraftId[] {
  return db
    .sql<{ id: DraftId }>("SELECT id FROM drafts WHERE reply_to = ? AND mode = 'forward'")
    .all(message)
    .map((row) => row.id)
}

/** Files of a frozen letter that were files of its draft. */
export type FrozenFile = Omit<NewDraftFile, 'blobId' | 'part' | 'position'> & { part: number }

export function addOutboxFiles(tx: Writer, outbox: OutboxId, files: readonly FrozenFile[]): void {
  const add = tx.sql(
    'INSERT INTO outbox_files (outbox_id, part, name, mime, size, content_id, is_inline) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  for (const { part, name, mime, size, contentId, isInline } of files)
    add.run(outbox, part, name, mime, size, contentId, isInline ? 1 : 0)
}

export function outboxFilesOf(db: Reader, outbox: OutboxId): FrozenFile[] {
  return db
    .sql<Omit<FrozenFile, 'isInline'> & { isInline: number }>(
      'SELECT part, name, mime, size, content_id AS contentId, is_inline AS isInline FROM outbox_files WHERE outbox_id = ? ORDER BY part',
    )
    .all(outbox)
    .map((row) => ({ ...row, isInline: row.isInline === 1 }))
}

const rowOf = (row: Raw): DraftFileRow => ({ ...row, isInline: row.isInline === 1 })

const isSameFile = (one: DraftFileRow, other: NewDraftFile): boolean =>
  one.position === other.position && one.blobId === other.blobId && one.part === other.part && one.name === other.name
