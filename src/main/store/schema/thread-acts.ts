import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { ConversationState } from '../../../shared/model/conversation.ts'
import type { ThreadAct } from '../../../shared/model/thread-act.ts'
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
