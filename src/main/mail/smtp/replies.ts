import { MOST_WORDS, type ServerReply } from '../../../shared/text/server-reply.ts'

/** Said of a server that never asks for a password. */
export const NO_AUTH = 'AUTH is not offered'

/** Its words are cut: a server may say as much as it likes. */
export type Reply = ServerReply

/** What nodemailer puts on its errors and results; read field by field, since neither promises any of them. */
interface Told {
  response?: unknown
  rejectedErrors?: unknown
  recipient?: unknown
  code?: unknown
  message?: unknown
}

const told = (value: unknown): Told => (typeof value === 'object' && value !== null ? value : {})

/** What the server said, whether or not its code can be read; '' where it said nothing. */
export function wordsOf(value: unknown): string {
  const { response } = told(value)
  return typeof response === 'string' ? response.slice(0, MOST_WORDS) : ''
}

/** The reply that decided, null when the line broke, no server was reached or its code cannot be read. */
export function replyOf(value: unknown): Reply | null {
  const { code, message } = told(value)
  const words = wordsOf(value)
  if (/^[2-5]\d\d(?!\d)/.test(words)) return { code: Number(words.slice(0, 3)), words }
  // nodemailer compares the size with the server's announced limit itself. The server, which would answer 552, was not asked.
  if (code === 'EMESSAGE' && typeof message === 'string' && message.startsWith('Message size larger'))
    return { code: 552, words: '' }
  return null
}

/** Stands for a code that says nothing: less than a refusal for good. */
const UNREADABLE = 0

export function refusedRecipients(value: unknown): (Reply & { email: string })[] {
  const { rejectedErrors } = told(value)
  if (!Array.isArray(rejectedErrors)) return []
  return rejectedErrors.flatMap((one: unknown) => {
    const { recipient } = told(one)
    // Whatever it said, it has not taken this recipient.
    const reply = replyOf(one) ?? { code: UNREADABLE, words: wordsOf(one) }
    return typeof recipient === 'string' ? [{ email: recipient, ...reply }] : []
  })
}
