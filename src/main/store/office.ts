import type { UserId } from '../../shared/model/ids.ts'
import type { Reader } from './handle.ts'

/** What the status line says of one user's mailboxes. */
export function officeFacts(db: Reader, user: UserId): { offlineSince: number | null; waitingToSend: number } {
  // Offline only when every mailbox that has a server waits for a network; a paused one says nothing about it.
  const lines = db
    .sql<{ isDown: number; since: number }>(
      `SELECT activity = 'waiting' AND wait_because IN ('no-network', 'timeout', 'refused', 'host-not-found') AS isDown, activity_since AS since
       FROM mailboxes WHERE owner_id = ? AND removed_at IS NULL AND activity NOT IN ('offline', 'paused', 'needs-login')`,
    )
    .all(user)
  const isOffline = lines.length > 0 && lines.every((line) => line.isDown === 1)
  // index outbox_next (state, not_before)
  const waiting = db
    .sql<{ n: number }>(
      "SELECT count(*) AS n FROM outbox WHERE state IN ('queued', 'sending', 'deferred') AND user_id = ?",
    )
    .get(user)
  return {
    offlineSince: isOffline ? Math.max(...lines.map((line) => line.since)) : null,
    waitingToSend: waiting?.n ?? 0,
  }
}
