import type { Outgoing } from '../../shared/model/conversation.ts'
import type { MessageId, UserId } from '../../shared/model/ids.ts'
import { reportsOf } from './delivery-reports.ts'
import type { Reader } from './handle.ts'
import { type RawShown, SHOWN_COLUMNS, shownOf } from './outbox-shown.ts'

/**
 * How the sending of one of our letters stands; null for letters that did not leave from a mailbox of this user: a colleague
 * who got one must not see its blind recipients.
 */
export function outgoingOf(db: Reader, message: MessageId, user: UserId): Outgoing | null {
  // index outbox_by_message
  const row = db
    .sql<RawShown>(
      `SELECT ${SHOWN_COLUMNS} FROM outbox o LEFT JOIN mailboxes b ON b.id = o.mailbox_id WHERE o.message_id = ? AND coalesce(b.owner_id, o.user_id) = ? ORDER BY o.id DESC LIMIT 1`,
    )
    .get(message, user)
  return row ? { ...shownOf(db, row), reports: reportsOf(db, row.id) } : null
}
