// Drafts in the server's Drafts folder, as rows that wait. A row outlives its draft until the copy is removed there.
import type { DraftContent } from '../../shared/api/compose.ts'
import type { DraftId, MailboxId, UserId } from '../../shared/model/ids.ts'
import type { Reader, Writer } from './handle.ts'

export interface DraftCopy {
  id: number
  draftId: DraftId
  mailboxId: MailboxId
  /** By this our copy is found again, and no other letter is ever touched. */
  publicId: string
  folder: string | null
  uidValidity: string | null
  uid: number | null
  dueAt: number | null
  tries: number
}

const COLUMNS =
  'id, draft_id AS draftId, mailbox_id AS mailboxId, public_id AS publicId, folder, uid_validity AS uidValidity, uid, due_at AS dueAt, tries'
/** A draft that nobody has touched for so long is put there. */
const QUIET_MS = 30_000
const AT_ONCE = 0

/** The draft was saved: its copy follows after a while of quiet, and one in another mailbox goes. */
export function draftWasSaved(
  tx: Writer,
  draft: DraftId,
  { mailboxId }: Pick<DraftContent, 'mailboxId'>,
  now: number,
): void {
  tx.sql('UPDATE draft_copies SET due_at = ?, tries = 0 WHERE draft_id = ? AND mailbox_id IS NOT ?').run(
    AT_ONCE,
    draft,
    mailboxId,
  )
  tx.sql(
    `INSERT INTO draft_copies (draft_id, mailbox_id, public_id, revision, due_at)
     SELECT ?, id, lower(hex(randomblob(16))), 0, ? FROM mailboxes WHERE id = ? AND drafts_on_server = 1 AND removed_at IS NULL
     ON CONFLICT (draft_id, mailbox_id) DO UPDATE SET due_at = excluded.due_at, tries = 0`,
  ).run(draft, now + QUIET_MS, mailboxId)
}

/** A file came or went. Nothing is typed meanwhile, so nothing is waited for. */
export function draftFilesChanged(tx: Writer, draft: DraftId): void {
  tx.sql(
    `UPDATE draft_copies SET due_at = (SELECT saved_at + ${QUIET_MS} FROM drafts WHERE id = draft_id), tries = 0
     WHERE draft_id = ? AND due_at IS NULL AND EXISTS (SELECT 1 FROM drafts WHERE id = draft_id)`,
  ).run(draft)
}

/** Sent or deleted: the copy goes at once. */
export function draftIsGone(tx: Writer, draft: DraftId): void {
  tx.sql('UPDATE draft_copies SET due_at = ?, tries = 0 WHERE draft_id = ?').run(AT_ONCE, draft)
}

/** The switch of a mailbox was turned: its drafts are all put there, or all taken away. */
export function draftsSwitched(tx: Writer, mailbox: MailboxId, now: number): void {
  tx.sql('UPDATE draft_copies SET due_at = ?, tries = 0 WHERE mailbox_id = ?').run(AT_ONCE, mailbox)
  for (const { id } of tx.sql<{ id: DraftId }>('SELECT id FROM drafts WHERE mailbox_id = ?').all(mailbox))
    draftWasSaved(tx, id, { mailboxId: mailbox }, now)
}

/** Index draft_copies_due (due_at). */
export function draftCopiesDue(db: Reader, now: number): DraftCopy[] {
  return db
    .sql<DraftCopy>(`SELECT ${COLUMNS} FROM draft_copies WHERE due_at <= ? ORDER BY due_at, id LIMIT 50`)
    .all(now)
}

export function nextDraftCopyAt(db: Reader, now: number): number | null {
  return (
    db.sql<{ at: number | null }>('SELECT min(due_at) AS at FROM draft_copies WHERE due_at > ?').get(now)?.at ?? null
  )
}

/** The copy lies there. A save that came meanwhile has set another time, which stays. */
export function draftCopyFiled(tx: Writer, copy: DraftCopy, folder: string, uid: number | null): void {
  tx.sql('UPDATE draft_copies SET folder = ?, uid = ?, revision = revision + 1, tries = 0 WHERE id = ?').run(
    folder,
    uid,
    copy.id,
  )
  tx.sql('UPDATE draft_copies SET due_at = NULL WHERE id = ? AND due_at IS ?').run(copy.id, copy.dueAt)
}

export function draftCopyLater(tx: Writer, copy: DraftCopy, until: number, tries: number): void {
  tx.sql('UPDATE draft_copies SET due_at = ?, tries = ? WHERE id = ? AND due_at IS ?').run(
    until,
    tries,
    copy.id,
    copy.dueAt,
  )
}

export function dropDraftCopy(tx: Writer, copy: DraftCopy): void {
  tx.sql('DELETE FROM draft_copies WHERE id = ?').run(copy.id)
}

/** Whose draft it is; null when it is gone. */
export function ownerOfDraft(db: Reader, draft: DraftId): UserId | null {
  return db.sql<{ user: UserId }>('SELECT user_id AS user FROM drafts WHERE id = ?').get(draft)?.user ?? null
}
