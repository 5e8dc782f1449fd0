// Rules of splits: whose later letters leave a conversation. A rule that is ended still holds for the letters that came before.
import type { ConversationId, MailboxId, MessageId } from '../../shared/model/ids.ts'
import type { ApartKind } from '../../shared/model/thread-act.ts'
import type { Reader, Writer } from './handle.ts'

/** As grouping reads it; see its own model for the fields. */
export interface ApartRuleRow {
  id: number
  from: number
  until: number | null
  senders: string[]
  subjects: string[] | null
  clients: string[]
  stayed: { letter: MessageId; client: string }
  left: MessageId
}

interface Row {
  id: number
  kind: ApartKind
  from: number
  until: number | null
  stayed: MessageId
  client: string
  left: MessageId
}

const ROWS = `SELECT id, kind, valid_from AS "from", valid_to AS until, stayed_id AS stayed, stayed_client AS client, left_id AS left FROM apart_rules`

/** All of a mailbox, newest first. */
export function apartRulesOf(db: Reader, mailbox: MailboxId): ApartRuleRow[] {
  return shaped(db, db.sql<Row>(`${ROWS} WHERE mailbox_id = ? ORDER BY id DESC`).all(mailbox))
}

export function apartRulesOfAct(db: Reader, act: number): ApartRuleRow[] {
  return shaped(db, db.sql<Row>(`${ROWS} WHERE act_id = ?`).all(act))
}

function shaped(db: Reader, rows: readonly Row[]): ApartRuleRow[] {
  const values = db.sql<{ value: string }>(
    'SELECT value FROM apart_values WHERE rule_id = ? AND role = ? ORDER BY value',
  )
  return rows.map(({ id, kind, from, until, stayed, client, left }) => {
    const of = (role: string) => values.all(id, role).map((row) => row.value)
    return {
      ...{ id, from, until, senders: of('sender'), subjects: kind === 'subject' ? of('subject') : null },
      ...{ clients: of('client'), stayed: { letter: stayed, client }, left },
    }
  })
}

export function addApartRule(
  tx: Writer,
  act: { id: number; mailboxId: MailboxId },
  kind: ApartKind,
  rule: Omit<ApartRuleRow, 'id' | 'until'>,
): void {
  const added = tx
    .sql(
      'INSERT INTO apart_rules (act_id, mailbox_id, kind, valid_from, stayed_id, stayed_client, left_id) VALUES (?, ?, ?, ?, ?, ?, ?)',
    )
    .run(act.id, act.mailboxId, kind, rule.from, rule.stayed.letter, rule.stayed.client, rule.left)
  const add = tx.sql('INSERT INTO apart_values (rule_id, role, value) VALUES (?, ?, ?)')
  for (const sender of rule.senders) add.run(added.lastInsertRowid, 'sender', sender)
  for (const client of rule.clients) add.run(added.lastInsertRowid, 'client', client)
  for (const subject of rule.subjects ?? []) add.run(added.lastInsertRowid, 'subject', subject)
}

/** Null: it holds again, as if it had never ended. */
export function endApartRule(tx: Writer, id: number, until: number | null): void {
  tx.sql('UPDATE apart_rules SET valid_to = ? WHERE id = ?').run(until, id)
}

export function dropApartRules(tx: Writer, act: number): void {
  tx.sql('DELETE FROM apart_rules WHERE act_id = ?').run(act)
}

/** What is said of a rule; the names are those of the people as they are called now. */
export interface ApartRuleFacts {
  id: number
  kind: ApartKind
  mailboxId: MailboxId
  at: number
  until: number | null
  who: string
  sender: string
  client: string
}

const FACTS = `r.id, r.kind, r.mailbox_id AS mailboxId, a.at, r.valid_to AS until, coalesce((SELECT name FROM users WHERE id = a.user_id), '') AS who`
// As the card calls the person, else as letters do.
const NAMED = `coalesce(
  (SELECT c.name FROM addresses d JOIN contact_addresses x ON x.address_id = d.id JOIN contacts c ON c.id = x.contact_id WHERE d.email = v.value),
  (SELECT nullif(name, '') FROM addresses WHERE email = v.value), v.value)`

export function apartRuleById(db: Reader, id: number): ApartRuleFacts | null {
  const row = db
    .sql<Omit<ApartRuleFacts, 'sender' | 'client'>>(
      `SELECT ${FACTS} FROM apart_rules r JOIN thread_acts a ON a.id = r.act_id WHERE r.id = ?`,
    )
    .get(id)
  return row ? named(db, row) : null
}

/** Rules that an act made and that still hold. */
export function standingRules(db: Reader, act: number): ApartRuleFacts[] {
  return db
    .sql<Omit<ApartRuleFacts, 'sender' | 'client'>>(
      `SELECT ${FACTS} FROM apart_rules r JOIN thread_acts a ON a.id = r.act_id WHERE r.act_id = ? AND r.valid_to IS NULL ORDER BY r.id`,
    )
    .all(act)
    .map((row) => named(db, row))
}

function named(db: Reader, row: Omit<ApartRuleFacts, 'sender' | 'client'>): ApartRuleFacts {
  const name = db.sql<{ name: string }>(
    `SELECT ${NAMED} AS name FROM apart_values v WHERE v.rule_id = ? AND v.role = ? ORDER BY v.value LIMIT 1`,
  )
  return { ...row, sender: name.get(row.id, 'sender')?.name ?? '', client: name.get(row.id, 'client')?.name ?? '' }
}

/** When the newest letter from these addresses arrived that did so before `before`; null: none. Index conversation_messages_by_subject. */
export function newestFrom(db: Reader, mailbox: MailboxId, senders: readonly string[], before: number): number | null {
  const newest = db.sql<{ at: number | null }>(
    `SELECT max(received_at) AS at FROM conversation_messages INDEXED BY conversation_messages_by_subject
     WHERE mailbox_id = ? AND client_email = ? AND direction = 'in' AND received_at < ?`,
  )
  const found = senders.flatMap((sender) => newest.get(mailbox, sender, before)?.at ?? [])
  return found.length === 0 ? null : Math.max(...found)
}

export interface Standing {
  message: MessageId
  direction: 'in' | 'out'
  client: string
  clientEmail: string
  subjectKey: string
  at: number
}

/** The letters of a conversation with whose they are, oldest first. */
export function standingIn(db: Reader, conversation: ConversationId): Standing[] {
  return db
    .sql<Standing>(
      `SELECT message_id AS message, direction, client, client_email AS clientEmail, subject_key AS subjectKey, at
       FROM conversation_messages WHERE conversation_id = ? ORDER BY at, id`,
    )
    .all(conversation)
}
