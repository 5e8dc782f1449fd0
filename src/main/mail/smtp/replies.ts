/** Said of a server that never asks for a password. */
export const NO_AUTH = 'AUTH is not offered'

/** A server's reply: its code and its words verbatim, code included. */
export interface Reply {
  code: number
  words: string
}

/** What nodemailer puts on its errors and results; read field by field, since neither promises any of them. */
interface Told {
  response?: unknown
  rejectedErrors?: unknown
  recipient?: unknown
  code?: unknown
  message?: unknown
}

const told = (value: unknown): Told => (typeof value === 'object' && value !== null ? value : {})

/** The reply that decided, null when the line broke or no server was reached. */
export function replyOf(value: unknown): Reply | null {
  const { response, code, message } = told(value)
  if (typeof response === 'string' && /^[2-5]\d\d/.test(response))
    return { code: Number(response.slice(0, 3)), words: response }
  // nodemailer compares the size with the server's announced limit itself. The server, which would answer 552, was not asked.
  if (code === 'EMESSAGE' && typeof message === 'string' && message.startsWith('Message size larger'))
    return { code: 552, words: '' }
  return null
}

export function refusedRecipients(value: unknown): (Reply & { email: string })[] {
  const { rejectedErrors } = told(value)
  if (!Array.isArray(rejectedErrors)) return []
  return rejectedErrors.flatMap((one: unknown) => {
    const reply = replyOf(one)
    const { recipient } = told(one)
    return reply && typeof recipient === 'string' ? [{ email: recipient, ...reply }] : []
  })
}
