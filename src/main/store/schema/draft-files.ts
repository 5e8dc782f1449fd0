import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { flag, time } from './columns.ts'
import { mailboxes } from './mailboxes.ts'
import { blobs } from './messages.ts'
import { drafts, outbox } from './outbox.ts'

/** A file of a draft. `part` null: the blob is the file; else the blob is a letter, and the file its attachment of that number. */
export const draftFiles = sqliteTable(
  'draft_files',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    draftId: integer('draft_id')
      .notNull()
      .references(() => drafts.id, { onDelete: 'cascade' }),
    position: integer().notNull(),
    name: text().notNull(),
    mime: text().notNull(),
    size: integer().notNull(),
    blobId: integer('blob_id')
      .notNull()
      .references(() => blobs.id),
    part: integer(),
    /** Without brackets; the draft's HTML names a picture by it. */
    contentId: text('content_id'),
    isInline: flag('is_inline').notNull(),
  },
  (t) => [index('draft_files_by_draft').on(t.draftId, t.position), index('draft_files_by_blob').on(t.blobId)],
)

/** Which attachments of a frozen letter were files of its draft, so that a letter taken back has them again. */
export const outboxFiles = sqliteTable(
  'outbox_files',
  {
    outboxId: integer('outbox_id')
      .notNull()
      .references(() => outbox.id, { onDelete: 'cascade' }),
    /** Number of the attachment in the letter's bytes. */
    part: integer().notNull(),
    name: text().notNull(),
    mime: text().notNull(),
    size: integer().notNull(),
    contentId: text('content_id'),
    isInline: flag('is_inline').notNull(),
  },
  (t) => [primaryKey({ columns: [t.outboxId, t.part] })],
)

/** A draft's copy in the server's Drafts folder. It outlives the draft until the copy is removed there. */
export const draftCopies = sqliteTable(
  'draft_copies',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    draftId: integer('draft_id').notNull(),
    mailboxId: integer('mailbox_id')
      .notNull()
      .references(() => mailboxes.id, { onDelete: 'cascade' }),
    /** The X-Golub-Draft header: by it our copy is found again, and no other letter is ever touched. */
    publicId: text('public_id').notNull(),
    /** Of the copy that lies there; 0 for none yet. */
    revision: integer().notNull(),
    folder: text(),
    uidValidity: text('uid_validity'),
    uid: integer(),
    /** When it is looked at next; null: nothing to do. */
    dueAt: time('due_at'),
    tries: integer().notNull().default(0),
  },
  (t) => [uniqueIndex('draft_copies_by_draft').on(t.draftId, t.mailboxId), index('draft_copies_due').on(t.dueAt)],
)
