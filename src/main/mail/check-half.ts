import type { CheckLine, MailboxDraft } from '../../shared/api/mailboxes.ts'
import type { Incoming } from '../../shared/model/mailbox.ts'
import { presetByHost } from './providers.ts'
import type { Failure, Login } from './types.ts'

export interface CheckOptions {
  allowedHosts: readonly string[]
  freeDiskBytes(): number | Promise<number>
  now(): number
  signal?: AbortSignal | undefined
  /** For each half. */
  limitMs?: number
  /** Without the counts per depth, which list whole folders: for saving, where the choice is made already. */
  skipsDepths?: boolean
}

export type Half = NonNullable<MailboxDraft['imap']>
export type Say = (line: CheckLine) => void

/** For each half, where the caller names no other. */
export const LIMIT_MS = 15_000

export const OAUTH_ONLY: Failure = { ok: false, trouble: 'oauth-only', serverWords: '', certificate: null }

export function isOauthOnly(host: string): boolean {
  return presetByHost(host)?.signIn === 'oauth-only'
}

export function loginOf(half: Half, options: CheckOptions, protocol: Incoming = 'imap'): Login {
  return {
    protocol,
    host: half.host,
    port: half.port,
    security: half.security,
    login: half.login,
    password: half.password,
    pinnedCertificate: half.pinnedCertificate ?? null,
    allowPlaintext: half.allowPlaintext ?? false,
    allowedHosts: options.allowedHosts,
  }
}

/** The failed line of a half. */
export function failedLine(line: 'imap' | 'smtp', { host, port }: Half, failure: Failure): CheckLine {
  const { trouble, serverWords, certificate } = failure
  return { line, state: 'failed', host, port, trouble, serverWords, certificate }
}

/** Says that the limit was the reason when it was: what breaks a line then is our own end of it. */
export function inTime<T extends { ok: boolean }>(result: T, startedAt: number, limitMs: number): T | Failure {
  return !result.ok && performance.now() - startedAt >= limitMs
    ? { ok: false, trouble: 'timeout', serverWords: '', certificate: null }
    : result
}
