import { and, eq, isNull, sql } from 'drizzle-orm'
import type { MailboxId, UserId } from '../../shared/model/ids.ts'
import type { Trouble } from '../../shared/model/mailbox.ts'
import type { Reader, Writer } from './handle.ts'
import { mailboxes, mailboxSecrets } from './schema/mailboxes.ts'

export type MailboxRow = Omit<typeof mailboxes.$inferSelect, 'id' | 'ownerId'> & { id: MailboxId; ownerId: UserId }
export type NewMailbox = typeof mailboxes.$inferInsert

export function mailboxById(db: Reader, id: MailboxId): MailboxRow | null {
  let query = byId.get(db.raw)
  if (!query) {
    query = db.orm
      .select()
      .from(mailboxes)
      .where(eq(mailboxes.id, sql.placeholder('id')))
      .prepare()
    byId.set(db.raw, query)
  }
  const row = query.get({ id })
  return row ? branded(row) : null
}

// Asked at every commit: building it costs more than running it.
const byId = new WeakMap<Reader['raw'], { get(values: { id: number }): typeof mailboxes.$inferSelect | undefined }>()

/** Mailboxes that are still connected, oldest first. */
export function connectedMailboxes(db: Reader): MailboxRow[] {
  return db.orm.select().from(mailboxes).where(isNull(mailboxes.removedAt)).orderBy(mailboxes.id).all().map(branded)
}

/** Also of those that were disconnected and kept. */
export function allMailboxIds(db: Reader): MailboxId[] {
  return db
    .sql<{ id: MailboxId }>('SELECT id FROM mailboxes ORDER BY id')
    .all()
    .map((row) => row.id)
}

/** By owner and normalised address, also a disconnected one whose letters were kept. */
export function mailboxOf(db: Reader, owner: UserId, address: string): MailboxRow | null {
  const row = db.orm
    .select()
    .from(mailboxes)
    .where(and(eq(mailboxes.ownerId, owner), eq(mailboxes.address, address)))
    .get()
  return row ? branded(row) : null
}

/** Every address that is ours: of all mailboxes of the installation, also disconnected ones. */
export function ownAddresses(db: Reader): Set<string> {
  return new Set(
    db
      .sql<{ address: string }>('SELECT address FROM mailboxes UNION SELECT email FROM users')
      .all()
      .map((row) => row.address),
  )
}

export function addMailbox(tx: Writer, mailbox: NewMailbox): MailboxId {
  tx.changed('mailboxes')
  return tx.orm.insert(mailboxes).values(mailbox).returning({ id: mailboxes.id }).get().id as MailboxId
}

export function updateMailbox(tx: Writer, id: MailboxId, change: Partial<NewMailbox>): void {
  tx.orm.update(mailboxes).set(change).where(eq(mailboxes.id, id)).run()
  tx.changed('mailboxes', id)
}

/** The line has failed since everything was last asked and answered. */
export function isNewsBad({ lastErrorAt, lastSyncAt }: Pick<MailboxRow, 'lastErrorAt' | 'lastSyncAt'>): boolean {
  return lastErrorAt !== null && lastErrorAt >= (lastSyncAt ?? 0)
}

/** Sending rests since `since` in all mailboxes of the owner; null lets it go on. */
export function restSending(tx: Writer, owner: UserId, since: number | null): void {
  tx.sql('UPDATE mailboxes SET sending_paused_at = ? WHERE owner_id = ? AND removed_at IS NULL').run(since, owner)
  tx.changed('mailboxes')
  tx.changed('outbox')
}

/** What a mailbox does now; the wait and its reason are part of it. */
export type Activity =
  | { is: 'connecting' | 'loading' | 'needs-login' | 'paused' | 'offline' }
  | { is: 'watching'; by: 'idle' | 'poll' }
  | { is: 'waiting'; until: number; because: Trouble }

export function setActivity(tx: Writer, id: MailboxId, activity: Activity, now: number): void {
  updateMailbox(tx, id, {
    activity: activity.is,
    activitySince: now,
    watchBy: activity.is === 'watching' ? activity.by : null,
    waitUntil: activity.is === 'waiting' ? activity.until : null,
    waitBecause: activity.is === 'waiting' ? activity.because : null,
  })
  // Whether the network is there is told to everybody: the mailboxes of all say it.
  tx.changed('office')
}

export function removeMailbox(tx: Writer, id: MailboxId): void {
  tx.orm.delete(mailboxes).where(eq(mailboxes.id, id)).run()
  tx.changed('mailboxes', id)
}

export function sealedSecret(db: Reader, id: MailboxId, half: 'imap' | 'smtp'): Uint8Array | null {
  const row = db.orm
    .select()
    .from(mailboxSecrets)
    .where(and(eq(mailboxSecrets.mailboxId, id), eq(mailboxSecrets.half, half)))
    .get()
  return row?.sealed ?? null
}

export function setSecret(tx: Writer, id: MailboxId, half: 'imap' | 'smtp', sealed: Uint8Array): void {
  tx.orm
    .insert(mailboxSecrets)
    .values({ mailboxId: id, half, sealed })
    .onConflictDoUpdate({ target: [mailboxSecrets.mailboxId, mailboxSecrets.half], set: { sealed } })
    .run()
}

export function dropSecrets(tx: Writer, id: MailboxId): void {
  tx.orm.delete(mailboxSecrets).where(eq(mailboxSecrets.mailboxId, id)).run()
}

// Drizzle does not know our brands.
const branded = (row: typeof mailboxes.$inferSelect) => row as MailboxRow
