// Contacts as screens read them: tables, cards, the card beside a letter. They are written in contact-write.ts.
import type { Contact, ContactCard, ConversationState } from '../../shared/model/conversation.ts'
import type { CompanyId, ContactId, MailboxId } from '../../shared/model/ids.ts'
import { latestOf, letterCounts } from './contact-feed.ts'
import type { Reader } from './handle.ts'
import { idList } from './scope.ts'

const LATEST = 8
/** By rank. */
export const STATES: readonly ConversationState[] = ['open', 'waiting', 'snoozed', 'closed']

interface Raw {
  id: ContactId
  name: string
  position: string
  phone: string
  note: string
  createdAt: number
  companyId: CompanyId | null
  company: string | null
}

const CONTACT = `SELECT k.id, k.name, k.position, k.phone, k.note, k.created_at AS createdAt, k.company_id AS companyId, co.name AS company
  FROM contacts k LEFT JOIN companies co ON co.id = k.company_id WHERE k.id = ?`

export function contactShown(db: Reader, mailboxes: readonly MailboxId[], id: ContactId): Contact | null {
  const row = db.sql<Raw>(CONTACT).get(id)
  if (!row) return null
  const emails = emailsOf(db, row.id)
  const { state, lastAt } = mailOf(db, mailboxes, row.id)
  return {
    id: row.id,
    name: row.name,
    position: row.position,
    company: companyOf(row),
    phone: row.phone,
    emails,
    lastLetterAt: lastAt,
    state,
  }
}

/** The most urgent state of his conversations and the date of the newest letter, in the mailboxes that the reader sees. */
export function mailOf(
  db: Reader,
  mailboxes: readonly MailboxId[],
  id: ContactId,
): { state: ConversationState | null; stateAt: number; lastAt: number | null } {
  const boxes = idList(mailboxes)
  // index conversations_by_contact (contact_id, mailbox_id, rank, last_at), covering
  const own = db
    .sql<{ rank: number; at: number }>(
      'SELECT rank, max(last_at) AS at FROM conversations WHERE contact_id = ? AND mailbox_id IN (SELECT value FROM json_each(?)) GROUP BY rank ORDER BY rank',
    )
    .all(id, boxes)
  const [first] = own
  if (first) {
    const lastAt = Math.max(...own.map((row) => row.at))
    return { state: STATES[first.rank] ?? null, stateAt: first.at, lastAt }
  }
  // Only in conversations of others: index conversation_messages_by_contact, covering
  const last = db
    .sql<{ at: number | null }>(
      'SELECT max(at) AS at FROM conversation_messages WHERE contact_id = ? AND mailbox_id IN (SELECT value FROM json_each(?))',
    )
    .get(id, boxes)
  return { state: null, stateAt: 0, lastAt: last?.at ?? null }
}

const companyOf = (row: Raw) =>
  row.companyId !== null && row.company !== null ? { id: row.companyId, name: row.company } : null

export function emailsOf(db: Reader, id: ContactId): string[] {
  const text =
    'SELECT a.email FROM contact_addresses ca JOIN addresses a ON a.id = ca.address_id WHERE ca.contact_id = ? ORDER BY ca.is_main DESC, ca.position'
  return db
    .sql<{ email: string }>(text)
    .all(id)
    .map((row) => row.email)
}

/** All addresses of the person who writes from this one; only itself where it is in no card or in several. */
export function addressesOfPerson(db: Reader, email: string): string[] {
  const cards = db
    .sql<{ id: ContactId }>(
      'SELECT ca.contact_id AS id FROM addresses a JOIN contact_addresses ca ON ca.address_id = a.id WHERE a.email = ?',
    )
    .all(email)
  const [card] = cards
  return card && cards.length === 1 ? emailsOf(db, card.id) : [email]
}

export function phonesOf(db: Reader, id: ContactId): string[] {
  return db
    .sql<{ phone: string }>('SELECT phone FROM contact_phones WHERE contact_id = ? ORDER BY position')
    .all(id)
    .map((row) => row.phone)
}

/** Letters with an address that is nobody's card, in the mailboxes that the reader sees, each once. Index conversation_messages_by_subject. */
export function lettersWith(db: Reader, mailboxes: readonly MailboxId[], email: string): number {
  const count = db.sql<{ n: number }>(
    'SELECT count(*) AS n FROM conversation_messages WHERE mailbox_id = ? AND client_email = ?',
  )
  const counts = mailboxes.map((mailbox) => count.get(mailbox, email)?.n ?? 0)
  const sum = counts.reduce((all, one) => all + one, 0)
  if (counts.filter((n) => n > 0).length < 2) return sum
  // A letter that lies in two of them stands in both. Only then are its rows looked at: the index alone does not name it.
  const distinct = db.sql<{ n: number }>(
    `SELECT count(DISTINCT n.message_id) AS n FROM json_each(?) b CROSS JOIN conversation_messages n INDEXED BY conversation_messages_by_subject
     WHERE n.mailbox_id = b.value AND n.client_email = ?`,
  )
  return distinct.get(idList(mailboxes), email)?.n ?? 0
}

/** The card beside a conversation: of its contact, or of the bare address when there is no contact. */
export function contactCard(
  db: Reader,
  mailboxes: readonly MailboxId[],
  id: ContactId | null,
  who: { name: string; email: string },
): ContactCard {
  const row = id === null ? undefined : db.sql<Raw>(CONTACT).get(id)
  if (!row)
    return {
      id: null,
      name: who.name,
      position: '',
      company: null,
      phone: '',
      phones: [],
      note: '',
      emails: who.email ? [who.email] : [],
      createdAt: null,
      // Letters without a sender have nothing else in common.
      letters: who.email === '' ? 0 : lettersWith(db, mailboxes, who.email),
      latest: who.email === '' ? [] : latestWith(db, mailboxes, who.email),
    }
  return {
    id: row.id,
    name: row.name,
    position: row.position,
    company: companyOf(row),
    phone: row.phone,
    phones: phonesOf(db, row.id),
    note: row.note,
    emails: emailsOf(db, row.id),
    createdAt: row.createdAt,
    letters: letterCounts(db, mailboxes, [row.id]).all,
    latest: latestOf(db, mailboxes, row.id, LATEST),
  }
}

type Latest = ContactCard['latest'][number]

/** The newest of those that `lettersWith` counts. Index conversation_messages_by_client (client_email, at), walked down. */
function latestWith(db: Reader, mailboxes: readonly MailboxId[], email: string): Latest[] {
  const found = db
    .sql<Latest>(
      `SELECT n.message_id AS messageId, n.conversation_id AS conversationId, c.number, m.subject, n.at, n.direction
     FROM conversation_messages n INDEXED BY conversation_messages_by_client
     CROSS JOIN conversations c ON c.id = n.conversation_id CROSS JOIN messages m ON m.id = n.message_id
     WHERE n.client_email = ? AND n.mailbox_id IN (SELECT value FROM json_each(?)) ORDER BY n.at DESC LIMIT ${LATEST * 2}`,
    )
    .all(email, idList(mailboxes))
  const seen = new Set<number>()
  return found.filter((row) => !seen.has(row.messageId) && seen.add(row.messageId)).slice(0, LATEST)
}

/** Everything that a person may write of a card; addresses and phones with the main one first. */
export interface ContactFields {
  name: string
  position: string
  note: string
  company: string | null
  phones: readonly string[]
  emails: readonly string[]
}

export function contactFields(db: Reader, id: ContactId): ContactFields | null {
  const row = db.sql<Raw>(CONTACT).get(id)
  if (!row) return null
  const { name, position, note, company } = row
  return { name, position, note, company, phones: phonesOf(db, id), emails: emailsOf(db, id) }
}
