import type { UserId } from '../../shared/model/ids.ts'
import type { Reader, Writer } from './handle.ts'

export interface Session {
  id: number
  userId: UserId
  /** SHA-256 (hex) of the secret that the page keeps. */
  secretHash: string
  seenAt: number
  expiresAt: number
}

export function addSession(
  tx: Writer,
  session: { userId: UserId; tokenHash: string; secretHash: string; expiresAt: number },
  now: number,
): number {
  const added = tx
    .sql(
      'INSERT INTO sessions (user_id, token_hash, secret_hash, created_at, seen_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)',
    )
    .run(session.userId, session.tokenHash, session.secretHash, now, now, session.expiresAt)
  return Number(added.lastInsertRowid)
}

const COLUMNS = 's.id, s.user_id AS userId, s.secret_hash AS secretHash, s.seen_at AS seenAt, s.expires_at AS expiresAt'
const ALIVE = 's.expires_at > ? AND u.disabled_at IS NULL'

export function sessionByToken(db: Reader, tokenHash: string, now: number): Session | null {
  const text = `SELECT ${COLUMNS} FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.token_hash = ? AND ${ALIVE}`
  return db.sql<Session>(text).get(tokenHash, now) ?? null
}

export function sessionById(db: Reader, id: number, now: number): Session | null {
  const text = `SELECT ${COLUMNS} FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.id = ? AND ${ALIVE}`
  return db.sql<Session>(text).get(id, now) ?? null
}

/** A session in use lives on by as much as it was given at first. */
export function touchSession(tx: Writer, session: Session, now: number): void {
  const lifetime = session.expiresAt - session.seenAt
  tx.sql('UPDATE sessions SET seen_at = ?, expires_at = ? WHERE id = ?').run(now, now + lifetime, session.id)
}

export function endSession(tx: Writer, id: number): void {
  tx.sql('DELETE FROM sessions WHERE id = ?').run(id)
}

export function sweepSessions(tx: Writer, now: number): void {
  tx.sql('DELETE FROM sessions WHERE expires_at <= ?').run(now)
  tx.sql('DELETE FROM sign_in_pauses WHERE until IS NOT NULL AND until <= ?').run(now - 86_400_000)
}

/** Until when this name may not try again; null when it may. */
export function signInPause(db: Reader, email: string, now: number): number | null {
  const row = db.sql<{ until: number | null }>('SELECT until FROM sign_in_pauses WHERE email = ?').get(email)
  return row?.until && row.until > now ? row.until : null
}

/** Counts a failed sign-in; the one that fills the measure earns the pause and starts the count again. */
export function countFailedSignIn(tx: Writer, email: string, limit: number, pauseMs: number, now: number): void {
  const known = tx.sql<{ tries: number }>('SELECT tries FROM sign_in_pauses WHERE email = ?').get(email)
  const tries = (known?.tries ?? 0) + 1
  const isFull = tries >= limit
  tx.sql(
    'INSERT INTO sign_in_pauses (email, tries, until) VALUES (?, ?, ?) ON CONFLICT (email) DO UPDATE SET tries = excluded.tries, until = excluded.until',
  ).run(email, isFull ? 0 : tries, isFull ? now + pauseMs : null)
}

export function forgetFailedSignIns(tx: Writer, email: string): void {
  tx.sql('DELETE FROM sign_in_pauses WHERE email = ?').run(email)
}
