import { createHash, hash } from 'node:crypto'
import { decodeText, metaCharset } from './charset.ts'
import { unflow } from './flowed.ts'
import { fileParam } from './header-value.ts'
import type { Part, Sink } from './splitter.ts'
import { transferDecoder } from './transfer.ts'

// Text beyond this is neither shown nor searched (the source is kept whole).
const MAX_BODY = 4_000_000
// Variants of the same words for machines: neither a body nor a file for people.
const SHADOWS = new Set(['text/x-amp-html', 'text/watch-html'])

/** A part without parts: `body` is read as text, `file` is an attachment, `shadow` only counts for the identity. */
export type LeafKind = 'plain' | 'html' | 'file' | 'shadow'

/** What a leaf is. A text part with a file name is a body only while the letter has no text yet. */
export function leafKind(part: Part, hasText: boolean): LeafKind {
  if (SHADOWS.has(part.type) && part.parent?.type === 'multipart/alternative') return 'shadow'
  const isText = part.type === 'text/plain' || part.type === 'text/html' || part.type === 'message/delivery-status'
  const disposition = part.disposition.value
  if (!isText || (disposition !== '' && disposition !== 'inline' && !isMisplacedType(disposition))) return 'file'
  if (hasFileName(part) && (hasText || disposition !== '') && part.parent) return 'file'
  return part.type === 'text/html' ? 'html' : 'plain'
}

// "Content-Disposition: text/plain" and other words that are no disposition say nothing.
function isMisplacedType(disposition: string): boolean {
  return disposition.includes('/')
}

function hasFileName(part: Part): boolean {
  const named = [...part.disposition.params.keys(), ...part.contentType.params.keys()]
  return named.some((name) => /^(file)?name(\*|$)/.test(name))
}

export interface TextLeaf {
  part: Part
  kind: 'plain' | 'html'
  text: string
}

/** Collects a text part (bounded), decodes it and gives the hash of its words with line ends made equal. */
export function textSink(
  part: Part,
  kind: 'plain' | 'html',
  done: (leaf: TextLeaf, digest: string) => void,
  decode: (bytes: Uint8Array) => string = (bytes) =>
    decodeText(bytes, part.contentType.params.get('charset') ?? null, kind === 'html' ? metaCharset(bytes) : null),
): Sink {
  const decoder = transferDecoder(part.encoding)
  const pieces: Uint8Array[] = []
  const beyond = createHash('sha256')
  let size = 0
  const take = (bytes: Uint8Array) => {
    if (size < MAX_BODY) pieces.push(bytes)
    else beyond.update(bytes)
    size += bytes.length
  }
  return {
    write: (bytes) => take(decoder.write(bytes)),
    end() {
      take(decoder.end())
      const bytes = pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces)
      const decoded = decode(bytes).replaceAll('\r\n', '\n')
      const digest = hash('sha256', decoded.trimEnd(), 'hex') + (size > MAX_BODY ? beyond.digest('hex') : '')
      const isFlowed = kind === 'plain' && /^flowed$/i.test(part.contentType.params.get('format') ?? '')
      const text = isFlowed ? unflow(decoded, /^yes$/i.test(part.contentType.params.get('delsp') ?? '')) : decoded
      done({ part, kind, text }, digest)
    },
  }
}

export interface FileLeaf {
  part: Part
  size: number
  sha256: string
  /** The first bytes, enough to find the subject of an enclosed letter. */
  head: Uint8Array
}

/** Hashes and measures an attachment without keeping it. `digest` is for the identity: line ends of text made equal. */
export function fileSink(part: Part, done: (leaf: FileLeaf, digest: string) => void): Sink {
  const decoder = transferDecoder(part.encoding)
  const digest = createHash('sha256')
  const isPlain = !/^(base64|quoted-printable|.*uu)/.test(part.encoding)
  const identity = isPlain ? createHash('sha256') : null
  // An enclosed letter, or what a delivery report says and brings back.
  const keepsHead = part.type.startsWith('message/') || part.type === 'text/rfc822-headers'
  let head: Uint8Array = new Uint8Array(0)
  let size = 0
  const take = (bytes: Uint8Array) => {
    if (!bytes.length) return
    digest.update(bytes)
    identity?.update(withoutReturns(bytes))
    if (keepsHead && head.length < 8192) head = Buffer.concat([head, bytes.subarray(0, 8192)])
    size += bytes.length
  }
  return {
    write: (bytes) => take(decoder.write(bytes)),
    end() {
      take(decoder.end())
      const sha256 = digest.digest('hex')
      done({ part, size, sha256, head }, identity?.digest('hex') ?? sha256)
    },
  }
}

function withoutReturns(bytes: Uint8Array): Uint8Array {
  return bytes.includes(0x0d) ? bytes.filter((byte) => byte !== 0x0d) : bytes
}

export function fileNameOf(part: Part, bodyCharset: string | null): string | null {
  return (
    fileParam(part.disposition.params, 'filename', bodyCharset) ??
    fileParam(part.contentType.params, 'name', bodyCharset)
  )
}
