import type { UserId } from '../../shared/model/ids.ts'
import type { Reader } from './handle.ts'

/** What the status line says of one user's mailboxes. */
export function officeFacts(db: Reader, user: UserId): { offlineSince: number | null; waitingToSend: number } {
  // A paused mailbox says nothing about the network, and a server that refuses the connection was reached.
  const lines = db
    .sql<{ isDown: number; because: string; host: string; since: number }>(
      `SELECT activity = 'waiting' AND wait_because IN ('no-network', 'host-not-found', 'timeout') AS isDown, wait_because AS because, imap_host AS host, activity_since AS since
       FROM mailboxes WHERE owner_id = ? AND removed_at IS NULL AND activity NOT IN ('offline', 'paused', 'needs-login')`,
    )
    .all(user)
  // One server that is silent may be the trouble itself; when several are, it is the network.
  const isOffline =
    lines.length > 0 &&
    lines.every((line) => line.isDown === 1) &&
    (lines.some((line) => line.because !== 'timeout') || new Set(lines.map((line) => line.host)).size > 1)
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
