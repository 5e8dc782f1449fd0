import type { UserId } from '../../shared/model/ids.ts'
import type { Reader, Writer } from './handle.ts'

export interface Token {
  id: number
  userId: UserId
  usedAt: number | null
}

export function addToken(tx: Writer, token: { userId: UserId; tokenHash: string; name: string }, now: number): number {
  const added = tx
    .sql('INSERT INTO api_tokens (user_id, token_hash, name, created_at) VALUES (?, ?, ?, ?)')
    .run(token.userId, token.tokenHash, token.name, now)
  return Number(added.lastInsertRowid)
}

/** Null for an unknown or revoked token and for one of a dismissed user. */
export function tokenByHash(db: Reader, tokenHash: string): Token | null {
  const text = `SELECT t.id, t.user_id AS userId, t.used_at AS usedAt FROM api_tokens t JOIN users u ON u.id = t.user_id
    WHERE t.token_hash = ? AND t.revoked_at IS NULL AND u.disabled_at IS NULL`
  return db.sql<Token>(text).get(tokenHash) ?? null
}

export function touchToken(tx: Writer, id: number, now: number): void {
  tx.sql('UPDATE api_tokens SET used_at = ? WHERE id = ?').run(now, id)
}

/** Takes the tokens of a label away. Answers how many there were. */
export function revokeTokens(tx: Writer, userId: UserId, name: string, now: number): number {
  return tx
    .sql('UPDATE api_tokens SET revoked_at = ? WHERE user_id = ? AND name = ? AND revoked_at IS NULL')
    .run(now, userId, name).changes
}
