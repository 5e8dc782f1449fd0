// Dovecot with a generated mailbox in it, warm, and letters handed to it by LMTP.
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { ImapFlow } from 'imapflow'
import { startDovecot } from '../rig/dovecot.ts'
import { corpusFolder } from './letters.ts'

/** How a measured process reaches one mailbox; passes between processes. */
export interface Login {
  host: string
  port: number
  lmtp: number
  user: string
  password: string
  address: string
}

export interface MailServer {
  login(user: string): Login
  stop(): Promise<void>
}

/** `full` get the whole corpus, `empty` none of it. All of them are read once, so that no run pays for Dovecot's caches. */
export async function startMailServer(
  users: { full: string[]; empty: string[] },
  letters: number,
): Promise<MailServer> {
  const dovecot = await startDovecot(...users.full, ...users.empty)
  const { host, imap: port, lmtp, password } = dovecot
  // The corpus is written to and from office@our.example.
  const login = (user: string): Login => ({ host, port, lmtp, user, password, address: `${user}@our.example` })
  try {
    for (const user of users.full) {
      await dovecot.load(user, await corpusFolder(letters))
      await warm(login(user))
    }
    return { login, stop: dovecot.stop }
  } catch (error) {
    await dovecot.stop()
    throw error
  }
}

export async function connected({ host, port, user, password }: Login): Promise<ImapFlow> {
  // Compression costs seven times the speed on loopback; Golub switches it by the round trip as well.
  const client = new ImapFlow({
    host,
    port,
    secure: false,
    doSTARTTLS: false,
    auth: { user, pass: password },
    logger: false,
    disableCompression: true,
  })
  await client.connect()
  return client
}

async function warm(login: Login): Promise<void> {
  const client = await connected(login)
  await client.mailboxOpen('INBOX', { readOnly: true })
  for await (const _ of client.fetch('1:*', { uid: true, flags: true, internalDate: true, size: true, source: true }));
  await client.logout()
}

/** Hands one letter to the server as its own MTA would (RFC 2033); resolves when the server has taken it. */
export async function deliver({ host, lmtp, user }: Login, source: string): Promise<void> {
  const socket = connect(lmtp, host)
  try {
    const lines = createInterface({ input: socket })[Symbol.asyncIterator]()
    const expect = async (code: string) => {
      for (;;) {
        const { value, done } = await lines.next()
        if (done || !String(value).startsWith(code)) throw new Error(`LMTP: ${value}`)
        if (String(value)[3] !== '-') return
      }
    }
    await expect('220')
    for (const [line, code] of [
      ['LHLO bench', '250'],
      ['MAIL FROM:<bench@romashka.example>', '250'],
      [`RCPT TO:<${user}>`, '250'],
      ['DATA', '354'],
      [`${source}\r\n.`, '250'],
    ] as const) {
      socket.write(`${line}\r\n`)
      await expect(code)
    }
  } finally {
    socket.destroy()
  }
}
