import type { Incoming, Security, Server, ServerDraft } from '../../../shared/model/mailbox.ts'

/** `imap` is the incoming half, whatever its protocol. */
export type HalfName = 'imap' | 'smtp'
/** What a half speaks: it decides the usual ports. */
export type Protocol = Incoming | 'smtp'

/** One half as it stands in the form: the port is what was typed, so that a wrong one stays where it is. */
export interface HalfForm {
  isOn: boolean
  host: string
  port: string
  security: Security
  login: string
  pinnedCertificate: string | null
  allowPlaintext: boolean
}

export type HalfField = 'host' | 'port' | 'login' | 'plaintext'

const PORTS: Record<Protocol, Record<Security, number>> = {
  imap: { tls: 993, starttls: 143, none: 143 },
  pop3: { tls: 995, starttls: 110, none: 110 },
  smtp: { tls: 465, starttls: 587, none: 25 },
}

export function emptyHalf(name: Protocol, login: string): HalfForm {
  return {
    isOn: true,
    host: '',
    port: String(PORTS[name].tls),
    security: 'tls',
    login,
    pinnedCertificate: null,
    allowPlaintext: false,
  }
}

export function halfFrom(server: ServerDraft | Server): HalfForm {
  return {
    isOn: true,
    host: server.host,
    port: String(server.port),
    security: server.security,
    login: server.login,
    pinnedCertificate: server.pinnedCertificate ?? null,
    allowPlaintext: server.allowPlaintext ?? false,
  }
}

/** Another encryption usually means another port; a port of the user's own stays. */
export function withSecurity(name: Protocol, half: HalfForm, security: Security): HalfForm {
  const known = Object.values(PORTS[name]).some((port) => String(port) === half.port.trim())
  return {
    ...half,
    security,
    port: known ? String(PORTS[name][security]) : half.port,
    allowPlaintext: security === 'none' && half.allowPlaintext,
  }
}

/** A certificate accepted by hand belongs to its server: another host starts without it. */
export function withHost(half: HalfForm, host: string): HalfForm {
  return { ...half, host, pinnedCertificate: host === half.host ? half.pinnedCertificate : null }
}

/** The first field of a switched-on half that is not ready to be tried, or null. */
export function missingIn(half: HalfForm): HalfField | null {
  if (!half.isOn) return null
  if (half.host.trim() === '') return 'host'
  const port = Number(half.port)
  if (!Number.isInteger(port) || port < 1 || port > 65535) return 'port'
  if (half.login === '') return 'login'
  return half.security === 'none' && !half.allowPlaintext ? 'plaintext' : null
}

export function toServer(half: HalfForm): ServerDraft {
  return {
    host: half.host.trim(),
    port: Number(half.port),
    security: half.security,
    login: half.login,
    pinnedCertificate: half.pinnedCertificate,
    allowPlaintext: half.allowPlaintext,
  }
}
