import { sql } from 'drizzle-orm'
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { AttemptStep, Delivery, OutgoingState, SendReason } from '../../../shared/model/conversation.ts'
import { flag, time } from './columns.ts'
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
    isSigned: flag('is_signed').notNull().default(true),
    isQuoted: flag('is_quoted').notNull().default(true),
    isCommon: flag('is_common').notNull().default(false),
    revision: integer().notNull(),
    savedAt: time('saved_at').notNull(),
    /** The draft that another window wrote into at the same time; this is the text that came later. */
    forkedFrom: integer('forked_from'),
  },
  (t) => [index('drafts_by_user').on(t.userId, t.savedAt), index('drafts_by_reply').on(t.replyTo)],
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
    isSigned: flag('is_signed').notNull().default(true),
    isQuoted: flag('is_quoted').notNull().default(true),
    isCommon: flag('is_common').notNull().default(false),
    /** Letters written once and sent to each recipient by itself: the id of the first of them. */
    setId: integer('set_id'),
    /** The draft that it was, and its revision: the same press again finds the letter. */
    draftId: integer('draft_id'),
    draftRevision: integer('draft_revision'),
    priority: integer().notNull().default(0),

    state: text().$type<OutgoingState>().notNull(),
    because: text().$type<SendReason>(),
    notBefore: time('not_before').notNull(),
    /** When the wait until `notBefore` began: a clock that is set back is told by it. */
    waitsFrom: time('waits_from'),
    /** Its author said to try although the provider has blocked the mailbox. */
    isUrged: flag('is_urged').notNull().default(false),
    attempts: integer().notNull().default(0),
    firstTriedAt: time('first_tried_at'),
    claimedAt: time('claimed_at'),
    /** Written before the final dot of the attempt at hand: from here on a lost line means that nobody knows. */
    handedOverAt: time('handed_over_at'),
    serverWords: text('server_words').notNull().default(''),
    copy: text().$type<'pending' | 'filed' | 'by-server' | 'not-filed' | 'off'>().notNull().default('pending'),
    copyTries: integer('copy_tries').notNull().default(0),
    copyUntil: time('copy_until'),
    /** What the Sent folder said of an uncertain letter, and when it was asked last. */
    lookedAt: time('looked_at'),
    looked: text().$type<'absent' | 'unreachable' | 'no-folder' | 'own-copy'>(),
    createdAt: time('created_at').notNull(),
    sentAt: time('sent_at'),
  },
  (t) => [
    index('outbox_next').on(t.state, t.notBefore),
    index('outbox_by_mailbox').on(t.mailboxId, t.createdAt),
    index('outbox_by_message').on(t.messageId),
    index('outbox_copy').on(t.copy, t.copyUntil),
    index('outbox_by_set').on(t.setId),
    index('outbox_by_draft').on(t.draftId),
    index('outbox_by_blob').on(t.blobId),
    index('outbox_due')
      .on(t.mailboxId, t.priority, t.id, t.notBefore, t.state)
      .where(sql`state IN ('queued', 'deferred')`),
    index('outbox_by_state').on(t.state, t.id, t.mailboxId),
    index('outbox_sent').on(t.sentAt, t.id).where(sql`state = 'sent'`),
    index('outbox_unsettled')
      .on(t.messageId, t.state, t.because)
      .where(sql`state IN ('queued', 'sending', 'deferred', 'failed', 'uncertain')`),
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
    mailboxId: integer('mailbox_id'),
    /** Counts against the limits of the mailbox: so many recipients at this time. */
    countedAt: time('counted_at'),
    recipients: integer().notNull().default(0),
    /** How far the dialogue came. */
    step: text().$type<AttemptStep>(),
    handedOverAt: time('handed_over_at'),
  },
  (t) => [
    index('attempts_by_outbox').on(t.outboxId),
    index('attempts_counted').on(t.mailboxId, t.countedAt, t.recipients),
  ],
)

/** Why the letters of a mailbox wait together: by hand, or all others. The wait is a row that ends by itself. */
export const sendWaits = sqliteTable(
  'send_waits',
  {
    id: integer().primaryKey(),
    mailboxId: integer('mailbox_id')
      .notNull()
      .references(() => mailboxes.id, { onDelete: 'cascade' }),
    lane: text().$type<'hand' | 'rest'>().notNull(),
    because: text().$type<SendReason>().notNull(),
    since: time('since').notNull(),
    until: time('until').notNull(),
    serverWords: text('server_words').notNull().default(''),
  },
  (t) => [uniqueIndex('send_waits_lane').on(t.mailboxId, t.lane, t.because)],
)

/** Letters in the Sent folder that another program sent within the last day: the provider counts them too. */
export const sentElsewhere = sqliteTable(
  'sent_elsewhere',
  {
    id: integer().primaryKey(),
    mailboxId: integer('mailbox_id')
      .notNull()
      .references(() => mailboxes.id, { onDelete: 'cascade' }),
    messageId: integer('message_id')
      .notNull()
      .references(() => messages.id, { onDelete: 'cascade' }),
    countedAt: time('counted_at').notNull(),
    recipients: integer().notNull(),
  },
  (t) => [
    uniqueIndex('sent_elsewhere_letter').on(t.mailboxId, t.messageId),
    index('sent_elsewhere_counted').on(t.mailboxId, t.countedAt),
    index('sent_elsewhere_by_message').on(t.messageId),
  ],
)
