import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { ConversationState } from '../../../shared/model/conversation.ts'
import type { ApartKind, ThreadAct } from '../../../shared/model/thread-act.ts'
import { time } from './columns.ts'
import { mailboxes } from './mailboxes.ts'
import { messages } from './messages.ts'

/** What a person did to conversations: a merge, a split, a moved letter. Numbers, since a conversation may go and come back. */
export const threadActs = sqliteTable(
  'thread_acts',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    at: time('at').notNull(),
    kind: text().$type<ThreadAct['kind']>().notNull(),
    mailboxId: integer('mailbox_id')
      .notNull()
      .references(() => mailboxes.id, { onDelete: 'cascade' }),
    userId: integer('user_id').notNull(),
    /** Where the letters stood, and where they stand since. */
    fromNumber: integer('from_number').notNull(),
    toNumber: integer('to_number').notNull(),
    letters: integer().notNull(),
    /** The state by hand that went with a merged conversation, for undo. */
    fromState: text('from_state').$type<ConversationState>(),
    fromStateAt: time('from_state_at'),
    undoneAt: time('undone_at'),
    /** How the conversation is called since, where the person said it; null: as its letters are. */
    subject: text(),
  },
  (t) => [index('thread_acts_by_from').on(t.fromNumber), index('thread_acts_by_to').on(t.toNumber)],
)

/** The letters that changed their place by an act. */
export const threadActLetters = sqliteTable(
  'thread_act_letters',
  {
    actId: integer('act_id')
      .notNull()
      .references(() => threadActs.id, { onDelete: 'cascade' }),
    messageId: integer('message_id')
      .notNull()
      .references(() => messages.id, { onDelete: 'cascade' }),
  },
  (t) => [primaryKey({ columns: [t.actId, t.messageId] }), index('thread_act_letters_by_message').on(t.messageId)],
)

/** What a split asks of later letters: those of some people leave the conversation that was split, as theirs did. */
export const apartRules = sqliteTable(
  'apart_rules',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    actId: integer('act_id')
      .notNull()
      .references(() => threadActs.id, { onDelete: 'cascade' }),
    mailboxId: integer('mailbox_id')
      .notNull()
      .references(() => mailboxes.id, { onDelete: 'cascade' }),
    kind: text().$type<ApartKind>().notNull(),
    validFrom: time('valid_from').notNull(),
    /** Null while it holds. */
    validTo: time('valid_to'),
    /** A letter that stayed, with its client where it stands in several conversations, and an incoming one that left. */
    stayedId: integer('stayed_id')
      .notNull()
      .references(() => messages.id, { onDelete: 'cascade' }),
    stayedClient: text('stayed_client').notNull(),
    leftId: integer('left_id')
      .notNull()
      .references(() => messages.id, { onDelete: 'cascade' }),
  },
  (t) => [
    index('apart_rules_by_mailbox').on(t.mailboxId),
    index('apart_rules_by_act').on(t.actId),
    index('apart_rules_by_stayed').on(t.stayedId),
    index('apart_rules_by_left').on(t.leftId),
  ],
)

/** Whom and what such a rule speaks of: addresses of those who leave and of those whom they leave, subjects. */
export const apartValues = sqliteTable(
  'apart_values',
  {
    ruleId: integer('rule_id')
      .notNull()
      .references(() => apartRules.id, { onDelete: 'cascade' }),
    role: text().$type<'sender' | 'client' | 'subject'>().notNull(),
    value: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.ruleId, t.role, t.value] })],
)

/** Every decision that an act made, oldest first: the last one that is left holds (`thread_decisions`). Act null: by the program. */
export const threadChoices = sqliteTable(
  'thread_choices',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    actId: integer('act_id').references(() => threadActs.id, { onDelete: 'cascade' }),
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
  (t) => [
    index('thread_choices_by_letter').on(t.messageId, t.mailboxId),
    index('thread_choices_by_parent').on(t.parentMessageId),
    index('thread_choices_by_act').on(t.actId),
  ],
)
