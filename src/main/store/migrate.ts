import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { PAGE_SIZE } from './database.ts'
import type { Reader } from './handle.ts'

/** 'GLUB': the mark in the file's header by which `file` and we know our own. */
export const APPLICATION_ID = 0x474c5542

export type Migrated =
  | { ok: true; from: number; to: number; copy: string | null }
  | { ok: false; problem: 'newer' | 'foreign' | 'damaged' | 'failed'; found: number; known: number; words: string }

interface Step {
  name: string
  sql: string
}

/**
 * Brings the file to the newest schema: a copy beside it first (`*.before-N.sqlite`), then all steps in one transaction.
 * A newer file, a foreign one and a damaged one are refused untouched. `user_version` counts the steps done.
 */
export function migrate(file: string, migrationsFolder: string): Migrated {
  const steps = readSteps(migrationsFolder)
  const isNew = !existsSync(file)
  const db = new Database(file)
  try {
    if (isNew) db.pragma(`page_size = ${PAGE_SIZE}`)
    const found = Number(db.pragma('user_version', { simple: true }))
    const mark = Number(db.pragma('application_id', { simple: true }))
    const isEmpty = db.prepare("SELECT count(*) FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'").pluck().get() === 0
    if (!isEmpty && mark !== APPLICATION_ID)
      return { ok: false, problem: 'foreign', found, known: steps.length, words: '' }
    if (found > steps.length) return { ok: false, problem: 'newer', found, known: steps.length, words: '' }
    if (found === steps.length) return { ok: true, from: found, to: found, copy: null }
    const copy = isEmpty ? null : copyOf(db, file, found)
    db.transaction(() => {
      run(db, steps.slice(found))
      db.pragma(`application_id = ${APPLICATION_ID}`)
      db.pragma(`user_version = ${steps.length}`)
    })()
    return { ok: true, from: found, to: steps.length, copy }
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error)
    const isDamaged = /malformed|not a database|disk image/.test(words)
    return { ok: false, problem: isDamaged ? 'damaged' : 'failed', found: -1, known: steps.length, words }
  } finally {
    db.close()
  }
}

/** How many of the steps a file has seen. */
export function schemaVersion(db: Reader): number {
  return Number(db.raw.pragma('user_version', { simple: true }))
}

/** The migrations in their order; the name carries the number. */
export function readSteps(folder: string): Step[] {
  return readdirSync(folder)
    .filter((name) => /^\d{4}_.*\.sql$/.test(name))
    .sort()
    .map((name) => ({ name, sql: readFileSync(join(folder, name), 'utf8') }))
}

/** Every table, index and trigger that our first `upTo` migrations make, as `type name hash-of-sql`: what a foreign file may hold. */
export function knownSchema(folder: string, upTo = Number.POSITIVE_INFINITY): Set<string> {
  const db = new Database(':memory:')
  try {
    run(db, readSteps(folder).slice(0, upTo))
    return schemaOf(db)
  } finally {
    db.close()
  }
}

export function schemaOf(db: Database.Database): Set<string> {
  const rows = db
    .prepare<[], { type: string; name: string; sql: string | null }>('SELECT type, name, sql FROM sqlite_schema')
    .all()
  return new Set(
    rows.map(
      (row) =>
        `${row.type} ${row.name} ${createHash('sha256')
          .update(row.sql ?? '')
          .digest('hex')}`,
    ),
  )
}

function run(db: Database.Database, steps: readonly Step[]): void {
  // A step may change the text of a virtual table, which has no ALTER TABLE.
  db.unsafeMode(true)
  for (const step of steps) for (const statement of statementsOf(step.sql)) db.exec(statement)
  db.unsafeMode(false)
}

function statementsOf(sql: string): string[] {
  return sql.split('--> statement-breakpoint').filter((part) => part.trim())
}

// The WAL is folded in first, so that the one file holds everything.
function copyOf(db: Database.Database, file: string, version: number): string {
  db.pragma('wal_checkpoint(TRUNCATE)')
  const copy = `${file.replace(/\.sqlite$/, '')}.before-${version}.sqlite`
  const half = `${copy}.half`
  copyFileSync(file, half)
  rmSync(copy, { force: true })
  renameSync(half, copy)
  return copy
}
