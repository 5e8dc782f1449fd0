import type { FeedKind } from '../../shared/model/card.ts'
import type { ContactId, ConversationId, MailboxId, MessageId, UserId } from '../../shared/model/ids.ts'
import { fold } from '../../shared/text/fold.ts'
import { beginningsOf, hasForms, likelyForms, stemOf } from '../../shared/text/stems.ts'
import type { Reader } from './handle.ts'
import { KEPT_RECIPIENTS, searchIdAt } from './messages.ts'
import { idList } from './scope.ts'

/** The FTS5 expression (with the mailboxes' marks in it) and what the index does not know. */
export interface LetterQuestion {
  match: string
  /** The same without whom a letter went to, since the index knows no blind recipients; null when nobody is asked for. */
  blindMatch: string | null
  mailboxes: readonly MailboxId[]
  user: UserId
  /** Folded parts of names or addresses. */
  from: readonly string[]
  to: readonly string[]
  hasAttachment: boolean
  isUnread: boolean
  isUnbound: boolean
  before: number | null
  after: number | null
  ids: readonly string[]
  numbers: readonly number[]
}

// Blind recipients are named to the owner of the mailbox from which a letter of ours left and to nobody else: a copy in Sent may
// name them too, and is the same letter for who received it. `m` is the letter, `x` its address.
const MAY_NAME = `(x.role <> 'bcc' OR EXISTS (SELECT 1 FROM outbox o LEFT JOIN mailboxes b ON b.id = o.mailbox_id
    WHERE o.message_id = m.id AND coalesce(b.owner_id, o.user_id) = ?))`

/** Must run once on a connection that searches: `folded(text)` for names, which the index does not hold by role, and the index's words. */
export function prepareSearch(db: Reader): void {
  db.raw.function('folded', { deterministic: true }, (text) => ` ${fold(String(text ?? ''))}`)
  db.raw.exec("CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_words USING fts5vocab('main', 'search', 'instance')")
}

/** The words of the index that begin so; null when there are more than `most`. */
export function wordsBeginning(db: Reader, text: string, most: number): string[] | null {
  // One look per word: a table of whole words would count the letters of each.
  const next = db.sql<{ term: string }>('SELECT term FROM temp.search_words WHERE term >= ? AND term < ? LIMIT 1')
  const words: string[] = []
  for (let from = text; ; ) {
    const found = next.get(from, `${text}${LAST}`)?.term
    if (found === undefined) return words
    if (words.length === most) return null
    words.push(found)
    from = found + FIRST
  }
}

/**
 * The other words of the index with the stem of this one. Where more than `most` begin as the stem does, they are not looked
 * through: then the usual forms, in the index or not.
 */
export function wordsWithStem(db: Reader, word: string, most: number): string[] {
  if (!hasForms(word)) return []
  const stem = stemOf(word)
  const begun = beginningsOf(stem).map((text) => wordsBeginning(db, text, most))
  const words = begun.includes(null) ? likelyForms(stem) : begun.flatMap((some) => some ?? [])
  return words.filter((one) => one !== word && stemOf(one) === stem)
}

/** Before and behind every character of a word. */
const FIRST = '\u0001'
const LAST = '\u{10ffff}'

/** Rowids of found letters below `below`, newest first. */
export function findLetters(db: Reader, q: LetterQuestion, below: number | null, limit: number): number[] {
  return found(db, q, ANYBODY, below, limit).map((row) => row.rowid)
}

export interface FeedOf {
  contacts: readonly ContactId[]
  /** Addresses that stand on two cards. */
  emails: readonly string[]
  kind: FeedKind
}

/** Letters of these contacts that are found below `below`, newest first. */
export function findFeedLetters(
  db: Reader,
  q: LetterQuestion,
  of: FeedOf,
  below: number | null,
  limit: number,
): FoundRow[] {
  const way = of.kind === 'in' || of.kind === 'out' ? `AND n.direction = '${of.kind}'` : ''
  // "1 =" keeps SQLite from joining it as a table, which would come behind all other conditions, however long those take.
  const bound = {
    where: `${of.kind === 'files' ? 'AND m.has_attachments = 1' : ''}
      AND 1 = EXISTS (SELECT 1 FROM conversation_messages n WHERE n.message_id = m.id AND n.mailbox_id IN (SELECT value FROM json_each(?)) ${way}
        AND (n.contact_id IN (SELECT value FROM json_each(?)) OR (n.contact_id IS NOT NULL AND n.client_email IN (SELECT value FROM json_each(?)))))`,
    args: [idList(q.mailboxes), idList(of.contacts), JSON.stringify(of.emails)],
  }
  return found(db, q, bound, below, limit)
}

interface FoundRow {
  rowid: number
  id: MessageId
}

interface Condition {
  where: string
  args: (string | number)[]
}

const ANYBODY: Condition = { where: '', args: [] }

const both = (one: Condition, other: Condition): Condition => ({
  where: `${one.where} ${other.where}`,
  args: [...one.args, ...other.args],
})

function found(db: Reader, q: LetterQuestion, of: Condition, below: number | null, limit: number): FoundRow[] {
  const top = Math.min(
    below ?? Number.MAX_SAFE_INTEGER,
    q.before === null ? Number.MAX_SAFE_INTEGER : searchIdAt(q.before),
  )
  const bottom = q.after === null ? 0 : searchIdAt(q.after)
  const named = walk(db, q.match, both(of, conditions(q, true)), top, bottom, limit)
  const blind = q.blindMatch === null ? [] : lettersToBlind(db, q)
  if (q.blindMatch === null || blind.length === 0) return named
  const known = new Set(named.map((row) => row.rowid))
  const among = { where: 'AND s.rowid IN (SELECT value FROM json_each(?))', args: [idList(blind)] }
  const hidden = walk(db, q.blindMatch, both(of, both(among, conditions(q, false))), top, bottom, limit)
  const others = hidden.filter((row) => !known.has(row.rowid))
  return [...named, ...others].sort((a, b) => b.rowid - a.rowid).slice(0, limit)
}

// The index is walked down and left at the limit.
function walk(db: Reader, match: string, only: Condition, top: number, bottom: number, limit: number): FoundRow[] {
  return db
    .sql<FoundRow>(
      `SELECT s.rowid AS rowid, m.id FROM search s JOIN messages m ON m.search_id = s.rowid
       WHERE s.search MATCH ? AND s.rowid < ? AND s.rowid >= ? ${only.where} ORDER BY s.rowid DESC LIMIT ?`,
    )
    .all(match, top, bottom, ...only.args, limit)
}

/** Rowids of letters that went blindly to somebody of `to` whom this user may know. */
function lettersToBlind(db: Reader, q: LetterQuestion): number[] {
  const any = q.to.map(() => "instr(folded(x.name || ' ' || a.email), ' ' || ?) > 0").join(' OR ')
  return db
    .sql<{ rowid: number }>(
      `SELECT DISTINCT m.search_id AS rowid FROM message_addresses x JOIN addresses a ON a.id = x.address_id JOIN messages m ON m.id = x.message_id
       WHERE x.role = 'bcc' AND (${any}) AND ${MAY_NAME}`,
    )
    .all(...q.to, q.user)
    .map((row) => row.rowid)
}

/** @param isNamed the index says that the people asked for take part in the letter. */
function conditions(q: LetterQuestion, isNamed: boolean): Condition {
  const parts: string[] = []
  const args: (string | number)[] = []
  const add = (part: string, ...values: (string | number)[]) => {
    parts.push(`AND ${part}`)
    args.push(...values)
  }
  const recipient = `EXISTS (SELECT 1 FROM message_addresses x JOIN addresses a ON a.id = x.address_id WHERE x.message_id = m.id AND x.role IN ('to', 'cc', 'bcc') AND ${MAY_NAME}
    AND instr(folded(x.name || ' ' || a.email), ' ' || ?) > 0)`
  for (const part of q.from) add("instr(folded(m.from_name || ' ' || m.from_email), ' ' || ?) > 0", part)
  // Of very many recipients only the first have rows; the index knows all of them, though not from the sender.
  const oneOfMany = `((m.to_count > ${KEPT_RECIPIENTS} OR m.cc_count > ${KEPT_RECIPIENTS}) AND instr(folded(m.from_name || ' ' || m.from_email), ' ' || ?) = 0)`
  for (const part of q.to) {
    if (isNamed) add(`(${recipient} OR ${oneOfMany})`, q.user, part, part)
    else add(recipient, q.user, part)
  }
  if (q.hasAttachment) add('m.has_attachments = 1')
  if (q.isUnread)
    add(
      'EXISTS (SELECT 1 FROM unread u WHERE u.user_id = ? AND u.message_id = m.id AND u.mailbox_id IN (SELECT value FROM json_each(?)))',
      q.user,
      idList(q.mailboxes),
    )
  if (q.isUnbound)
    add(
      'EXISTS (SELECT 1 FROM conversation_messages n WHERE n.message_id = m.id AND n.contact_id IS NULL AND n.mailbox_id IN (SELECT value FROM json_each(?)))',
      idList(q.mailboxes),
    )
  if (q.ids.length)
    add(
      '(m.message_id IN (SELECT value FROM json_each(?)) OR m.id IN (SELECT value FROM json_each(?)))',
      JSON.stringify(q.ids),
      idList(q.ids.filter((id) => /^\d{1,15}$/.test(id)).map(Number)),
    )
  if (q.numbers.length) {
    const members = `SELECT n.message_id FROM conversation_messages n WHERE n.conversation_id IN
      (SELECT id FROM conversations WHERE number IN (SELECT value FROM json_each(?)) UNION SELECT conversation_id FROM conversation_aliases WHERE number IN (SELECT value FROM json_each(?)))`
    add(`s.rowid IN (SELECT search_id FROM messages WHERE id IN (${members}))`, idList(q.numbers), idList(q.numbers))
  }
  return { where: parts.join(' '), args }
}

export interface FoundLetter {
  messageId: MessageId
  conversationId: ConversationId
  number: number
  subject: string
  fromName: string
  fromEmail: string
  at: number
  hasAttachments: number
  text: string
  snippet: string
}

/** What a hit shows; null when the letter stands in no conversation of these mailboxes. */
export function foundLetter(db: Reader, mailboxes: readonly MailboxId[], searchId: number): FoundLetter | null {
  const text = `SELECT m.id AS messageId, n.conversation_id AS conversationId, c.number, m.subject, m.from_name AS fromName, m.from_email AS fromEmail, m.at,
      m.has_attachments AS hasAttachments, m.snippet, substr(coalesce(b.text, ''), 1, 20000) AS text
    FROM messages m JOIN conversation_messages n ON n.message_id = m.id AND n.mailbox_id IN (SELECT value FROM json_each(?))
    JOIN conversations c ON c.id = n.conversation_id LEFT JOIN message_bodies b ON b.message_id = m.id WHERE m.search_id = ? ORDER BY n.id LIMIT 1`
  return db.sql<FoundLetter>(text).get(idList(mailboxes), searchId) ?? null
}

export interface FoundPerson {
  contactId: ContactId | null
  name: string
  email: string
  company: string | null
  phone: string
}

/** Contacts of whose name, company or addresses each word begins a word; at most `limit`. */
export function findContacts(db: Reader, words: readonly string[], limit: number): FoundPerson[] {
  const match = words.map(() => "instr(' ' || k.folded, ' ' || ?) > 0").join(' AND ')
  const text = `SELECT k.id AS contactId, k.name, coalesce((SELECT a.email FROM contact_addresses ca JOIN addresses a ON a.id = ca.address_id
      WHERE ca.contact_id = k.id ORDER BY ca.is_main DESC, ca.position LIMIT 1), '') AS email, co.name AS company, k.phone
    FROM contacts k LEFT JOIN companies co ON co.id = k.company_id WHERE ${match} ORDER BY k.folded LIMIT ?`
  return db.sql<FoundPerson>(text).all(...words, limit)
}

/** People of found letters who are nobody's contact: newest first, each address once. */
export function findStrangers(
  db: Reader,
  user: UserId,
  searchIds: readonly number[],
  words: readonly string[],
  limit: number,
): FoundPerson[] {
  const match = words.map(() => "instr(folded(a.name || ' ' || a.email), ' ' || ?) > 0").join(' AND ')
  const text = `SELECT NULL AS contactId, a.name, a.email, NULL AS company, '' AS phone FROM addresses a
    WHERE a.id IN (SELECT x.address_id FROM messages m JOIN message_addresses x ON x.message_id = m.id WHERE m.search_id IN (SELECT value FROM json_each(?)) AND ${MAY_NAME})
      AND NOT EXISTS (SELECT 1 FROM contact_addresses ca WHERE ca.address_id = a.id)
      AND NOT EXISTS (SELECT 1 FROM mailboxes b WHERE b.address = a.email) AND ${match} ORDER BY a.name_at DESC LIMIT ?`
  return db.sql<FoundPerson>(text).all(idList(searchIds), user, ...words, limit)
}
