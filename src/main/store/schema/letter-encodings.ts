import { sql } from 'drizzle-orm'
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { flag, time } from './columns.ts'
import { messages } from './messages.ts'

/** A letter that a person shows in another encoding than it says of itself. */
export const letterEncodings = sqliteTable(
  'letter_encodings',
  {
    messageId: integer('message_id')
      .primaryKey()
      .references(() => messages.id, { onDelete: 'cascade' }),
    charset: text().notNull(),
    /** False until the stored text is the one of this encoding. */
    isShown: flag('is_shown').notNull().default(false),
  },
  (t) => [index('letter_encodings_waiting').on(t.messageId).where(sql`${t.isShown} = 0`)],
)

/** Senders whose letters are always shown so to this user: in the mailboxes that are his. */
export const senderEncodings = sqliteTable(
  'sender_encodings',
  {
    userId: integer('user_id').notNull(),
    email: text().notNull(),
    charset: text().notNull(),
    at: time('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.email] })],
)
