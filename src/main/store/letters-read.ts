import type { Attachment, Letter, LetterBody, Person } from '../../shared/model/conversation.ts'
import type { BlobId, ConversationId, MailboxId, MessageId, PlacementId, UserId } from '../../shared/model/ids.ts'
import type { Reader } from './handle.ts'
import { htmlOf } from './packed-html.ts'
import { idList } from './scope.ts'

/** Recipients beyond these are only counted. */
const SHOWN_PEOPLE = 50

/** Everything of `Letter` that is stored; what follows from it (warnings, kinds of files, outgoing state) the caller adds. */
export type StoredLetter = Omit<Letter, 'warnings' | 'attachments' | 'outgoing' | 'dateHeader'> & {
  attachments: Omit<Attachment, 'preview' | 'isBlocked'>[]
  /** Its Date header, '' where it has none. */
  dateAsWritten: string
  authResults: string
  /** Another letter has the same Message-ID and other content. */
  hasTwin: boolean
  isAutomatic: boolean
  /** A delivery report of a letter of ours. */
  isReport: boolean
  /** Message-ID header, without brackets. */
  messageIdHeader: string
}

interface Raw {
  id: MessageId
  conversationId: ConversationId
  mailboxId: MailboxId
  direction: 'in' | 'out'
  fromName: string
  fromEmail: string
  replyTo: string | null
  at: number
  dateAsWritten: string
  subject: string
  snippet: string
  size: number
  isUnread: number
  hasHtml: number
  encoding: string | null
  reading: Letter['reading']
  troubleWhat: string | null
  troubleLine: number | null
  toCount: number
  ccCount: number
  rule: Letter['why']['rule']
  header: string | null
  parentId: MessageId | null
  parentAt: number | null
  fromAnotherAddress: number
  subjectChanged: number
  finder: Letter['why']['binding']['finder']
  contactId: Letter['why']['binding']['contactId']
  contactName: string | null
  clientEmail: string
  isOwnCard: number
  authResults: string
  sharesId: number
  isAutomatic: number
  isReport: number
  messageIdHeader: string
}

const LETTER = `SELECT m.id, n.conversation_id AS conversationId, n.mailbox_id AS mailboxId, n.direction, m.from_name AS fromName, m.from_email AS fromEmail,
    m.reply_to AS replyTo, n.at, m.date_as_written AS dateAsWritten, m.subject, m.snippet, m.size, m.has_html AS hasHtml, e.charset AS encoding, m.reading, m.trouble_what AS troubleWhat, m.trouble_line AS troubleLine,
    m.to_count AS toCount, m.cc_count AS ccCount, n.rule, n.header, p.message_id AS parentId, p.at AS parentAt, n.from_another_address AS fromAnotherAddress,
    n.subject_changed AS subjectChanged, n.finder, n.contact_id AS contactId, k.name AS contactName, n.client_email AS clientEmail,
    EXISTS (SELECT 1 FROM addresses d JOIN contact_addresses x ON x.address_id = d.id WHERE d.email = n.client_email AND x.contact_id = n.contact_id) AS isOwnCard,
    m.auth_results AS authResults, m.shares_id AS sharesId, m.is_automatic AS isAutomatic, m.is_report AS isReport, m.message_id AS messageIdHeader,
    EXISTS (SELECT 1 FROM unread u WHERE u.user_id = ? AND u.mailbox_id = n.mailbox_id AND u.message_id = n.message_id) AS isUnread
  FROM conversation_messages n JOIN messages m ON m.id = n.message_id LEFT JOIN conversation_messages p ON p.id = n.parent_id LEFT JOIN contacts k ON k.id = n.contact_id
  LEFT JOIN letter_encodings e ON e.message_id = m.id AND e.is_shown = 1`

/** Letters of a conversation, oldest first. Index conversation_messages_by_conversation (conversation_id, at). */
export function lettersOf(db: Reader, user: UserId, conversation: ConversationId): StoredLetter[] {
  const rows = db.sql<Raw>(`${LETTER} WHERE n.conversation_id = ? ORDER BY n.at, n.message_id`).all(user, conversation)
  const seen = new Set<MessageId>()
  // In mode `subject` one letter may stand here once per client.
  return rows.filter((row) => !seen.has(row.id) && seen.add(row.id)).map((row) => letterOf(db, user, row))
}

/** One letter in a mailbox that the user reads; null also when it stands in others' mailboxes only. */
export function letterById(
  db: Reader,
  user: UserId,
  mailboxes: readonly MailboxId[],
  id: MessageId,
): StoredLetter | null {
  const text = `${LETTER} WHERE n.message_id = ? AND n.mailbox_id IN (SELECT value FROM json_each(?)) ORDER BY n.id LIMIT 1`
  const row = db.sql<Raw>(text).get(user, id, idList(mailboxes))
  return row ? letterOf(db, user, row) : null
}

export function mayRead(db: Reader, mailboxes: readonly MailboxId[], id: MessageId): boolean {
  const text =
    'SELECT 1 FROM conversation_messages WHERE message_id = ? AND mailbox_id IN (SELECT value FROM json_each(?)) LIMIT 1'
  return db.sql(text).get(id, idList(mailboxes)) !== undefined
}

function letterOf(db: Reader, user: UserId, row: Raw): StoredLetter {
  const people = peopleOf(db, row.id)
  return {
    id: row.id,
    conversationId: row.conversationId,
    mailboxId: row.mailboxId,
    direction: row.direction,
    from: { name: row.fromName, email: row.fromEmail },
    to: people.to,
    toCount: row.toCount,
    cc: people.cc,
    ccCount: row.ccCount,
    bcc: blindOf(db, user, row.id),
    replyTo: row.replyTo ? (people['reply-to'][0] ?? { name: '', email: row.replyTo }) : null,
    at: row.at,
    dateAsWritten: row.dateAsWritten,
    subject: row.subject,
    snippet: row.snippet,
    size: row.size,
    isUnread: row.isUnread === 1,
    hasHtml: row.hasHtml === 1,
    encoding: row.encoding,
    reading: row.reading,
    readingTrouble: row.troubleWhat === null ? null : { what: row.troubleWhat, line: row.troubleLine },
    attachments: attachmentsOf(db, row.id),
    why: {
      rule: row.rule,
      header: row.header,
      parentId: row.parentId,
      parentAt: row.parentAt,
      fromAnotherAddress: row.fromAnotherAddress === 1,
      subjectChanged: row.subjectChanged === 1,
      binding: {
        ...{ finder: row.finder, contactId: row.contactId, name: row.contactName },
        ...{ email: row.clientEmail || null, isOwn: row.isOwnCard === 1 },
      },
    },
    placements: placementsShown(db, user, row.id),
    authResults: row.authResults,
    hasTwin: row.sharesId === 1,
    isAutomatic: row.isAutomatic === 1,
    isReport: row.isReport === 1,
    messageIdHeader: row.messageIdHeader,
  }
}

type Shown = 'to' | 'cc' | 'reply-to'

function peopleOf(db: Reader, id: MessageId): Record<Shown, Person[]> {
  // index message_addresses_by_message (message_id, role, position)
  const rows = db
    .sql<Person & { role: Shown }>(
      `SELECT x.role, coalesce(nullif(x.name, ''), a.name) AS name, a.email FROM message_addresses x JOIN addresses a ON a.id = x.address_id
       WHERE x.message_id = ? AND x.role IN ('to', 'cc', 'reply-to') AND x.position < ${SHOWN_PEOPLE} ORDER BY x.role, x.position`,
    )
    .all(id)
  const people: Record<Shown, Person[]> = { to: [], cc: [], 'reply-to': [] }
  for (const { role, name, email } of rows) people[role].push({ name, email })
  return people
}

/**
 * Whom a letter named in secret: for the owner of the mailbox that it left from, by our hand or, filed as sent, by another
 * program's. A colleague who got it has the same letter here and learns nothing.
 */
function blindOf(db: Reader, user: UserId, id: MessageId): Person[] {
  // index message_addresses_by_message, outbox_by_message, placements_by_message
  return db
    .sql<Person>(
      `SELECT coalesce(nullif(x.name, ''), a.name) AS name, a.email FROM message_addresses x JOIN addresses a ON a.id = x.address_id
       WHERE x.message_id = ? AND x.role = 'bcc' AND CASE
         WHEN EXISTS (SELECT 1 FROM outbox o WHERE o.message_id = x.message_id)
         THEN EXISTS (SELECT 1 FROM outbox o LEFT JOIN mailboxes b ON b.id = o.mailbox_id WHERE o.message_id = x.message_id AND coalesce(b.owner_id, o.user_id) = ?)
         ELSE EXISTS (SELECT 1 FROM placements p JOIN folders f ON f.id = p.folder_id JOIN mailboxes b ON b.id = p.mailbox_id
           WHERE p.message_id = x.message_id AND f.role = 'sent' AND b.owner_id = ?) END
       ORDER BY x.position`,
    )
    .all(id, user, user)
}

export interface StoredAttachment {
  n: number
  name: string
  mime: string
  size: number
  isInline: boolean
}

export function attachmentsOf(db: Reader, id: MessageId): StoredAttachment[] {
  const text = 'SELECT n, name, mime, size, is_inline AS isInline FROM attachments WHERE message_id = ? ORDER BY n'
  return db
    .sql<Omit<StoredAttachment, 'isInline'> & { isInline: number }>(text)
    .all(id)
    .map((row) => ({ ...row, isInline: row.isInline === 1 }))
}

function placementsShown(db: Reader, user: UserId, id: MessageId): Letter['placements'] {
  return db
    .sql<{ id: PlacementId; mailbox: string; folder: string; uid: number; isGone: number }>(
      `SELECT p.id, b.address AS mailbox, f.path AS folder, p.uid, p.gone_at IS NOT NULL AS isGone FROM placements p
       JOIN folders f ON f.id = p.folder_id JOIN mailboxes b ON b.id = p.mailbox_id WHERE p.message_id = ? AND b.owner_id = ? ORDER BY p.id`,
    )
    .all(id, user)
    .map((row) => ({ ...row, isGone: row.isGone === 1 }))
}

export type StoredBody = Pick<LetterBody, 'text' | 'html' | 'language'>

export function bodyOf(db: Reader, id: MessageId): StoredBody | null {
  const text =
    'SELECT b.text, b.html, m.language FROM messages m LEFT JOIN message_bodies b ON b.message_id = m.id WHERE m.id = ?'
  const row = db.sql<{ text: string | null; html: Buffer | null; language: LetterBody['language'] }>(text).get(id)
  if (!row) return null
  return {
    text: row.text ?? '',
    html: htmlOf(row.html),
    language: row.language,
  }
}

/** Pictures that the HTML may name by `cid:`, as attachment numbers. */
export function inlinePictures(db: Reader, id: MessageId): { contentId: string; n: number }[] {
  const text =
    "SELECT content_id AS contentId, n FROM attachments WHERE message_id = ? AND content_id IS NOT NULL AND mime LIKE 'image/%'"
  return db.sql<{ contentId: string; n: number }>(text).all(id)
}

/**
 * The bytes of a letter as received: those of one placement, else the first that is here, else what we sent ourselves.
 * Only out of mailboxes that the user reads, and never the mere beginning of a letter that still lies on the server.
 */
export function sourceOf(
  db: Reader,
  mailboxes: readonly MailboxId[],
  id: MessageId,
  placement: PlacementId | null,
): BlobId | null {
  // index placements_by_message
  const text = `SELECT p.blob_id AS blob FROM placements p JOIN messages m ON m.id = p.message_id
    WHERE p.message_id = ? AND p.mailbox_id IN (SELECT value FROM json_each(?)) AND p.blob_id IS NOT NULL AND (? IS NULL OR p.id = ?)
    AND m.reading <> 'too-big' AND (p.gone_at IS NOT NULL OR NOT EXISTS (SELECT 1 FROM pending w WHERE w.folder_id = p.folder_id AND w.uid = p.uid))
    ORDER BY p.gone_at IS NOT NULL, p.id LIMIT 1`
  const stored = db.sql<{ blob: BlobId }>(text).get(id, idList(mailboxes), placement, placement)
  if (stored || placement !== null) return stored?.blob ?? null
  const ours =
    'SELECT blob_id AS blob FROM outbox WHERE message_id = ? AND mailbox_id IN (SELECT value FROM json_each(?)) AND blob_id IS NOT NULL LIMIT 1'
  return db.sql<{ blob: BlobId }>(ours).get(id, idList(mailboxes))?.blob ?? null
}

/** The bytes of a letter, or of its beginning while the rest of it lies on the server: enough for its header. */
export function startOf(db: Reader, mailboxes: readonly MailboxId[], id: MessageId): BlobId | null {
  const text = `SELECT blob_id AS blob FROM placements WHERE message_id = ? AND mailbox_id IN (SELECT value FROM json_each(?)) AND blob_id IS NOT NULL
    ORDER BY gone_at IS NOT NULL, id LIMIT 1`
  return sourceOf(db, mailboxes, id, null) ?? db.sql<{ blob: BlobId }>(text).get(id, idList(mailboxes))?.blob ?? null
}
