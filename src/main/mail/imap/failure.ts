import type { Trouble } from '../../../shared/model/mailbox.ts'
import type { Failure, Login } from '../types.ts'

/** What errors of sockets, TLS, imapflow and nodemailer carry besides their message. */
interface WireError {
  message: string
  code?: unknown
  /** nodemailer puts its own code over that of the system. */
  originalCode?: unknown
  response?: unknown
  responseText?: unknown
  reason?: unknown
  serverResponseCode?: unknown
  /** imapflow asked for the folder that does not open, and there is none. */
  mailboxMissing?: unknown
  authenticationFailed?: unknown
}

type Certificate = NonNullable<Failure['certificate']>

/** An outcome that our own code decided on, carried through layers that only know exceptions. */
export class TroubleError extends Error {
  trouble: Trouble
  certificate: Certificate | null

  constructor(trouble: Trouble, words = '', certificate: Certificate | null = null) {
    super(words || trouble)
    this.trouble = trouble
    this.certificate = certificate
  }
}

/** Another folder stands under the name than the one whose letters were asked for. */
export class OtherFolderError extends TroubleError {
  constructor(path: string) {
    super('protocol', `another folder is now called ${path}`)
  }
}

const CERTIFICATE_CODES =
  /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_|CERT_|ERR_TLS_CERT_|HOSTNAME_MISMATCH|INVALID_CA|PATH_LENGTH|INVALID_PURPOSE)/
const BY_CODE: Record<string, Trouble> = {
  ENOTFOUND: 'host-not-found',
  ENODATA: 'host-not-found',
  EAI_NONAME: 'host-not-found',
  ENONAME: 'host-not-found',
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timeout',
  ETIMEOUT: 'timeout',
  CONNECT_TIMEOUT: 'timeout',
  GREETING_TIMEOUT: 'timeout',
  UPGRADE_TIMEOUT: 'timeout',
  ENETUNREACH: 'no-network',
  ENETDOWN: 'no-network',
  EHOSTUNREACH: 'no-network',
  EAI_AGAIN: 'no-network',
  EADDRNOTAVAIL: 'no-network',
  ENONET: 'no-network',
  // A line that stood and broke: almost always the network, sleep or a restart at the other end.
  NoConnection: 'no-network',
  EConnectionClosed: 'no-network',
  ECONNRESET: 'no-network',
  EPIPE: 'no-network',
  ECONNABORTED: 'no-network',
  ETHROTTLE: 'server-busy',
}
const BUSY_CODES = new Set(['UNAVAILABLE', 'LIMIT', 'INUSE', 'OVERQUOTA', 'THROTTLED'])

/** Puts an error of any layer into the program's words; the server's own are kept beside it, never the credentials. */
export function failureOf(error: unknown, login: Login | null): Failure {
  if (error instanceof TroubleError) {
    const words = error.message === error.trouble ? '' : withoutSecrets(error.message, login)
    const failure: Failure = { ok: false, trouble: error.trouble, serverWords: words, certificate: error.certificate }
    return error instanceof OtherFolderError ? { ...failure, isOtherFolder: true } : failure
  }
  const wire: WireError = error instanceof Error ? error : { message: String(error) }
  const words = withoutSecrets(wordsOf(wire), login)
  const failure: Failure = { ok: false, trouble: troubleOf(wire, words), serverWords: words, certificate: null }
  return wire.mailboxMissing ? { ...failure, isOtherFolder: true } : failure
}

export function isCertificateError(error: unknown): boolean {
  return error instanceof Error && CERTIFICATE_CODES.test(codeOf(error))
}

function codeOf(wire: WireError): string {
  return String(wire.originalCode ?? wire.code ?? '')
}

function troubleOf(wire: WireError, words: string): Trouble {
  const code = codeOf(wire)
  if (wire.authenticationFailed || wire.code === 'EAUTH')
    return signInTrouble(words, String(wire.serverResponseCode ?? ''))
  if (CERTIFICATE_CODES.test(code)) return 'certificate'
  if (
    BUSY_CODES.has(String(wire.serverResponseCode ?? '')) ||
    /too many|try again|temporar|busy|throttl|rate limit/i.test(words)
  )
    return 'server-busy'
  const known = BY_CODE[code]
  if (known) return known
  // What is left came from the line itself: cut off, not IMAP, not TLS.
  if (code !== '' || words !== '') return 'protocol'
  return 'unknown'
}

/** Why a sign-in was refused, by the words of the big providers. */
export function signInTrouble(words: string, responseCode = ''): Trouble {
  if (
    /application.?specific|app(lication)?[ -]password|парол[ья] (для внешн|прилож)|prilozheni|web.?login.?required/i.test(
      words,
    )
  )
    return 'password-kind'
  if (/basic ?auth|oauth|modern auth|5\.7\.139|BasicAuthBlocked/i.test(words)) return 'oauth-only'
  if (BUSY_CODES.has(responseCode) || /too many|try again later|temporar|rate limit|\b4\.\d\.\d\b/i.test(words))
    return 'server-busy'
  return 'wrong-password'
}

function wordsOf(wire: WireError): string {
  for (const given of [wire.responseText, wire.response, wire.reason]) {
    if (typeof given === 'string' && given.trim() !== '')
      return given
        .replace(/^\S+ (NO|BAD|BYE|OK) /, '')
        .trim()
        .slice(0, 500)
  }
  // "Connection not available" is imapflow's, not the server's.
  return codeOf(wire) === 'NoConnection' ? '' : wire.message.trim().slice(0, 500)
}

// Some servers echo the command that they refuse.
function withoutSecrets(words: string, login: Login | null): string {
  if (!login || login.password === '') return words
  const base64 = (text: string) => Buffer.from(text).toString('base64').replace(/=+$/, '')
  const secrets = [login.password, base64(login.password), base64(`\0${login.login}\0${login.password}`)]
  return secrets.reduce((text, secret) => text.replaceAll(secret, '***'), words)
}
