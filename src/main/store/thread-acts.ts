// Merges, splits and moves by hand: the acts with their letters, and the decisions that follow from them.
import type { ConversationState } from '../../shared/model/conversation.ts'
import type { ConversationId, MailboxId, MessageId, UserId } from '../../shared/model/ids.ts'
import type { ThreadAct } from '../../shared/model/thread-act.ts'
import type { Reader, Writer } from './handle.ts'

export interface ActRow {
  id: number
  at: number
  kind: ThreadAct['kind']
  mailboxId: MailboxId
  userId: UserId
  fromNumber: number
  toNumber: number
  letters: number
  fromState: ConversationState | null
  fromStateAt: number | null
  undoneAt: number | null
  subject: string | null
}

const COLUMNS = `id, at, kind, mailbox_id AS mailboxId, user_id AS userId, from_number AS fromNumber, to_number AS toNumber, letters,
  from_state AS fromState, from_state_at AS fromStateAt, undone_at AS undoneAt, subject`

export function addAct(
  tx: Writer,
  act: Omit<ActRow, 'id' | 'undoneAt' | 'letters'>,
  letters: readonly number[],
): number {
  const added = tx
    .sql(
      'INSERT INTO thread_acts (at, kind, mailbox_id, user_id, from_number, to_number, letters, from_state, from_state_at, subject) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    )
    .run(
      act.at,
      act.kind,
      act.mailboxId,
      act.userId,
      act.fromNumber,
      act.toNumber,
      letters.length,
      act.fromState,
      act.fromStateAt,
      act.subject,
    )
  const id = Number(added.lastInsertRowid)
  const letter = tx.sql('INSERT OR IGNORE INTO thread_act_letters (act_id, message_id) VALUES (?, ?)')
  for (const one of letters) letter.run(id, one)
  return id
}

export function setActNumbers(tx: Writer, id: number, from: number, to: number): void {
  tx.sql('UPDATE thread_acts SET from_number = ?, to_number = ? WHERE id = ?').run(from, to, id)
}

/** How a person called the conversation when it came to be by hand; null where nobody did. Index thread_acts_by_to. */
export function nameByHand(db: Reader, conversation: ConversationId): string | null {
  return (
    db
      .sql<{ subject: string }>(
        `SELECT a.subject FROM conversations c JOIN thread_acts a ON a.to_number = c.number
         WHERE c.id = ? AND a.subject IS NOT NULL AND a.undone_at IS NULL ORDER BY a.id DESC LIMIT 1`,
      )
      .get(conversation)?.subject ?? null
  )
}

export function actById(db: Reader, id: number): ActRow | null {
  return db.sql<ActRow>(`SELECT ${COLUMNS} FROM thread_acts WHERE id = ?`).get(id) ?? null
}

export function actLetters(db: Reader, act: number): MessageId[] {
  return db
    .sql<{ id: MessageId }>('SELECT message_id AS id FROM thread_act_letters WHERE act_id = ?')
    .all(act)
    .map((row) => row.id)
}

export function markUndone(tx: Writer, act: number, at: number): void {
  tx.sql('UPDATE thread_acts SET undone_at = ? WHERE id = ?').run(at, act)
}

/** Acts that concern a conversation under any of its numbers and still hold, oldest first. */
export function actsOf(db: Reader, conversation: ConversationId): (ActRow & { who: string })[] {
  return db
    .sql<ActRow & { who: string }>(
      `WITH numbers (n) AS (SELECT number FROM conversations WHERE id = :id UNION SELECT number FROM conversation_aliases WHERE conversation_id = :id)
       SELECT ${COLUMNS.replace('id, at', 'a.id, a.at')}, coalesce((SELECT name FROM users WHERE id = a.user_id), '') AS who
       FROM thread_acts a WHERE a.undone_at IS NULL AND (a.from_number IN (SELECT n FROM numbers) OR a.to_number IN (SELECT n FROM numbers)) ORDER BY a.id`,
    )
    .all({ id: conversation })
}

/** A decision of an act: it holds from now on. What the program had noted for the letter itself comes back on undo. */
export function choose(
  tx: Writer,
  act: { id: number; mailboxId: MailboxId; userId: UserId; at: number },
  letter: number,
  parent: number | null,
): void {
  tx.sql(
    `INSERT INTO thread_choices (act_id, mailbox_id, message_id, parent_message_id, user_id, at)
     SELECT NULL, mailbox_id, message_id, parent_message_id, user_id, at FROM thread_decisions d WHERE mailbox_id = :mailbox AND message_id = :letter
       AND NOT EXISTS (SELECT 1 FROM thread_choices c WHERE c.message_id = d.message_id AND c.mailbox_id = d.mailbox_id)`,
  ).run({ mailbox: act.mailboxId, letter })
  tx.sql(
    'INSERT INTO thread_choices (act_id, mailbox_id, message_id, parent_message_id, user_id, at) VALUES (?, ?, ?, ?, ?, ?)',
  ).run(act.id, act.mailboxId, letter, parent, act.userId, act.at)
  tx.sql(
    `INSERT INTO thread_decisions (mailbox_id, message_id, parent_message_id, user_id, at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (mailbox_id, message_id) DO UPDATE SET parent_message_id = excluded.parent_message_id, user_id = excluded.user_id, at = excluded.at`,
  ).run(act.mailboxId, letter, parent, act.userId, act.at)
}

/** Takes an act's decisions back; for each letter the newest one that is left holds again. Answers the letters. */
export function unchoose(tx: Writer, act: ActRow): MessageId[] {
  const letters = tx
    .sql<{ id: MessageId }>('SELECT DISTINCT message_id AS id FROM thread_choices WHERE act_id = ?')
    .all(act.id)
    .map((row) => row.id)
  tx.sql('DELETE FROM thread_choices WHERE act_id = ?').run(act.id)
  for (const letter of letters) {
    tx.sql('DELETE FROM thread_decisions WHERE mailbox_id = ? AND message_id = ?').run(act.mailboxId, letter)
    tx.sql(
      `INSERT INTO thread_decisions (mailbox_id, message_id, parent_message_id, user_id, at)
       SELECT mailbox_id, message_id, parent_message_id, user_id, at FROM thread_choices WHERE message_id = ? AND mailbox_id = ? ORDER BY id DESC LIMIT 1`,
    ).run(letter, act.mailboxId)
  }
  return letters
}

/** A merged conversation is itself again, under the number that had become another name. */
export function freeAlias(tx: Writer, number: number): void {
  tx.sql('DELETE FROM conversation_aliases WHERE number = ?').run(number)
}

export function renumber(tx: Writer, id: ConversationId, number: number): void {
  tx.sql('UPDATE conversations SET number = ? WHERE id = ?').run(number, id)
}

export interface MemberRow {
  letter: MessageId
  at: number
  identity: string
  parent: MessageId | null
  namesOthers: number
  /** In how many conversations of its mailbox the letter stands. */
  places: number
}

/** The letters of a conversation as decisions by hand see them. */
export function membersOf(db: Reader, conversation: ConversationId): MemberRow[] {
  return db
    .sql<MemberRow>(
      `SELECT n.message_id AS letter, n.at, m.identity, p.message_id AS parent,
         EXISTS (SELECT 1 FROM message_refs r WHERE r.message_id = n.message_id AND r.kind IN ('reply', 'reference')) AS namesOthers,
         (SELECT count(*) FROM conversation_messages o WHERE o.mailbox_id = n.mailbox_id AND o.message_id = n.message_id) AS places
       FROM conversation_messages n JOIN messages m ON m.id = n.message_id LEFT JOIN conversation_messages p ON p.id = n.parent_id
       WHERE n.conversation_id = ?`,
    )
    .all(conversation)
}
