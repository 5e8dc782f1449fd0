// A letter that did not arrive, or was refused, is written anew: which draft that is, until what becomes of it has left.
import type { DraftId, OutboxId } from '../../shared/model/ids.ts'
import type { Reader, Writer } from './handle.ts'
import { setSetting } from './settings.ts'

const KEY = 'anew.'

/** From now on the draft is the one in which this letter is written anew. */
export function noteAnew(tx: Writer, draft: DraftId, letter: OutboxId): void {
  const before = draftAnew(tx, letter)
  if (before !== null) forgetAnew(tx, before)
  setSetting(tx, `${KEY}${draft}`, String(letter))
}

/** The letter that the draft writes anew. */
export function anewOf(db: Reader, draft: DraftId): OutboxId | null {
  const value = db.sql<{ value: string }>('SELECT value FROM settings WHERE key = ?').get(`${KEY}${draft}`)?.value
  // Written by `noteAnew` only.
  return value === undefined ? null : (Number(value) as OutboxId)
}

/** The draft in which the letter is written anew; it may have been sent, or thrown away, since. */
export function draftAnew(db: Reader, letter: OutboxId): DraftId | null {
  const key = db
    .sql<{ key: string }>("SELECT key FROM settings WHERE key >= 'anew.' AND key < 'anew/' AND value = ?")
    .get(String(letter))?.key
  return key === undefined ? null : (Number(key.slice(KEY.length)) as DraftId)
}

export function forgetAnew(tx: Writer, draft: DraftId): void {
  setSetting(tx, `${KEY}${draft}`, null)
}
