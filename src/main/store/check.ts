import { createHash } from 'node:crypto'
import type { BlobId } from '../../shared/model/ids.ts'
import { TRIED_AGAIN } from './attempts.ts'
import { blobSize, readBlob } from './blobs.ts'
import { findings } from './damage.ts'
import type { Reader } from './handle.ts'

/** What the check found wrong; `examples` are ids (or SQLite's own words). */
export interface Fault {
  what: FaultName
  count: number
  examples: (number | string)[]
}

/** Each yields the ids of what breaks a promise of the store. */
const PROMISES = {
  'placement-without-letter':
    'SELECT p.id FROM placements p WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.id = p.message_id)',
  'letter-without-conversation': `SELECT DISTINCT p.message_id AS id FROM placements p
    WHERE NOT EXISTS (SELECT 1 FROM conversation_messages n WHERE n.mailbox_id = p.mailbox_id AND n.message_id = p.message_id)`,
  'empty-conversation':
    'SELECT c.id FROM conversations c WHERE NOT EXISTS (SELECT 1 FROM conversation_messages n WHERE n.conversation_id = c.id)',
  'conversation-counts': `SELECT c.id FROM conversations c JOIN
    (SELECT o.conversation_id, count(DISTINCT o.message_id) AS everything, count(DISTINCT CASE WHEN m.is_report = 0 THEN o.message_id END) AS letters,
       max(o.at) AS last FROM conversation_messages o JOIN messages m ON m.id = o.message_id GROUP BY o.conversation_id) n ON n.conversation_id = c.id
    WHERE c.letters <> CASE WHEN n.letters = 0 THEN n.everything ELSE n.letters END OR c.last_at < n.last
    OR (c.last_at > n.last AND NOT EXISTS (SELECT 1 FROM conversation_messages x JOIN outbox o ON o.message_id = x.message_id
      WHERE x.conversation_id = c.id AND c.last_at = ${TRIED_AGAIN}))`,
  'conversation-state':
    "SELECT id FROM conversations WHERE rank <> CASE state WHEN 'open' THEN 0 WHEN 'waiting' THEN 1 WHEN 'snoozed' THEN 2 ELSE 3 END",
  'letter-in-another-mailbox':
    'SELECT n.id FROM conversation_messages n JOIN conversations c ON c.id = n.conversation_id WHERE c.mailbox_id <> n.mailbox_id',
  'parent-elsewhere':
    'SELECT n.id FROM conversation_messages n JOIN conversation_messages p ON p.id = n.parent_id WHERE p.conversation_id <> n.conversation_id',
  'unread-elsewhere': `SELECT u.message_id AS id FROM unread u WHERE NOT EXISTS
    (SELECT 1 FROM conversation_messages n WHERE n.conversation_id = u.conversation_id AND n.message_id = u.message_id)`,
  'letter-not-searchable':
    'SELECT m.id FROM messages m WHERE NOT EXISTS (SELECT 1 FROM search_docsize s WHERE s.id = m.search_id)',
  'search-without-letter':
    'SELECT s.id FROM search_docsize s WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.search_id = s.id)',
  // One that another mailbox has completed meanwhile waits for its own source.
  'letter-without-source': `SELECT p.id FROM placements p JOIN messages m ON m.id = p.message_id WHERE p.blob_id IS NULL AND p.gone_at IS NULL AND m.reading <> 'too-big'
    AND NOT EXISTS (SELECT 1 FROM pending w WHERE w.folder_id = p.folder_id AND w.uid = p.uid)`,
  'source-unfinished': 'SELECT p.id FROM placements p JOIN blobs b ON b.id = p.blob_id WHERE b.sha256 IS NULL',
  'cursor-outside':
    'SELECT id FROM folders WHERE (low_uid IS NULL) <> (high_uid IS NULL) OR low_uid > high_uid OR low_uid < 1 OR high_uid >= 4294967296 OR (low_uid IS NOT NULL AND uid_validity IS NULL)',
  'pending-outside':
    'SELECT p.id FROM pending p JOIN folders f ON f.id = p.folder_id WHERE f.high_uid IS NULL OR p.uid > f.high_uid OR p.uid < f.low_uid',
  'folder-count':
    'SELECT f.id FROM folders f WHERE f.here_count <> (SELECT count(*) FROM placements p WHERE p.folder_id = f.id AND p.gone_at IS NULL)',
  'number-twice': 'SELECT a.number AS id FROM conversation_aliases a JOIN conversations c ON c.number = a.number',
} as const

export type FaultName = keyof typeof PROMISES | 'integrity' | 'foreign-key' | 'source-changed'

const EXAMPLES = 5
/** Sources whose bytes are compared with their hash when not all are. */
const SAMPLE = 200

export interface Checked {
  messages: number
  conversations: number
  faults: Fault[]
}

/** SQLite's own check, then our promises, then the bytes. Takes one snapshot, so that it may run beside the program. */
export function checkOffice(db: Reader, isDeep: boolean): Checked {
  db.raw.exec('BEGIN')
  try {
    const faults = [...structure(db), ...promises(db), ...sources(db, isDeep)]
    const count = (table: 'messages' | 'conversations') =>
      db.sql<{ n: number }>(`SELECT count(*) AS n FROM ${table}`).get()?.n ?? 0
    return { messages: count('messages'), conversations: count('conversations'), faults }
  } finally {
    db.raw.exec('COMMIT')
  }
}

function structure(db: Reader): Fault[] {
  const lines = db
    .sql<{ integrity_check: string }>('PRAGMA integrity_check')
    .all()
    .flatMap((row) => findings(row.integrity_check))
  const faults: Fault[] =
    lines[0] === 'ok' ? [] : [{ what: 'integrity', count: lines.length, examples: lines.slice(0, EXAMPLES) }]
  const orphans = db.sql<{ table: string; rowid: number | null }>('PRAGMA foreign_key_check').all()
  if (orphans.length)
    faults.push({
      what: 'foreign-key',
      count: orphans.length,
      examples: orphans.slice(0, EXAMPLES).map((row) => `${row.table} ${row.rowid ?? ''}`.trim()),
    })
  return faults
}

function promises(db: Reader): Fault[] {
  // Object.entries forgets the names of an object's keys.
  return (Object.entries(PROMISES) as [keyof typeof PROMISES, string][]).flatMap(([what, text]) => {
    const ids = db
      .sql<{ id: number }>(text)
      .all()
      .map((row) => row.id)
    return ids.length ? [{ what, count: ids.length, examples: ids.slice(0, EXAMPLES) }] : []
  })
}

function sources(db: Reader, isDeep: boolean): Fault[] {
  const order = isDeep ? 'ORDER BY id' : `ORDER BY random() LIMIT ${SAMPLE}`
  const blobs = db
    .sql<{ id: BlobId; sha256: string }>(`SELECT id, sha256 FROM blobs WHERE sha256 IS NOT NULL ${order}`)
    .all()
  const changed = blobs.filter((blob) => !isWhole(db, blob)).map((blob) => blob.id)
  return changed.length ? [{ what: 'source-changed', count: changed.length, examples: changed.slice(0, EXAMPLES) }] : []
}

function isWhole(db: Reader, blob: { id: BlobId; sha256: string }): boolean {
  const hash = createHash('sha256')
  let size = 0
  try {
    for (const chunk of readBlob(db, blob.id)) {
      hash.update(chunk)
      size += chunk.length
    }
  } catch {
    // A chunk that cannot be unpacked is the fault that is looked for.
    return false
  }
  return size === blobSize(db, blob.id) && hash.digest('hex') === blob.sha256
}
