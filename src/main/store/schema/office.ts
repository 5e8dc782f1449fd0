import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { time } from './columns.ts'

/** One row per setting of the office: `office.name`, `installation.id`, `hold` ... */
export const settings = sqliteTable('settings', { key: text().primaryKey(), value: text().notNull() })

/** Past-tense facts with their cause, written in the commit that made them true; automation reads them later. */
export const events = sqliteTable('events', {
  id: integer().primaryKey({ autoIncrement: true }),
  at: time('at').notNull(),
  type: text().notNull(),
  mailboxId: integer('mailbox_id'),
  conversationId: integer('conversation_id'),
  messageId: integer('message_id'),
  contactId: integer('contact_id'),
  outboxId: integer('outbox_id'),
  userId: integer('user_id'),
  /** The event that caused this one. */
  causedBy: integer('caused_by'),
})

/** Why an automatic act happened: one row per act, reachable from the letter. */
export const journal = sqliteTable(
  'journal',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    at: time('at').notNull(),
    /** Name of the act; the renderer has its sentence. */
    what: text().notNull(),
    tone: text().$type<'ok' | 'info' | 'warn' | 'bad'>().notNull(),
    mailboxId: integer('mailbox_id'),
    messageId: integer('message_id'),
    conversationId: integer('conversation_id'),
    userId: integer('user_id'),
    /** Numbers and names for the sentence: a flat JSON object, never letter content. */
    params: text().notNull().default('{}'),
  },
  (t) => [index('journal_by_mailbox').on(t.mailboxId, t.id), index('journal_by_message').on(t.messageId)],
)
