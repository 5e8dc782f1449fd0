// What the reader sees of a letter's exact source. The source is read chunk by chunk; only its head is ever held.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { BlobId } from '../../shared/model/ids.ts'
import { decodeText } from '../mail/mime/charset.ts'
import { shownHeaders } from '../mail/mime/headers.ts'
import { attachmentBytes as decodedPart } from '../mail/mime/part.ts'
import { Sweep } from '../mail/mime/sweep.ts'
import type { ParsedLetter } from '../mail/types.ts'
import { blobSize, readBlob } from '../store/blobs.ts'
import type { Reader } from '../store/handle.ts'
import type { Deps } from './deps.ts'

const MAX_HEADER_BYTES = 1_000_000

/** Header fields in their order, with the names as written and the values decoded. */
export function headersOf(db: Reader, blob: BlobId): { name: string; value: string }[] {
  return shownHeaders(headOf(db, blob, MAX_HEADER_BYTES, (bytes) => /\r?\n\r?\n/.test(bytes.toString('latin1'))))
}

/** The first `limit` bytes as text. */
export function sourceText(db: Reader, blob: BlobId, limit: number): { text: string; size: number; isCut: boolean } {
  const size = blobSize(db, blob) ?? 0
  const head = headOf(db, blob, limit, () => false).subarray(0, limit)
  return { text: decodeText(head, null), size, isCut: size > limit }
}

function headOf(db: Reader, blob: BlobId, limit: number, isEnough: (bytes: Buffer) => boolean): Buffer {
  const parts: Buffer[] = []
  let length = 0
  for (const chunk of readBlob(db, blob)) {
    parts.push(chunk)
    length += chunk.length
    if (length >= limit || isEnough(chunk)) break
  }
  return Buffer.concat(parts)
}

/** One attachment, decoded while its letter's source is read: no whole file is ever held. Empty when there is none. */
export function attachmentBytes(db: Reader, blob: BlobId, n: number): AsyncGenerator<Uint8Array> {
  return decodedPart(paced(readBlob(db, blob)), { n })
}

/** Reads a stored source anew, piece by piece whatever its size; `charset`: an encoding chosen for its text by a person. */
export function readAgain(
  { store, ports }: Deps,
  blob: BlobId,
  charset: string | null,
): Promise<{ letter: ParsedLetter; size: number }> {
  // Its chunks are stored already.
  const sink = { chunk: async () => {} }
  return ports.link.parseLarge(paced(readBlob(store.reader, blob)), sink, charset)
}

/** The whole source, for what takes no pieces; others have their turn after each chunk. */
export async function wholeSource(db: Reader, blob: BlobId): Promise<Buffer[]> {
  const chunks: Buffer[] = []
  for (const chunk of readBlob(db, blob)) {
    chunks.push(chunk)
    await nextTurn()
  }
  return chunks
}

const PIECE_BYTES = 64 * 1024

/**
 * Small pieces, and others have their turn after each: a large source is read on the engine's thread, and what is done with a
 * piece (base64, dots, TLS) takes more time and memory than reading it.
 */
export async function* paced(chunks: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
      yield chunk.subarray(at, at + PIECE_BYTES)
      await nextTurn()
    }
  }
}

/** The same pieces; what those before them left behind is collected on the way. */
export async function* swept(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const sweep = new Sweep()
  for await (const piece of pieces) {
    yield piece
    sweep.passed(piece.length)
  }
}
