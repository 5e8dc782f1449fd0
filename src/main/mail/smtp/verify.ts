import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { failureOf, isCertificateError, TroubleError } from '../imap/failure.ts'
import type { Failure, Login } from '../types.ts'
import { connectionOptions, maxBytesOf, openLine, pinTrouble, shownCertificate } from './options.ts'
import { NO_AUTH, replyOf } from './replies.ts'
import { smtpSignInTrouble } from './sign-in.ts'

/** Tries the sending half: line, TLS, sign-in. Nothing is sent. */
export async function verifySmtp(
  login: Login,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<{ ok: true; maxBytes: number | null } | Failure> {
  let connection: SMTPConnection | null = null
  let isSigningIn = false
  const clock = AbortSignal.timeout(timeoutMs)
  const stop = AbortSignal.any([signal, clock])
  try {
    const line = await openLine(login, timeoutMs, stop)
    const made = new SMTPConnection(connectionOptions(login, line, { connectMs: timeoutMs, finalReplyMs: timeoutMs }))
    connection = made
    await step(made, stop, (done) => made.connect(done))
    const pin = pinTrouble(made, login)
    if (pin) throw pin
    if (!made.allowsAuth) throw new TroubleError('no-auth', NO_AUTH)
    isSigningIn = true
    await step(made, stop, (done) =>
      made.login(
        { user: login.login, pass: login.password, credentials: { user: login.login, pass: login.password } },
        done,
      ),
    )
    const maxBytes = maxBytesOf(made)
    made.quit()
    return { ok: true, maxBytes }
  } catch (error) {
    connection?.close()
    if (clock.aborted) return failureOf(new TroubleError('timeout'), login)
    if (isCertificateError(error)) return failureOf(await withCertificate(login, error, timeoutMs), login)
    const failure = failureOf(error, login)
    const reply = isSigningIn ? replyOf(error) : null
    return reply ? { ...failure, trouble: smtpSignInTrouble(reply) } : failure
  }
}

function step(
  connection: SMTPConnection,
  stop: AbortSignal,
  run: (done: (error?: Error | null) => void) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.once('error', reject)
    stop.addEventListener('abort', () => reject(new Error('stopped')), { once: true })
    run((error) => (error ? reject(error) : resolve()))
  })
}

async function withCertificate(login: Login, error: unknown, timeoutMs: number): Promise<TroubleError> {
  const certificate = await shownCertificate(login, timeoutMs)
  return new TroubleError('certificate', error instanceof Error ? error.message.replace(/; .*/s, '') : '', certificate)
}
