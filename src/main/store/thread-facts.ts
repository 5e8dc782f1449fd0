// What grouping asks of the store, all within one mailbox.
import type { MailboxId, MessageId } from '../../shared/model/ids.ts'
import type { Grouping } from '../../shared/model/mailbox.ts'
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

/** Letters of the mailbox that carry one of the ids as Message-ID or alias. */
export function messagesWithIds(db: Reader, mailbox: MailboxId, ids: readonly string[]): MessageId[] {
  return db
    .sql<{ id: MessageId }>(
      `SELECT x.id FROM (SELECT m.id FROM json_each(:ids) CROSS JOIN messages m ON m.message_id = value
         UNION SELECT r.message_id FROM json_each(:ids) CROSS JOIN message_refs r ON r.ref = value AND r.kind = 'alias') x
       WHERE EXISTS (SELECT 1 FROM conversation_messages n WHERE n.mailbox_id = :mailbox AND n.message_id = x.id)`,
    )
    .all({ ids: JSON.stringify(ids), mailbox })
    .map((row) => row.id)
}

// CROSS JOIN keeps the order of the tables: without statistics SQLite would walk the whole mailbox first.
/** Letters of the mailbox that name the id in In-Reply-To or References. */
export function messagesNaming(db: Reader, mailbox: MailboxId, id: string): MessageId[] {
  return db
    .sql<{ id: MessageId }>(
      `SELECT DISTINCT n.message_id AS id FROM message_refs r CROSS JOIN conversation_messages n ON n.message_id = r.message_id AND n.mailbox_id = :mailbox
       WHERE r.ref = :id AND r.kind IN ('reply', 'reference')`,
    )
    .all({ id, mailbox })
    .map((row) => row.id)
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

// index conversation_messages_by_subject (mailbox_id, client_email, subject_key, at)
export function neighbourBefore(
  db: Reader,
  mailbox: MailboxId,
  clientEmail: string,
  subjectKey: string,
  at: number,
  identity: string,
): Neighbour | null {
  return (
    db
      .sql<Neighbour>(
        `SELECT n.message_id AS messageId, n.client FROM conversation_messages n JOIN messages m ON m.id = n.message_id
         WHERE n.mailbox_id = :mailbox AND n.client_email = :clientEmail AND n.subject_key = :subjectKey AND n.at <= :at AND (n.at < :at OR m.identity < :identity)
         ORDER BY n.at DESC, m.identity DESC LIMIT 1`,
      )
      .get({ mailbox, clientEmail, subjectKey, at, identity }) ?? null
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
    db
      .sql<Neighbour>(
        `SELECT n.message_id AS messageId, n.client FROM conversation_messages n JOIN messages m ON m.id = n.message_id
         WHERE n.mailbox_id = :mailbox AND n.client_email = :clientEmail AND n.subject_key = :subjectKey AND n.at >= :at AND (n.at > :at OR m.identity > :identity)
         ORDER BY n.at, m.identity LIMIT 1`,
      )
      .get({ mailbox, clientEmail, subjectKey, at, identity }) ?? null
  )
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

export interface RuleRows {
  modes: { mode: Grouping; from: number }[]
  exclusions: { entry: string; from: number; until: number | null }[]
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
  }
}
