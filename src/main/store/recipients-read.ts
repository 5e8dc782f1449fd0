import type { Suggestion } from '../../shared/api/compose.ts'
import type { ConversationId, MailboxId, UserId } from '../../shared/model/ids.ts'
import { fold } from '../../shared/text/fold.ts'
import { contactsPage } from './contact-list.ts'
import { contactShown } from './contacts.ts'
import type { Reader } from './handle.ts'
import { addressesOf } from './outbox-answered.ts'
import { idList } from './scope.ts'

export interface WhoQuestion {
  /** Folded words: each begins a word of the name, the company or the address. None: whoever is near. */
  words: readonly string[]
  /** The beginning of an address, where one is being typed ('' else): it stands for no other words. */
  address: string
  conversationId: ConversationId | null
  limit: number
}

type Found = Omit<Suggestion, 'because'>

/**
 * Whom a letter may be for: people of the conversation and their colleagues, then contacts (whoever wrote last first),
 * then others written to lately. Every address once, none of the author's own.
 */
export function suggestedRecipients(
  db: Reader,
  user: UserId,
  mailboxes: readonly MailboxId[],
  { words, address, conversationId, limit }: WhoQuestion,
): Suggestion[] {
  const seen = new Set(addressesOf(db, user))
  const found: Suggestion[] = []
  const take = (because: Suggestion['because'], people: readonly Found[]) => {
    for (const person of people) {
      if (found.length >= limit) return
      if (seen.has(person.email) || !person.email.includes(address)) continue
      seen.add(person.email)
      found.push({ name: person.name, email: person.email, because })
    }
  }
  const fits = (person: Found) => {
    const folded = ` ${fold(`${person.name} ${person.email}`)}`
    return words.every((word) => folded.includes(` ${word}`))
  }
  if (conversationId !== null) {
    take('conversation', peopleOfConversation(db, conversationId).filter(fits))
    take('conversation', colleaguesOf(db, conversationId).filter(fits))
  }
  if (words.length > 0) take('contact', contactsNamed(db, mailboxes, words, limit))
  if (found.length < limit) take('recent', writtenLately(db, mailboxes).filter(fits))
  return found
}

/** Index conversation_messages_by_conversation, then message_addresses_by_message. */
function peopleOfConversation(db: Reader, conversation: ConversationId): Found[] {
  return db
    .sql<Found>(
      `SELECT coalesce(k.name, a.name) AS name, a.email, max(x.at) AS at FROM conversation_messages n
       JOIN message_addresses x ON x.message_id = n.message_id AND x.role IN ('from', 'to', 'cc', 'reply-to')
       JOIN addresses a ON a.id = x.address_id LEFT JOIN contact_addresses ca ON ca.address_id = a.id LEFT JOIN contacts k ON k.id = ca.contact_id
       WHERE n.conversation_id = ? GROUP BY a.id ORDER BY at DESC, min(x.role <> 'from'), a.id LIMIT 100`,
    )
    .all(conversation)
}

/** The other addresses of the conversation's contact, and of the people of his company. */
function colleaguesOf(db: Reader, conversation: ConversationId): Found[] {
  return db
    .sql<Found>(
      `SELECT k.name, a.email FROM conversations c JOIN contacts own ON own.id = c.contact_id
       JOIN contacts k ON k.id = own.id OR k.company_id = own.company_id
       JOIN contact_addresses ca ON ca.contact_id = k.id JOIN addresses a ON a.id = ca.address_id
       WHERE c.id = ? ORDER BY k.id <> own.id, k.folded, ca.is_main DESC, ca.position LIMIT 100`,
    )
    .all(conversation)
}

function contactsNamed(db: Reader, mailboxes: readonly MailboxId[], words: readonly string[], limit: number): Found[] {
  const { ids } = contactsPage(db, mailboxes, { words, order: 'last', desc: true, limit, after: null })
  return ids
    .flatMap((id) => contactShown(db, mailboxes, id) ?? [])
    .flatMap(({ name, emails }) => emails.map((email) => ({ name, email })))
}

const LATEST_CONVERSATIONS = 400

/** Recipients of our letters in the latest conversations; index conversations_by_mailbox (mailbox_id, last_at). */
function writtenLately(db: Reader, mailboxes: readonly MailboxId[]): Found[] {
  return db
    .sql<Found>(
      `SELECT coalesce(k.name, a.name) AS name, a.email, max(x.at) AS at FROM
         (SELECT id FROM conversations WHERE mailbox_id IN (SELECT value FROM json_each(?)) ORDER BY last_at DESC LIMIT ${LATEST_CONVERSATIONS}) c
       JOIN conversation_messages n ON n.conversation_id = c.id AND n.direction = 'out'
       JOIN message_addresses x ON x.message_id = n.message_id AND x.role IN ('to', 'cc')
       JOIN addresses a ON a.id = x.address_id LEFT JOIN contact_addresses ca ON ca.address_id = a.id LEFT JOIN contacts k ON k.id = ca.contact_id
       GROUP BY a.id ORDER BY at DESC LIMIT 300`,
    )
    .all(idList(mailboxes))
}
