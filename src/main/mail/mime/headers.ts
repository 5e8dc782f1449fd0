import { asBuffer } from './charset.ts'
import { unfold } from './header-block.ts'
import { decodeWords } from './words.ts'

const MAX_LINES = 2000

/** Header fields of a source (its start is enough) for a reader's eyes: names as written, values unfolded and decoded. */
export function shownHeaders(start: Uint8Array): { name: string; value: string }[] {
  const block =
    asBuffer(start)
      .toString('latin1')
      .split(/\r?\n\r?\n/, 1)[0] ?? ''
  const shown: { name: string; value: string }[] = []
  for (const line of block.split(/\r?\n(?![ \t])/)) {
    const colon = line.indexOf(':')
    if (colon < 1 || shown.length >= MAX_LINES) continue
    shown.push({ name: line.slice(0, colon).trim(), value: decodeWords(unfold(line.slice(colon + 1)), null) })
  }
  return shown
}
