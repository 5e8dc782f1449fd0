import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { FolderRole, Grouping, Incoming, ProviderName, Security, Trouble } from '../../../shared/model/mailbox.ts'
import { bytes, flag, time } from './columns.ts'
import { users } from './users.ts'

export const mailboxes = sqliteTable(
  'mailboxes',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    ownerId: integer('owner_id')
      .notNull()
      .references(() => users.id),
    kind: text().$type<'personal' | 'corporate'>().notNull().default('personal'),
    /** Normalised address. */
    address: text().notNull(),
    displayName: text('display_name').notNull().default(''),
    provider: text().$type<ProviderName>().notNull(),

    imapHost: text('imap_host'),
    imapPort: integer('imap_port'),
    imapSecurity: text('imap_security').$type<Security>(),
    imapLogin: text('imap_login'),
    imapPinned: text('imap_pinned'),
    imapPlaintext: flag('imap_plaintext').notNull().default(false),
    smtpHost: text('smtp_host'),
    smtpPort: integer('smtp_port'),
    smtpSecurity: text('smtp_security').$type<Security>(),
    smtpLogin: text('smtp_login'),
    smtpPinned: text('smtp_pinned'),
    smtpPlaintext: flag('smtp_plaintext').notNull().default(false),

    receiving: text().$type<'works' | 'fails' | 'left-out'>().notNull().default('left-out'),
    sending: text().$type<'works' | 'fails' | 'left-out'>().notNull().default('left-out'),
    activity: text()
      .$type<'connecting' | 'loading' | 'watching' | 'waiting' | 'needs-login' | 'paused' | 'offline'>()
      .notNull()
      .default('connecting'),
    watchBy: text('watch_by').$type<'idle' | 'poll'>(),
    /** A wait is data: when it ends and why it is. */
    waitUntil: time('wait_until'),
    waitBecause: text('wait_because').$type<Trouble>(),
    activitySince: time('activity_since').notNull(),
    /** Failures in a row: of any kind, and refused logins. */
    failures: integer().notNull().default(0),
    loginRefusals: integer('login_refusals').notNull().default(0),
    lastSyncAt: time('last_sync_at'),
    lastErrorAt: time('last_error_at'),
    lastErrorTrouble: text('last_error_trouble').$type<Trouble>(),
    lastErrorWords: text('last_error_words').notNull().default(''),

    /** Limits of sending in recipients, where the owner changed the provider's; null is the default. */
    limitMinute: integer('limit_minute'),
    limitHour: integer('limit_hour'),
    limitDay: integer('limit_day'),
    limitLetter: integer('limit_letter'),
    /** Sending rests by hand since then. */
    sendingPausedAt: time('sending_paused_at'),

    signature: text().notNull().default(''),
    grouping: text().$type<Grouping>().notNull().default('smart'),
    twoWayFlags: flag('two_way_flags').notNull().default(true),
    sentCopy: text('sent_copy').$type<'auto' | 'always' | 'never'>().notNull().default('auto'),
    pollMinutes: integer('poll_minutes').notNull().default(5),
    sizeLimitMb: integer('size_limit_mb').notNull().default(50),
    createContacts: flag('create_contacts').notNull().default(true),
    depthKind: text('depth_kind').$type<'all' | 'new' | 'days' | 'since'>().notNull().default('all'),
    /** Letters older than this (INTERNALDATE) are not loaded; null loads everything. */
    depthSince: time('depth_since'),
    depthDays: integer('depth_days'),

    connectedAt: time('connected_at').notNull(),
    /** The first import is through for every ticked folder. */
    loadedAt: time('loaded_at'),
    /** Disconnected with its letters kept. */
    removedAt: time('removed_at'),
    /** The protocol of the incoming half, whose server stands in the imap columns. */
    incoming: text().$type<Incoming>().notNull().default('imap'),
    /** The largest letter that the server said it takes (EHLO SIZE); null until it was asked, or where it says nothing. */
    smtpMaxBytes: integer('smtp_max_bytes'),
    /** Drafts lie in the server's Drafts folder too. */
    draftsOnServer: flag('drafts_on_server').notNull().default(false),
  },
  (t) => [index('mailboxes_by_owner').on(t.ownerId), uniqueIndex('mailboxes_address').on(t.ownerId, t.address)],
)

/** AES-256-GCM under the key that lives outside the file; without the key the mailbox asks to sign in again. */
export const mailboxSecrets = sqliteTable(
  'mailbox_secrets',
  {
    id: integer().primaryKey(),
    mailboxId: integer('mailbox_id')
      .notNull()
      .references(() => mailboxes.id, { onDelete: 'cascade' }),
    half: text().$type<'imap' | 'smtp'>().notNull(),
    sealed: bytes('sealed').notNull(),
  },
  (t) => [uniqueIndex('mailbox_secrets_half').on(t.mailboxId, t.half)],
)

export const folders = sqliteTable(
  'folders',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    mailboxId: integer('mailbox_id')
      .notNull()
      .references(() => mailboxes.id, { onDelete: 'cascade' }),
    path: text().notNull(),
    name: text().notNull(),
    delimiter: text().notNull().default('/'),
    role: text().$type<FolderRole>().notNull(),
    isTicked: flag('is_ticked').notNull(),
    /** Cursor: everything of [lowUid, highUid] is stored or stands in `pending`. Null before the first letter. */
    uidValidity: text('uid_validity'),
    lowUid: integer('low_uid'),
    highUid: integer('high_uid'),
    /** UIDNEXT when the mailbox was connected: letters below it are history and fire nothing. */
    liveFromUid: integer('live_from_uid'),
    modseq: text(),
    /** Everything down to the chosen depth is stored. */
    isLoaded: flag('is_loaded').notNull().default(false),
    serverCount: integer('server_count'),
    /** Letters of this folder within the chosen depth when the import began. */
    depthTotal: integer('depth_total'),
    auditedAt: time('audited_at'),
    auditServer: integer('audit_server'),
    auditHere: integer('audit_here'),
    /** Letters of the folder that are here and still on the server; kept by triggers on `placements`. */
    hereCount: integer('here_count').notNull().default(0),
    goneAt: time('gone_at'),
  },
  (t) => [uniqueIndex('folders_path').on(t.mailboxId, t.path)],
)

/** The number that we gave a letter of a POP3 mailbox, whose server knows it by a name only; it does what a UID does elsewhere. */
export const pop3Letters = sqliteTable(
  'pop3_letters',
  {
    folderId: integer('folder_id')
      .notNull()
      .references(() => folders.id, { onDelete: 'cascade' }),
    uidValidity: text('uid_validity').notNull(),
    uid: integer().notNull(),
    uidl: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.folderId, t.uidValidity, t.uid] }),
    uniqueIndex('pop3_letters_uidl').on(t.folderId, t.uidValidity, t.uidl),
  ],
)

/** Letters inside a cursor that are not whole here yet: large ones that come last, too big ones, ones that failed. */
export const pending = sqliteTable(
  'pending',
  {
    id: integer().primaryKey(),
    folderId: integer('folder_id')
      .notNull()
      .references(() => folders.id, { onDelete: 'cascade' }),
    uid: integer().notNull(),
    size: integer().notNull(),
    internalAt: time('internal_at').notNull(),
    because: text().$type<'large' | 'too-big' | 'failed' | 'asked'>().notNull(),
    tries: integer().notNull().default(0),
    until: time('until'),
    messageId: integer('message_id'),
  },
  (t) => [uniqueIndex('pending_uid').on(t.folderId, t.uid)],
)

/** Flag changes made here that the server has not heard yet. */
export const flagOutbox = sqliteTable(
  'flag_outbox',
  {
    id: integer().primaryKey(),
    mailboxId: integer('mailbox_id')
      .notNull()
      .references(() => mailboxes.id, { onDelete: 'cascade' }),
    folderId: integer('folder_id')
      .notNull()
      .references(() => folders.id, { onDelete: 'cascade' }),
    uid: integer().notNull(),
    flag: text().notNull(),
    isSet: flag('is_set').notNull(),
    at: time('at').notNull(),
  },
  (t) => [uniqueIndex('flag_outbox_uid').on(t.folderId, t.uid, t.flag)],
)
