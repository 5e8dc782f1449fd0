import type { MailboxId, UserId } from '../../shared/model/ids.ts'
import type { Reader } from './handle.ts'

/** Mailboxes whose letters a user reads: his own, also those that he disconnected and kept. */
export function mailboxesReadBy(db: Reader, user: UserId): MailboxId[] {
  // index mailboxes_by_owner
  return db
    .sql<{ id: MailboxId }>('SELECT id FROM mailboxes WHERE owner_id = ? ORDER BY id')
    .all(user)
    .map((row) => row.id)
}

/** For `IN (SELECT value FROM json_each(?))`: one prepared statement for any number of ids. */
export function idList(ids: readonly number[]): string {
  return JSON.stringify(ids)
}

/** Who connected a mailbox of this (normalised) address. */
export function ownersOf(db: Reader, address: string): UserId[] {
  return db
    .sql<{ id: UserId }>('SELECT owner_id AS id FROM mailboxes WHERE address = ? ORDER BY id')
    .all(address)
    .map((row) => row.id)
}
