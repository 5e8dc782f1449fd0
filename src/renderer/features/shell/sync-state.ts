import type { OfficeStatus } from '../../../shared/api/office.ts'
import type { Mailbox } from '../../../shared/model/mailbox.ts'
import type { LineState } from '../../lib/line.svelte.ts'

/** What the title bar says about mail, the gravest first. */
type SyncState =
  | { is: 'line-lost' }
  | { is: 'offline' }
  | { is: 'held' }
  | { is: 'loading'; share: number }
  | { is: 'trouble'; mailboxes: number }
  | { is: 'connecting' }
  | { is: 'fresh' }
  | { is: 'none' }

export function isBroken(mailbox: Mailbox): boolean {
  return mailbox.light === 'red' || mailbox.activity.is === 'needs-login'
}

export function syncState(line: LineState, status: OfficeStatus | undefined, mailboxes: readonly Mailbox[]): SyncState {
  if (line.is === 'lost') return { is: 'line-lost' }
  if (status?.isHeld === true) return { is: 'held' }
  if (status !== undefined && status.offlineSince !== null) return { is: 'offline' }
  const served = mailboxes.filter((mailbox) => !mailbox.isOffline)
  if (served.length === 0) return mailboxes.length === 0 ? { is: 'none' } : { is: 'fresh' }
  const running = served.flatMap((mailbox) =>
    mailbox.progress === null || mailbox.activity.is === 'paused' ? [] : [mailbox.progress],
  )
  const total = running.reduce((sum, progress) => sum + progress.total, 0)
  if (total > 0) return { is: 'loading', share: running.reduce((sum, progress) => sum + progress.done, 0) / total }
  const broken = served.filter(isBroken).length
  if (broken > 0) return { is: 'trouble', mailboxes: broken }
  return served.every((mailbox) => mailbox.activity.is === 'connecting') ? { is: 'connecting' } : { is: 'fresh' }
}
