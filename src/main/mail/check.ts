import type { CheckLine, MailboxDraft } from '../../shared/api/mailboxes.ts'
import type { Depth } from '../../shared/model/mailbox.ts'
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
import { checkPop3 } from './check-pop3.ts'
import { sentCandidates } from './folders.ts'
import { type Commands, commandsOf } from './imap/commands.ts'
import { Session } from './imap/session.ts'
import { verifySmtp } from './smtp/verify.ts'
import type { Failure, FolderOnServer, Listed } from './types.ts'

const DAY_MS = 24 * 3600_000
// Listing this many takes a second or two; longer folders are only counted.
const MAX_LISTED = 30_000
const MAX_UID = 0xffffffff
const DEPTHS: Depth[] = [
  { kind: 'new' },
  { kind: 'days', days: 30 },
  { kind: 'days', days: 90 },
  { kind: 'days', days: 365 },
  { kind: 'all' },
]

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
  const halves = [
    draft.imap && (draft.incoming === 'pop3' ? checkPop3 : checkImap)(draft.imap, options, signal, say),
    draft.smtp && checkSmtp(draft.smtp, options, signal, say),
  ]
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
    say(failedLine('imap', half, failure))
    return false
  }
  if (isOauthOnly(host)) return fail(OAUTH_ONLY)
  const session = new Session(loginOf(half, options), { connectMs: limitMs, stallMs: limitMs })
  const close = () => session.close()
  const clock = setTimeout(close, limitMs)
  signal.addEventListener('abort', close, { once: true })
  try {
    const opened = inTime(await session.open(), startedAt, limitMs)
    if (!opened.ok) return fail(opened)
    const commands = commandsOf(session)
    const listed = inTime(await commands.folders(), startedAt, limitMs)
    if (!listed.ok) return fail(listed)
    if (!listed.folders.some((folder) => folder.role === 'inbox' && folder.canSelect))
      return fail({ ok: false, trouble: 'no-inbox', serverWords: '', certificate: null })
    clearTimeout(clock)
    const letters = listed.folders.reduce((sum, folder) => sum + folder.letters, 0)
    say({
      line: 'imap',
      state: 'ok',
      host,
      port,
      ms: Math.round(performance.now() - startedAt),
      folders: listed.folders.length,
      letters,
    })
    tellFolders(listed.folders, opened.capabilities.idle, say)
    if (!options.skipsDepths) await tellDepths(commands, listed.folders, options, say)
    return true
  } finally {
    clearTimeout(clock)
    signal.removeEventListener('abort', close)
    session.close()
  }
}

function tellFolders(folders: FolderOnServer[], hasIdle: boolean, say: Say): void {
  const sent = sentCandidates(folders)
  const ticked = new Set([
    ...folders.filter((folder) => folder.role === 'inbox').map((folder) => folder.path),
    ...(sent.length === 1 ? sent : []),
  ])
  say({ line: 'idle', state: hasIdle ? 'ok' : 'poll' })
  say({ line: 'sent', state: sent.length === 1 ? 'found' : sent.length === 0 ? 'missing' : 'ask', candidates: sent })
  const shown = folders.filter((folder) => folder.canSelect)
  say({
    line: 'folders',
    state: 'ok',
    folders: shown.map(({ path, name, role, letters }) => ({ path, name, role, letters, isTicked: ticked.has(path) })),
  })
}

/** Letters and bytes in the ticked folders per depth; the bytes stay unknown where a folder is too long to list quickly. */
async function tellDepths(
  commands: Commands,
  folders: FolderOnServer[],
  options: CheckOptions,
  say: Say,
): Promise<void> {
  const sent = sentCandidates(folders)
  const ticked = folders.filter(
    (folder) => folder.canSelect && (folder.role === 'inbox' || (sent.length === 1 && folder.path === sent[0])),
  )
  const choices = DEPTHS.map((depth) => ({ depth, letters: 0, bytes: 0 as number | null }))
  let oldestAt = Number.POSITIVE_INFINITY
  for (const folder of ticked) {
    if (folder.letters === 0) continue
    const letters = await datesAndSizes(commands, folder)
    for (const letter of letters ?? []) oldestAt = Math.min(oldestAt, letter.internalAt)
    for (const choice of choices) {
      if (choice.depth.kind === 'new') continue
      const since = choice.depth.kind === 'days' ? options.now() - choice.depth.days * DAY_MS : Number.NEGATIVE_INFINITY
      const inside = letters?.filter((letter) => letter.internalAt >= since)
      choice.letters += inside ? inside.length : await countSince(commands, folder, since)
      choice.bytes =
        inside && choice.bytes !== null ? inside.reduce((sum, letter) => sum + letter.size, choice.bytes) : null
    }
  }
  say({
    line: 'depth',
    state: 'ok',
    choices,
    oldestYear: Number.isFinite(oldestAt) ? new Date(oldestAt).getUTCFullYear() : null,
    freeDiskBytes: await options.freeDiskBytes(),
  })
}

async function datesAndSizes(commands: Commands, folder: FolderOnServer): Promise<Listed[] | null> {
  if (folder.letters > MAX_LISTED) return null
  const listed = await commands.list(folder, { low: 1, high: MAX_UID })
  return listed.ok ? listed.listed : null
}

async function countSince(commands: Commands, folder: FolderOnServer, since: number): Promise<number> {
  if (!Number.isFinite(since)) return folder.letters
  const found = await commands.uids(folder, since)
  return found.ok ? found.uids.length : 0
}

async function checkSmtp(half: Half, options: CheckOptions, signal: AbortSignal, say: Say): Promise<boolean> {
  const { host, port } = half
  say({ line: 'smtp', state: 'running', host, port })
  const startedAt = performance.now()
  const result = isOauthOnly(host)
    ? OAUTH_ONLY
    : await verifySmtp(loginOf(half, options), options.limitMs ?? LIMIT_MS, signal)
  if (result.ok)
    say({
      line: 'smtp',
      state: 'ok',
      host,
      port,
      ms: Math.round(performance.now() - startedAt),
      folders: null,
      letters: null,
      maxBytes: result.maxBytes,
    })
  else say(failedLine('smtp', half, result))
  return result.ok
}
