import { zstdDecompressSync } from 'node:zlib'

// Begins every zstd frame, and no UTF-8.
const FRAME = [0x28, 0xb5, 0x2f, 0xfd]

/** The HTML of a letter as it lies in `message_bodies`: UTF-8, or a zstd frame of it. */
export function htmlOf(bytes: Uint8Array | null): string | null {
  if (bytes === null) return null
  const isFrame = FRAME.every((byte, at) => bytes[at] === byte)
  return Buffer.from(isFrame ? zstdDecompressSync(bytes) : bytes).toString('utf8')
}
