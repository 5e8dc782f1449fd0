// A letter over the size limit is kept as its beginning, its head, until it is loaded: which head is the start of which letter.
import type { BlobId, FolderId, MailboxId, MessageId, PlacementId } from '../../shared/model/ids.ts'
import { readBlob, releaseBlob } from './blobs.ts'
import type { Reader, Writer } from './handle.ts'
import { dropPending } from './pending.ts'
import { setSource } from './placements.ts'

/** `size` as its server tells it. */
interface Told {
  mailbox: MailboxId
  /** Message-ID without brackets. */
  header: string
  size: number
  blob: BlobId
}

interface Found {
  messageId: MessageId
  blobId: BlobId
}

// Told sizes are estimates on some servers; it is the bytes that decide, and trace headers are among them.
const NEAR = 1 / 16
const near = (size: number) => ({ low: size * (1 - NEAR), high: size * (1 + NEAR) })

/** The letter of the mailbox that is here whole and begins with this head. */
export function wholeOfHead(db: Reader, head: Told): Found | null {
  const { mailbox, header, size } = head
  // index messages_by_message_id; what we sent ourselves may lie in no folder yet
  return (
    db
      .sql<Found>(
        `SELECT m.id AS messageId, b.id AS blobId FROM messages m JOIN placements p ON p.message_id = m.id JOIN blobs b ON b.id = p.blob_id
         WHERE m.message_id = :header AND m.reading <> 'too-big' AND p.mailbox_id = :mailbox AND b.size BETWEEN :low AND :high
         UNION SELECT m.id, b.id FROM messages m JOIN outbox o ON o.message_id = m.id JOIN blobs b ON b.id = o.blob_id
         WHERE m.message_id = :header AND o.mailbox_id = :mailbox AND b.size BETWEEN :low AND :high`,
      )
      .all({ header, mailbox, ...near(size) })
      .find((row) => startsWith(db, row.blobId, head.blob)) ?? null
  )
}

/** The head that stands in the mailbox for this whole letter; `headIdentity` is asked where there is no Message-ID. */
export function headOfWhole(db: Reader, whole: Told, headIdentity: () => string): MessageId | null {
  const { mailbox, header, size } = whole
  const [key, value] = header === '' ? ['identity', headIdentity()] : ['message_id', header]
  // index messages_by_message_id or messages_identity_unique
  return (
    db
      .sql<Found>(
        `SELECT m.id AS messageId, p.blob_id AS blobId FROM messages m JOIN placements p ON p.message_id = m.id
         WHERE m.${key} = :value AND m.reading = 'too-big' AND p.mailbox_id = :mailbox AND p.blob_id IS NOT NULL AND m.size BETWEEN :low AND :high`,
      )
      .all({ mailbox, value, ...near(size) })
      .find((row) => startsWith(db, whole.blob, row.blobId))?.messageId ?? null
  )
}

export interface HeadPlacement {
  id: PlacementId
  folderId: FolderId
  uid: number
  blobId: BlobId
  goneAt: number | null
}

/** Where a letter lies of which only the head is here; none once it is whole. */
export function headPlacements(db: Reader, message: MessageId): HeadPlacement[] {
  return db
    .sql<HeadPlacement>(
      `SELECT p.id, p.folder_id AS folderId, p.uid, p.blob_id AS blobId, p.gone_at AS goneAt FROM placements p JOIN messages m ON m.id = p.message_id
       WHERE m.id = ? AND m.reading = 'too-big' AND p.blob_id IS NOT NULL`,
    )
    .all(message)
}

/** The whole source in the place of the head. */
export function changeSource(tx: Writer, placement: PlacementId, source: BlobId | null): void {
  const before = tx.sql<{ id: BlobId | null }>('SELECT blob_id AS id FROM placements WHERE id = ?').get(placement)?.id
  setSource(tx, placement, source)
  if (before != null && before !== source) releaseBlob(tx, before)
}

/** A source that has come is that of every placement which begins with it; others that still lie on the server fetch their own. */
export function fillHeads(tx: Writer, heads: readonly HeadPlacement[], source: BlobId): void {
  for (const head of heads) {
    const isSame = startsWith(tx, source, head.blobId)
    if (!isSame && head.goneAt === null) continue
    changeSource(tx, head.id, isSame ? source : null)
    if (isSame && head.goneAt === null) dropPending(tx, head.folderId, head.uid)
  }
}

function startsWith(db: Reader, whole: BlobId, start: BlobId): boolean {
  const chunks = readBlob(db, whole)
  for (const part of readBlob(db, start)) {
    // Both are cut alike.
    const chunk = chunks.next()
    if (chunk.done || !chunk.value.subarray(0, part.length).equals(part)) return false
  }
  return true
}
