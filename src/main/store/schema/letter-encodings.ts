import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { time } from './columns.ts'
import { messages } from './messages.ts'

/** A letter that a person shows in another encoding than it says of itself. */
export const letterEncodings = sqliteTable('letter_encodings', {
  messageId: integer('message_id')
    .primaryKey()
    .references(() => messages.id, { onDelete: 'cascade' }),
  charset: text().notNull(),
})

/** Senders whose letters are always shown so. */
export const senderEncodings = sqliteTable('sender_encodings', {
  email: text().primaryKey(),
  charset: text().notNull(),
  userId: integer('user_id').notNull(),
  at: time('at').notNull(),
})
