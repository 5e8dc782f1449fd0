// What grouping asks of the store, all within one mailbox.
import type { MailboxId, MessageId } from '../../shared/model/ids.ts'
import type { Grouping } from '../../shared/model/mailbox.ts'
import { type ApartRuleRow, apartRulesOf } from './apart-rules.ts'
import type { Reader } from './handle.ts'

export interface ThreadFacts {
  id: MessageId
  identity: string
  messageId: string
  inReplyTo: string
  at: number
  receivedAt: number
  direction: 'in' | 'out'
  isOursById: number
  subjectKey: string
  hasReplyPrefix: number
  references: string[]
  aliases: string[]
  people: { role: string; email: string }[]
}

export function threadFacts(db: Reader, mailbox: MailboxId, id: MessageId): ThreadFacts | null {
  const row = db
    .sql<Omit<ThreadFacts, 'references' | 'aliases' | 'people'>>(
      `SELECT m.id, m.identity, m.message_id AS messageId, m.in_reply_to AS inReplyTo, n.at, n.received_at AS receivedAt, n.direction, m.is_ours_by_id AS isOursById,
         m.subject_key AS subjectKey, m.has_reply_prefix AS hasReplyPrefix
       FROM conversation_messages n JOIN messages m ON m.id = n.message_id WHERE n.mailbox_id = ? AND n.message_id = ? LIMIT 1`,
    )
    .get(mailbox, id)
  if (!row) return null
  const refs = db
    .sql<{ kind: string; ref: string }>(
      'SELECT kind, ref FROM message_refs WHERE message_id = ? ORDER BY kind, position',
    )
    .all(id)
  const people = db
    .sql<{ role: string; email: string }>(
      'SELECT p.role, a.email FROM message_addresses p JOIN addresses a ON a.id = p.address_id WHERE p.message_id = ? ORDER BY p.role, p.position',
    )
    .all(id)
  return {
    ...row,
    references: refs.filter((ref) => ref.kind === 'reference').map((ref) => ref.ref),
    aliases: refs.filter((ref) => ref.kind === 'alias').map((ref) => ref.ref),
    people,
  }
}

/** Letters of any mailbox that carry one of the ids as Message-ID or alias. */
export function messagesWithIds(db: Reader, ids: readonly string[]): MessageId[] {
  // A statement an id: a list by json_each costs ten times as much. Index messages_by_message_id; message_refs_by_ref.
  const carrying = db.sql<{ id: MessageId }>(
    "SELECT id FROM messages WHERE message_id = ? UNION ALL SELECT message_id FROM message_refs WHERE ref = ? AND kind = 'alias'",
  )
  return ids.flatMap((id) => carrying.all(id, id)).map((row) => row.id)
}

export interface Naming {
  id: MessageId
  /** In which header it names the id. */
  kind: 'reply' | 'reference'
  /** The header that decides one of its edges now, as `Name: <id>`; null when none does. */
  decidedBy: string | null
}

/** Letters of the mailbox that name the id in In-Reply-To or References; a row for each header and node. */
export function messagesNaming(db: Reader, mailbox: MailboxId, id: string): Naming[] {
  // CROSS JOIN keeps the order of the tables: without statistics SQLite would walk the whole mailbox first.
  return db
    .sql<Naming>(
      `SELECT n.message_id AS id, r.kind, n.header AS decidedBy FROM message_refs r
       CROSS JOIN conversation_messages n ON n.message_id = r.message_id AND n.mailbox_id = ?
       WHERE r.ref = ? AND r.kind IN ('reply', 'reference')`,
    )
    .all(mailbox, id)
}

/** Letters of the mailbox in which one of these addresses stands. */
export function messagesMentioning(db: Reader, mailbox: MailboxId, emails: readonly string[]): MessageId[] {
  return db
    .sql<{ id: MessageId }>(
      `SELECT DISTINCT n.message_id AS id FROM json_each(?) CROSS JOIN addresses a ON a.email = value CROSS JOIN message_addresses x ON x.address_id = a.id
       CROSS JOIN conversation_messages n ON n.message_id = x.message_id AND n.mailbox_id = ?`,
    )
    .all(JSON.stringify(emails), mailbox)
    .map((row) => row.id)
}

export interface Neighbour {
  messageId: MessageId
  client: string
}

// Without statistics SQLite takes the index by client and walks all that this client ever wrote.
export function neighbourBefore(
  db: Reader,
  mailbox: MailboxId,
  clientEmail: string,
  subjectKey: string,
  at: number,
  identity: string,
): Neighbour | null {
  return (
    neighbourAt(db, mailbox, clientEmail, subjectKey, at, identity, '<') ??
    nearest(
      db
        .sql<Neighbour & { at: number }>(
          'SELECT message_id AS messageId, client, at FROM conversation_messages INDEXED BY conversation_messages_by_subject WHERE mailbox_id = ? AND client_email = ? AND subject_key = ? AND at < ? ORDER BY at DESC LIMIT 2',
        )
        .all(mailbox, clientEmail, subjectKey, at),
      (earlier) => neighbourAt(db, mailbox, clientEmail, subjectKey, earlier, null, '<'),
    )
  )
}

export function neighbourAfter(
  db: Reader,
  mailbox: MailboxId,
  clientEmail: string,
  subjectKey: string,
  at: number,
  identity: string,
): Neighbour | null {
  return (
    neighbourAt(db, mailbox, clientEmail, subjectKey, at, identity, '>') ??
    nearest(
      db
        .sql<Neighbour & { at: number }>(
          'SELECT message_id AS messageId, client, at FROM conversation_messages INDEXED BY conversation_messages_by_subject WHERE mailbox_id = ? AND client_email = ? AND subject_key = ? AND at > ? ORDER BY at LIMIT 2',
        )
        .all(mailbox, clientEmail, subjectKey, at),
      (later) => neighbourAt(db, mailbox, clientEmail, subjectKey, later, null, '>'),
    )
  )
}

// Several letters of one second are rare: only they are put in order by identity, which stands in another table.
function nearest(
  rows: readonly (Neighbour & { at: number })[],
  among: (at: number) => Neighbour | null,
): Neighbour | null {
  const [first, second] = rows
  if (!first) return null
  return second?.at === first.at ? among(first.at) : { messageId: first.messageId, client: first.client }
}

function neighbourAt(
  db: Reader,
  mailbox: MailboxId,
  clientEmail: string,
  subjectKey: string,
  at: number,
  /** Null: whichever stands last or first at that time. */
  identity: string | null,
  side: '<' | '>',
): Neighbour | null {
  // Put in order here: a sorter in SQLite costs more than the rows.
  const isBefore = side === '<'
  let found: (Neighbour & { identity: string }) | null = null
  for (const row of db
    .sql<Neighbour & { identity: string }>(
      `SELECT n.message_id AS messageId, n.client, m.identity FROM conversation_messages n INDEXED BY conversation_messages_by_subject
       CROSS JOIN messages m ON m.id = n.message_id WHERE n.mailbox_id = ? AND n.client_email = ? AND n.subject_key = ? AND n.at = ?`,
    )
    .all(mailbox, clientEmail, subjectKey, at)) {
    if (identity !== null && (isBefore ? row.identity >= identity : row.identity <= identity)) continue
    if (!found || (isBefore ? row.identity > found.identity : row.identity < found.identity)) found = row
  }
  return found && { messageId: found.messageId, client: found.client }
}

export function decisionFor(
  db: Reader,
  mailbox: MailboxId,
  id: MessageId,
): { parent: MessageId | null; at: number } | null {
  return (
    db
      .sql<{ parent: MessageId | null; at: number }>(
        'SELECT parent_message_id AS parent, at FROM thread_decisions WHERE mailbox_id = ? AND message_id = ?',
      )
      .get(mailbox, id) ?? null
  )
}

/** How a letter came into a mailbox: whether it ever lay in Sent, and when the server first had it (null: nowhere yet). */
export function arrivalIn(
  db: Reader,
  mailbox: MailboxId,
  id: MessageId,
): { isInSent: boolean; receivedAt: number | null } {
  const row = db
    .sql<{ sent: number | null; at: number | null }>(
      "SELECT max(f.role = 'sent') AS sent, min(p.internal_at) AS at FROM placements p JOIN folders f ON f.id = p.folder_id WHERE p.message_id = ? AND p.mailbox_id = ?",
    )
    .get(id, mailbox)
  return { isInSent: row?.sent === 1, receivedAt: row?.at ?? null }
}

/** Incoming letters that stand in the mailbox under this client and arrived from `from` on and before `until`. */
export function incomingOf(
  db: Reader,
  mailbox: MailboxId,
  client: string,
  from: number,
  until: number | null,
): MessageId[] {
  return db
    .sql<{ id: MessageId }>(
      `SELECT message_id AS id FROM conversation_messages INDEXED BY conversation_messages_by_subject
       WHERE mailbox_id = ? AND client_email = ? AND direction = 'in' AND received_at >= ? AND received_at < ?`,
    )
    .all(mailbox, client, from, until ?? Number.MAX_SAFE_INTEGER)
    .map((row) => row.id)
}

/** What a node hangs on as it is kept; undefined where there is no such node or a rule of a split decided. */
export function parentKept(
  db: Reader,
  mailbox: MailboxId,
  message: MessageId,
  client: string,
): Neighbour | null | undefined {
  const row = db
    .sql<{ rule: string; messageId: MessageId | null; client: string | null }>(
      `SELECT n.rule, p.message_id AS messageId, p.client FROM conversation_messages n LEFT JOIN conversation_messages p ON p.id = n.parent_id
       WHERE n.mailbox_id = ? AND n.message_id = ? AND n.client = ?`,
    )
    .get(mailbox, message, client)
  if (!row || row.rule === 'apart') return undefined
  return row.messageId === null ? null : { messageId: row.messageId, client: row.client ?? '' }
}

/** Letters that a decision hangs on this one. */
export function decidedUnder(db: Reader, mailbox: MailboxId, parent: MessageId): MessageId[] {
  return db
    .sql<{ id: MessageId }>(
      'SELECT message_id AS id FROM thread_decisions WHERE mailbox_id = ? AND parent_message_id = ?',
    )
    .all(mailbox, parent)
    .map((row) => row.id)
}

export interface RuleRows {
  modes: { mode: Grouping; from: number }[]
  exclusions: { entry: string; from: number; until: number | null }[]
  apart: ApartRuleRow[]
}

export function threadRulesOf(db: Reader, mailbox: MailboxId): RuleRows {
  return {
    modes: db
      .sql<{ mode: Grouping; from: number }>(
        'SELECT mode, valid_from AS "from" FROM thread_rules WHERE mailbox_id = ? ORDER BY valid_from, id',
      )
      .all(mailbox),
    exclusions: db
      .sql<{ entry: string; from: number; until: number | null }>(
        'SELECT pattern AS entry, valid_from AS "from", valid_to AS until FROM exclusions WHERE mailbox_id IS NULL OR mailbox_id = ? ORDER BY id',
      )
      .all(mailbox),
    apart: apartRulesOf(db, mailbox),
  }
}
