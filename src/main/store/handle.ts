import type { Database, Statement } from 'better-sqlite3'
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3'

declare const writable: unique symbol

/** A connection to read from. */
export interface Reader {
  readonly raw: Database
  readonly orm: BetterSQLite3Database
  /** The statement for this text, prepared once per connection: an unprepared query costs 4 to 44 times as much. */
  sql<Row = unknown, Params extends unknown[] = unknown[]>(text: string): Statement<Params, Row>
}

/** Handed out by `write` only: whoever holds it is inside the one writing transaction. */
export interface Writer extends Reader {
  readonly [writable]: true
  /** Counts the transactions of this connection: what was noted under another number belongs to another one. */
  readonly number: number
  /** Tells the screens after the commit that these ids of this topic changed. */
  changed(topic: Topic, ...ids: number[]): void
  /** Runs at the end of the transaction, before its commit. */
  atEnd(work: () => void): void
  /**
   * Runs after everything else, ascending by `place`. For rows of the full text index by their rowid: another statement or
   * savepoint, or a lower rowid, makes FTS5 write out what it holds, which costs more than the letter itself.
   */
  atVeryEnd(place: number, work: () => void): void
  /** Runs in a savepoint: when it throws, nothing of it stays. */
  attempt(work: () => void): void
}

export type Topic = 'mailboxes' | 'conversations' | 'counts' | 'contacts' | 'outbox' | 'drafts' | 'profile' | 'office'

const PARAMETER = /'(?:[^']|'')*'|"[^"]*"|\?|(?<![:\w]):[a-zA-Z]\w*/g

/**
 * The same statement with `+` before each parameter, which changes nothing but this: SQLite (built with STAT4) lets the plan
 * depend on a bare parameter, and then prepares a join or an ORDER BY anew at every call, which costs five times the query.
 */
export function settled(text: string): string {
  return text.replace(PARAMETER, (part) => (part.startsWith('?') || part.startsWith(':') ? `+${part}` : part))
}

export function readerOf(raw: Database): Reader {
  const statements = new Map<string, Statement>()
  return {
    raw,
    orm: drizzle(raw),
    sql<Row, Params extends unknown[]>(text: string) {
      let statement = statements.get(text)
      if (!statement) {
        statement = raw.prepare(settled(text))
        statements.set(text, statement)
      }
      // The caller names the row that this text yields; SQLite cannot.
      return statement as Statement<Params, Row>
    },
  }
}
