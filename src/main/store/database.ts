import { randomBytes } from 'node:crypto'
import Database from 'better-sqlite3'
import { type Reader, readerOf, type Topic, type Writer } from './handle.ts'

/** Topic -> ids that changed in one commit; an empty set means "many". */
export type Changes = Map<Topic, Set<number>>

export interface Store {
  readonly file: string
  readonly reader: Reader
  /**
   * One synchronous transaction (`BEGIN IMMEDIATE`); the type forbids an `await` inside. Commits reach the disk at the
   * next checkpoint (WAL, synchronous=NORMAL): a kill loses nothing, a power cut may lose the last seconds.
   */
  write<T>(work: (tx: Writer) => T extends Promise<unknown> ? never : T): T
  /** As `write`, but on the disk before it returns (synchronous=FULL): for every commit that precedes an outside effect. */
  writeDurably<T>(work: (tx: Writer) => T extends Promise<unknown> ? never : T): T
  /** Whether another thread folds the write-ahead log into the file: then a commit never waits for that. */
  leaveCheckpoints(isLeft: boolean): void
  /** Whether the log stays as long as it grew, or is cut when it begins anew: the former while much is written. */
  keepLog(isKept: boolean): void
  /** Called after each commit that changed something. */
  onChanges(listener: (changes: Changes) => void): () => void
  close(): void
}

export const PAGE_SIZE = 8192
const CHECKPOINT_PAGES = 2000
const KEPT_LOG_BYTES = 16 * 1024 * 1024
// While much is written: a log that is cut at each of its beginnings has to be given its blocks anew each time.
const LONG_LOG_BYTES = 160 * 1024 * 1024

/** Opens (or makes) the office's file for writing; migrations have run before. Throws what SQLite throws. */
export function openStore(file: string): Store {
  const raw = new Database(file)
  raw.pragma(`page_size = ${PAGE_SIZE}`)
  raw.pragma('journal_mode = WAL')
  raw.pragma('synchronous = NORMAL')
  raw.pragma('foreign_keys = ON')
  raw.pragma('trusted_schema = OFF')
  raw.pragma('cache_size = -16384')
  raw.pragma('temp_store = MEMORY')
  raw.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`)
  keepLog(false)
  const reader = readerOf(raw)
  const listeners = new Set<(changes: Changes) => void>()
  let changes: Changes = new Map()
  let late: (() => void)[] = []
  let ordered: { place: number; work: () => void }[] = []
  let number = 0
  const writer: Writer = Object.assign(Object.create(reader, { number: { get: () => number } }), {
    changed(topic: Topic, ...ids: number[]) {
      const known = changes.get(topic) ?? new Set<number>()
      for (const id of ids) known.add(id)
      changes.set(topic, known)
    },
    atEnd(work: () => void) {
      late.push(work)
    },
    atVeryEnd(place: number, work: () => void) {
      ordered.push({ place, work })
    },
    attempt(work: () => void) {
      const before = [late.length, ordered.length] as const
      try {
        raw.transaction(work)()
      } catch (error) {
        ;[late.length, ordered.length] = before
        throw error
      }
    },
  })

  function keepLog(isKept: boolean): void {
    raw.pragma(`journal_size_limit = ${isKept ? LONG_LOG_BYTES : KEPT_LOG_BYTES}`)
  }

  function write<T>(work: (tx: Writer) => T): T {
    if (raw.inTransaction) throw new Error('a write inside a write')
    changes = new Map()
    late = []
    ordered = []
    number++
    const all = raw.transaction(() => {
      const result = work(writer)
      for (const last of late) last()
      for (const { work: last } of ordered.sort((a, b) => a.place - b.place)) last()
      return result
    })
    const result = all.immediate()
    if (changes.size) {
      const told = changes
      for (const listener of listeners) listener(told)
    }
    return result
  }

  return {
    file,
    reader,
    write,
    writeDurably(work) {
      raw.pragma('synchronous = FULL')
      try {
        return write(work)
      } finally {
        raw.pragma('synchronous = NORMAL')
      }
    },
    leaveCheckpoints(isLeft) {
      raw.pragma(`wal_autocheckpoint = ${isLeft ? 0 : CHECKPOINT_PAGES}`)
    },
    keepLog,
    onChanges(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: () => raw.close(),
  }
}

/** A read-only connection for the reader worker and the command line. */
export function openReader(file: string): { reader: Reader; close(): void } {
  const raw = new Database(file, { readonly: true, fileMustExist: true })
  raw.pragma('trusted_schema = OFF')
  raw.pragma('cache_size = -16384')
  return { reader: readerOf(raw), close: () => raw.close() }
}

/** 128 random bits, base64url: names of installations and public ids. */
export function randomName(): string {
  return randomBytes(16).toString('base64url')
}
