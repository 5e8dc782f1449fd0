import net from 'node:net'
import tls, { type TLSSocket } from 'node:tls'
import { type Address, asciiHost, describeCertificate } from './dial.ts'
import type { Failure, Login } from './types.ts'

type Protocol = 'imap' | 'pop3' | 'smtp'

const UPGRADED: Record<Protocol, RegExp> = { imap: /^a OK/m, pop3: /^\+OK[^\n]*\n\+OK[^\n]*\n/, smtp: /^220 .*^220 /ms }
const FIRST: Record<Protocol, string> = { imap: 'a STARTTLS', pop3: 'STLS', smtp: 'EHLO localhost' }

/**
 * The certificate that a server shows, for the user to judge. A line of its own, without credentials; null when it cannot
 * be had any more.
 */
export async function readCertificate(
  protocol: Protocol,
  login: Login,
  addresses: readonly Address[],
  timeoutMs: number,
): Promise<Failure['certificate']> {
  const host = asciiHost(login.host)
  const plain = net.connect({ host: addresses[0]?.address ?? host, port: login.port })
  plain.setTimeout(timeoutMs, () => plain.destroy())
  try {
    await new Promise<void>((resolve, reject) =>
      plain
        .once('connect', resolve)
        .once('error', reject)
        .once('close', () => reject(new Error('closed'))),
    )
    if (login.security === 'starttls') await askForTls(plain, protocol)
    const secure: TLSSocket = tls.connect({
      socket: plain,
      servername: net.isIP(host) ? '' : host,
      rejectUnauthorized: false,
    })
    await new Promise<void>((resolve, reject) =>
      secure
        .once('secureConnect', resolve)
        .once('error', reject)
        .once('close', () => reject(new Error('closed'))),
    )
    return describeCertificate(secure)
  } catch {
    // The failure itself is already known and told; without its certificate there is just nothing to accept.
    return null
  } finally {
    plain.destroy()
  }
}

async function askForTls(socket: net.Socket, protocol: Protocol): Promise<void> {
  const done = UPGRADED[protocol]
  let heard = ''
  let step = 0
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('closed')))
    const listen = (data: Buffer) => {
      heard += data.toString('latin1')
      if (step === 0 && heard.includes('\n')) {
        step = 1
        socket.write(`${FIRST[protocol]}\r\n`)
      } else if (step === 1 && protocol === 'smtp' && /^250 /m.test(heard)) {
        step = 2
        socket.write('STARTTLS\r\n')
      }
      if (step > 0 && done.test(heard)) {
        socket.off('data', listen)
        resolve()
      }
    }
    socket.on('data', listen)
  })
}
