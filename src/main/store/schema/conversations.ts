import { sql } from 'drizzle-orm'
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { ConversationState, Why } from '../../../shared/model/conversation.ts'
import type { Grouping } from '../../../shared/model/mailbox.ts'
import { flag, time } from './columns.ts'
import { contacts } from './contacts.ts'
import { mailboxes } from './mailboxes.ts'
import { addresses, messages } from './messages.ts'
import { users } from './users.ts'

export const conversations = sqliteTable(
  'conversations',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    /** Unique through the office, never reused; `conversation_aliases` keeps the numbers of joined ones. Null only inside a commit. */
    number: integer().unique(),
    mailboxId: integer('mailbox_id')
      .notNull()
      .references(() => mailboxes.id, { onDelete: 'cascade' }),
    subject: text().notNull(),
    state: text().$type<ConversationState>().notNull(),
    /** 0 open, 1 waiting, 2 snoozed, 3 closed: the order of urgency. */
    rank: integer().notNull(),
    /** Set by hand (E, W) at this time: holds until a newer letter. */
    stateByHandAt: time('state_by_hand_at'),
    firstAt: time('first_at').notNull(),
    lastAt: time('last_at').notNull(),
    letters: integer().notNull(),
    snippet: text().notNull(),
    whoId: integer('who_id').references(() => addresses.id),
    whoName: text('who_name').notNull(),
    whoEmail: text('who_email').notNull(),
    contactId: integer('contact_id').references(() => contacts.id, { onDelete: 'set null' }),
    hasAttachments: flag('has_attachments').notNull(),
    trouble: text().$type<'not-parsed' | 'too-big'>(),
    lastMessageId: integer('last_message_id'),
  },
  (t) => [
    index('conversations_by_date').on(t.lastAt, t.id),
    index('conversations_by_urgency').on(t.rank, t.lastAt, t.id),
    index('conversations_by_mailbox').on(t.mailboxId, t.lastAt, t.id),
    index('conversations_by_mailbox_urgency').on(t.mailboxId, t.rank, t.lastAt, t.id),
    index('conversations_by_contact').on(t.contactId, t.mailboxId, t.rank, t.lastAt),
  ],
)

export const conversationAliases = sqliteTable('conversation_aliases', {
  number: integer().primaryKey(),
  conversationId: integer('conversation_id')
    .notNull()
    .references(() => conversations.id, { onDelete: 'cascade' }),
})

/** Which letters stand in which conversation and why. In mode `subject` a letter to several clients has a row per client. */
export const conversationMessages = sqliteTable(
  'conversation_messages',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    conversationId: integer('conversation_id')
      .notNull()
      .references(() => conversations.id),
    messageId: integer('message_id')
      .notNull()
      .references(() => messages.id, { onDelete: 'cascade' }),
    mailboxId: integer('mailbox_id')
      .notNull()
      .references(() => mailboxes.id, { onDelete: 'cascade' }),
    at: time('at').notNull(),
    /** Server arrival: which rules were in force for this letter. */
    receivedAt: time('received_at').notNull(),
    direction: text().$type<'in' | 'out'>().notNull(),
    /** '' outside mode `subject`: one row per letter. */
    client: text().notNull().default(''),
    /** Client address of the letter (From of incoming; first outside To, else CC, of outgoing). */
    clientEmail: text('client_email').notNull(),
    subjectKey: text('subject_key').notNull(),
    parentId: integer('parent_id'),
    rule: text().$type<Why['rule']>().notNull(),
    header: text(),
    fromAnotherAddress: flag('from_another_address').notNull().default(false),
    subjectChanged: flag('subject_changed').notNull().default(false),
    finder: text().$type<Why['binding']['finder']>().notNull().default('none'),
    contactId: integer('contact_id').references(() => contacts.id, { onDelete: 'set null' }),
    isHistory: flag('is_history').notNull(),
  },
  (t) => [
    uniqueIndex('conversation_messages_node').on(t.mailboxId, t.messageId, t.client),
    index('conversation_messages_by_conversation').on(t.conversationId, t.at),
    index('conversation_messages_by_subject').on(t.mailboxId, t.clientEmail, t.subjectKey, t.at),
    index('conversation_messages_by_message').on(t.messageId),
    index('conversation_messages_by_client').on(t.clientEmail, t.at),
    index('conversation_messages_by_contact')
      .on(t.contactId, t.mailboxId, t.direction, t.at, t.messageId)
      .where(sql`contact_id IS NOT NULL`),
    index('conversation_messages_excluded')
      .on(t.mailboxId, t.clientEmail, t.conversationId)
      .where(sql`${t.rule} = 'excluded'`),
  ],
)

/** Unread letters per user: a row exists while the letter is unread. */
export const unread = sqliteTable(
  'unread',
  {
    userId: integer('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    mailboxId: integer('mailbox_id')
      .notNull()
      .references(() => mailboxes.id, { onDelete: 'cascade' }),
    conversationId: integer('conversation_id')
      .notNull()
      .references(() => conversations.id, { onDelete: 'cascade' }),
    messageId: integer('message_id')
      .notNull()
      .references(() => messages.id, { onDelete: 'cascade' }),
  },
  (t) => [
    primaryKey({ columns: [t.userId, t.mailboxId, t.messageId] }),
    index('unread_by_conversation').on(t.conversationId, t.userId),
  ],
)

/** Grouping rules with the time from which they hold; letters before it keep theirs. */
export const threadRules = sqliteTable('thread_rules', {
  id: integer().primaryKey(),
  mailboxId: integer('mailbox_id')
    .notNull()
    .references(() => mailboxes.id, { onDelete: 'cascade' }),
  mode: text().$type<Grouping>().notNull(),
  validFrom: time('valid_from').notNull(),
})
/** Addresses or `@domain` whose letters are joined by no automatic rule; mailbox null: the whole installation. */
export const exclusions = sqliteTable('exclusions', {
  id: integer().primaryKey(),
  mailboxId: integer('mailbox_id').references(() => mailboxes.id, { onDelete: 'cascade' }),
  pattern: text().notNull(),
  validFrom: time('valid_from').notNull(),
  validTo: time('valid_to'),
  /** Who added it and when; `validFrom` is 0 where it also holds for letters that were here before. */
  userId: integer('user_id'),
  addedAt: time('added_at').notNull().default(0),
  /** False while letters that were here before are still being grouped anew by it: the next start goes on. */
  isFollowed: flag('is_followed').notNull().default(true),
})
/** Decisions by hand: this letter answers that one (or none), whatever its headers say. */
export const threadDecisions = sqliteTable(
  'thread_decisions',
  {
    id: integer().primaryKey(),
    mailboxId: integer('mailbox_id')
      .notNull()
      .references(() => mailboxes.id, { onDelete: 'cascade' }),
    messageId: integer('message_id')
      .notNull()
      .references(() => messages.id, { onDelete: 'cascade' }),
    parentMessageId: integer('parent_message_id').references(() => messages.id, { onDelete: 'cascade' }),
    userId: integer('user_id').notNull(),
    at: time('at').notNull(),
  },
  (t) => [uniqueIndex('thread_decisions_letter').on(t.mailboxId, t.messageId)],
)
