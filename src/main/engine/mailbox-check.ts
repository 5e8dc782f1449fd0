import type { CheckLine, MailboxDraft } from '../../shared/api/mailboxes.ts'
import type { Certificate, FolderRole, Trouble } from '../../shared/model/mailbox.ts'
import { checkMailbox } from '../mail/check.ts'
import type { Deps } from './deps.ts'

export interface HalfResult {
  ok: boolean
  trouble: Trouble | null
  serverWords: string
  certificate: Certificate | null
}

export interface CheckResult {
  /** Null for a half that was left out. */
  imap: HalfResult | null
  smtp: HalfResult | null
  folders: { path: string; name: string; role: FolderRole; letters: number; isTicked: boolean }[]
  /** Paths that could be the Sent folder when the server does not say which one is. */
  sentCandidates: string[]
  /** The largest letter that the sending server takes; null where it does not say. */
  smtpMaxBytes: number | null
}

/** Tries both halves side by side, 15 s each; the lines come as they settle. */
export function check(
  deps: Deps,
  draft: MailboxDraft,
  signal?: AbortSignal,
  skipsDepths = false,
): AsyncGenerator<CheckLine> {
  return checkMailbox(draft, {
    allowedHosts: deps.ports.allowedHosts,
    freeDiskBytes: deps.ports.freeDiskBytes,
    now: () => deps.ports.clock.now(),
    signal,
    skipsDepths,
  })
}

/** The check to its end, as what saving needs of it. */
export async function checkWhole(deps: Deps, draft: MailboxDraft): Promise<CheckResult> {
  const result: CheckResult = { imap: null, smtp: null, folders: [], sentCandidates: [], smtpMaxBytes: null }
  for await (const line of check(deps, draft, undefined, true)) {
    if ((line.line === 'imap' || line.line === 'smtp') && line.state === 'ok')
      result[line.line] = { ok: true, trouble: null, serverWords: '', certificate: null }
    if ((line.line === 'imap' || line.line === 'smtp') && line.state === 'failed')
      result[line.line] = {
        ok: false,
        trouble: line.trouble,
        serverWords: line.serverWords,
        certificate: line.certificate,
      }
    if (line.line === 'smtp' && line.state === 'ok') result.smtpMaxBytes = line.maxBytes ?? null
    if (line.line === 'folders') result.folders = line.folders
    if (line.line === 'sent' && line.state === 'ask') result.sentCandidates = line.candidates
  }
  return result
}
