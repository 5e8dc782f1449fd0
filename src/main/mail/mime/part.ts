import { composeBody } from './body.ts'
import { charsetName, decodeAs } from './charset.ts'
import { leafKind, type TextLeaf, textSink } from './leaf.ts'
import { contentIdOf } from './reader.ts'
import { MimeSplitter, type Part, type Sink } from './splitter.ts'
import { transferDecoder } from './transfer.ts'

/** An attachment by its place among the attachments of the letter, or by its Content-ID (without brackets). */
export type Which = { n: number } | { contentId: string }

const IGNORE: Sink = { write: () => undefined, end: () => undefined }

/** Decoded bytes of one attachment while its source is read; nothing when there is no such attachment. */
export async function* attachmentBytes(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  which: Which,
): AsyncGenerator<Uint8Array> {
  let ready: Uint8Array[] = []
  let isOver = false
  let files = 0
  let texts = 0
  const splitter = new MimeSplitter((part) => {
    const kind = leafKind(part, texts > 0)
    if (kind === 'plain' || kind === 'html') texts++
    if (kind !== 'file') return IGNORE
    const isWanted = !isOver && ('n' in which ? files === which.n : contentIdOf(part) === which.contentId)
    files++
    return isWanted ? tap(part) : IGNORE
  })
  function tap(part: Part): Sink {
    const decoder = transferDecoder(part.encoding)
    return {
      write: (bytes) => void ready.push(decoder.write(bytes)),
      end() {
        ready.push(decoder.end())
        isOver = true
      },
    }
  }
  function* take() {
    const taken = ready
    ready = []
    for (const bytes of taken) if (bytes.length > 0) yield bytes
  }
  for await (const piece of source) {
    splitter.push(piece)
    yield* take()
    if (isOver) return
  }
  splitter.end()
  yield* take()
}

/** The body of a letter read again from its source; with `charset` as that charset says, whatever the letter declares. */
export async function bodyOf(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  charset: string | null = null,
): Promise<{ text: string | null; html: string | null }> {
  const name = charsetName(charset)
  const texts: TextLeaf[] = []
  let seen = 0
  const splitter = new MimeSplitter((part) => {
    const kind = leafKind(part, seen > 0)
    if (kind !== 'plain' && kind !== 'html') return IGNORE
    seen++
    return textSink(part, kind, (leaf) => texts.push(leaf), name ? (bytes) => decodeAs(bytes, name) : undefined)
  })
  for await (const piece of source) splitter.push(piece)
  splitter.end()
  return composeBody(texts)
}
