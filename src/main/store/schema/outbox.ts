import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Delivery, OutgoingState, SendReason } from '../../../shared/model/conversation.ts'
import { time } from './columns.ts'
import { mailboxes } from './mailboxes.ts'
import { blobs, messages } from './messages.ts'
import { users } from './users.ts'

export const drafts = sqliteTable(
  'drafts',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    userId: integer('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    mailboxId: integer('mailbox_id').references(() => mailboxes.id, { onDelete: 'set null' }),
    conversationId: integer('conversation_id'),
    replyTo: integer('reply_to').references(() => messages.id, { onDelete: 'set null' }),
    mode: text().$type<'new' | 'reply' | 'reply-all' | 'forward'>().notNull(),
    /** JSON lists of { name, email }: a draft may hold half-typed addresses. */
    to: text('to').notNull(),
    cc: text().notNull(),
    bcc: text().notNull(),
    subject: text().notNull(),
    html: text().notNull(),
    afterSend: text('after_send').$type<'waiting' | 'open' | 'closed'>().notNull(),
    revision: integer().notNull(),
    savedAt: time('saved_at').notNull(),
    /** The draft that another window wrote into at the same time; this is the text that came later. */
    forkedFrom: integer('forked_from'),
  },
  (t) => [index('drafts_by_user').on(t.userId, t.savedAt)],
)

/** One letter on its way. The Message-ID is frozen at queueing, the bytes at the latest in the claim of the first attempt. */
export const outbox = sqliteTable(
  'outbox',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    /** Unguessable public id, also the X-Golub-Id header. */
    publicId: text('public_id').notNull().unique(),
    mailboxId: integer('mailbox_id').references(() => mailboxes.id, { onDelete: 'set null' }),
    userId: integer('user_id')
      .notNull()
      .references(() => users.id),
    conversationId: integer('conversation_id'),
    /** The stored letter that shows it in the conversation from the moment of queueing. */
    messageId: integer('message_id').references(() => messages.id, { onDelete: 'set null' }),
    replyTo: integer('reply_to').references(() => messages.id, { onDelete: 'set null' }),
    messageIdHeader: text('message_id_header').notNull().unique(),
    blobId: integer('blob_id').references(() => blobs.id),
    fromEmail: text('from_email').notNull(),
    fromName: text('from_name').notNull(),
    /** JSON lists of { name, email }, frozen. */
    to: text('to').notNull(),
    cc: text().notNull(),
    bcc: text().notNull(),
    subject: text().notNull(),
    html: text().notNull(),
    text: text().notNull(),
    mode: text().$type<'new' | 'reply' | 'reply-all' | 'forward'>().notNull(),
    afterSend: text('after_send').$type<'waiting' | 'open' | 'closed'>().notNull(),
    priority: integer().notNull().default(0),

    state: text().$type<OutgoingState>().notNull(),
    because: text().$type<SendReason>(),
    notBefore: time('not_before').notNull(),
    attempts: integer().notNull().default(0),
    firstTriedAt: time('first_tried_at'),
    claimedAt: time('claimed_at'),
    /** Written before the final dot of the attempt at hand: from here on a lost line means that nobody knows. */
    handedOverAt: time('handed_over_at'),
    serverWords: text('server_words').notNull().default(''),
    copy: text().$type<'pending' | 'filed' | 'by-server' | 'not-filed' | 'off'>().notNull().default('pending'),
    copyTries: integer('copy_tries').notNull().default(0),
    copyUntil: time('copy_until'),
    createdAt: time('created_at').notNull(),
    sentAt: time('sent_at'),
  },
  (t) => [
    index('outbox_next').on(t.state, t.notBefore),
    index('outbox_by_mailbox').on(t.mailboxId, t.createdAt),
    index('outbox_by_message').on(t.messageId),
    index('outbox_copy').on(t.copy, t.copyUntil),
  ],
)

/** What became of it per recipient: accepted by the server, never "delivered". */
export const deliveries = sqliteTable(
  'deliveries',
  {
    id: integer().primaryKey(),
    outboxId: integer('outbox_id')
      .notNull()
      .references(() => outbox.id, { onDelete: 'cascade' }),
    email: text().notNull(),
    state: text().$type<Delivery['state']>().notNull(),
    serverWords: text('server_words').notNull().default(''),
    at: time('at'),
  },
  (t) => [index('deliveries_by_outbox').on(t.outboxId)],
)

/** The send log: one row per attempt. */
export const attempts = sqliteTable(
  'attempts',
  {
    id: integer().primaryKey(),
    outboxId: integer('outbox_id')
      .notNull()
      .references(() => outbox.id, { onDelete: 'cascade' }),
    at: time('at').notNull(),
    outcome: text().$type<'sent' | 'deferred' | 'failed' | 'uncertain'>().notNull(),
    because: text().$type<SendReason>(),
    serverWords: text('server_words').notNull(),
    durationMs: integer('duration_ms').notNull(),
  },
  (t) => [index('attempts_by_outbox').on(t.outboxId)],
)
