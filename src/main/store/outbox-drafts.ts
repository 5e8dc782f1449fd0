// What an outbox row keeps of its draft beside the letter, for an author who takes it back.
import type { DraftContent } from '../../shared/api/compose.ts'
import type { Person } from '../../shared/model/conversation.ts'
import type { ConversationId, DraftId, OutboxId, UserId } from '../../shared/model/ids.ts'
import type { Reader, Writer } from './handle.ts'

export type DraftFrame = Pick<DraftContent, 'isSigned' | 'isQuoted' | 'isCommon'>

/** Several ids are the separate letters of one draft. */
export function keepFrame(tx: Writer, ids: readonly OutboxId[], frame: DraftFrame): void {
  const set = ids.length > 1 ? (ids[0] ?? null) : null
  const keep = tx.sql('UPDATE outbox SET is_signed = ?, is_quoted = ?, is_common = ?, set_id = ? WHERE id = ?')
  for (const id of ids) keep.run(Number(frame.isSigned), Number(frame.isQuoted), Number(frame.isCommon), set, id)
}

export function keptFrame(db: Reader, id: OutboxId): DraftFrame {
  const row = db
    .sql<Record<keyof DraftFrame, number>>(
      'SELECT is_signed AS isSigned, is_quoted AS isQuoted, is_common AS isCommon FROM outbox WHERE id = ?',
    )
    .get(id)
  return { isSigned: row?.isSigned !== 0, isQuoted: row?.isQuoted !== 0, isCommon: row?.isCommon === 1 }
}

/** The letters that one press sent, this one among them, in the order of their recipients. Index outbox_by_set (set_id). */
export function sentTogether(db: Reader, id: OutboxId): OutboxId[] {
  const set = db.sql<{ id: number | null }>('SELECT set_id AS id FROM outbox WHERE id = ?').get(id)?.id ?? null
  if (set === null) return [id]
  return db
    .sql<{ id: OutboxId }>('SELECT id FROM outbox WHERE set_id = ? ORDER BY id')
    .all(set)
    .map((row) => row.id)
}

/** From now on the draft is known as these letters. */
export function nameDraft(tx: Writer, ids: readonly OutboxId[], draft: { id: DraftId; revision: number }): void {
  const name = tx.sql('UPDATE outbox SET draft_id = ?, draft_revision = ? WHERE id = ?')
  for (const id of ids) name.run(draft.id, draft.revision, id)
}

/** A letter that was taken back is known as the draft that it became. */
export function nameRecalled(tx: Writer, ids: readonly OutboxId[], draft: { id: DraftId; revision: number }): void {
  const name = tx.sql("UPDATE outbox SET draft_id = ?, draft_revision = ? WHERE id = ? AND state = 'cancelled'")
  for (const id of ids) name.run(draft.id, draft.revision, id)
}

export function recalledAs(db: Reader, id: OutboxId): DraftId | null {
  return db.sql<{ id: DraftId | null }>('SELECT draft_id AS id FROM outbox WHERE id = ?').get(id)?.id ?? null
}

export interface SentDraft {
  /** The first of its letters. */
  id: OutboxId
  revision: number
  /** The end of the undo window; 0 when it is over. */
  until: number
  conversationId: ConversationId | null
  letters: number
  at: number
}

/** What became of a draft that was sent; null when it was not, or when its letters were taken back. Index outbox_by_draft (draft_id). */
export function sentDraft(db: Reader, user: UserId, draft: DraftId): SentDraft | null {
  const rows = db
    .sql<Omit<SentDraft, 'letters'>>(
      `SELECT id, draft_revision AS revision, CASE WHEN state = 'queued' AND because = 'undo-window' AND attempts = 0 THEN not_before ELSE 0 END AS until,
         conversation_id AS conversationId, created_at AS at FROM outbox WHERE draft_id = ? AND user_id = ? AND state <> 'cancelled' ORDER BY id`,
    )
    .all(draft, user)
  return rows[0] ? { ...rows[0], letters: rows.length } : null
}

/** True when the letters that the draft became say the same to the same people. */
export function isSentAs(db: Reader, user: UserId, draft: DraftId, content: DraftContent): boolean {
  const rows = db
    .sql<{ subject: string; html: string; to: string; cc: string; bcc: string }>(
      `SELECT subject, html, "to", cc, bcc FROM outbox WHERE draft_id = ? AND user_id = ? AND state <> 'cancelled'`,
    )
    .all(draft, user)
  // Written by `addOutbox` only.
  const reached = rows.flatMap((row) => [row.to, row.cc, row.bcc].flatMap((json) => JSON.parse(json) as Person[]))
  const meant = [...content.to, ...content.cc, ...content.bcc]
  return (
    rows.every((row) => row.html === content.html && row.subject.trim() === content.subject.trim()) &&
    emailsOf(reached) === emailsOf(meant)
  )
}

const emailsOf = (people: readonly Person[]) =>
  [...new Set(people.map((one) => one.email.trim().toLowerCase()))].toSorted().join(' ')
