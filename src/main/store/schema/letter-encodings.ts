import { sql } from 'drizzle-orm'
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
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

/** Senders whose letters are always shown so. */
export const senderEncodings = sqliteTable('sender_encodings', {
  email: text().primaryKey(),
  charset: text().notNull(),
  userId: integer('user_id').notNull(),
  at: time('at').notNull(),
})
