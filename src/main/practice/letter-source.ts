/** A letter's bytes, made when asked for, so that thousands of them cost no memory. */
export interface LetterSource {
  /** Length in bytes; large sources know it beforehand, so that nothing is made only to be measured. */
  size(): number
  chunks(): Iterable<Uint8Array>
}

/** Above this a letter is streamed and never held in one piece by the server. */
const STREAMED_ABOVE = 1024 * 1024

export function sourceOf(bytes: Uint8Array | (() => Uint8Array)): LetterSource {
  const make = typeof bytes === 'function' ? bytes : () => bytes
  let size: number | null = null
  return {
    size: () => (size ??= make().length),
    chunks() {
      const made = make()
      size = made.length
      return [made]
    },
  }
}

export function bytesOf(source: LetterSource): Buffer {
  return Buffer.concat([...source.chunks()])
}

/** The header with its empty line; the body is not made where the source can stop early. */
export function headOf(source: LetterSource): Buffer {
  let head: Buffer = Buffer.alloc(0)
  for (const chunk of source.chunks()) {
    head = head.length ? Buffer.concat([head, chunk]) : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    const end = head.indexOf('\r\n\r\n')
    if (end >= 0) return head.subarray(0, end + 4)
  }
  return head
}

export function isStreamed(source: LetterSource): boolean {
  return source.size() > STREAMED_ABOVE
}

/** The bytes from `start`, at most `length` of them, in pieces. */
export function* slice(source: LetterSource, start: number, length: number): Iterable<Uint8Array> {
  let at = 0
  for (const chunk of source.chunks()) {
    const from = Math.max(0, start - at)
    const to = Math.min(chunk.length, start + length - at)
    if (to > from) yield chunk.subarray(from, to)
    at += chunk.length
    if (at >= start + length) return
  }
}
