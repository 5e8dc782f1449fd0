import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { type Dovecot, startDovecot } from '../rig/dovecot.ts'

export interface MailServer {
  dovecot: Dovecot
  smtpPort: number
  /** Letters that the SMTP server took, newest last. */
  sent: { to: string[]; source: string }[]
  /** While set, the SMTP server refuses every recipient with these words. */
  refusal: string | null
  stop(): Promise<void>
}

/** A real IMAP server (Dovecot) for anna@office.example, and an SMTP server that takes letters for everybody. */
export async function startMailServer(): Promise<MailServer> {
  const dovecot = await startDovecot('anna')
  const sent: MailServer['sent'] = []
  const smtp = new SMTPServer({
    authOptional: false,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    onAuth(auth, _session, done) {
      if (auth.password === dovecot.password) done(null, { user: auth.username })
      else done(new Error('535 5.7.8 Authentication credentials invalid'))
    },
    onRcptTo(_address, _session, done) {
      done(server.refusal === null ? null : Object.assign(new Error(server.refusal), { responseCode: 550 }))
    },
    onData(stream, session, done) {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        sent.push({ to: session.envelope.rcptTo.map((one) => one.address), source: Buffer.concat(parts).toString() })
        done()
      })
    },
  })
  const port = await new Promise<number>((resolve) => {
    const listener = smtp.listen(0, '127.0.0.1', () => resolve((listener.address() as AddressInfo).port))
  })
  const server: MailServer = {
    dovecot,
    smtpPort: port,
    sent,
    refusal: null,
    async stop() {
      await new Promise<void>((resolve) => smtp.close(() => resolve()))
      await dovecot.stop()
    },
  }
  return server
}

/** A letter as a mail program writes it. */
export function letter(fields: { from: string; subject: string; id: string; text: string; inReplyTo?: string; date?: Date }): string {
  const { from, subject, id, text, inReplyTo, date = new Date() } = fields
  const word = (value: string) => `=?utf-8?B?${Buffer.from(value).toString('base64')}?=`
  return [
    `From: ${from}`, 'To: anna@office.example', `Subject: ${word(subject)}`, `Message-ID: <${id}>`,
    ...(inReplyTo ? [`In-Reply-To: <${inReplyTo}>`, `References: <${inReplyTo}>`] : []),
    `Date: ${date.toUTCString().replace('GMT', '+0000')}`, 'MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: base64', '',
    Buffer.from(text).toString('base64'), '',
  ].join('\r\n')
}
