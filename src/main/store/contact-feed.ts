// Letters of a card: those bound to it. Whose mailbox they lie in decides who reads and counts them.
import type { CardCounts, FeedKind, FeedLetter } from '../../shared/model/card.ts'
import type { ContactCard } from '../../shared/model/conversation.ts'
import type { ContactId, MailboxId, MessageId } from '../../shared/model/ids.ts'
import type { Reader } from './handle.ts'
import { idList } from './scope.ts'

/** Letters that are looked into one by one for their files. */
const COUNTED = 2000

export interface FeedPlace {
  at: number
  id: MessageId
}

type Found = FeedPlace

/** A page of letters of these contacts, newest first, each once; `below` is the last one of the page before. */
export function feedLetters(
  db: Reader,
  mailboxes: readonly MailboxId[],
  contacts: readonly ContactId[],
  q: { kind: FeedKind; below: FeedPlace | null; limit: number },
): { letters: Found[]; hasMore: boolean } {
  const want = q.limit + 1
  const below = q.below ?? { at: Number.MAX_SAFE_INTEGER, id: Number.MAX_SAFE_INTEGER }
  const files = q.kind === 'files' ? 'AND (SELECT m.has_attachments FROM messages m WHERE m.id = n.message_id) = 1' : ''
  const tail = `AND (n.at, n.message_id) < (?, ?) ${files} ORDER BY n.at DESC, n.message_id DESC LIMIT ?`
  const ways = q.kind === 'in' || q.kind === 'out' ? [q.kind] : ['in', 'out']
  // index conversation_messages_by_contact (contact_id, mailbox_id, direction, at, message_id), one walk for each
  const bound = db.sql<Found>(
    `SELECT n.at, n.message_id AS id FROM conversation_messages n WHERE n.contact_id = ? AND n.mailbox_id = ? AND n.direction = ? ${tail}`,
  )
  // index conversation_messages_by_client (client_email, at)
  const shared = db.sql<Found>(
    `SELECT n.at, n.message_id AS id FROM conversation_messages n WHERE n.client_email = ? AND n.contact_id IS NOT NULL
       AND n.mailbox_id IN (SELECT value FROM json_each(?)) AND n.direction = ? ${tail}`,
  )
  const args = [below.at, below.id, want]
  const emails = contacts.flatMap((contact) => sharedAddresses(db, contact))
  const found = ways.flatMap((way) => [
    ...contacts.flatMap((contact) => mailboxes.flatMap((mailbox) => bound.all(contact, mailbox, way, ...args))),
    ...emails.flatMap((email) => shared.all(email, idList(mailboxes), way, ...args)),
  ])
  const seen = new Set<number>()
  const letters = found
    .sort((a, b) => b.at - a.at || b.id - a.id)
    .filter((one) => !seen.has(one.id) && seen.add(one.id))
    .slice(0, want)
  return { letters: letters.slice(0, q.limit), hasMore: letters.length > q.limit }
}

/** Addresses of a contact that another contact has too: their letters show on both cards. */
export function sharedAddresses(db: Reader, contact: ContactId): string[] {
  return db
    .sql<{ email: string }>(
      `SELECT a.email FROM contact_addresses ca JOIN addresses a ON a.id = ca.address_id WHERE ca.contact_id = ?
       AND EXISTS (SELECT 1 FROM contact_addresses o WHERE o.address_id = ca.address_id AND o.contact_id <> ca.contact_id)`,
    )
    .all(contact)
    .map((row) => row.email)
}

/** How many letters, by kind. Covered by conversation_messages_by_contact; files are looked up in the newest ones. */
export function letterCounts(
  db: Reader,
  mailboxes: readonly MailboxId[],
  contacts: readonly ContactId[],
): Omit<CardCounts, 'files'> {
  const emails = contacts.flatMap((contact) => sharedAddresses(db, contact))
  const rows = db
    .sql<{ direction: 'in' | 'out'; n: number }>(
      `SELECT direction, count(DISTINCT message_id) AS n FROM conversation_messages
       WHERE contact_id IN (SELECT value FROM json_each(?)) AND mailbox_id IN (SELECT value FROM json_each(?)) GROUP BY direction`,
    )
    .all(idList(contacts), idList(mailboxes))
  const also = emails.length
    ? db
        .sql<{ direction: 'in' | 'out'; n: number }>(
          `SELECT direction, count(DISTINCT message_id) AS n FROM conversation_messages WHERE client_email IN (SELECT value FROM json_each(?)) AND contact_id IS NOT NULL
           AND contact_id NOT IN (SELECT value FROM json_each(?)) AND mailbox_id IN (SELECT value FROM json_each(?)) GROUP BY direction`,
        )
        .all(JSON.stringify(emails), idList(contacts), idList(mailboxes))
    : []
  const of = (way: 'in' | 'out') =>
    [...rows, ...also].filter((row) => row.direction === way).reduce((sum, row) => sum + row.n, 0)
  return { all: of('in') + of('out'), in: of('in'), out: of('out') }
}

export function cardCounts(db: Reader, mailboxes: readonly MailboxId[], contacts: readonly ContactId[]): CardCounts {
  const counts = letterCounts(db, mailboxes, contacts)
  if (counts.all > COUNTED) return { ...counts, files: null }
  const { letters } = feedLetters(db, mailboxes, contacts, { kind: 'files', below: null, limit: COUNTED })
  return { ...counts, files: letters.length }
}

type Latest = ContactCard['latest'][number]

/** The newest letters of a card, for the short list beside a letter. */
export function latestOf(db: Reader, mailboxes: readonly MailboxId[], contact: ContactId, limit: number): Latest[] {
  const { letters } = feedLetters(db, mailboxes, [contact], { kind: 'all', below: null, limit })
  const each = db.sql<Latest>(
    `SELECT n.message_id AS messageId, n.conversation_id AS conversationId, c.number, m.subject, n.at, n.direction FROM conversation_messages n
     JOIN conversations c ON c.id = n.conversation_id JOIN messages m ON m.id = n.message_id
     WHERE n.message_id = ? AND n.mailbox_id IN (SELECT value FROM json_each(?)) ORDER BY n.id LIMIT 1`,
  )
  return letters.flatMap(({ id }) => each.get(id, idList(mailboxes)) ?? [])
}

type Raw = Omit<FeedLetter, 'is' | 'from' | 'client' | 'files' | 'contact' | 'isNewest'> & {
  fromName: string
  fromEmail: string
  clientName: string
  clientEmail: string
  contactId: ContactId
  contactName: string
  hasFiles: number
  newest: MessageId | null
}

// index conversation_messages_by_message; of several nodes the one of a card of the feed, so that it says whose it is
const LETTER = `SELECT m.id AS messageId, n.conversation_id AS conversationId, c.number, n.at, n.direction, m.from_name AS fromName, m.from_email AS fromEmail,
    coalesce(nullif(a.name, ''), '') AS clientName, n.client_email AS clientEmail, m.subject, m.snippet, c.state, c.last_message_id AS newest,
    k.id AS contactId, k.name AS contactName, m.has_attachments AS hasFiles
  FROM conversation_messages n JOIN conversations c ON c.id = n.conversation_id JOIN messages m ON m.id = n.message_id
    JOIN contacts k ON k.id = n.contact_id LEFT JOIN addresses a ON a.email = n.client_email
  WHERE n.message_id = ? AND n.mailbox_id IN (SELECT value FROM json_each(?)) ORDER BY k.id IN (SELECT value FROM json_each(?)) DESC, n.id LIMIT 1`

export function feedLetter(
  db: Reader,
  mailboxes: readonly MailboxId[],
  contacts: readonly ContactId[],
  id: MessageId,
): FeedLetter | null {
  const row = db.sql<Raw>(LETTER).get(id, idList(mailboxes), idList(contacts))
  if (!row) return null
  const { fromName, fromEmail, clientName, clientEmail, contactId, contactName, hasFiles, newest, ...rest } = row
  return {
    is: 'letter',
    ...rest,
    from: { name: fromName, email: fromEmail },
    client: { name: clientName, email: clientEmail },
    isNewest: newest === id,
    files: hasFiles === 1 ? filesOf(db, id) : [],
    contact: { id: contactId, name: contactName },
  }
}

function filesOf(db: Reader, id: MessageId): FeedLetter['files'] {
  return db
    .sql<FeedLetter['files'][number]>(
      'SELECT n, name, size FROM attachments WHERE message_id = ? AND is_inline = 0 ORDER BY n LIMIT 20',
    )
    .all(id)
}
