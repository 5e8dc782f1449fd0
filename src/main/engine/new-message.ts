import { hasReplyPrefix, subjectKey } from '../../shared/text/subjects.ts'
import { identityOf } from '../domain/identity.ts'
import type { ParsedLetter } from '../mail/types.ts'
import type { NewMessage } from '../store/messages.ts'

const DAY_MS = 24 * 60 * 60_000
/** RFC 822 is of 1982; a Date header before it, or more than two days ahead of arrival, is a broken clock. */
const EARLIEST = Date.UTC(1982, 7, 13)

/** The letter as the store keeps it. `internalAt` is the server's arrival time, UTC ms; `size` the raw bytes. */
export function newMessage(letter: ParsedLetter, internalAt: number, size: number, isOursById: boolean): NewMessage {
  const isSane = letter.at !== null && letter.at >= EARLIEST && letter.at <= internalAt + 2 * DAY_MS
  return {
    identity: identityOf({
      messageId: letter.messageId,
      from: letter.from.email,
      dateAsWritten: letter.dateAsWritten,
      contentHash: letter.contentHash,
    }),
    messageId: letter.messageId,
    aliases: letter.aliases,
    inReplyTo: letter.inReplyTo,
    references: letter.references,
    dateAsWritten: letter.dateAsWritten,
    at: isSane ? letter.at! : internalAt,
    from: letter.from,
    sender: letter.sender,
    replyTo: letter.replyTo,
    to: letter.to,
    cc: letter.cc,
    bcc: letter.bcc,
    subject: letter.subject,
    subjectKey: subjectKey(letter.subject),
    hasReplyPrefix: hasReplyPrefix(letter.subject),
    snippet: letter.snippet,
    language: letter.language,
    size,
    text: letter.text,
    html: letter.html,
    attachments: letter.attachments,
    reading: letter.reading,
    trouble: letter.readingTrouble,
    isAutomatic: letter.isAutomatic,
    isOursById,
    authResults: letter.authResults,
    threadTopic: letter.threadTopic,
    threadIndex: letter.threadIndex,
    search: letter.search,
  }
}
