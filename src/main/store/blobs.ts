import { zstdDecompressSync } from 'node:zlib'
import type { BlobId } from '../../shared/model/ids.ts'
import type { Reader, Writer } from './handle.ts'

/** Stores packed bytes (256 KB of raw ones to a chunk, zstd each) unless they are here already; equal bytes share their chunks. */
export function addBlob(
  tx: Writer,
  packed: { sha256: string; size: number; chunks: Uint8Array[] },
  now: number,
): BlobId {
  const known = tx.sql<{ id: BlobId }>('SELECT id FROM blobs WHERE sha256 = ?').get(packed.sha256)
  if (known) return known.id
  const { lastInsertRowid } = tx
    .sql('INSERT INTO blobs (sha256, size, started_at) VALUES (?, ?, ?)')
    .run(packed.sha256, packed.size, now)
  const add = tx.sql('INSERT INTO blob_chunks (blob_id, n, data) VALUES (?, ?, ?)')
  packed.chunks.forEach((chunk, n) => {
    add.run(lastInsertRowid, n, chunk)
  })
  // SQLite's row ids become our ids here.
  return Number(lastInsertRowid) as BlobId
}

/** Begins an upload: chunks come in short transactions and stay invisible until `finishUpload`. */
export function beginUpload(tx: Writer, now: number): BlobId {
  return Number(
    tx.sql('INSERT INTO blobs (sha256, size, started_at) VALUES (NULL, NULL, ?)').run(now).lastInsertRowid,
  ) as BlobId
}

export function addChunk(tx: Writer, upload: BlobId, n: number, data: Uint8Array): void {
  tx.sql('INSERT INTO blob_chunks (blob_id, n, data) VALUES (?, ?, ?)').run(upload, n, data)
}

/** Makes the upload visible under its hash; when equal bytes are here already, they win and the upload is dropped. */
export function finishUpload(tx: Writer, upload: BlobId, sha256: string, size: number): BlobId {
  const known = tx.sql<{ id: BlobId }>('SELECT id FROM blobs WHERE sha256 = ?').get(sha256)
  if (known) {
    dropBlob(tx, upload)
    return known.id
  }
  tx.sql('UPDATE blobs SET sha256 = ?, size = ? WHERE id = ?').run(sha256, size, upload)
  return upload
}

/** Finished bytes of this hash. */
export function blobOfHash(db: Reader, sha256: string): BlobId | null {
  return db.sql<{ id: BlobId }>('SELECT id FROM blobs WHERE sha256 = ?').get(sha256)?.id ?? null
}

/** Deletes up to `most` chunks, the last ones first; false when none is left. */
export function dropChunks(tx: Writer, blob: BlobId, most: number): boolean {
  return (
    tx
      .sql('DELETE FROM blob_chunks WHERE blob_id = ? AND n > (SELECT max(n) FROM blob_chunks WHERE blob_id = ?) - ?')
      .run(blob, blob, most).changes > 0
  )
}

export function dropBlob(tx: Writer, blob: BlobId): void {
  tx.sql('DELETE FROM blobs WHERE id = ?').run(blob)
}

/** Lets bytes go that no letter, draft or outbox row holds any more. */
export function releaseBlob(tx: Writer, blob: BlobId): void {
  const held = tx
    .sql(
      `SELECT 1 FROM placements WHERE blob_id = ? UNION ALL SELECT 1 FROM outbox WHERE blob_id = ?
       UNION ALL SELECT 1 FROM draft_files WHERE blob_id = ? LIMIT 1`,
    )
    .get(blob, blob, blob)
  if (!held) dropBlob(tx, blob)
}

/** Raw chunks of a blob, one at a time: no caller ever holds a whole file. */
export function* readBlob(db: Reader, blob: BlobId, fromChunk = 0): Generator<Buffer> {
  const next = db.sql<{ data: Buffer }>('SELECT data FROM blob_chunks WHERE blob_id = ? AND n = ?')
  for (let n = fromChunk; ; n++) {
    const row = next.get(blob, n)
    if (!row) return
    yield zstdDecompressSync(row.data)
  }
}

export function blobSize(db: Reader, blob: BlobId): number | null {
  return db.sql<{ size: number | null }>('SELECT size FROM blobs WHERE id = ?').get(blob)?.size ?? null
}

/** Uploads that a crash left half done. Runs at start, before anything uploads. Returns how many went. */
export function sweepUploads(tx: Writer): number {
  return tx.sql('DELETE FROM blobs WHERE sha256 IS NULL').run().changes
}
