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
  /**
   * Runs at the end of the transaction, before its commit. For rows of the full text index: any statement or savepoint
   * after one makes FTS5 write out what it holds, which costs more than the letter itself.
   */
  atEnd(work: () => void): void
  /** Runs in a savepoint: when it throws, nothing of it stays. */
  attempt(work: () => void): void
}

export type Topic = 'mailboxes' | 'conversations' | 'counts' | 'contacts' | 'outbox' | 'drafts' | 'profile' | 'office'

export function readerOf(raw: Database): Reader {
  const statements = new Map<string, Statement>()
  return {
    raw,
    orm: drizzle(raw),
    sql<Row, Params extends unknown[]>(text: string) {
      const statement = statements.get(text) ?? raw.prepare(text)
      statements.set(text, statement)
      // The caller names the row that this text yields; SQLite cannot.
      return statement as Statement<Params, Row>
    },
  }
}
