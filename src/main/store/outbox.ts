import type { Outgoing, OutgoingState, Person, SendReason } from '../../shared/model/conversation.ts'
import type { BlobId, ConversationId, MailboxId, MessageId, OutboxId, UserId } from '../../shared/model/ids.ts'
import type { Reader, Writer } from './handle.ts'
import { holdInQueue, isToHold } from './outbox-hold.ts'

/** One letter on its way, as the send loop sees it. */
export interface OutboxItem {
  id: OutboxId
  publicId: string
  mailboxId: MailboxId | null
  userId: UserId
  conversationId: ConversationId | null
  messageId: MessageId | null
  replyTo: MessageId | null
  messageIdHeader: string
  blobId: BlobId | null
  fromEmail: string
  fromName: string
  to: Person[]
  cc: Person[]
  bcc: Person[]
  subject: string
  /** What the author wrote, without signature and quote: an undone letter is this draft again. */
  html: string
  mode: 'new' | 'reply' | 'reply-all' | 'forward'
  afterSend: 'waiting' | 'open' | 'closed'
  state: OutgoingState
  because: SendReason | null
  notBefore: number
  priority: number
  attempts: number
  firstTriedAt: number | null
  claimedAt: number | null
  handedOverAt: number | null
  serverWords: string
  copy: Outgoing['copy']
  copyTries: number
  copyUntil: number | null
  createdAt: number
  sentAt: number | null
}

export type RawOutboxItem = Omit<OutboxItem, 'to' | 'cc' | 'bcc'> & { to: string; cc: string; bcc: string }

export const OUTBOX_COLUMNS = `id, public_id AS publicId, mailbox_id AS mailboxId, user_id AS userId, conversation_id AS conversationId, message_id AS messageId,
  reply_to AS replyTo, message_id_header AS messageIdHeader, blob_id AS blobId, from_email AS fromEmail, from_name AS fromName, "to", cc, bcc, subject,
  html, mode, after_send AS afterSend, state, because, not_before AS notBefore, priority, attempts, first_tried_at AS firstTriedAt, claimed_at AS claimedAt,
  handed_over_at AS handedOverAt, server_words AS serverWords, copy, copy_tries AS copyTries, copy_until AS copyUntil, created_at AS createdAt, sent_at AS sentAt`

export interface NewOutboxItem {
  publicId: string
  mailboxId: MailboxId
  userId: UserId
  messageIdHeader: string
  blobId: BlobId
  replyTo: MessageId | null
  from: Person
  to: Person[]
  cc: Person[]
  bcc: Person[]
  subject: string
  html: string
  text: string
  mode: OutboxItem['mode']
  afterSend: OutboxItem['afterSend']
  priority: number
  notBefore: number
  because: SendReason | null
}

/** Queues a letter with a waiting delivery per recipient. The conversation and the stored letter are named by `showOutbox`. */
export function addOutbox(tx: Writer, item: NewOutboxItem, now: number): OutboxId {
  const added = tx
    .sql(
      `INSERT INTO outbox (public_id, mailbox_id, user_id, reply_to, message_id_header, blob_id, from_email, from_name, "to", cc, bcc, subject, html, text,
         mode, after_send, priority, state, because, not_before, waits_from, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?, ?, ?, ?)`,
    )
    .run(
      item.publicId,
      item.mailboxId,
      item.userId,
      item.replyTo,
      item.messageIdHeader,
      item.blobId,
      item.from.email,
      item.from.name,
      JSON.stringify(item.to),
      JSON.stringify(item.cc),
      JSON.stringify(item.bcc),
      item.subject,
      item.html,
      item.text,
      item.mode,
      item.afterSend,
      item.priority,
      item.because,
      item.notBefore,
      now,
      now,
    )
  // SQLite's row ids become our ids here.
  const id = Number(added.lastInsertRowid) as OutboxId
  const delivery = tx.sql("INSERT INTO deliveries (outbox_id, email, state) VALUES (?, ?, 'waiting')")
  for (const person of [...item.to, ...item.cc, ...item.bcc]) delivery.run(id, person.email)
  return id
}

/** The stored letter that shows this one in its conversation from now on. */
export function showOutbox(tx: Writer, id: OutboxId, message: MessageId, conversation: ConversationId | null): void {
  tx.sql('UPDATE outbox SET message_id = ?, conversation_id = ? WHERE id = ?').run(message, conversation, id)
}

export function outboxById(db: Reader, id: OutboxId): OutboxItem | null {
  const row = db.sql<RawOutboxItem>(`SELECT ${OUTBOX_COLUMNS} FROM outbox WHERE id = ?`).get(id)
  return row ? itemOf(row) : null
}

/** Mailboxes that may send now: connected, with a server, not resting by hand. */
export function sendingMailboxes(db: Reader): MailboxId[] {
  return db
    .sql<{ id: MailboxId }>(
      "SELECT id FROM mailboxes WHERE smtp_host IS NOT NULL AND removed_at IS NULL AND activity <> 'paused' AND sending_paused_at IS NULL ORDER BY id",
    )
    .all()
    .map((row) => row.id)
}

/** Which letters may leave: by hand (priority 0) and the others; `urged` are those that go although the provider blocks. */
export interface OpenLanes {
  hand: boolean
  rest: boolean
  urged: boolean
}

/**
 * The next letter of a mailbox: by priority, then in the order of queueing.
 * Covering index outbox_due (mailbox_id, priority, id, not_before, state) of the waiting letters.
 */
export function nextDue(db: Reader, mailbox: MailboxId, open: OpenLanes, now: number): OutboxItem | null {
  const waiting = "SELECT id FROM outbox INDEXED BY outbox_due WHERE mailbox_id = ? AND state IN ('queued', 'deferred')"
  const first = (where: string) =>
    db
      .sql<{ id: OutboxId }>(`${waiting} AND ${where} AND not_before <= ? ORDER BY priority, id LIMIT 1`)
      .get(mailbox, now)?.id
  const id =
    (open.hand ? first('priority = 0') : open.urged ? first('priority = 0 AND is_urged = 1') : undefined) ??
    (open.rest ? first('priority > 0') : undefined)
  return id === undefined ? null : outboxById(db, id)
}

/** When the next waiting letter wants to leave, for those whose time has not come; index outbox_next (state, not_before). */
export function nextDueAt(db: Reader, now: number): number | null {
  return (
    db
      .sql<{ at: number | null }>(
        "SELECT min(not_before) AS at FROM outbox WHERE state IN ('queued', 'deferred') AND not_before > ?",
      )
      .get(now)?.at ?? null
  )
}

/** Takes the letter for one attempt. False when somebody was faster or took it back. */
export function claim(tx: Writer, id: OutboxId, now: number): boolean {
  const claimed = tx
    .sql(
      `UPDATE outbox SET state = 'sending', because = NULL, attempts = attempts + 1, claimed_at = ?, handed_over_at = NULL, first_tried_at = coalesce(first_tried_at, ?)
       WHERE id = ? AND state IN ('queued', 'deferred')`,
    )
    .run(now, now, id)
  tellOutbox(tx, id)
  return claimed.changes > 0
}

/** From here on a lost line or a crash means that nobody knows whether the server has the letter. */
export function markHandedOver(tx: Writer, id: OutboxId, now: number): void {
  tx.sql("UPDATE outbox SET handed_over_at = ? WHERE id = ? AND state = 'sending'").run(now, id)
}

export interface Settled {
  state: OutgoingState
  because: SendReason | null
  serverWords: string
  /** For `deferred` and `queued`: when it is tried again. */
  notBefore?: number
  sentAt?: number
  /** An attempt that never reached anybody does not count. */
  uncounted?: boolean
}

export function settleOutbox(tx: Writer, id: OutboxId, to: Settled, now: number): void {
  const uncounted = to.uncounted ? 1 : 0
  const isHeld = isToHold(tx, id)
  tx.sql(
    `UPDATE outbox SET state = ?, because = ?, server_words = ?, not_before = coalesce(?, not_before), waits_from = ?, is_urged = 0, sent_at = coalesce(?, sent_at, iif(? = 'sent', ?, NULL)), attempts = max(0, attempts - ?),
       first_tried_at = CASE WHEN attempts <= ? THEN NULL ELSE first_tried_at END, handed_over_at = NULL, claimed_at = NULL WHERE id = ?`,
  ).run(
    ...[to.state, to.because, to.serverWords, to.notBefore ?? null, now],
    ...[to.sentAt ?? null, to.state, now, uncounted, uncounted, id],
  )
  if (isHeld) holdInQueue(tx, id)
  tellOutbox(tx, id)
}

/** A new series of attempts for the same letter: the day of retrying begins anew. */
export function renewAttempts(tx: Writer, id: OutboxId): void {
  tx.sql('UPDATE outbox SET attempts = 0, first_tried_at = NULL WHERE id = ?').run(id)
}

/** The letter is a draft again: it keeps its row in the log, and nothing else. */
export function cancelOutbox(tx: Writer, id: OutboxId): void {
  tx.sql(
    "UPDATE outbox SET state = 'cancelled', because = NULL, message_id = NULL, blob_id = NULL, copy = 'off', copy_until = NULL WHERE id = ?",
  ).run(id)
  tellOutbox(tx, id)
}

/** Letters whose dialogue a crash or a power cut interrupted. */
export function interrupted(db: Reader): OutboxItem[] {
  return db
    .sql<RawOutboxItem>(`SELECT ${OUTBOX_COLUMNS} FROM outbox WHERE state = 'sending' ORDER BY id`)
    .all()
    .map(itemOf)
}

/** Letters that wait for a reason that has just passed (network, sign-in) are due now. */
export function wakeWaiting(tx: Writer, reasons: SendReason[], now: number): number {
  let woken = 0
  for (const reason of reasons)
    woken += tx
      .sql(
        "UPDATE outbox SET not_before = ?, waits_from = ? WHERE state = 'deferred' AND because = ? AND not_before > ?",
      )
      .run(now, now, reason, now).changes
  if (woken) tx.changed('outbox')
  return woken
}

export function tellOutbox(tx: Writer, id: OutboxId): void {
  tx.changed('outbox', id)
  tx.changed('counts')
  const conversation = tx
    .sql<{ id: number | null }>('SELECT conversation_id AS id FROM outbox WHERE id = ?')
    .get(id)?.id
  if (conversation) tx.changed('conversations', conversation)
}

// Written by `addOutbox` only.
const people = (json: string) => JSON.parse(json) as Person[]
export const itemOf = (row: RawOutboxItem): OutboxItem => ({
  ...row,
  to: people(row.to),
  cc: people(row.cc),
  bcc: people(row.bcc),
})

/** A letter that waits, as the plan of its mailbox sees it. */
export interface WaitingRow {
  id: OutboxId
  priority: number
  notBefore: number
  recipients: number
}

/** The first letters that wait in a mailbox, in the order in which they leave; index outbox_due. */
export function waitingIn(db: Reader, mailbox: MailboxId, limit: number): WaitingRow[] {
  return db
    .sql<WaitingRow>(
      `SELECT id, priority, not_before AS notBefore, (SELECT count(*) FROM deliveries d WHERE d.outbox_id = o.id AND d.state = 'waiting') AS recipients
       FROM outbox o WHERE mailbox_id = ? AND state IN ('queued', 'deferred') ORDER BY priority, id LIMIT ?`,
    )
    .all(mailbox, limit)
}

export function waitingCount(db: Reader, mailbox: MailboxId): number {
  return (
    db
      .sql<{ n: number }>("SELECT count(*) AS n FROM outbox WHERE mailbox_id = ? AND state IN ('queued', 'deferred')")
      .get(mailbox)?.n ?? 0
  )
}

/** The author was warned of the provider's block and wants the letter to go. */
export function urge(tx: Writer, id: OutboxId, now: number): void {
  tx.sql('UPDATE outbox SET is_urged = 1, not_before = min(not_before, ?), waits_from = ? WHERE id = ?').run(
    now,
    now,
    id,
  )
  tellOutbox(tx, id)
}

/** How many letters are still to leave, the uncertain ones not counted. */
export function lettersWaiting(db: Reader): number {
  return (
    db.sql<{ n: number }>("SELECT count(*) AS n FROM outbox WHERE state IN ('queued', 'sending', 'deferred')").get()
      ?.n ?? 0
  )
}
