import type { ParsedLetter } from '../types.ts'
import { asBuffer } from './charset.ts'
import { firstRaw, headerLines, unfold } from './header-block.ts'

/** A letter of which only the source is kept: the headers are shown as far as they can be read without any decoding. */
export function unreadLetter(source: Uint8Array, sourceHash: string, error: unknown): ParsedLetter {
  const start = asBuffer(source).toString('latin1', 0, Math.min(source.length, 64 * 1024))
  const lines = headerLines(start.split(/\r?\n\r?\n/, 1)[0] ?? '')
  const plain = (name: string) =>
    unfold(firstRaw(lines, name) ?? '')
      .replace(/[^\x20-\x7e]+/g, '?')
      .slice(0, 500)
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
    text: '',
    html: null,
    snippet: '',
    language: 'other',
    attachments: [],
    contentHash: sourceHash,
    reading: 'not-parsed',
    readingTrouble: { what: error instanceof Error ? error.message : String(error), line: null },
    isAutomatic: false,
    authResults: '',
    threadTopic: '',
    threadIndex: '',
    search: { subject: plain('subject').toLowerCase(), people: email, files: '', text: '', stems: '' },
  }
}
