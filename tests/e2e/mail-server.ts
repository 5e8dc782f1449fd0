import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { type Dovecot, startDovecot } from '../rig/dovecot.ts'

export const ANNA = 'anna@office.example'

export interface MailServer {
  dovecot: Dovecot
  smtpPort: number
  /** Letters that the SMTP server took, newest last. */
  sent: { to: string[]; source: string }[]
  /** While set, the SMTP server refuses every recipient with these words. */
  refusal: string | null
  /** Puts letters into Anna's INBOX, as a mail server would. */
  deliver(...letters: string[]): Promise<void>
  /** What lies in a folder of Anna's on the server: one string for each letter, its flags or a header. */
  fetch(what: string, folder: string): Promise<string[]>
  stop(): Promise<void>
}

/** A real IMAP server (Dovecot) for Anna, and an SMTP server that takes letters for everybody. */
export async function startMailServer(): Promise<MailServer> {
  const dovecot = await startDovecot('anna')
  const smtp = new SMTPServer({
    authOptional: false,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    onAuth(auth, _session, done) {
      if (auth.password === dovecot.password) done(null, { user: auth.username })
      else done(new Error('535 5.7.8 Authentication credentials invalid'))
    },
    onRcptTo(_address, _session, done) {
      if (server.refusal === null) done()
      else done(Object.assign(new Error(server.refusal), { responseCode: 550 }))
    },
    onData(stream, session, done) {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map((one) => one.address)
        server.sent.push({ to, source: Buffer.concat(parts).toString() })
        done()
      })
    },
  })
  const smtpPort = await new Promise<number>((resolve) => {
    // A TCP server's address is never a pipe's name.
    const listener = smtp.listen(0, '127.0.0.1', () => resolve((listener.address() as AddressInfo).port))
  })
  const server: MailServer = {
    dovecot,
    smtpPort,
    sent: [],
    refusal: null,
    async deliver(...letters) {
      for (const one of letters) await dovecot.deliver('anna', one)
    },
    async fetch(what, folder) {
      const said = await dovecot.doveadm('-f', 'tab', 'fetch', '-u', 'anna', what, 'mailbox', folder)
      // The first line is the heading; a letter without flags is an empty one.
      return said.split('\n').slice(1, -1)
    },
    async stop() {
      await new Promise<void>((resolve) => smtp.close(() => resolve()))
      await dovecot.stop()
    },
  }
  return server
}

interface LetterFields {
  from: string
  subject: string
  /** Without its angle brackets. */
  id: string
  text: string
  to?: string
  cc?: string
  inReplyTo?: string
  date?: Date
}

/** A letter as a mail program writes it. */
export function letter({ from, subject, id, text, to = ANNA, cc, inReplyTo, date = new Date() }: LetterFields): string {
  const base64 = (value: string) => Buffer.from(value).toString('base64')
  return [
    `From: ${from}`,
    `To: ${to}`,
    ...(cc ? [`Cc: ${cc}`] : []),
    `Subject: =?utf-8?B?${base64(subject)}?=`,
    `Message-ID: <${id}>`,
    ...(inReplyTo ? [`In-Reply-To: <${inReplyTo}>`, `References: <${inReplyTo}>`] : []),
    `Date: ${date.toUTCString().replace('GMT', '+0000')}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    base64(text),
    '',
  ].join('\r\n')
}
