import Database from 'better-sqlite3'
import { damageOf, inOneLine } from './damage.ts'
import { APPLICATION_ID, knownSchema, readSteps, schemaOf } from './migrate.ts'

export type Foreign =
  | { ok: true }
  | { ok: false; problem: 'foreign' | 'damaged'; object: string }
  | { ok: false; problem: 'newer'; found: number; known: number }

// What SQLite itself adds: counters of AUTOINCREMENT, statistics of ANALYZE.
const OWN_TABLES = /^table sqlite_(sequence|stat[1-4]) /

/**
 * Looks at a file from elsewhere without trusting it: read-only, no functions from its schema, our mark, a version that we
 * know, sound, and not one table, index, view or trigger that our migrations do not make word for word.
 */
export function examine(file: string, migrationsFolder: string): Foreign {
  const db = new Database(file, { readonly: true, fileMustExist: true })
  try {
    db.pragma('trusted_schema = OFF')
    if (Number(db.pragma('application_id', { simple: true })) !== APPLICATION_ID)
      return { ok: false, problem: 'foreign', object: 'application_id' }
    const found = Number(db.pragma('user_version', { simple: true }))
    const known = readSteps(migrationsFolder).length
    if (found > known) return { ok: false, problem: 'newer', found, known }
    const expected = knownSchema(migrationsFolder, found)
    const here = schemaOf(db)
    const strange =
      [...here].find((object) => !expected.has(object) && !OWN_TABLES.test(object)) ??
      [...expected].find((object) => !here.has(object) && !OWN_TABLES.test(object))
    if (strange) return { ok: false, problem: 'foreign', object: strange.split(' ').slice(0, 2).join(' ') }
    const damage = damageOf(db)
    return damage === null ? { ok: true } : { ok: false, problem: 'damaged', object: damage }
  } catch (error) {
    return { ok: false, problem: 'damaged', object: inOneLine(error instanceof Error ? error.message : String(error)) }
  } finally {
    db.close()
  }
}

/**
 * Makes an examined copy safe to open as an office: whoever could enter before cannot, certificates accepted by hand are
 * asked for again, the administrators need a new password, and sync and sending rest until confirmed.
 */
export function disarm(file: string): void {
  const db = new Database(file)
  try {
    db.pragma('trusted_schema = OFF')
    db.pragma('journal_mode = DELETE')
    db.transaction(() => {
      db.exec('DELETE FROM sessions')
      db.exec('DELETE FROM api_tokens')
      db.exec('DELETE FROM sign_in_pauses')
      db.exec('UPDATE mailboxes SET imap_pinned = NULL, smtp_pinned = NULL')
      db.exec("UPDATE users SET password_hash = NULL WHERE role = 'admin'")
      db.exec("INSERT INTO settings (key, value) VALUES ('hold', '1') ON CONFLICT (key) DO UPDATE SET value = '1'")
    })()
  } finally {
    db.close()
  }
}
