import net, { isIP, type Socket } from 'node:net'
import tls, { type TLSSocket } from 'node:tls'
import { readCertificate } from '../certificate.ts'
import {
  type Address,
  allowedAddresses,
  asciiHost,
  demandEncryption,
  describeCertificate,
  fixedLookup,
  isPinned,
} from '../dial.ts'
import { isCertificateError, signInTrouble, TroubleError } from '../imap/failure.ts'
import type { Patience } from '../imap/protocol.ts'
import type { Login } from '../types.ts'
import { Pop3Wire } from './wire.ts'

export interface Pop3Line {
  wire: Pop3Wire
  /** Capabilities in capitals: TOP, UIDL, PIPELINING ... Empty where the server knows no CAPA. */
  capabilities: ReadonlySet<string>
}

const MAX_CAPABILITIES = 64 * 1024

/** Opens one signed-in line. Throws; `failureOf` words it. */
export async function connectPop3(login: Login, patience: Patience): Promise<Pop3Line> {
  demandEncryption(login)
  const addresses = await allowedAddresses(login)
  let wire: Pop3Wire | null = null
  let isLate = false
  let socket: Socket | null = null
  const timer = setTimeout(() => {
    isLate = true
    socket?.destroy()
    wire?.destroy()
  }, patience.connectMs)
  try {
    const open = openSocket(login, addresses)
    socket = open.socket
    await open.stands
    checkPin(socket, login)
    wire = new Pop3Wire(socket, patience.stallMs)
    return await signIn(wire, login)
  } catch (error) {
    wire?.destroy()
    socket?.destroy()
    if (isLate) throw new TroubleError('timeout')
    if (isCertificateError(error))
      throw new TroubleError(
        'certificate',
        error instanceof Error ? error.message.replace(/; .*/s, '') : '',
        await readCertificate('pop3', login, addresses, patience.connectMs),
      )
    throw error
  } finally {
    clearTimeout(timer)
  }
}

function openSocket(login: Login, addresses: readonly Address[]): { socket: Socket; stands: Promise<void> } {
  const to = { host: asciiHost(login.host), port: login.port, lookup: fixedLookup(addresses) }
  if (login.security !== 'tls') {
    const socket = net.connect(to)
    return { socket, stands: standing(socket, 'connect') }
  }
  const socket = tls.connect({ ...to, ...tlsOptions(login) })
  return { socket, stands: standing(socket, 'secureConnect') }
}

function tlsOptions(login: Login): tls.ConnectionOptions {
  const host = asciiHost(login.host)
  return {
    servername: isIP(host) ? '' : host,
    rejectUnauthorized: login.pinnedCertificate === null,
    minVersion: 'TLSv1.2',
    // Over a line that stands already Node does not know whom it belongs to.
    checkServerIdentity: (_name, certificate) => tls.checkServerIdentity(host, certificate),
  }
}

function standing(socket: Socket, event: 'connect' | 'secureConnect'): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => reject(error)
    const closed = () => reject(new TroubleError('no-network'))
    socket.once('error', fail).once('close', closed)
    socket.once(event, () => {
      socket.off('error', fail).off('close', closed)
      resolve()
    })
  })
}

function checkPin(socket: Socket, login: Login): void {
  if (login.pinnedCertificate === null || !(socket instanceof tls.TLSSocket)) return
  if (!isPinned(socket, login.pinnedCertificate))
    throw new TroubleError('certificate', '', describeCertificate(socket as TLSSocket))
}

async function signIn(wire: Pop3Wire, login: Login): Promise<Pop3Line> {
  const greeting = await wire.answer()
  if (!greeting.ok) throw new TroubleError(refusalTrouble(greeting, 'server-busy'), greeting.words)
  if (login.security === 'starttls') await startTls(wire, login)
  const before = await capabilitiesOf(wire)
  const canUser = before.size === 0 || before.has('USER') || !before.has('SASL PLAIN')
  const answer = canUser ? await byUser(wire, login) : await byPlain(wire, login)
  if (!answer.ok) throw new TroubleError(refusalTrouble(answer, signInTrouble(answer.words, answer.code)), answer.words)
  // Some servers tell of TOP and UIDL only to who is signed in.
  const after = before.has('UIDL') ? before : await capabilitiesOf(wire)
  return { wire, capabilities: after }
}

async function byUser(wire: Pop3Wire, { login, password }: Login) {
  const named = await wire.ask(`USER ${login}`)
  return named.ok ? await wire.ask(`PASS ${password}`) : named
}

async function byPlain(wire: Pop3Wire, { login, password }: Login) {
  return await wire.ask(`AUTH PLAIN ${Buffer.from(`\0${login}\0${password}`).toString('base64')}`)
}

// A mailbox that another program reads right now, or that may be asked only so often, is not a wrong password.
function refusalTrouble(refused: { code: string; words: string }, otherwise: TroubleError['trouble']) {
  if (/^(IN-USE|LOGIN-DELAY|SYS\/TEMP)$/.test(refused.code)) return 'server-busy'
  if (refused.code !== 'AUTH' && /\b(lock(ed)?|in use|busy|another (session|client)|delay)\b/i.test(refused.words))
    return 'server-busy'
  return otherwise
}

async function startTls(wire: Pop3Wire, login: Login): Promise<void> {
  const answer = await wire.ask('STLS')
  if (!answer.ok) throw new TroubleError('protocol', answer.words || 'STLS is not offered')
  // Words that were put in before the encryption began must not pass for the server's own.
  if (wire.hasUnread) throw new TroubleError('protocol', 'data before TLS')
  const plain = wire.socket
  const secure = tls.connect({ socket: plain, ...tlsOptions(login) })
  wire.useSocket(secure)
  await standing(secure, 'secureConnect')
  checkPin(secure, login)
}

async function capabilitiesOf(wire: Pop3Wire): Promise<Set<string>> {
  const answer = await wire.ask('CAPA')
  if (!answer.ok) return new Set()
  const found = new Set<string>()
  for (const line of await wire.lines(MAX_CAPABILITIES)) {
    const [name = '', ...words] = line.toUpperCase().trim().split(/\s+/)
    found.add(name)
    for (const word of words) found.add(`${name} ${word}`)
  }
  return found
}
