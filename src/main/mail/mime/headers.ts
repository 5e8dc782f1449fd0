import { asBuffer } from './charset.ts'
import { headerLines, unfold } from './header-block.ts'
import { decodeWords } from './words.ts'

const MAX_LINES = 2000

/** Header fields of a source (its start is enough) for a reader's eyes: names as written, values unfolded and decoded. */
export function shownHeaders(start: Uint8Array): { name: string; value: string }[] {
  const block =
    asBuffer(start)
      .toString('latin1')
      .split(/\r?\n\r?\n/, 1)[0] ?? ''
  return headerLines(block)
    .slice(0, MAX_LINES)
    .map(({ written, raw }) => ({ name: written, value: decodeWords(unfold(raw), null) }))
}
