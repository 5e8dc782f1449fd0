import type { ConversationId, MessageId, OutboxId } from '../../shared/model/ids.ts'
import { addressId } from './addresses.ts'
import type { Reader, Writer } from './handle.ts'
import { dropNode } from './nodes.ts'

interface Person {
  name: string
  email: string
}

/** A letter as the store keeps it; made by the engine from what the parse worker found. */
export interface NewMessage {
  identity: string
  messageId: string
  aliases: string[]
  inReplyTo: string
  references: string[]
  dateAsWritten: string
  at: number
  from: Person
  sender: Person | null
  replyTo: Person | null
  to: Person[]
  cc: Person[]
  bcc: Person[]
  subject: string
  subjectKey: string
  hasReplyPrefix: boolean
  snippet: string
  language: 'ru' | 'en' | 'other'
  size: number
  /** UTF-8. */
  text: Uint8Array
  html: Uint8Array | null
  attachments: {
    n: number
    name: string
    mime: string
    size: number
    sha256: string
    contentId: string | null
    isInline: boolean
  }[]
  reading: 'whole' | 'partial' | 'not-parsed' | 'too-big'
  trouble: { what: string; line: number | null } | null
  isAutomatic: boolean
  isOursById: boolean
  authResults: string
  threadTopic: string
  threadIndex: string
  /** Folded; the text as UTF-8. */
  search: { subject: string; people: string; files: string; text: Uint8Array }
}

/** Above this many recipients only their number is kept besides the first ones: a row each would stall the writer. */
export const KEPT_RECIPIENTS = 200

export function messageByIdentity(db: Reader, identity: string): MessageId | null {
  return db.sql<{ id: MessageId }>('SELECT id FROM messages WHERE identity = ?').get(identity)?.id ?? null
}

/** A letter of ours by its Message-ID or our own X-Golub-Id, however the provider has rewritten it. */
export function ownLetter(
  db: Reader,
  messageId: string,
  aliases: string[],
): { messageId: MessageId; outboxId: OutboxId } | null {
  const byHeader = db.sql<{ messageId: MessageId; outboxId: OutboxId }>(
    'SELECT message_id AS messageId, id AS outboxId FROM outbox WHERE message_id_header = ? AND message_id IS NOT NULL',
  )
  const byName = db.sql<{ messageId: MessageId; outboxId: OutboxId }>(
    'SELECT message_id AS messageId, id AS outboxId FROM outbox WHERE public_id = ? AND message_id IS NOT NULL',
  )
  for (const id of [messageId, ...aliases]) {
    const found = id ? (byHeader.get(id) ?? byName.get(id)) : undefined
    if (found) return found
  }
  return null
}

export function addMessage(tx: Writer, message: NewMessage, scope: string, now: number): MessageId {
  // A head has not the content that could be compared.
  const sharesId =
    message.messageId !== '' &&
    message.reading !== 'too-big' &&
    tx.sql("UPDATE messages SET shares_id = 1 WHERE message_id = ? AND reading <> 'too-big'").run(message.messageId)
      .changes > 0
  const searchId = nextSearchId(tx, message.at)
  const added = tx
    .sql(
      `INSERT INTO messages (identity, message_id, from_name, from_email, reply_to, in_reply_to, date_as_written, at, search_id,
         subject, subject_key, has_reply_prefix, snippet, language, size, has_attachments, has_html, reading, trouble_what, trouble_line,
         is_automatic, is_ours_by_id, shares_id, auth_results, thread_topic, thread_index, to_count, cc_count, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      message.identity,
      message.messageId,
      message.from.name,
      message.from.email,
      message.replyTo?.email ?? null,
      message.inReplyTo,
      message.dateAsWritten,
      message.at,
      searchId,
      message.subject,
      message.subjectKey,
      bit(message.hasReplyPrefix),
      message.snippet,
      message.language,
      message.size,
      bit(message.attachments.some((file) => !file.isInline)),
      bit(message.html !== null),
      message.reading,
      message.trouble?.what ?? null,
      message.trouble?.line ?? null,
      bit(message.isAutomatic),
      bit(message.isOursById),
      bit(sharesId),
      message.authResults,
      message.threadTopic,
      message.threadIndex,
      message.to.length,
      message.cc.length,
      now,
    )
  const id = Number(added.lastInsertRowid) as MessageId
  addParts(tx, id, message, searchId, scope)
  return id
}

/** Puts the whole letter in the place of one known by its head only; its conversation, placements and id stay. */
export function completeMessage(tx: Writer, id: MessageId, message: NewMessage, scope: string): void {
  for (const table of ['message_refs', 'message_bodies', 'attachments']) {
    tx.sql(`DELETE FROM ${table} WHERE message_id = ?`).run(id)
  }
  // The blind recipients of our own letters are known only here: its bytes do not name them.
  tx.sql("DELETE FROM message_addresses WHERE message_id = ? AND (role <> 'bcc' OR ?)").run(
    id,
    bit(message.bcc.length > 0),
  )
  const { searchId } = tx.sql<{ searchId: number }>('SELECT search_id AS searchId FROM messages WHERE id = ?').get(id)!
  dropSearchRow(tx, searchId)
  tx.sql(
    `UPDATE messages SET identity = ?, snippet = ?, language = ?, size = ?, has_attachments = ?, has_html = ?, reading = ?, trouble_what = ?,
       trouble_line = ?, to_count = ?, cc_count = ? WHERE id = ?`,
  ).run(
    message.identity,
    message.snippet,
    message.language,
    message.size,
    bit(message.attachments.some((file) => !file.isInline)),
    bit(message.html !== null),
    message.reading,
    message.trouble?.what ?? null,
    message.trouble?.line ?? null,
    message.to.length,
    message.cc.length,
    id,
  )
  addParts(tx, id, message, searchId, scope)
  countSharers(tx, message.messageId)
}

function countSharers(tx: Writer, messageId: string): void {
  if (messageId === '') return
  const whole =
    tx
      .sql<{ n: number }>("SELECT count(*) AS n FROM messages WHERE message_id = ? AND reading <> 'too-big'")
      .get(messageId)?.n ?? 0
  tx.sql("UPDATE messages SET shares_id = ? WHERE message_id = ? AND reading <> 'too-big'").run(
    bit(whole > 1),
    messageId,
  )
}

/**
 * Two rows turned out to be one letter: the placements, marks and notes of `from` go to `into`, and `from` goes. In mailboxes
 * where `into` does not stand yet it takes its nodes; the conversations of those that are dropped are answered.
 */
export function mergeMessages(tx: Writer, from: MessageId, into: MessageId): ConversationId[] {
  for (const table of ['placements', 'pending', 'events', 'journal'])
    tx.sql(`UPDATE ${table} SET message_id = ? WHERE message_id = ?`).run(into, from)
  readTogether(tx, from, into)
  for (const table of ['unread', 'thread_decisions', 'thread_choices', 'thread_act_letters'])
    tx.sql(`UPDATE OR IGNORE ${table} SET message_id = ? WHERE message_id = ?`).run(into, from)
  for (const table of ['thread_decisions', 'thread_choices'])
    tx.sql(`UPDATE ${table} SET parent_message_id = ? WHERE parent_message_id = ?`).run(into, from)
  for (const column of ['stayed_id', 'left_id'])
    tx.sql(`UPDATE apart_rules SET ${column} = ? WHERE ${column} = ?`).run(into, from)
  tx.sql(
    `UPDATE conversation_messages SET message_id = :into WHERE message_id = :from
       AND NOT EXISTS (SELECT 1 FROM conversation_messages n WHERE n.message_id = :into AND n.mailbox_id = conversation_messages.mailbox_id)`,
  ).run({ from, into })
  const left = tx
    .sql<{ id: number; conversationId: ConversationId }>(
      'SELECT id, conversation_id AS conversationId FROM conversation_messages WHERE message_id = ?',
    )
    .all(from)
  for (const node of left) dropNode(tx, node.id)
  const row = tx
    .sql<{ searchId: number; messageId: string }>(
      'SELECT search_id AS searchId, message_id AS messageId FROM messages WHERE id = ?',
    )
    .get(from)
  if (row) dropSearchRow(tx, row.searchId)
  tx.sql('DELETE FROM messages WHERE id = ?').run(from)
  countSharers(tx, row?.messageId ?? '')
  return left.map((node) => node.conversationId)
}

// Where both stand in a mailbox, who has read one of them has read the letter.
function readTogether(tx: Writer, one: MessageId, other: MessageId): void {
  tx.sql(
    `DELETE FROM unread AS u WHERE message_id IN (:one, :other)
       AND (SELECT count(DISTINCT n.message_id) FROM conversation_messages n WHERE n.mailbox_id = u.mailbox_id AND n.message_id IN (:one, :other)) = 2
       AND (SELECT count(*) FROM unread b WHERE b.user_id = u.user_id AND b.mailbox_id = u.mailbox_id AND b.message_id IN (:one, :other)) = 1`,
  ).run({ one, other })
}

/** Adds a mailbox to the scope of a letter's search row; the row is written anew since its words are not kept in it. */
export function widenSearch(tx: Writer, id: MessageId, words: NewMessage['search'], scope: string): void {
  const { searchId } = tx.sql<{ searchId: number }>('SELECT search_id AS searchId FROM messages WHERE id = ?').get(id)!
  dropSearchRow(tx, searchId)
  addSearchRow(tx, searchId, words, scope)
}

function addParts(tx: Writer, id: MessageId, message: NewMessage, searchId: number, scope: string): void {
  const ref = tx.sql('INSERT INTO message_refs (message_id, position, kind, ref) VALUES (?, ?, ?, ?)')
  for (const [n, value] of message.references.entries()) ref.run(id, n, 'reference', value)
  if (message.inReplyTo) ref.run(id, 0, 'reply', message.inReplyTo)
  for (const [n, value] of message.aliases.entries()) ref.run(id, n, 'alias', value)
  tx.sql('INSERT INTO message_bodies (message_id, text, html) VALUES (?, CAST(? AS TEXT), ?)').run(
    id,
    message.text,
    message.html,
  )
  const file = tx.sql(
    'INSERT INTO attachments (message_id, n, name, mime, size, sha256, content_id, is_inline) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  )
  for (const a of message.attachments) file.run(id, a.n, a.name, a.mime, a.size, a.sha256, a.contentId, bit(a.isInline))
  addPeople(tx, id, message)
  addSearchRow(tx, searchId, message.search, scope)
}

function addPeople(tx: Writer, id: MessageId, message: NewMessage): void {
  const add = tx.sql(
    'INSERT INTO message_addresses (address_id, at, message_id, role, position, name) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const all = (role: string, people: (Person | null)[]) =>
    people.slice(0, KEPT_RECIPIENTS).forEach((person, n) => {
      if (person?.email)
        add.run(addressId(tx, person.email, person.name, message.at), message.at, id, role, n, person.name)
    })
  all('from', [message.from])
  all('sender', [message.sender])
  all('reply-to', [message.replyTo])
  all('to', message.to)
  all('cc', message.cc)
  all('bcc', message.bcc)
}

function addSearchRow(tx: Writer, searchId: number, words: NewMessage['search'], scope: string): void {
  const add = tx.sql(
    'INSERT INTO search (rowid, subject, people, files, text, scope) VALUES (?, ?, ?, ?, CAST(? AS TEXT), ?)',
  )
  tx.atVeryEnd(searchId, () => {
    add.run(searchId, words.subject, words.people, words.files, words.text, scope)
  })
}

function dropSearchRow(tx: Writer, searchId: number): void {
  const drop = tx.sql('DELETE FROM search WHERE rowid = ?')
  tx.atVeryEnd(searchId, () => {
    drop.run(searchId)
  })
}

// Seconds of the letter's date above, a counter below: 2^53 holds the year 2242 with a million letters a second.
const PER_SECOND = 2 ** 20

function nextSearchId(tx: Writer, at: number): number {
  const base = Math.max(0, Math.floor(at / 1000)) * PER_SECOND
  const last = tx
    .sql<{ last: number | null }>('SELECT max(search_id) AS last FROM messages WHERE search_id >= ? AND search_id < ?')
    .get(base, base + PER_SECOND)?.last
  return last == null ? base : last + 1
}

/** Times of a range of search rows: [from, to) in UTC ms -> rowids. */
export function searchIdAt(at: number): number {
  return Math.max(0, Math.floor(at / 1000)) * PER_SECOND
}

const bit = (value: boolean) => (value ? 1 : 0)
