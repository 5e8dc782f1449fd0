import type { Person } from '../../shared/model/conversation.ts'
import type { ConversationId, MailboxId, MessageId, UserId } from '../../shared/model/ids.ts'
import type { Reader } from './handle.ts'
import { htmlOf } from './packed-html.ts'

/** A stored letter as an answer to it needs it. */
export interface AnsweredLetter {
  messageId: string
  references: string[]
  threadTopic: string
  threadIndex: string
  from: Person
  replyTo: Person | null
  to: Person[]
  cc: Person[]
  subject: string
  at: number
  language: 'ru' | 'en' | 'other'
  text: string
  html: string | null
}

export function answeredLetter(db: Reader, id: MessageId): AnsweredLetter | null {
  const row = db
    .sql<
      Omit<AnsweredLetter, 'references' | 'from' | 'replyTo' | 'to' | 'cc' | 'html'> & {
        fromName: string
        fromEmail: string
        inReplyTo: string
        html: Buffer | null
      }
    >(
      `SELECT m.message_id AS messageId, m.from_name AS fromName, m.from_email AS fromEmail, m.subject, m.at, m.language, m.thread_topic AS threadTopic,
         m.thread_index AS threadIndex, m.in_reply_to AS inReplyTo, b.text, b.html FROM messages m JOIN message_bodies b ON b.message_id = m.id WHERE m.id = ?`,
    )
    .get(id)
  if (!row) return null
  const { fromName, fromEmail, inReplyTo, html, ...rest } = row
  // RFC 5322 3.6.4: without References the parent's In-Reply-To stands for them.
  const references = db
    .sql<{ ref: string }>("SELECT ref FROM message_refs WHERE message_id = ? AND kind = 'reference' ORDER BY position")
    .all(id)
    .map((one) => one.ref)
  const people = db
    .sql<Person & { role: string }>(
      "SELECT p.role, p.name, a.email FROM message_addresses p JOIN addresses a ON a.id = p.address_id WHERE p.message_id = ? AND p.role IN ('to', 'cc', 'reply-to') ORDER BY p.role, p.position",
    )
    .all(id)
  const inRole = (role: string): Person[] =>
    people.filter((one) => one.role === role).map(({ name, email }) => ({ name, email }))
  return {
    ...rest,
    references: references.length ? references : inReplyTo ? [inReplyTo] : [],
    from: { name: fromName, email: fromEmail },
    replyTo: inRole('reply-to')[0] ?? null,
    to: inRole('to'),
    cc: inRole('cc'),
    html: htmlOf(html),
  }
}

export interface Standing {
  mailboxId: MailboxId
  conversationId: ConversationId
  direction: 'in' | 'out'
}

/** Where a letter stands in the user's own mailboxes; one that received it comes first. Null when it stands in none. */
export function standingOf(db: Reader, user: UserId, message: MessageId): Standing | null {
  return (
    db
      .sql<Standing>(
        `SELECT n.mailbox_id AS mailboxId, n.conversation_id AS conversationId, n.direction FROM conversation_messages n JOIN mailboxes b ON b.id = n.mailbox_id
         WHERE n.message_id = ? AND b.owner_id = ? ORDER BY n.direction = 'out', b.removed_at IS NOT NULL, b.sending <> 'works', n.id LIMIT 1`,
      )
      .get(message, user) ?? null
  )
}

/** Where an answer to this letter belongs: the conversation named, while the letter stands there. */
export function placeOfAnswer(db: Reader, user: UserId, answered: MessageId, named: ConversationId): ConversationId {
  const stands = db.sql('SELECT 1 FROM conversation_messages WHERE message_id = ? AND conversation_id = ?')
  if (stands.get(answered, named)) return named
  return standingOf(db, user, answered)?.conversationId ?? named
}

/** The addresses under which this user writes and receives. */
export function addressesOf(db: Reader, user: UserId): Set<string> {
  return new Set(
    db
      .sql<{ email: string }>(
        'SELECT address AS email FROM mailboxes WHERE owner_id = ? UNION SELECT email FROM users WHERE id = ?',
      )
      .all(user, user)
      .map((row) => row.email),
  )
}
