import { createHash } from 'node:crypto'
import type { Socket } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { refusal, type SmtpRefusal, strikes } from './faults.ts'
import { sourceOf } from './letter-source.ts'
import { parseHeaders } from './mime-tree.ts'
import { add, findFolder } from './postbox.ts'
import type { World } from './world.ts'

/** One letter handed over, whatever became of it. */
export interface Handover {
  at: number
  /** `kept-unanswered`: delivered, but the line was cut before the reply. */
  outcome: 'accepted' | 'refused' | 'dropped' | 'kept-unanswered'
  /** The account that signed in, '' when none did. */
  login: string
  from: string
  /** Only the recipients that were accepted. */
  to: string[]
  /** Without brackets, '' when the letter has none. */
  messageId: string
  sha256: string
  size: number
  /** The bytes, null above 5 MB. */
  source: Buffer | null
}

const KEPT_BELOW = 5 * 1024 * 1024

export interface SmtpHalf {
  server: SMTPServer
  handovers: Handover[]
  sockets: Set<Socket>
}

class Refused extends Error {
  responseCode: number
  constructor(rule: { code: number; text: string }) {
    super(rule.text)
    this.responseCode = rule.code
  }
}

/** `onDelivered` is called for each letter that reached its recipients. */
export function makeSmtp(
  world: World,
  tls: { key: string; cert: string } | null,
  isTlsFromStart: boolean,
  onDelivered: (letter: Handover, source: Buffer) => void,
): SmtpHalf {
  const sockets = new Map<number, Socket>()
  const seenPairs = new Set<string>()
  const handovers: Handover[] = []
  const check = (phase: SmtpRefusal['phase'], address?: string) => {
    const rule = refusal(world.faults, phase, address)
    return rule ? new Refused(rule) : null
  }
  const cut = (port: number) => sockets.get(port)?.destroy()

  const server = new SMTPServer({
    ...(tls ?? {}),
    secure: isTlsFromStart,
    name: 'practice.example',
    banner: 'Practice server',
    authOptional: false,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    ...(world.maxLetterBytes === undefined ? {} : { size: world.maxLetterBytes }),
    hideENHANCEDSTATUSCODES: true,
    disabledCommands: tls ? [] : ['STARTTLS'],
    closeTimeout: 200,
    onConnect(session, callback) {
      if (world.faults.offline) cut(session.remotePort)
      if (world.faults.smtp?.withoutAuth) session.disabledCommands = ['AUTH', ...(tls ? [] : ['STARTTLS'])]
      const connection = [...server.connections].find((one) => one.id === session.id)
      const answerData = connection?.handler_DATA.bind(connection)
      // The library has no hook for the DATA command itself, only for the letter after it.
      if (connection && answerData) {
        connection.handler_DATA = (command, done) => {
          const refused = check('DATA')
          if (!refused) return answerData(command, done)
          connection.send(refused.responseCode, refused.message)
          done()
        }
      }
      callback(check('CONNECT'))
    },
    onAuth(auth, _session, callback) {
      const login = auth.username?.toLowerCase() ?? ''
      const refused =
        check('AUTH') ??
        (world.accounts.get(login)?.password === auth.password
          ? null
          : new Refused({ code: 535, text: 'Wrong login or password' }))
      if (refused) return callback(refused)
      callback(null, { user: login })
    },
    onMailFrom(address, session, callback) {
      const isStranger = !session.user && new Refused({ code: 530, text: 'Authentication required' })
      callback(isStranger || check('MAIL', address.address))
    },
    onRcptTo(address, session, callback) {
      const refused = check('RCPT', address.address)
      if (refused) return callback(refused)
      const pair = `${session.envelope.mailFrom ? session.envelope.mailFrom.address : ''} ${address.address.toLowerCase()}`
      if (world.faults.smtp?.greylist && !seenPairs.has(pair)) {
        seenPairs.add(pair)
        return callback(new Refused({ code: 451, text: 'Greylisted, try again later' }))
      }
      callback(null)
    },
    onData(stream, session, callback) {
      const drop = world.faults.smtp?.drop
      const dropsNow = drop?.when === 'before-dot' && strikes(drop)
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => {
        chunks.push(chunk)
        if (dropsNow) cut(session.remotePort)
      })
      // The sender's line broke in the middle of the letter: nothing was handed over.
      stream.on('error', () => {})
      stream.on('end', () => {
        if (dropsNow) return cut(session.remotePort)
        const source = Buffer.concat(chunks)
        const refused = check('DOT')
        const isLost = !refused && drop?.when === 'after-dot' && strikes(drop)
        const letter: Handover = {
          at: world.now(),
          outcome: refused ? 'refused' : !isLost ? 'accepted' : drop?.isKept ? 'kept-unanswered' : 'dropped',
          login: typeof session.user === 'string' ? session.user : '',
          from: session.envelope.mailFrom ? session.envelope.mailFrom.address.toLowerCase() : '',
          to: session.envelope.rcptTo.map((one) => one.address.toLowerCase()),
          messageId: messageIdOf(source),
          sha256: createHash('sha256').update(source).digest('hex'),
          size: source.length,
          source: source.length < KEPT_BELOW ? source : null,
        }
        handovers.push(letter)
        if (letter.outcome === 'accepted' || letter.outcome === 'kept-unanswered') {
          deliver(world, letter, source)
          onDelivered(letter, source)
        }
        if (isLost) return cut(session.remotePort)
        const delay = world.faults.smtp?.replyDelayMs ?? 0
        const reply = () => (refused ? callback(refused) : callback(null, `OK queued as ${letter.sha256.slice(0, 10)}`))
        if (delay) setTimeout(reply, delay)
        else reply()
      })
    },
  })
  const open = new Set<Socket>()
  server.server.on('connection', (socket: Socket) => {
    open.add(socket)
    sockets.set(socket.remotePort ?? 0, socket)
    socket.on('close', () => {
      open.delete(socket)
      sockets.delete(socket.remotePort ?? 0)
    })
    if (world.faults.offline) socket.destroy()
  })
  // Lines cut on purpose or by the client; each handover tells its own outcome.
  server.on('error', () => {})
  return { server, handovers, sockets: open }
}

function messageIdOf(source: Buffer): string {
  const end = source.indexOf('\r\n\r\n')
  return (parseHeaders(source.toString('latin1', 0, end < 0 ? source.length : end)).get('message-id') ?? '').replace(
    /^<|>$/g,
    '',
  )
}

function deliver(world: World, letter: Handover, source: Buffer): void {
  for (const address of letter.to) {
    const inbox = world.accounts.get(address)?.folders.get('INBOX')
    if (!inbox) continue
    const trace = `Return-Path: <${letter.from}>\r\nReceived: by practice.example; ${new Date(world.now()).toUTCString().replace('GMT', '+0000')}\r\n`
    add(inbox, sourceOf(Buffer.concat([Buffer.from(trace), source])), [], world.now())
  }
  const sender = world.accounts.get(letter.login)
  if (!sender?.filesOwnCopies) return
  const sent = [...sender.folders.values()].find((folder) => folder.use === '\\Sent') ?? findFolder(sender, 'Sent')
  if (sent) add(sent, sourceOf(source), ['\\Seen'], world.now())
}
