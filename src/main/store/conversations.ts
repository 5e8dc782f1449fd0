import type { ConversationState } from '../../shared/model/conversation.ts'
import type { ContactId, ConversationId, MailboxId, MessageId } from '../../shared/model/ids.ts'
import { TRIED_AGAIN } from './attempts.ts'
import type { Reader, Writer } from './handle.ts'

/** The order of urgency in lists. */
export const RANK: Record<ConversationState, number> = { open: 0, waiting: 1, snoozed: 2, closed: 3 }

/** One letter of a conversation as the rules for its state and its row see it. */
export interface StandingLetter {
  messageId: MessageId
  at: number
  receivedAt: number
  storedAt: number
  direction: 'in' | 'out'
  isAutomatic: boolean
  isHistory: boolean
  /** A delivery report of a letter of ours. */
  isReport: boolean
  /** When it turned out of a letter of ours that it does not arrive, until its author has dealt with that. */
  undeliveredAt: number | null
  /** When one of ours was last tried again after it was settled. */
  againAt: number | null
  subject: string
  snippet: string
  clientEmail: string
  clientName: string
  contactId: ContactId | null
  hasAttachments: boolean
  reading: 'whole' | 'partial' | 'not-parsed' | 'too-big'
}

export interface ConversationSummary {
  subject: string
  state: ConversationState
  firstAt: number
  lastAt: number
  letters: number
  snippet: string
  whoName: string
  whoEmail: string
  contactId: ContactId | null
  hasAttachments: boolean
  trouble: 'not-parsed' | 'too-big' | null
  lastMessageId: MessageId | null
}

/** A new conversation, without a number until `numberNew`: most are joined to their parent's within the same commit. */
export function addConversation(tx: Writer, mailbox: MailboxId): ConversationId {
  const added = tx
    .sql(
      `INSERT INTO conversations (mailbox_id, subject, state, rank, first_at, last_at, letters, snippet, who_name, who_email, has_attachments)
       VALUES (?, '', 'closed', 3, 0, 0, 0, '', '', '', 0)`,
    )
    .run(mailbox)
  return Number(added.lastInsertRowid) as ConversationId
}

/** Gives a conversation that has survived the commit its number. */
export function numberNew(tx: Writer, id: ConversationId): void {
  if (numberOf(tx, id) === null) tx.sql('UPDATE conversations SET number = ? WHERE id = ?').run(nextNumber(tx), id)
}

// A counter row, not max(): a number is never reused, also when its conversation is gone.
function nextNumber(tx: Writer): number {
  const row = tx
    .sql<{ value: string }>(
      "INSERT INTO settings (key, value) VALUES ('conversation.number', '1') ON CONFLICT (key) DO UPDATE SET value = CAST(value AS INTEGER) + 1 RETURNING value",
    )
    .get()
  return Number(row!.value)
}

// Indexes outbox_by_message, deliveries_by_outbox and delivery_reports_by_outbox: few letters of a talk are ours to be found there.
// It came back, or was given up at once: since then nothing is waited for.
const UNDELIVERED = `SELECT max(at) FROM (
    SELECT r.at FROM outbox o JOIN deliveries d ON d.outbox_id = o.id AND d.state = 'returned'
      JOIN delivery_reports r ON r.outbox_id = o.id AND r.email = d.email AND r.action = 'failed' WHERE o.message_id = m.id
    UNION ALL SELECT coalesce(o.waits_from, o.created_at) FROM outbox o WHERE o.message_id = m.id AND o.state = 'failed')`

// As above.
const AGAIN = `SELECT max(${TRIED_AGAIN}) FROM outbox o WHERE o.message_id = m.id`

/** Letters of a conversation, oldest first, one row per letter. */
export function standingLetters(db: Reader, conversation: ConversationId): StandingLetter[] {
  return (
    db
      .sql<StandingLetter & { automatic: number; history: number; attached: number; reported: number }>(
        `SELECT n.message_id AS messageId, n.at, n.received_at AS receivedAt, m.created_at AS storedAt, n.direction, m.is_automatic AS automatic, n.is_history AS history,
         m.subject, m.snippet, n.client_email AS clientEmail, coalesce(nullif(a.name, ''), CASE WHEN n.direction = 'in' THEN m.from_name ELSE '' END, '') AS clientName,
         n.contact_id AS contactId, m.has_attachments AS attached, m.is_report AS reported, m.reading,
         CASE WHEN n.direction = 'out' THEN (${UNDELIVERED}) END AS undeliveredAt, CASE WHEN n.direction = 'out' THEN (${AGAIN}) END AS againAt
       FROM conversation_messages n JOIN messages m ON m.id = n.message_id LEFT JOIN addresses a ON a.email = n.client_email
       WHERE n.conversation_id = ?`,
      )
      .all(conversation)
      .sort((a, b) => a.at - b.at || a.messageId - b.messageId)
      // In mode `subject` a letter to several clients may stand here once for each.
      .filter((row, n, rows) => row.messageId !== rows[n - 1]?.messageId)
      .map((row) => ({
        ...row,
        isAutomatic: row.automatic === 1,
        isHistory: row.history === 1,
        isReport: row.reported === 1,
        hasAttachments: row.attached === 1,
      }))
  )
}

/** The contact that a conversation shows. */
export function contactOf(db: Reader, id: ConversationId): ContactId | null {
  return (
    db.sql<{ contactId: ContactId | null }>('SELECT contact_id AS contactId FROM conversations WHERE id = ?').get(id)
      ?.contactId ?? null
  )
}

export interface ConversationFacts {
  state: ConversationState
  stateByHandAt: number | null
  mailboxId: MailboxId
  connectedAt: number
  contactId: ContactId | null
}

export function conversationFacts(db: Reader, id: ConversationId): ConversationFacts | null {
  return (
    db
      .sql<ConversationFacts>(
        `SELECT c.state, c.state_by_hand_at AS stateByHandAt, c.mailbox_id AS mailboxId, b.connected_at AS connectedAt, c.contact_id AS contactId
         FROM conversations c JOIN mailboxes b ON b.id = c.mailbox_id WHERE c.id = ?`,
      )
      .get(id) ?? null
  )
}

export function summarise(tx: Writer, id: ConversationId, s: ConversationSummary): void {
  tx.sql(
    `UPDATE conversations SET subject = ?, first_at = ?, letters = ?, snippet = ?, who_name = ?, who_email = ?,
       who_id = (SELECT id FROM addresses WHERE email = ?), has_attachments = ?, trouble = ?, last_message_id = ? WHERE id = ?`,
  ).run(
    s.subject,
    s.firstAt,
    s.letters,
    s.snippet,
    s.whoName,
    s.whoEmail,
    s.whoEmail,
    s.hasAttachments ? 1 : 0,
    s.trouble,
    s.lastMessageId,
    id,
  )
  // What the lists are ordered by stands in five indexes, and an older letter of a talk leaves it as it is.
  tx.sql(
    `UPDATE conversations SET state = :state, rank = :rank, last_at = :lastAt, contact_id = :contact
     WHERE id = :id AND (state, rank, last_at, ifnull(contact_id, 0)) <> (:state, :rank, :lastAt, ifnull(:contact, 0))`,
  ).run({ id, state: s.state, rank: RANK[s.state], lastAt: s.lastAt, contact: s.contactId })
  tx.changed('conversations', id)
  tx.changed('counts')
}

export function setStateByHand(tx: Writer, id: ConversationId, state: ConversationState, at: number): void {
  tx.sql('UPDATE conversations SET state = ?, rank = ?, state_by_hand_at = ? WHERE id = ?').run(
    state,
    RANK[state],
    at,
    id,
  )
  tx.changed('conversations', id)
  tx.changed('counts')
}

/** What was set by hand holds no longer: the letters decide again. */
export function forgetStateByHand(tx: Writer, id: ConversationId): void {
  tx.sql('UPDATE conversations SET state_by_hand_at = NULL WHERE id = ?').run(id)
}

/** `from` has become empty by joining `into`: its number stays as a name of the survivor. */
export function aliasConversation(tx: Writer, from: ConversationId, into: ConversationId): void {
  const number = numberOf(tx, from)
  if (number === null) {
    tx.sql('DELETE FROM conversations WHERE id = ?').run(from)
    return
  }
  tx.sql('UPDATE conversation_aliases SET conversation_id = ? WHERE conversation_id = ?').run(into, from)
  tx.sql('INSERT INTO conversation_aliases (number, conversation_id) VALUES (?, ?)').run(number, into)
  for (const table of ['drafts', 'outbox'])
    tx.sql(`UPDATE ${table} SET conversation_id = ? WHERE conversation_id = ?`).run(into, from)
  tx.sql('UPDATE unread SET conversation_id = ? WHERE conversation_id = ?').run(into, from)
  tx.sql('DELETE FROM conversations WHERE id = ?').run(from)
  tx.changed('conversations', from, into)
}

export function numberOf(db: Reader, id: ConversationId): number | null {
  return db.sql<{ number: number | null }>('SELECT number FROM conversations WHERE id = ?').get(id)?.number ?? null
}

export function hasLetters(db: Reader, id: ConversationId): boolean {
  return db.sql('SELECT 1 FROM conversation_messages WHERE conversation_id = ? LIMIT 1').get(id) !== undefined
}

/** A conversation that lost its last letter goes; its number stays used. */
export function dropConversation(tx: Writer, id: ConversationId): void {
  tx.sql('DELETE FROM conversations WHERE id = ?').run(id)
  tx.changed('conversations', id)
}
