import { sql } from 'drizzle-orm'
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { Reading } from '../../../shared/model/conversation.ts'
import { bytes, flag, time } from './columns.ts'
import { folders, mailboxes } from './mailboxes.ts'

/** Bytes of any size as rows of 256 KB, content-addressed. `size` null: still being written under its id. */
export const blobs = sqliteTable('blobs', {
  id: integer().primaryKey({ autoIncrement: true }),
  sha256: text().unique(),
  size: integer(),
  startedAt: time('started_at').notNull(),
})
export const blobChunks = sqliteTable(
  'blob_chunks',
  {
    blobId: integer('blob_id')
      .notNull()
      .references(() => blobs.id, { onDelete: 'cascade' }),
    n: integer().notNull(),
    data: bytes('data').notNull(),
  },
  (t) => [primaryKey({ columns: [t.blobId, t.n] })],
)

export const messages = sqliteTable(
  'messages',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    /** Normalised Message-ID + From + Date as written + hash of the decoded parts. */
    identity: text().notNull().unique(),
    messageId: text('message_id').notNull(),
    fromName: text('from_name').notNull(),
    fromEmail: text('from_email').notNull(),
    replyTo: text('reply_to'),
    inReplyTo: text('in_reply_to').notNull().default(''),
    dateAsWritten: text('date_as_written').notNull(),
    /** The Date header, or where it is missing or absurd the server's arrival time. */
    at: time('at').notNull(),
    /** Key of the search row: (seconds of `at`) * 2^20 + counter, so that search walks newest first by rowid. */
    searchId: integer('search_id').notNull().unique(),
    subject: text().notNull(),
    subjectKey: text('subject_key').notNull(),
    hasReplyPrefix: flag('has_reply_prefix').notNull(),
    snippet: text().notNull(),
    language: text().$type<'ru' | 'en' | 'other'>().notNull(),
    size: integer().notNull(),
    hasAttachments: flag('has_attachments').notNull(),
    hasHtml: flag('has_html').notNull(),
    reading: text().$type<Reading>().notNull(),
    troubleWhat: text('trouble_what'),
    troubleLine: integer('trouble_line'),
    isAutomatic: flag('is_automatic').notNull(),
    /** A delivery report of a letter that we sent: shown on that letter, never as a client's. */
    isReport: flag('is_report').notNull().default(false),
    /** The Message-ID is one that we made. */
    isOursById: flag('is_ours_by_id').notNull().default(false),
    /** Another stored letter has the same id and other content. */
    sharesId: flag('shares_id').notNull().default(false),
    authResults: text('auth_results').notNull().default(''),
    threadTopic: text('thread_topic').notNull().default(''),
    threadIndex: text('thread_index').notNull().default(''),
    toCount: integer('to_count').notNull(),
    ccCount: integer('cc_count').notNull(),
    createdAt: time('created_at').notNull(),
  },
  (t) => [
    index('messages_by_message_id').on(t.messageId),
    index('messages_not_parsed').on(t.id).where(sql`reading = 'not-parsed'`),
  ],
)

/** Ids that a letter names (In-Reply-To, References) or is also known by (`alias`). */
export const messageRefs = sqliteTable(
  'message_refs',
  {
    messageId: integer('message_id')
      .notNull()
      .references(() => messages.id, { onDelete: 'cascade' }),
    position: integer().notNull(),
    kind: text().$type<'reply' | 'reference' | 'alias'>().notNull(),
    ref: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.messageId, t.kind, t.position] }), index('message_refs_by_ref').on(t.ref, t.kind)],
)

export const messageBodies = sqliteTable('message_bodies', {
  messageId: integer('message_id')
    .primaryKey()
    .references(() => messages.id, { onDelete: 'cascade' }),
  text: text().notNull(),
  /** UTF-8, a longer one as zstd of it. */
  html: bytes('html'),
})

export const attachments = sqliteTable(
  'attachments',
  {
    messageId: integer('message_id')
      .notNull()
      .references(() => messages.id, { onDelete: 'cascade' }),
    n: integer().notNull(),
    name: text().notNull(),
    mime: text().notNull(),
    size: integer().notNull(),
    sha256: text().notNull(),
    contentId: text('content_id'),
    isInline: flag('is_inline').notNull(),
  },
  (t) => [primaryKey({ columns: [t.messageId, t.n] })],
)

export const addresses = sqliteTable('addresses', {
  id: integer().primaryKey({ autoIncrement: true }),
  email: text().notNull().unique(),
  /** The latest display name seen. */
  name: text().notNull(),
  nameAt: time('name_at').notNull(),
})

export const messageAddresses = sqliteTable(
  'message_addresses',
  {
    addressId: integer('address_id')
      .notNull()
      .references(() => addresses.id),
    at: time('at').notNull(),
    messageId: integer('message_id')
      .notNull()
      .references(() => messages.id, { onDelete: 'cascade' }),
    role: text().$type<'from' | 'to' | 'cc' | 'bcc' | 'sender' | 'reply-to'>().notNull(),
    position: integer().notNull(),
    name: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.addressId, t.at, t.messageId, t.role, t.position] }),
    index('message_addresses_by_message').on(t.messageId, t.role, t.position),
  ],
)

/** A letter in a folder under a UID with its flags and its exact source. */
export const placements = sqliteTable(
  'placements',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    messageId: integer('message_id')
      .notNull()
      .references(() => messages.id, { onDelete: 'cascade' }),
    mailboxId: integer('mailbox_id')
      .notNull()
      .references(() => mailboxes.id, { onDelete: 'cascade' }),
    folderId: integer('folder_id')
      .notNull()
      .references(() => folders.id, { onDelete: 'cascade' }),
    uidValidity: text('uid_validity').notNull(),
    uid: integer().notNull(),
    internalAt: time('internal_at').notNull(),
    /** Space-separated IMAP flags. */
    flags: text().notNull(),
    blobId: integer('blob_id').references(() => blobs.id),
    /** Not on the server any more (deleted or moved there); the letter stays here. */
    goneAt: time('gone_at'),
  },
  (t) => [
    uniqueIndex('placements_uid').on(t.folderId, t.uidValidity, t.uid),
    index('placements_by_message').on(t.messageId),
    index('placements_by_blob').on(t.blobId),
  ],
)

/** Senders whose remote pictures a user lets show without asking. */
export const picturesAllowed = sqliteTable(
  'pictures_allowed',
  { userId: integer('user_id').notNull(), email: text().notNull() },
  (t) => [primaryKey({ columns: [t.userId, t.email] })],
)
