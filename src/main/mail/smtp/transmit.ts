import { Readable } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { domainToASCII } from 'node:url'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { Trouble } from '../../../shared/model/mailbox.ts'
import { failureOf } from '../imap/failure.ts'
import type { Failure, Login } from '../types.ts'
import { connectionOptions, maxBytesOf, openLine, pinTrouble, shownCertificate } from './options.ts'
import { NO_AUTH, type Reply, refusedRecipients, replyOf, wordsOf } from './replies.ts'

/** How far the dialogue came. From `handed-over` on the server may have the whole letter. */
type Step = 'connect' | 'login' | 'envelope' | 'body' | 'handed-over'

export interface Refused extends Reply {
  email: string
}

export type Transmitted =
  /** The server took the letter for everybody but those in `refused`. */
  | { is: 'accepted'; reply: Reply; refused: Refused[] }
  /** The server's words decided: nobody got it. `refused` names the recipients that were refused one by one. */
  | { is: 'refused'; step: Step; reply: Reply; refused: Refused[] }
  /** No reply decided, or none that can be read. At `handed-over` nobody knows what became of the letter. */
  | { is: 'broken'; step: Step; trouble: Trouble; serverWords: string; certificate?: Failure['certificate'] }
  /** We ended it ourselves before the letter was handed over. */
  | { is: 'stopped' }

export interface Waits {
  /** To open the line, and again for TLS, greeting and EHLO together. */
  connectMs: number
  /** For every command, and for every piece of the body. */
  commandMs: number
  /** For the reply after the final dot. */
  finalReplyMs: number
}

// RFC 5321 4.5.3.2: five minutes per command, ten after the final dot.
const WAITS: Waits = { connectMs: 60_000, commandMs: 300_000, finalReplyMs: 600_000 }

export interface Dialogue {
  login: Login
  from: string
  to: string[]
  /** Bytes of the body. */
  size: number
  body: Iterable<Uint8Array> | AsyncIterable<Uint8Array>
  /**
   * Called once when the whole body is written and before the final dot, with the recipients that the server has refused so
   * far; when it throws, the dot is never written.
   */
  onHandingOver(refused: Refused[]): void
  /** What the server says of the largest letter it takes, as soon as it has said it. */
  onLimit?(maxBytes: number | null): void
  /** Ends the dialogue unless the letter is handed over already. */
  signal: AbortSignal
  waits?: Partial<Waits>
}

/** One letter over one connection; never throws for anything that a server or a network does. */
export async function transmit(dialogue: Dialogue): Promise<Transmitted> {
  const waits = { ...WAITS, ...dialogue.waits }
  try {
    const line = await openLine(dialogue.login, waits.connectMs, dialogue.signal)
    const told = await converse(dialogue, new SMTPConnection(connectionOptions(dialogue.login, line, waits)), waits)
    if (told.is !== 'broken' || told.trouble !== 'certificate') return told
    return { ...told, certificate: await shownCertificate(dialogue.login, waits.connectMs) }
  } catch (error) {
    if (error instanceof OwnFault) throw error.cause
    if (dialogue.signal.aborted) return { is: 'stopped' }
    const { trouble, serverWords } = failureOf(error, dialogue.login)
    return { is: 'broken', step: 'connect', trouble, serverWords }
  }
}

function converse(dialogue: Dialogue, connection: SMTPConnection, waits: Waits): Promise<Transmitted> {
  const written = new Map(dialogue.to.map((email) => [onWire(email), email]))
  const refusedIn = (told: unknown) =>
    refusedRecipients(told).map((one) => ({ ...one, email: written.get(one.email) ?? one.email }))
  // The connection notes in it whom the server refuses, long before it answers for the letter.
  const envelope = { from: onWire(dialogue.from), to: [...written.keys()], size: dialogue.size }
  return new Promise((resolve, reject) => {
    let step: Step = 'connect'
    let isSettled = false
    let timer: NodeJS.Timeout | undefined

    const settle = (outcome: Transmitted) => {
      if (isSettled) return
      isSettled = true
      clearTimeout(timer)
      dialogue.signal.removeEventListener('abort', onAbort)
      if (outcome.is === 'accepted') connection.quit()
      else connection.close()
      resolve(outcome)
    }
    const expect = (ms: number) => {
      clearTimeout(timer)
      timer = setTimeout(() => settle({ is: 'broken', step, trouble: 'timeout', serverWords: '' }), ms)
    }
    const onAbort = () => {
      if (step !== 'handed-over') settle({ is: 'stopped' })
    }
    const onError = (error: unknown) => {
      // A fault of ours while the body was read (the disk is full) is for the caller, not for the queue's table.
      if (error instanceof OwnFault) {
        if (isSettled) return
        isSettled = true
        clearTimeout(timer)
        connection.close()
        return reject(error)
      }
      const reply = replyOf(error)
      // An answer to the whole letter that neither takes nor refuses it tells nobody where the letter is.
      if (reply && (step !== 'handed-over' || reply.code >= 400))
        settle({ is: 'refused', step, reply, refused: refusedIn(error) })
      else {
        // A line that stood and broke says nothing about the network: another server would have kept it.
        const { trouble, serverWords } = failureOf(error, dialogue.login)
        // After the whole letter only the server's own words are evidence.
        const words = step === 'handed-over' ? wordsOf(error) : serverWords
        settle({ is: 'broken', step, trouble: trouble === 'no-network' ? 'protocol' : trouble, serverWords: words })
      }
    }

    async function* body() {
      step = 'body'
      try {
        for await (const piece of dialogue.body) {
          expect(waits.commandMs)
          yield piece
        }
        // A refusal or a cut that lies in our socket already is read before the letter counts as handed over.
        await nextTurn()
        if (isSettled) return
        dialogue.onHandingOver(refusedIn(envelope))
      } catch (error) {
        throw new OwnFault(error)
      }
      step = 'handed-over'
      expect(waits.finalReplyMs)
    }

    function send() {
      step = 'envelope'
      expect(waits.commandMs)
      connection.send(envelope, Readable.from(body()), (error, info) => {
        if (error) return onError(error)
        // A server that agrees before it has the end of the letter has not got the letter.
        if (step !== 'handed-over')
          return settle({ is: 'broken', step, trouble: 'protocol', serverWords: wordsOf(info) })
        const reply = replyOf(info)
        if (reply) settle({ is: 'accepted', reply, refused: refusedIn(info) })
        else settle({ is: 'broken', step, trouble: 'protocol', serverWords: wordsOf(info) })
      })
    }

    // Some errors come through the callback, some through the event, some through both: the first one counts.
    connection.on('error', onError)
    connection.on('end', () => setImmediate(() => settle({ is: 'broken', step, trouble: 'protocol', serverWords: '' })))
    dialogue.signal.addEventListener('abort', onAbort)
    if (dialogue.signal.aborted) return settle({ is: 'stopped' })

    expect(waits.connectMs)
    connection.connect((error) => {
      if (error) return onError(error)
      if (isSettled) return
      const mismatch = pinTrouble(connection, dialogue.login)
      if (mismatch) return onError(mismatch)
      dialogue.onLimit?.(maxBytesOf(connection))
      step = 'login'
      expect(waits.commandMs)
      if (!connection.allowsAuth) return settle({ is: 'broken', step, trouble: 'no-auth', serverWords: NO_AUTH })
      connection.login({ user: dialogue.login.login, pass: dialogue.login.password }, (refused) => {
        if (refused) return onError(refused)
        if (!isSettled) send()
      })
    })
  })
}

// Few servers speak SMTPUTF8; a domain in its ASCII form is understood by all of them.
function onWire(email: string): string {
  const at = email.lastIndexOf('@')
  return `${email.slice(0, at)}@${domainToASCII(email.slice(at + 1))}`
}

class OwnFault extends Error {
  constructor(cause: unknown) {
    super('the letter could not be read', { cause })
  }
}
