import net, { type Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type SMTPConnection from 'nodemailer/lib/smtp-connection'
import { readCertificate } from '../certificate.ts'
import { allowedAddresses, asciiHost, demandEncryption, describeCertificate, fixedLookup, isPinned } from '../dial.ts'
import { TroubleError } from '../imap/failure.ts'
import type { Failure, Login } from '../types.ts'

type Options = NonNullable<ConstructorParameters<typeof SMTPConnection>[0]>

/** An open line to one of the addresses that may be used; TLS comes later. Throws; `failureOf` words it. */
export async function openLine(login: Login, timeoutMs: number, signal: AbortSignal): Promise<Socket> {
  demandEncryption(login)
  const addresses = await allowedAddresses(login)
  signal.throwIfAborted()
  return await new Promise((resolve, reject) => {
    const socket = net.connect({ host: asciiHost(login.host), port: login.port, lookup: fixedLookup(addresses) })
    const timer = setTimeout(() => socket.destroy(new TroubleError('timeout')), timeoutMs)
    const onAbort = () => socket.destroy(new Error('stopped'))
    signal.addEventListener('abort', onAbort, { once: true })
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      socket.off('error', onError)
    }
    const onError = (error: Error) => {
      end()
      reject(error)
    }
    socket.once('error', onError)
    socket.once('connect', () => {
      end()
      resolve(socket)
    })
  })
}

export function connectionOptions(
  login: Login,
  line: Socket,
  waits: { connectMs: number; finalReplyMs: number },
): Options {
  return {
    connection: line,
    host: asciiHost(login.host),
    port: login.port,
    secure: login.security === 'tls',
    requireTLS: login.security === 'starttls',
    ignoreTLS: login.security === 'none',
    connectionTimeout: waits.connectMs,
    greetingTimeout: waits.connectMs,
    // The dialogue has clocks of its own for each step; this one only ends what they forgot.
    socketTimeout: waits.finalReplyMs + 60_000,
    // The name of this computer is nobody's business: the address literal is what mail programs behind a router say.
    name: '[127.0.0.1]',
    // A certificate accepted by hand is compared by its fingerprint, before the password is sent.
    tls: { minVersion: 'TLSv1.2', rejectUnauthorized: login.pinnedCertificate === null },
    logger: false,
  }
}

/** The certificate that a server shows whose line was refused for it. */
export async function shownCertificate(login: Login, timeoutMs: number): Promise<Failure['certificate']> {
  return readCertificate('smtp', login, await allowedAddresses(login), timeoutMs)
}

/** What is wrong when a certificate was accepted by hand and the server shows another one; null when all is well. */
export function pinTrouble(connection: SMTPConnection, login: Login): TroubleError | null {
  if (login.pinnedCertificate === null || login.security === 'none') return null
  const socket: unknown = connection._socket
  if (socket instanceof TLSSocket && isPinned(socket, login.pinnedCertificate)) return null
  return new TroubleError('certificate', '', socket instanceof TLSSocket ? describeCertificate(socket) : null)
}

/** The largest letter that the server said it takes (EHLO SIZE, RFC 1870), null where it said nothing or "no limit". */
export function maxBytesOf(connection: SMTPConnection): number | null {
  // nodemailer keeps what EHLO said and compares with it, but names it to nobody else.
  const { _maxAllowedSize } = connection as { _maxAllowedSize?: unknown }
  return typeof _maxAllowedSize === 'number' && _maxAllowedSize > 0 ? _maxAllowedSize : null
}
