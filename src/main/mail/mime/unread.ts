import type { ReadLetter } from '../types.ts'
import { asBuffer, decodeText } from './charset.ts'
import { decodeForced } from './forced.ts'
import { firstRaw, headerLines, unfold } from './header-block.ts'
import { languageOf } from './language.ts'
import { NoLetter } from './no-letter.ts'
import { searchFields } from './search-fields.ts'
import { makeSnippet } from './snippet.ts'

const MAX_TEXT = 200_000
/** What is kept of the start of a large letter to show it by, should it not be readable. */
export const START = 64 * 1024

/**
 * A letter of which only the source is kept: the headers are shown as far as they can be read without any decoding. What is no
 * letter at all is shown as the text that it is, in the encoding that a person chose for it.
 */
export function unreadLetter(
  source: Uint8Array,
  sourceHash: string,
  error: unknown,
  charset: string | null = null,
): ReadLetter {
  const start = asBuffer(source).toString('latin1', 0, Math.min(source.length, START))
  const lines = headerLines(start.split(/\r?\n\r?\n/, 1)[0] ?? '')
  const plain = (name: string) =>
    unfold(firstRaw(lines, name) ?? '')
      .replace(/[^\x20-\x7e]+/g, '?')
      .slice(0, 500)
  const text = error instanceof NoLetter ? shownAs(source, charset).replaceAll('\0', '').trimEnd() : ''
  const email = /[^\s<>"',;:()]+@[^\s<>"',;:()]+/.exec(plain('from'))?.[0].toLowerCase() ?? ''
  return {
    messageId: '',
    inReplyTo: '',
    references: [],
    aliases: [],
    dateAsWritten: plain('date'),
    at: null,
    from: { name: '', email },
    sender: null,
    replyTo: null,
    to: [],
    cc: [],
    bcc: [],
    subject: plain('subject'),
    text,
    html: null,
    snippet: makeSnippet(text),
    language: languageOf(text),
    attachments: [],
    contentHash: sourceHash,
    reading: 'not-parsed',
    readingTrouble: { what: error instanceof Error ? error.message : String(error), line: null },
    isAutomatic: false,
    authResults: '',
    threadTopic: '',
    threadIndex: '',
    search: searchFields(plain('subject'), email === '' ? [] : [{ name: '', email }], [], text),
  }
}

function shownAs(bytes: Uint8Array, charset: string | null): string {
  const source = bytes.subarray(0, wholeCharacters(bytes))
  return charset === null ? decodeText(source, null) : decodeForced(source, charset)
}

// A character of UTF-8 that is cut through would make the text look like one in another encoding.
function wholeCharacters(bytes: Uint8Array): number {
  if (bytes.length < START) return bytes.length
  let end = Math.min(bytes.length, MAX_TEXT)
  for (let n = 0; n < 3 && ((bytes[end - 1] ?? 0) & 0xc0) === 0x80; n++) end--
  return ((bytes[end - 1] ?? 0) & 0xc0) === 0xc0 ? end - 1 : end
}
