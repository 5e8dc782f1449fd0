// What an outbox row keeps of its draft beside the letter, for an author who takes it back.
import type { DraftContent } from '../../shared/api/compose.ts'
import type { OutboxId } from '../../shared/model/ids.ts'
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
