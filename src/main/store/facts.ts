import type { Writer } from './handle.ts'

export interface Fact {
  type: string
  mailboxId?: number | null
  conversationId?: number | null
  messageId?: number | null
  contactId?: number | null
  outboxId?: number | null
  userId?: number | null
  causedBy?: number | null
}

/** A past-tense fact, in the commit that made it true. Returns its id, which names it as a cause. */
export function record(tx: Writer, at: number, fact: Fact): number {
  const added = tx
    .sql(
      'INSERT INTO events (at, type, mailbox_id, conversation_id, message_id, contact_id, outbox_id, user_id, caused_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    )
    .run(
      at,
      fact.type,
      fact.mailboxId ?? null,
      fact.conversationId ?? null,
      fact.messageId ?? null,
      fact.contactId ?? null,
      fact.outboxId ?? null,
      fact.userId ?? null,
      fact.causedBy ?? null,
    )
  return Number(added.lastInsertRowid)
}

export interface JournalLine {
  what: string
  tone: 'ok' | 'info' | 'warn' | 'bad'
  mailboxId?: number | null
  messageId?: number | null
  conversationId?: number | null
  userId?: number | null
  params?: Record<string, string | number>
}

/** Why an automatic act happened, for people to read. Never letter content, never secrets. */
export function note(tx: Writer, at: number, line: JournalLine): void {
  tx.sql(
    'INSERT INTO journal (at, what, tone, mailbox_id, message_id, conversation_id, user_id, params) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  ).run(
    at,
    line.what,
    line.tone,
    line.mailboxId ?? null,
    line.messageId ?? null,
    line.conversationId ?? null,
    line.userId ?? null,
    JSON.stringify(line.params ?? {}),
  )
}
