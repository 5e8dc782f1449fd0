import type { HeaderLine } from './header-block.ts'

// Trace fields are not among them: a server writes them above whatever it is given.
const FIELDS = new Set(
  'from sender reply-to to cc bcc subject date message-id in-reply-to references mime-version content-type'.split(' '),
)

/** Bytes without one field of a letter: an empty file, a picture, any text. */
export class NoLetter extends Error {
  override name = 'NoLetter'

  constructor() {
    super('no-letter')
  }
}

export const isLetter = (lines: readonly HeaderLine[]): boolean => lines.some((line) => FIELDS.has(line.name))
