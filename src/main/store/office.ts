import type { UserId } from '../../shared/model/ids.ts'
import type { Reader } from './handle.ts'

/** What the status line says of one user's mailboxes. */
export function officeFacts(db: Reader, user: UserId): { offlineSince: number | null; waitingToSend: number } {
  // index outbox_next (state, not_before)
  const waiting = db
    .sql<{ n: number }>(
      "SELECT count(*) AS n FROM outbox WHERE state IN ('queued', 'sending', 'deferred') AND user_id = ?",
    )
    .get(user)
  return { offlineSince: offlineSince(db, user), waitingToSend: waiting?.n ?? 0 }
}

// A paused mailbox and one that only sends say nothing about the network, and a server that refuses the connection was reached.
function offlineSince(db: Reader, user: UserId): number | null {
  const lines = db
    .sql<{ isOwn: number; isRead: number; isDown: number; because: string; host: string; wasRead: number; at: number }>(
      `SELECT owner_id = ? AS isOwn, activity IN ('watching', 'loading') AS isRead,
         activity = 'waiting' AND wait_because IN ('no-network', 'host-not-found', 'timeout') AS isDown,
         wait_because AS because, imap_host AS host, last_sync_at IS NOT NULL AS wasRead, activity_since AS at
       FROM mailboxes
       WHERE removed_at IS NULL AND imap_host IS NOT NULL AND activity NOT IN ('offline', 'paused', 'needs-login')`,
    )
    .all(user)
  const own = lines.filter((line) => line.isOwn === 1)
  // A mailbox that is read proves the network, whoever's it is.
  if (own.length === 0 || own.some((line) => line.isDown === 0) || lines.some((line) => line.isRead === 1)) return null
  // One server that is silent, or whose name never led anywhere, may be the trouble itself; when several are, it is the network.
  const isProof = ({ because, wasRead }: (typeof own)[number]) =>
    because === 'no-network' || (because === 'host-not-found' && wasRead === 1)
  const isOffline = own.some(isProof) || new Set(own.map((line) => line.host)).size > 1
  return isOffline ? Math.max(...own.map((line) => line.at)) : null
}
