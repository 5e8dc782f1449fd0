import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Density, Locale, Role, Theme } from '../../../shared/model/user.ts'
import { flag, time } from './columns.ts'

export const users = sqliteTable('users', {
  id: integer().primaryKey({ autoIncrement: true }),
  name: text().notNull(),
  /** Lower-cased; the name to sign in with. */
  email: text().notNull().unique(),
  role: text().$type<Role>().notNull(),
  /** scrypt: `N$r$p$salt$hash`, base64url. Null: this user signs in by a link of the host only. */
  passwordHash: text('password_hash'),
  /** Empty until the browser of the first sign-in tells it. */
  locale: text().$type<Locale | ''>().notNull().default('ru'),
  theme: text().$type<Theme>().notNull().default('system'),
  density: text().$type<Density>().notNull().default('default'),
  undoSeconds: integer('undo_seconds').notNull().default(10),
  darkLetters: flag('dark_letters').notNull().default(false),
  letterKeys: flag('letter_keys').notNull().default(true),
  /** HTML; stands under the letters of mailboxes without a signature of their own. */
  signature: text().notNull().default(''),
  /** Ctrl+Enter sends the letter being written. */
  sendKey: flag('send_key').notNull().default(true),
  /** From where a new letter leaves; no reference, since mailboxes refer to users. A mailbox that is gone counts as none. */
  defaultMailboxId: integer('default_mailbox_id'),
  createdAt: time('created_at').notNull(),
  disabledAt: time('disabled_at'),
})

export const sessions = sqliteTable(
  'sessions',
  {
    id: integer().primaryKey(),
    userId: integer('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** SHA-256 of the cookie and of the page's secret: neither lies in the file. */
    tokenHash: text('token_hash').notNull().unique(),
    secretHash: text('secret_hash').notNull(),
    createdAt: time('created_at').notNull(),
    seenAt: time('seen_at').notNull(),
    expiresAt: time('expires_at').notNull(),
  },
  (t) => [index('sessions_by_user').on(t.userId)],
)

export const apiTokens = sqliteTable('api_tokens', {
  id: integer().primaryKey(),
  userId: integer('user_id')
    .notNull()
    .references(() => users.id, { onDelete: 'cascade' }),
  tokenHash: text('token_hash').notNull().unique(),
  name: text().notNull(),
  createdAt: time('created_at').notNull(),
  usedAt: time('used_at'),
  revokedAt: time('revoked_at'),
})

/** A repeated request with the same key gives the first answer again. */
export const idempotencyKeys = sqliteTable('idempotency_keys', {
  id: integer().primaryKey(),
  userId: integer('user_id')
    .notNull()
    .references(() => users.id, { onDelete: 'cascade' }),
  key: text().notNull(),
  requestHash: text('request_hash').notNull(),
  outboxId: integer('outbox_id').notNull(),
  at: time('at').notNull(),
})

/** Failed sign-ins in a row per name and the pause that they earned. */
export const signInPauses = sqliteTable('sign_in_pauses', {
  email: text().primaryKey(),
  tries: integer().notNull(),
  until: time('until'),
})
