// Which conversations of the same mailbox may belong together with one.
import type { ConversationState } from '../../shared/model/conversation.ts'
import type { ConversationId, MailboxId } from '../../shared/model/ids.ts'
import type { Reader } from './handle.ts'

export interface CandidateRow {
  id: ConversationId
  number: number
  subject: string
  whoName: string
  whoEmail: string
  company: string | null
  state: ConversationState
  letters: number
  lastAt: number
}

const SHOWN = `SELECT c.id, c.number, c.subject, coalesce(k.name, c.who_name) AS whoName, c.who_email AS whoEmail, co.name AS company, c.state, c.letters, c.last_at AS lastAt
  FROM conversations c LEFT JOIN contacts k ON k.id = c.contact_id LEFT JOIN companies co ON co.id = k.company_id`

export function candidate(db: Reader, id: ConversationId): (CandidateRow & { mailboxId: MailboxId }) | null {
  return (
    db
      .sql<CandidateRow & { mailboxId: MailboxId }>(
        `${SHOWN.replace('c.last_at AS lastAt', 'c.last_at AS lastAt, c.mailbox_id AS mailboxId')} WHERE c.id = ?`,
      )
      .get(id) ?? null
  )
}

/** Other conversations with the same contact or address, newest first. */
export function ofSamePerson(db: Reader, id: ConversationId, limit: number): CandidateRow[] {
  return db
    .sql<CandidateRow>(
      `${SHOWN} JOIN conversations o ON o.id = :id WHERE c.mailbox_id = o.mailbox_id AND c.id <> o.id
         AND (c.contact_id = o.contact_id OR (o.who_email <> '' AND c.who_email = o.who_email)) ORDER BY c.last_at DESC LIMIT :limit`,
    )
    .all({ id, limit })
}

export function ofSameCompany(db: Reader, id: ConversationId, limit: number): CandidateRow[] {
  return db
    .sql<CandidateRow>(
      `${SHOWN} WHERE co.id = (SELECT k.company_id FROM conversations o JOIN contacts k ON k.id = o.contact_id WHERE o.id = :id)
         AND c.id <> :id AND c.mailbox_id = (SELECT mailbox_id FROM conversations WHERE id = :id) ORDER BY c.last_at DESC LIMIT :limit`,
    )
    .all({ id, limit })
}

/** Conversations that hold a letter under one of the subjects of this one. */
export function ofSameSubject(db: Reader, id: ConversationId, limit: number): CandidateRow[] {
  return db
    .sql<CandidateRow>(
      `${SHOWN} WHERE c.id IN (SELECT n.conversation_id FROM conversation_messages n WHERE n.mailbox_id = (SELECT mailbox_id FROM conversations WHERE id = :id)
           AND n.subject_key IN (SELECT subject_key FROM conversation_messages WHERE conversation_id = :id AND subject_key <> ''))
         AND c.id <> :id ORDER BY c.last_at DESC LIMIT :limit`,
    )
    .all({ id, limit })
}

/** Addresses of the other side of a conversation. */
export function clientsIn(db: Reader, id: ConversationId): string[] {
  return db
    .sql<{ email: string }>(
      "SELECT DISTINCT client_email AS email FROM conversation_messages WHERE conversation_id = ? AND client_email <> ''",
    )
    .all(id)
    .map((row) => row.email)
}
