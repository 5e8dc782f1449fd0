import type { CheckLine, MailboxDraft } from '../../shared/api/mailboxes.ts'
import type { Depth } from '../../shared/model/mailbox.ts'
import { sentCandidates } from './folders.ts'
import { commandsOf } from './imap/commands.ts'
import { Session } from './imap/session.ts'
import { presetByHost } from './providers.ts'
import { verifySmtp } from './smtp/verify.ts'
import type { Failure, FolderOnServer, Login } from './types.ts'

export interface CheckOptions {
  allowedHosts: readonly string[]
  freeDiskBytes(): number | Promise<number>
  now(): number
  signal?: AbortSignal | undefined
  /** For each half. */
  limitMs?: number
}

type Half = NonNullable<MailboxDraft['imap']>
type Say = (line: CheckLine) => void

const LIMIT_MS = 15_000
const DAY_MS = 24 * 3600_000
const DEPTHS: Depth[] = [{ kind: 'new' }, { kind: 'days', days: 30 }, { kind: 'days', days: 365 }, { kind: 'all' }]

/** Tries both halves side by side, each within its limit, and yields every line as it settles. */
export async function* checkMailbox(draft: MailboxDraft, options: CheckOptions): AsyncGenerator<CheckLine> {
  const waiting: CheckLine[] = []
  let wake: () => void = () => {}
  const say: Say = (line) => {
    waiting.push(line)
    wake()
  }
  const stop = new AbortController()
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal
  let outcome: boolean[] | null = null
  const halves = [draft.imap && checkImap(draft.imap, options, signal, say), draft.smtp && checkSmtp(draft.smtp, options, signal, say)]
  const all = Promise.all(halves.filter((half) => half !== null)).then((results) => {
    outcome = results
    wake()
  })
  try {
    for (;;) {
      while (waiting.length) yield waiting.shift() as CheckLine
      if (outcome) break
      await new Promise<void>((resolve, reject) => {
        wake = resolve
        all.catch(reject)
      })
    }
    const results: boolean[] = outcome
    yield { line: 'done', state: results.length > 0 && results.every((ok) => ok) ? 'ok' : 'failed' }
  } finally {
    stop.abort()
  }
}

async function checkImap(half: Half, options: CheckOptions, signal: AbortSignal, say: Say): Promise<boolean> {
  const { host, port } = half
  say({ line: 'imap', state: 'running', host, port })
  const startedAt = performance.now()
  const limitMs = options.limitMs ?? LIMIT_MS
  const fail = (failure: Failure) => {
    say({ line: 'imap', state: 'failed', host, port, trouble: failure.trouble, serverWords: failure.serverWords, certificate: failure.certificate })
    return false
  }
  if (isOauthOnly(host)) return fail(OAUTH_ONLY)
  const session = new Session(loginOf(half, options), { connectMs: limitMs, stallMs: limitMs })
  const close = () => session.close()
  const clock = setTimeout(close, limitMs)
  signal.addEventListener('abort', close, { once: true })
  const inTime = <T extends { ok: boolean }>(result: T): T | Failure =>
    !result.ok && performance.now() - startedAt >= limitMs ? { ok: false, trouble: 'timeout', serverWords: '', certificate: null } : result
  try {
    const opened = inTime(await session.open())
    if (!opened.ok) return fail(opened)
    const commands = commandsOf(session)
    const listed = inTime(await commands.folders())
    if (!listed.ok) return fail(listed)
    if (!listed.folders.some((folder) => folder.role === 'inbox' && folder.canSelect)) return fail({ ok: false, trouble: 'no-inbox', serverWords: '', certificate: null })
    clearTimeout(clock)
    const letters = listed.folders.reduce((sum, folder) => sum + folder.letters, 0)
    say({ line: 'imap', state: 'ok', host, port, ms: Math.round(performance.now() - startedAt), folders: listed.folders.length, letters })
    tellFolders(listed.folders, opened.capabilities.idle, say)
    await tellDepths(commands, listed.folders, options, say)
    return true
  } finally {
    clearTimeout(clock)
    signal.removeEventListener('abort', close)
    session.close()
  }
}

function tellFolders(folders: FolderOnServer[], hasIdle: boolean, say: Say): void {
  const sent = sentCandidates(folders)
  const ticked = new Set([...folders.filter((folder) => folder.role === 'inbox').map((folder) => folder.path), ...(sent.length === 1 ? sent : [])])
  say({ line: 'idle', state: hasIdle ? 'ok' : 'poll' })
  say({ line: 'sent', state: sent.length === 1 ? 'found' : sent.length === 0 ? 'missing' : 'ask', candidates: sent })
  const shown = folders.filter((folder) => folder.canSelect)
  say({ line: 'folders', state: 'ok', folders: shown.map(({ path, name, role, letters }) => ({ path, name, role, letters, isTicked: ticked.has(path) })) })
}

/** Letters in the ticked folders per depth. Bytes are told only where the server counts them itself. */
async function tellDepths(commands: ReturnType<typeof commandsOf>, folders: FolderOnServer[], options: CheckOptions, say: Say): Promise<void> {
  const sent = sentCandidates(folders)
  const ticked = folders.filter((folder) => folder.canSelect && (folder.role === 'inbox' || (sent.length === 1 && folder.path === sent[0])))
  const counts = new Map<Depth, number>(DEPTHS.map((depth) => [depth, 0]))
  let oldestAt: number | null = null
  for (const folder of ticked) {
    for (const depth of DEPTHS) {
      if (depth.kind === 'new' || (depth.kind === 'all' && folder.letters === 0)) continue
      const since = depth.kind === 'days' ? options.now() - depth.days * DAY_MS : undefined
      const found = depth.kind === 'all' ? null : await commands.uids(folder.path, since)
      if (found && !found.ok) continue
      counts.set(depth, (counts.get(depth) ?? 0) + (found ? found.uids.length : folder.letters))
    }
    const oldest = await oldestOf(commands, folder)
    if (oldest !== null && (oldestAt === null || oldest < oldestAt)) oldestAt = oldest
  }
  const choices = DEPTHS.map((depth) => ({ depth, letters: counts.get(depth) ?? 0, bytes: depth.kind === 'new' ? 0 : null }))
  say({ line: 'depth', state: 'ok', choices, oldestYear: oldestAt ? new Date(oldestAt).getUTCFullYear() : null, freeDiskBytes: await options.freeDiskBytes() })
}

async function oldestOf(commands: ReturnType<typeof commandsOf>, folder: FolderOnServer): Promise<number | null> {
  if (folder.letters === 0) return null
  const all = await commands.uids(folder.path)
  const first = all.ok ? all.uids[0] : undefined
  if (first === undefined) return null
  const listed = await commands.list(folder.path, { low: first, high: first })
  return listed.ok ? (listed.listed[0]?.internalAt ?? null) : null
}

async function checkSmtp(half: Half, options: CheckOptions, signal: AbortSignal, say: Say): Promise<boolean> {
  const { host, port } = half
  say({ line: 'smtp', state: 'running', host, port })
  const startedAt = performance.now()
  const result = isOauthOnly(host) ? OAUTH_ONLY : await verifySmtp(loginOf(half, options), options.limitMs ?? LIMIT_MS, signal)
  if (result.ok) say({ line: 'smtp', state: 'ok', host, port, ms: Math.round(performance.now() - startedAt), folders: null, letters: null })
  else say({ line: 'smtp', state: 'failed', host, port, trouble: result.trouble, serverWords: result.serverWords, certificate: result.certificate })
  return result.ok
}

const OAUTH_ONLY: Failure = { ok: false, trouble: 'oauth-only', serverWords: '', certificate: null }

function isOauthOnly(host: string): boolean {
  return presetByHost(host)?.signIn === 'oauth-only'
}

function loginOf(half: Half, options: CheckOptions): Login {
  return {
    host: half.host, port: half.port, security: half.security, login: half.login, password: half.password,
    pinnedCertificate: half.pinnedCertificate ?? null, allowPlaintext: half.allowPlaintext ?? false, allowedHosts: options.allowedHosts,
  }
}
