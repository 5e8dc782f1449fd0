import {
  type CheckOptions,
  failedLine,
  type Half,
  inTime,
  isOauthOnly,
  LIMIT_MS,
  loginOf,
  OAUTH_ONLY,
  type Say,
} from './check-half.ts'
import { POP3_FOLDER, pop3CommandsOf } from './pop3/commands.ts'
import { Pop3Session } from './pop3/session.ts'
import type { Failure } from './types.ts'

/** The incoming half over POP3: sign-in, the letters that lie there, and how many bytes they are. Takes nothing away. */
export async function checkPop3(half: Half, options: CheckOptions, signal: AbortSignal, say: Say): Promise<boolean> {
  const { host, port } = half
  say({ line: 'imap', state: 'running', host, port })
  const startedAt = performance.now()
  const limitMs = options.limitMs ?? LIMIT_MS
  const fail = (failure: Failure) => {
    say(failedLine('imap', half, failure))
    return false
  }
  if (isOauthOnly(host)) return fail(OAUTH_ONLY)
  const session = new Pop3Session(loginOf(half, options, 'pop3'), { connectMs: limitMs, stallMs: limitMs })
  const close = () => void session.close()
  const clock = setTimeout(close, limitMs)
  signal.addEventListener('abort', close, { once: true })
  try {
    const opened = inTime(await session.open(), startedAt, limitMs)
    if (!opened.ok) return fail(opened)
    const counted = inTime(await pop3CommandsOf(session).count(), startedAt, limitMs)
    if (!counted.ok) return fail(counted)
    clearTimeout(clock)
    const { letters, bytes } = counted
    say({
      line: 'imap',
      state: 'ok',
      host,
      port,
      ms: Math.round(performance.now() - startedAt),
      folders: null,
      letters,
    })
    say({ line: 'idle', state: 'poll' })
    const { path, name, role } = POP3_FOLDER
    say({ line: 'folders', state: 'ok', folders: [{ path, name, role, letters, isTicked: true }] })
    if (!options.skipsDepths)
      say({
        line: 'depth',
        state: 'ok',
        // POP3 tells no dates: everything, or what comes from now on.
        choices: [
          { depth: { kind: 'new' }, letters: 0, bytes: 0 },
          { depth: { kind: 'all' }, letters, bytes },
        ],
        oldestYear: null,
        freeDiskBytes: await options.freeDiskBytes(),
      })
    return true
  } finally {
    clearTimeout(clock)
    signal.removeEventListener('abort', close)
    await session.close()
  }
}
