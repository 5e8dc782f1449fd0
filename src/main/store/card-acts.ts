// What happened to cards: lines of their feeds, and the way back from a merge or a deletion.
import type { CardActKind, FeedAct } from '../../shared/model/card.ts'
import type { CardActId, CompanyId, ContactId, UserId } from '../../shared/model/ids.ts'
import type { Reader, Writer } from './handle.ts'
import { idList } from './scope.ts'

const UNDO_MS = 30 * 86_400_000

export interface NewAct {
  what: CardActKind
  contactId?: ContactId | null
  companyId?: CompanyId | null
  otherId?: ContactId | null
  userId: UserId | number | null
  name?: string
  snapshot?: unknown
}

export function addAct(tx: Writer, at: number, act: NewAct): CardActId {
  const added = tx
    .sql(
      'INSERT INTO card_acts (at, what, contact_id, company_id, other_id, user_id, name, snapshot) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    )
    .run(
      at,
      act.what,
      act.contactId ?? null,
      act.companyId ?? null,
      act.otherId ?? null,
      act.userId,
      act.name ?? '',
      act.snapshot === undefined ? null : JSON.stringify(act.snapshot),
    )
  // SQLite's row ids become our ids here.
  return Number(added.lastInsertRowid) as CardActId
}

export interface StoredAct {
  id: CardActId
  at: number
  what: CardActKind
  contactId: ContactId | null
  companyId: CompanyId | null
  otherId: ContactId | null
  userId: UserId | null
  name: string
  snapshot: string | null
  undoneAt: number | null
}

const ACT = `SELECT id, at, what, contact_id AS contactId, company_id AS companyId, other_id AS otherId, user_id AS userId, name, snapshot, undone_at AS undoneAt FROM card_acts`

export function actById(db: Reader, id: CardActId): StoredAct | null {
  return db.sql<StoredAct>(`${ACT} WHERE id = ?`).get(id) ?? null
}

export const canUndo = (act: Pick<StoredAct, 'at' | 'snapshot' | 'undoneAt'>, now: number): boolean =>
  act.snapshot !== null && act.undoneAt === null && now - act.at < UNDO_MS

/** Its letters are still to go back. */
export function setUndone(tx: Writer, id: CardActId, at: number): void {
  tx.sql('UPDATE card_acts SET undone_at = ?, snapshot = NULL WHERE id = ?').run(at, id)
}

/** Snapshots that nobody can use any more go. */
export function dropOldSnapshots(tx: Writer, now: number): void {
  const old = 'snapshot IS NOT NULL AND at < ?'
  tx.sql(`DELETE FROM card_act_letters WHERE act_id IN (SELECT id FROM card_acts WHERE ${old})`).run(now - UNDO_MS)
  tx.sql(`UPDATE card_acts SET snapshot = NULL WHERE ${old}`).run(now - UNDO_MS)
}

/** Where a contact that is not there went: merged into another, or deleted. Indexes card_acts_by_other, card_acts_by_contact. */
export function whereContactWent(db: Reader, id: ContactId): StoredAct | null {
  return (
    db.sql<StoredAct>(`${ACT} WHERE other_id = ? AND undone_at IS NULL ORDER BY id DESC LIMIT 1`).get(id) ??
    db
      .sql<StoredAct>(`${ACT} WHERE contact_id = ? AND what = 'deleted' AND undone_at IS NULL ORDER BY id DESC LIMIT 1`)
      .get(id) ??
    null
  )
}

export function whereCompanyWent(db: Reader, id: CompanyId): StoredAct | null {
  const text = `${ACT} WHERE company_id = ? AND what = 'company-deleted' AND undone_at IS NULL ORDER BY id DESC LIMIT 1`
  return db.sql<StoredAct>(text).get(id) ?? null
}

type Raw = Omit<StoredAct, 'userId'> & { user: string | null; contact: string | null; company: string | null }

/** Lines of the feed of these contacts (or of a company) between two moments, oldest first. */
export function actsBetween(
  db: Reader,
  of: { contacts: readonly ContactId[] } | { company: CompanyId },
  span: { from: number; to: number },
  now: number,
): FeedAct[] {
  const where = 'contacts' in of ? 'x.contact_id IN (SELECT value FROM json_each(?))' : 'x.company_id = ?'
  // indexes card_acts_by_contact (contact_id, at), card_acts_by_company (company_id, at)
  const rows = db
    .sql<Raw>(
      `SELECT x.id, x.at, x.what, x.contact_id AS contactId, x.company_id AS companyId, x.other_id AS otherId, x.name, x.snapshot, x.undone_at AS undoneAt,
         u.name AS user, k.name AS contact, co.name AS company
       FROM card_acts x LEFT JOIN users u ON u.id = x.user_id LEFT JOIN contacts k ON k.id = x.contact_id LEFT JOIN companies co ON co.id = x.company_id
       WHERE ${where} AND x.at >= ? AND x.at < ? AND x.undone_at IS NULL ORDER BY x.at, x.id LIMIT 200`,
    )
    .all('contacts' in of ? idList(of.contacts) : of.company, span.from, span.to)
  return rows.map((row) => ({
    is: 'act',
    id: row.id,
    at: row.at,
    what: row.what,
    user: row.user ?? '',
    name: row.name,
    contact: row.contactId !== null && row.contact !== null ? { id: row.contactId, name: row.contact } : null,
    company: row.companyId !== null && row.company !== null ? { id: row.companyId, name: row.company } : null,
    canUndo: canUndo(row, now),
  }))
}
