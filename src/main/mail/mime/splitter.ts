import { asBuffer } from './charset.ts'
import { firstRaw, type HeaderLine, headerLines } from './header-block.ts'
import { type HeaderValue, parseHeaderValue } from './header-value.ts'

/** One node of the MIME tree; bodies go to the sink that `leaf` gave for it. */
export interface Part {
  lines: HeaderLine[]
  type: string
  contentType: HeaderValue
  disposition: HeaderValue
  encoding: string
  parent: Part | null
  depth: number
}

export interface Sink {
  write(bytes: Uint8Array): void
  end(): void
}

/** Why a letter was read only in part; the UI words it. */
export type ReadingFault = 'header-too-long' | 'boundary-missing' | 'ends-early' | 'too-many-parts' | 'too-deep'

interface Multipart {
  part: Part
  /** Null while unknown: not written in the header, to be guessed from the first line that looks like one. */
  boundary: string | null
  isSeen: boolean
  preamble: Buffer[]
  preambleSize: number
}

const MAX_HEADER = 2_000_000
const MAX_PARTS = 1000
const MAX_DEPTH = 40
const MAX_PREAMBLE = 1_000_000
// RFC 2046 allows 70 characters; longer ones are seen, far longer ones are text that begins with "--".
const MAX_DELIMITER = 400
const LF = 0x0a
const CR = 0x0d
const EMPTY = Buffer.alloc(0)

/**
 * Splits a source into parts as it comes, without looking at a byte twice and without ever throwing for its content.
 * Why not mailsplit: it loses files behind damaged delimiters and costs ten times the time (docs/decisions/own-mime-reader.md).
 */
export class MimeSplitter {
  #leaf: (part: Part) => Sink
  #buffer: Buffer = EMPTY
  /** Where unread bytes begin in the buffer; one byte before it is kept, to see the line end before a delimiter. */
  #at = 0
  #scan = 0
  #linesBefore = 0
  #inHeader = true
  #headerKept: string | null = null
  #parents: Multipart[] = []
  #sink: Sink | null = null
  #parts = 0
  #isRootClosed = false
  root: Part | null = null
  fault: { what: ReadingFault; line: number } | null = null

  constructor(leaf: (part: Part) => Sink) {
    this.#leaf = leaf
  }

  push(chunk: Uint8Array): void {
    this.#compact(asBuffer(chunk))
    this.#run(false)
  }

  end(): void {
    this.#run(true)
    this.#closeSink()
    const root = this.#parents[0]
    if (root && !this.#isRootClosed && root.isSeen) this.#blame('ends-early', this.#buffer.length)
    while (this.#parents.length) this.#leave()
  }

  #compact(chunk: Buffer): void {
    const from = Math.max(0, this.#at - 1)
    if (this.#buffer.length) {
      this.#linesBefore += countLines(this.#buffer, 0, from)
      this.#buffer = from < this.#buffer.length ? Buffer.concat([this.#buffer.subarray(from), chunk]) : chunk
      this.#at -= from
      this.#scan = Math.max(0, this.#scan - from)
    } else this.#buffer = chunk
  }

  #run(isLast: boolean): void {
    while (this.#inHeader ? this.#readHeader(isLast) : this.#readBody(isLast)) {}
  }

  /** Reads lines up to the blank one; false when more bytes are needed. */
  #readHeader(isLast: boolean): boolean {
    const buffer = this.#buffer
    for (;;) {
      const lf = buffer.indexOf(LF, this.#scan)
      if (lf < 0) {
        this.#limitHeader(buffer.length)
        if (!isLast) return false
        this.#beginPart(buffer.length, buffer.length)
        return false
      }
      const start = this.#scan
      const isBlank = lf === start || (lf === start + 1 && buffer[start] === CR)
      const isDelimiter = buffer[start] === 0x2d && buffer[start + 1] === 0x2d && this.#match(start, lf) !== null
      if (isBlank || isDelimiter) {
        this.#beginPart(start, isBlank ? lf + 1 : start)
        return true
      }
      this.#scan = lf + 1
      this.#limitHeader(this.#scan)
    }
  }

  // The kept start of a too long header still shows who wrote; the rest is dropped so that memory stays bounded.
  #limitHeader(to: number): void {
    if (to - this.#at <= MAX_HEADER && this.#headerKept === null) return
    this.#blame('header-too-long', this.#at)
    this.#headerKept ??= this.#buffer.toString('latin1', this.#at, this.#at + MAX_HEADER)
    this.#at = to
    this.#scan = Math.max(this.#scan, to)
  }

  #beginPart(headerEnd: number, bodyStart: number): void {
    const block = this.#headerKept ?? this.#buffer.toString('latin1', this.#at, headerEnd)
    this.#headerKept = null
    this.#inHeader = false
    this.#at = bodyStart
    this.#scan = Math.max(0, bodyStart - 1)
    const parent = this.#parents.at(-1)?.part ?? null
    const part = partOf(headerLines(block), parent)
    this.root ??= part
    this.#parts++
    const isMultipart = part.type.startsWith('multipart/')
    if (isMultipart && part.depth >= MAX_DEPTH) this.#blame('too-deep', bodyStart)
    if (isMultipart && part.depth < MAX_DEPTH) {
      const boundary = part.contentType.params.get('boundary')?.trimEnd() || null
      this.#parents.push({ part, boundary, isSeen: false, preamble: [], preambleSize: 0 })
      this.#sink = null
    } else this.#sink = this.#leaf(part)
  }

  /** Gives bytes to the sink up to the next delimiter; false when more bytes are needed. */
  #readBody(isLast: boolean): boolean {
    const buffer = this.#buffer
    if (this.#parents.length === 0) {
      this.#give(buffer.length)
      return false
    }
    for (;;) {
      const found = buffer.indexOf('\n--', this.#scan, 'latin1')
      if (found < 0) {
        const held = isLast ? 0 : heldTail(buffer)
        this.#give(buffer.length - held)
        this.#scan = Math.max(0, buffer.length - held - 1)
        return false
      }
      const start = found + 1
      let lineEnd = buffer.indexOf(LF, start)
      if (lineEnd < 0) {
        if (!isLast && buffer.length - start < MAX_DELIMITER) {
          this.#give(beforeLineEnd(buffer, found))
          this.#scan = found
          return false
        }
        lineEnd = buffer.length
      }
      const match =
        lineEnd - start < MAX_DELIMITER ? (this.#match(start, lineEnd) ?? this.#guess(start, lineEnd, isLast)) : null
      if (match === 'later') {
        this.#give(beforeLineEnd(buffer, found))
        this.#scan = found
        return false
      }
      if (match) {
        this.#give(beforeLineEnd(buffer, found))
        this.#delimiter(match, Math.min(lineEnd + 1, buffer.length))
        return true
      }
      this.#scan = start
    }
  }

  #delimiter(match: { level: number; isClosing: boolean }, next: number): void {
    this.#closeSink()
    while (this.#parents.length > match.level + 1) this.#leave()
    const owner = this.#parents[match.level]
    if (owner) owner.isSeen = true
    this.#at = next
    this.#scan = match.isClosing ? Math.max(0, next - 1) : next
    if (match.isClosing) {
      if (match.level === 0) this.#isRootClosed = true
      if (match.level > 0) this.#leave()
      return
    }
    if (this.#parts >= MAX_PARTS) {
      this.#blame('too-many-parts', next)
      this.#scan = Math.max(0, next - 1)
      return
    }
    this.#isRootClosed = false
    this.#inHeader = true
  }

  #match(start: number, lineEnd: number): { level: number; isClosing: boolean } | null {
    if (lineEnd - start > MAX_DELIMITER) return null
    const line = this.#buffer.toString('latin1', start + 2, lineEnd).trimEnd()
    for (let level = this.#parents.length - 1; level >= 0; level--) {
      const boundary = this.#parents[level]?.boundary
      if (!boundary) continue
      if (line === boundary) return { level, isClosing: false }
      if (line.length === boundary.length + 2 && line.endsWith('--') && line.startsWith(boundary))
        return { level, isClosing: true }
    }
    return null
  }

  // A multipart whose own boundary never came: the first "--something" right before a Content- header is taken for it.
  #guess(start: number, lineEnd: number, isLast: boolean): { level: number; isClosing: boolean } | 'later' | null {
    const level = this.#parents.length - 1
    const owner = this.#parents[level]
    if (!owner || owner.isSeen || this.#sink) return null
    const after = this.#buffer.toString('latin1', lineEnd + 1, lineEnd + 40)
    if (!isLast && after.length < 20 && !after.includes('\n')) return 'later'
    if (!/^content-[a-z-]{2,30}\s*:/i.test(after)) return null
    this.#blame('boundary-missing', start)
    owner.boundary = this.#buffer.toString('latin1', start + 2, lineEnd).trimEnd()
    return { level, isClosing: false }
  }

  #give(to: number): void {
    if (to <= this.#at) return
    const bytes = this.#buffer.subarray(this.#at, to)
    this.#at = to
    const owner = this.#parents.at(-1)
    if (this.#sink) this.#sink.write(bytes)
    else if (owner && !owner.isSeen && owner.preambleSize < MAX_PREAMBLE) {
      owner.preamble.push(Buffer.from(bytes))
      owner.preambleSize += bytes.length
    }
  }

  #closeSink(): void {
    this.#sink?.end()
    this.#sink = null
  }

  /** Leaves the innermost multipart; one that never showed its boundary is read as plain text. */
  #leave(): void {
    const left = this.#parents.pop()
    if (!left || left.isSeen || left.preambleSize === 0) return
    this.#blame('boundary-missing', this.#at)
    const text = partOf([], left.part)
    const sink = this.#leaf({ ...text, type: 'text/plain', encoding: left.part.encoding })
    for (const bytes of left.preamble) sink.write(bytes)
    sink.end()
  }

  #blame(what: ReadingFault, at: number): void {
    this.fault ??= { what, line: this.#linesBefore + countLines(this.#buffer, 0, at) + 1 }
  }
}

function partOf(lines: HeaderLine[], parent: Part | null): Part {
  const contentType = parseHeaderValue(firstRaw(lines, 'content-type') ?? '')
  const isType = /^[^\s/]+\/[^\s/]+$/.test(contentType.value)
  // "Content-Type: text" is an old way to say plain; any other word alone names something that is no text.
  const isUnknown = parent !== null && contentType.value !== '' && contentType.value !== 'text'
  const fallback =
    parent?.type === 'multipart/digest' ? 'message/rfc822' : isUnknown ? 'application/octet-stream' : 'text/plain'
  return {
    lines,
    contentType,
    type: isType ? contentType.value : fallback,
    disposition: parseHeaderValue(firstRaw(lines, 'content-disposition') ?? ''),
    encoding: parseHeaderValue(firstRaw(lines, 'content-transfer-encoding') ?? '').value.replace(/[^a-z0-9-]/g, ''),
    parent,
    depth: parent ? parent.depth + 1 : 0,
  }
}

/** Bytes at the end that may be the start of a delimiter. */
function heldTail(buffer: Buffer): number {
  const tail = buffer.toString('latin1', Math.max(0, buffer.length - 3))
  return /(\r?\n-?|\r)$/.exec(tail)?.[0].length ?? 0
}

function beforeLineEnd(buffer: Buffer, lf: number): number {
  return lf > 0 && buffer[lf - 1] === CR ? lf - 1 : lf
}

function countLines(buffer: Buffer, from: number, to: number): number {
  let lines = 0
  for (let i = buffer.indexOf(LF, from); i >= 0 && i < to; i = buffer.indexOf(LF, i + 1)) lines++
  return lines
}
