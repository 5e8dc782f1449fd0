import { parseDate } from '../mime/date.ts'
import { firstRaw, headerLines, unfold } from '../mime/header-block.ts'

const MAX_HEAD = 64 * 1024

/** When a letter arrived, which POP3 does not tell: by the topmost Received line, else by its Date; UTC ms, null when neither says. */
export function arrivedAt(start: Buffer): number | null {
  const head = start.subarray(0, MAX_HEAD).toString('latin1')
  const end = /\r?\n\r?\n/.exec(head)
  const lines = headerLines(end ? head.slice(0, end.index) : head)
  const received = firstRaw(lines, 'received')
  const stamped = received === null ? null : parseDate(unfold(received).split(';').at(-1) ?? '')
  return stamped ?? parseDate(unfold(firstRaw(lines, 'date') ?? ''))
}
