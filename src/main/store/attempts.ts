// The send log: a row per attempt, and what the Sent folder said of an uncertain letter.
import type { AttemptStep, SendReason } from '../../shared/model/conversation.ts'
import type { OutboxId } from '../../shared/model/ids.ts'
import type { Reader, Writer } from './handle.ts'
import { type OutboxItem, tellOutbox } from './outbox.ts'

export interface Attempt {
  at: number
  outcome: 'sent' | 'deferred' | 'failed' | 'uncertain'
  because: SendReason | null
  serverWords: string
  durationMs: number
  step: AttemptStep
  handedOverAt: number | null
}

/** `recipients` count against the limits of the mailbox from now on. */
export function addAttempt(tx: Writer, item: OutboxItem, a: Attempt, recipients: number, now: number): void {
  tx.sql(
    `INSERT INTO attempts (outbox_id, at, outcome, because, server_words, duration_ms, step, handed_over_at, mailbox_id, counted_at, recipients)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    ...[item.id, a.at, a.outcome, a.because, a.serverWords, a.durationMs, a.step, a.handedOverAt],
    ...[item.mailboxId, now, recipients],
  )
}

export function attemptsOf(db: Reader, id: OutboxId): Attempt[] {
  return db
    .sql<Attempt>(
      'SELECT at, outcome, because, server_words AS serverWords, duration_ms AS durationMs, step, handed_over_at AS handedOverAt FROM attempts WHERE outbox_id = ? ORDER BY id',
    )
    .all(id)
}

/** The last attempt after one that had settled the letter: somebody sent it again. Index attempts_by_outbox (outbox_id); `o` is the letter. */
export const TRIED_AGAIN = `(SELECT max(a.at) FROM attempts a WHERE a.outbox_id = o.id
  AND EXISTS (SELECT 1 FROM attempts b WHERE b.outbox_id = o.id AND b.id < a.id AND b.outcome <> 'deferred'))`

export function triedAgainAt(db: Reader, id: OutboxId): number | null {
  return db.sql<{ at: number | null }>(`SELECT ${TRIED_AGAIN} AS at FROM outbox o WHERE o.id = ?`).get(id)?.at ?? null
}

/** What the Sent folder said of an uncertain letter. */
export function setLooked(tx: Writer, id: OutboxId, is: Looked['is'], now: number): void {
  tx.sql("UPDATE outbox SET looked = ?, looked_at = ? WHERE id = ? AND state = 'uncertain'").run(is, now, id)
  tellOutbox(tx, id)
}

/** The letter goes again: what was seen of the attempt before says nothing of the next one. */
export function forgetLooked(tx: Writer, id: OutboxId): void {
  tx.sql('UPDATE outbox SET looked = NULL, looked_at = NULL WHERE id = ?').run(id)
}

export interface Looked {
  at: number
  /** `own-copy`: somebody had the letter before, so the copy there proves nothing for the others. */
  is: 'absent' | 'unreachable' | 'no-folder' | 'own-copy'
}

export function lookedOf(db: Reader, id: OutboxId): Looked | null {
  const row = db
    .sql<{ at: number | null; is: Looked['is'] | null }>(
      'SELECT looked_at AS at, looked AS "is" FROM outbox WHERE id = ?',
    )
    .get(id)
  return row?.at && row.is ? { at: row.at, is: row.is } : null
}
