// Addresses and domains whose letters are joined by no automatic rule. A row is never changed after: removing sets its end.
import type { Why } from '../../shared/model/conversation.ts'
import type { MailboxId, MessageId, UserId } from '../../shared/model/ids.ts'
import { domainOf } from '../../shared/text/addresses.ts'
import type { Reader, Writer } from './handle.ts'
import { idList } from './scope.ts'

export interface ExclusionRow {
  id: number
  mailboxId: MailboxId | null
  entry: string
  validFrom: number
  validTo: number | null
  addedAt: number
  who: string
}

const COLUMNS = `x.id, x.mailbox_id AS mailboxId, x.pattern AS entry, x.valid_from AS validFrom, x.valid_to AS validTo, x.added_at AS addedAt,
  coalesce((SELECT name FROM users WHERE id = x.user_id), '') AS who`

/** Entries that hold now, newest first. */
export function exclusionsOf(db: Reader, mailbox: MailboxId | null): ExclusionRow[] {
  return db
    .sql<ExclusionRow>(
      `SELECT ${COLUMNS} FROM exclusions x WHERE x.mailbox_id IS ? AND x.valid_to IS NULL ORDER BY x.added_at DESC, x.id DESC`,
    )
    .all(mailbox)
}

export function exclusionById(db: Reader, id: number): ExclusionRow | null {
  return db.sql<ExclusionRow>(`SELECT ${COLUMNS} FROM exclusions x WHERE x.id = ?`).get(id) ?? null
}

export function addExclusion(
  tx: Writer,
  mailbox: MailboxId | null,
  entry: string,
  user: UserId,
  now: number,
  isForOld: boolean,
): number {
  const added = tx
    .sql(
      'INSERT INTO exclusions (mailbox_id, pattern, valid_from, valid_to, user_id, added_at, is_followed) VALUES (?, ?, ?, NULL, ?, ?, ?)',
    )
    .run(mailbox, entry, isForOld ? 0 : now, user, now, isForOld ? 0 : 1)
  return Number(added.lastInsertRowid)
}

export function endExclusion(tx: Writer, id: number, until: number | null): void {
  tx.sql('UPDATE exclusions SET valid_to = ? WHERE id = ?').run(until, id)
}

/** As if it had never been; its letters are still to be grouped anew (see `unfollowed`). */
export function voidExclusion(tx: Writer, id: number): void {
  // An interval that holds nothing.
  tx.sql('UPDATE exclusions SET valid_to = valid_from, is_followed = 0 WHERE id = ?').run(id)
}

/** Entries whose letters still have to be grouped anew. */
export function unfollowed(db: Reader): ExclusionRow[] {
  return db.sql<ExclusionRow>(`SELECT ${COLUMNS} FROM exclusions x WHERE x.is_followed = 0 ORDER BY x.id`).all()
}

export function markFollowed(tx: Writer, id: number): void {
  tx.sql('UPDATE exclusions SET is_followed = 1 WHERE id = ?').run(id)
  // An addition that was taken back leaves nothing behind.
  tx.sql('DELETE FROM exclusions WHERE id = ? AND valid_to = valid_from').run(id)
}

/** Senders that the entries speak of, by entry; domains are found in one walk over the addresses. */
export function sendersOf(db: Reader, entries: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>(entries.map((entry) => [entry, entry.startsWith('@') ? [] : [entry]]))
  if (!entries.some((entry) => entry.startsWith('@'))) return found
  for (const { email } of db.sql<{ email: string }>('SELECT email FROM addresses').all())
    found.get(`@${domainOf(email)}`)?.push(email)
  return found
}

/** How many letters are here from each sender. Index conversation_messages_by_client. */
export function letterCounts(
  db: Reader,
  mailboxes: readonly MailboxId[],
  senders: readonly string[],
): Map<string, number> {
  const rows = db
    .sql<{ email: string; n: number }>(
      `SELECT n.client_email AS email, count(*) AS n
       FROM json_each(?) s CROSS JOIN conversation_messages n ON n.client_email = s.value AND n.direction = 'in'
       WHERE n.mailbox_id IN (SELECT value FROM json_each(?)) GROUP BY n.client_email`,
    )
    .all(JSON.stringify(senders), idList(mailboxes))
  return new Map(rows.map((row) => [row.email, row.n]))
}

/** Conversations of several letters with one from these senders. Index conversation_messages_by_client. */
export function conversationsFrom(db: Reader, mailboxes: readonly MailboxId[], senders: readonly string[]): number[] {
  return db
    .sql<{ id: number }>(
      `SELECT DISTINCT n.conversation_id AS id
       FROM json_each(?) s CROSS JOIN conversation_messages n ON n.client_email = s.value AND n.direction = 'in' JOIN conversations c ON c.id = n.conversation_id
       WHERE c.letters > 1 AND n.mailbox_id IN (SELECT value FROM json_each(?))`,
    )
    .all(JSON.stringify(senders), idList(mailboxes))
    .map((row) => row.id)
}

export interface StandingLetter {
  id: number
  messageId: number
  client: string
  clientEmail: string
  direction: 'in' | 'out'
  at: number
  identity: string
  parentId: number | null
  rule: Why['rule']
}

/** The letters of a conversation with what holds them there. */
export function standingIn(db: Reader, conversation: number): StandingLetter[] {
  return db
    .sql<StandingLetter>(
      `SELECT n.id, n.message_id AS messageId, n.client, n.client_email AS clientEmail, n.direction, n.at, m.identity, n.parent_id AS parentId, n.rule
       FROM conversation_messages n JOIN messages m ON m.id = n.message_id WHERE n.conversation_id = ?`,
    )
    .all(conversation)
}

/** Conversations that stand alone by the list, per sender. Index conversation_messages_excluded. */
export function excludedConversations(db: Reader, mailboxes: readonly MailboxId[]): Map<string, number> {
  const rows = db
    .sql<{ email: string; n: number }>(
      `SELECT client_email AS email, count(DISTINCT conversation_id) AS n FROM conversation_messages
       WHERE rule = 'excluded' AND mailbox_id IN (SELECT value FROM json_each(?)) GROUP BY client_email`,
    )
    .all(idList(mailboxes))
  return new Map(rows.map((row) => [row.email, row.n]))
}

/** Letters from these senders, and those that hang on them, for which the rules are asked again. */
export function lettersFrom(db: Reader, mailbox: MailboxId, senders: readonly string[]): MessageId[] {
  return db
    .sql<{ id: MessageId }>(
      `WITH theirs AS (SELECT n.id, n.message_id FROM json_each(:senders) s CROSS JOIN conversation_messages n ON n.client_email = s.value
         WHERE n.direction = 'in' AND n.mailbox_id = :mailbox)
       SELECT message_id AS id FROM theirs UNION
       SELECT c.message_id FROM theirs t JOIN conversation_messages o ON o.id = t.id
         JOIN conversation_messages c ON c.conversation_id = o.conversation_id AND c.parent_id = t.id
       UNION SELECT n.message_id FROM json_each(:senders) s CROSS JOIN conversation_messages n ON n.client_email = s.value
         WHERE n.direction = 'out' AND n.mailbox_id = :mailbox`,
    )
    .all({ senders: JSON.stringify(senders), mailbox })
    .map((row) => row.id)
}
