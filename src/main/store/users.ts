import type { MailboxId, UserId } from '../../shared/model/ids.ts'
import type { Locale, Role, User } from '../../shared/model/user.ts'
import type { Reader, Writer } from './handle.ts'

interface Row {
  id: UserId
  name: string
  email: string
  role: Role
  /** Empty until the first sign-in. */
  locale: Locale | ''
  theme: User['theme']
  density: User['density']
  undo_seconds: number
  dark_letters: number
  letter_keys: number
  signature: string
  send_key: number
  default_mailbox_id: MailboxId | null
}

const COLUMNS =
  'id, name, email, role, locale, theme, density, undo_seconds, dark_letters, letter_keys, signature, send_key, default_mailbox_id'

export interface NewUser {
  name: string
  /** Already normalised: the name to sign in with. */
  email: string
  role: Role
  /** Null: signs in by a link of the host only. */
  passwordHash: string | null
  /** Null until the browser of the first sign-in tells it. */
  locale: Locale | null
}

export function addUser(tx: Writer, user: NewUser, now: number): UserId {
  const added = tx
    .sql('INSERT INTO users (name, email, role, password_hash, locale, created_at) VALUES (?, ?, ?, ?, ?, ?)')
    .run(user.name, user.email, user.role, user.passwordHash, user.locale ?? '', now)
  tx.changed('office')
  // SQLite's row ids become our ids here.
  return Number(added.lastInsertRowid) as UserId
}

/** Null for an unknown or dismissed user. */
export function userById(db: Reader, id: UserId): User | null {
  const row = db.sql<Row>(`SELECT ${COLUMNS} FROM users WHERE id = ? AND disabled_at IS NULL`).get(id)
  return row ? userOf(row) : null
}

export function userByEmail(db: Reader, email: string): User | null {
  const row = db.sql<Row>(`SELECT ${COLUMNS} FROM users WHERE email = ? AND disabled_at IS NULL`).get(email)
  return row ? userOf(row) : null
}

/** What sign-in compares; a null hash means that this user signs in by a link of the host only. */
export function passwordOf(db: Reader, email: string): { id: UserId; hash: string | null } | null {
  const row = db
    .sql<{ id: UserId; hash: string | null }>(
      'SELECT id, password_hash AS hash FROM users WHERE email = ? AND disabled_at IS NULL',
    )
    .get(email)
  return row ?? null
}

/** The language of the page at the first sign-in; a chosen one stays. */
export function keepFirstLocale(tx: Writer, id: UserId, locale: Locale): void {
  tx.sql("UPDATE users SET locale = ? WHERE id = ? AND locale = ''").run(locale, id)
}

export function setPassword(tx: Writer, id: UserId, hash: string): void {
  tx.sql('UPDATE users SET password_hash = ? WHERE id = ?').run(hash, id)
  tx.sql('DELETE FROM sessions WHERE user_id = ?').run(id)
}

/** The administrator who was here first; null while the office does not exist. */
export function firstAdministrator(db: Reader): { id: UserId; email: string; hasPassword: boolean } | null {
  const row = db
    .sql<{ id: UserId; email: string; has: number }>(
      `SELECT id, email, password_hash IS NOT NULL AS has FROM users WHERE role = 'admin' AND disabled_at IS NULL ORDER BY id LIMIT 1`,
    )
    .get()
  return row ? { id: row.id, email: row.email, hasPassword: row.has === 1 } : null
}

export function updateUser(tx: Writer, id: UserId, change: Partial<Omit<User, 'id' | 'email' | 'role'>>): void {
  const set: Record<string, string | number | null | undefined> = {
    name: change.name,
    locale: change.locale,
    theme: change.theme,
    density: change.density,
    undo_seconds: change.undoSeconds,
    dark_letters: change.darkLetters === undefined ? undefined : Number(change.darkLetters),
    letter_keys: change.letterKeys === undefined ? undefined : Number(change.letterKeys),
    signature: change.signature,
    send_key: change.sendKey === undefined ? undefined : Number(change.sendKey),
    default_mailbox_id: change.defaultMailboxId,
  }
  for (const [column, value] of Object.entries(set))
    if (value !== undefined) tx.sql(`UPDATE users SET ${column} = ? WHERE id = ?`).run(value, id)
  tx.changed('profile', id)
}

function userOf(row: Row): User {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    role: row.role,
    locale: row.locale === '' ? 'ru' : row.locale,
    theme: row.theme,
    density: row.density,
    undoSeconds: row.undo_seconds,
    darkLetters: row.dark_letters === 1,
    letterKeys: row.letter_keys === 1,
    signature: row.signature,
    sendKey: row.send_key === 1,
    defaultMailboxId: row.default_mailbox_id,
  }
}
