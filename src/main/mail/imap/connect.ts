import { isIP, type Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { ImapFlow } from 'imapflow'
import { readCertificate } from '../certificate.ts'
import { allowedAddresses, asciiHost, demandEncryption, describeCertificate, fixedLookup, isPinned } from '../dial.ts'
import type { Login } from '../types.ts'
import { isCertificateError, TroubleError } from './failure.ts'

// Letters above 1 MB come in pieces; a literal beyond this is a lie that would fill the memory.
const MAX_LITERAL = 32 * 1024 * 1024
// The lines of the session watch for hanging themselves (session.ts); this is the last resort.
const SOCKET_TIMEOUT_MS = 15 * 60_000
// Above this round trip the saved bytes are worth the CPU of DEFLATE, which costs 7-10x on a LAN.
const COMPRESS_FROM_MS = 15

/** Opens one signed-in connection. Throws; `failureOf` words it. PEEK only, no IDLE of its own. */
export async function connectImap(login: Login, timeoutMs: number, idleMs: number | null = null): Promise<ImapFlow> {
  demandEncryption(login)
  const addresses = await allowedAddresses(login)
  const host = asciiHost(login.host)
  const client = new ImapFlow({
    host,
    port: login.port,
    secure: login.security === 'tls',
    doSTARTTLS: login.security === 'starttls',
    servername: isIP(host) ? undefined : host,
    auth: { user: login.login, pass: login.password },
    logger: false,
    disableAutoIdle: true,
    disableCompression: true,
    qresync: true,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    // A watch line is heard at every renewal; longer silence means that it is dead.
    socketTimeout: idleMs ? idleMs + timeoutMs : SOCKET_TIMEOUT_MS,
    ...(idleMs ? { maxIdleTime: idleMs } : {}),
    maxLiteralSize: MAX_LITERAL,
    clientInfo: { name: 'Golub', version: '1', vendor: 'Golub', 'support-url': '' },
    tls: {
      lookup: fixedLookup(addresses),
      rejectUnauthorized: login.pinnedCertificate === null,
      minVersion: 'TLSv1.2',
    } as object,
  })
  if (login.pinnedCertificate !== null) checkPin(client, login.pinnedCertificate)
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    client.close()
  }, timeoutMs)
  client.on('error', () => client.close())
  try {
    await client.connect()
  } catch (error) {
    client.close()
    if (isLate) throw new TroubleError('timeout')
    if (isCertificateError(error))
      throw new TroubleError(
        'certificate',
        messageOf(error),
        await readCertificate('imap', login, addresses, timeoutMs),
      )
    throw error
  } finally {
    clearTimeout(timer)
  }
  return client
}

// Without the advice that Node adds for programmers.
function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.replace(/; .*/s, '') : ''
}

// imapflow calls this with every established line, before the greeting is read and long before the password is sent.
function checkPin(client: ImapFlow, pinned: string): void {
  const inner = client as unknown as { configureSocket(socket: Socket): void }
  const configure = inner.configureSocket.bind(client)
  inner.configureSocket = (socket) => {
    if (socket instanceof TLSSocket && !isPinned(socket, pinned)) {
      const certificate = describeCertificate(socket)
      socket.destroy()
      throw new TroubleError('certificate', '', certificate)
    }
    configure(socket)
  }
}

/** Switches DEFLATE on where the line is slow; true when it is on. */
export async function compressIfFar(client: ImapFlow): Promise<boolean> {
  if (!client.capabilities.has('COMPRESS=DEFLATE')) return false
  const startedAt = performance.now()
  await client.noop()
  if (performance.now() - startedAt < COMPRESS_FROM_MS) return false
  // Not in the type declarations: imapflow wants it decided before connecting, when the distance is not known yet.
  await (client as unknown as { compress(): Promise<void> }).compress()
  return true
}
