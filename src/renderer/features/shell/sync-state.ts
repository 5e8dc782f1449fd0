import type { OfficeStatus } from '../../../shared/api/office.ts'
import type { Mailbox } from '../../../shared/model/mailbox.ts'
import type { LineState } from '../../lib/line.svelte.ts'
import { mailboxWord, sendingTroubleOf, type Tone, toneOf } from '../mailboxes/mailbox-state.ts'

/** What the title bar says about mail, the gravest first. */
export type SyncState =
  | { is: 'line-lost' }
  | { is: 'offline' }
  | { is: 'held' }
  /** They are refused; their servers are away; they get letters and send none, the provider's block of a day included. */
  | { is: 'trouble' | 'behind' | 'not-sending'; mailboxes: readonly Mailbox[] }
  | { is: 'loading'; share: number }
  | { is: 'connecting' }
  | { is: 'paused' }
  | { is: 'fresh' }
  | { is: 'none' }

/** Providers drop idle lines all day; one that stands again within this is not worth a word. */
const CALM_MS = 5_000

export function isBroken(mailbox: Mailbox): boolean {
  return toneOf(mailboxWord(mailbox)) === 'bad'
}

/** Its server has not been reached for a while: what is here is what was. */
function isBehind({ activity, lastError }: Mailbox, now: number): boolean {
  if (activity.is === 'waiting') return Math.max(activity.until, now) - (lastError?.at ?? now) > CALM_MS
  return activity.is === 'connecting' && lastError !== null && now - lastError.at > CALM_MS
}

export function isNotSending(mailbox: Mailbox): boolean {
  return sendingTroubleOf(mailbox) !== null || mailboxWord(mailbox).is === 'send-blocked'
}

/** The dot of a mailbox beside the title bar and the queue: red where they are. */
export function railTone(mailbox: Mailbox): Tone {
  return isNotSending(mailbox) ? 'bad' : toneOf(mailboxWord(mailbox))
}

export function syncState(
  line: LineState,
  status: OfficeStatus | undefined,
  mailboxes: readonly Mailbox[],
  now: number,
): SyncState {
  if (line.is === 'lost') return { is: 'line-lost' }
  if (status?.isHeld === true) return { is: 'held' }
  if (status !== undefined && status.offlineSince !== null) return { is: 'offline' }
  const connected = mailboxes.filter((mailbox) => !mailbox.isOffline)
  if (connected.length === 0) return mailboxes.length === 0 ? { is: 'none' } : { is: 'fresh' }
  const served = connected.filter((mailbox) => mailbox.activity.is !== 'paused')
  if (served.length === 0) return { is: 'paused' }
  const troubled = (is: 'trouble' | 'behind' | 'not-sending', has: (mailbox: Mailbox) => boolean) => {
    const found = served.filter(has)
    return found.length === 0 ? null : { is, mailboxes: found }
  }
  return (
    troubled('trouble', isBroken) ??
    troubled('behind', (mailbox) => isBehind(mailbox, now)) ??
    troubled('not-sending', isNotSending) ??
    loadingOf(served) ?? {
      is: served.every((mailbox) => mailbox.activity.is === 'connecting') ? 'connecting' : 'fresh',
    }
  )
}

function loadingOf(served: readonly Mailbox[]): SyncState | null {
  const running = served.flatMap((mailbox) => (mailbox.progress === null ? [] : [mailbox.progress]))
  const total = running.reduce((sum, progress) => sum + progress.total, 0)
  if (total === 0) return null
  return { is: 'loading', share: running.reduce((sum, progress) => sum + progress.done, 0) / total }
}
