import type { Outgoing, SendReason } from '../../../shared/model/conversation.ts'

export type Fix = 'retry' | 'address' | 'smaller' | 'rewrite' | 'login' | 'box' | 'anyway' | 'as-is'

/** The one thing that most likely helps; null where only waiting or the drafts do. */
const FIXES: Partial<Record<SendReason, Fix>> = {
  'unknown-recipient': 'address',
  'too-big': 'smaller',
  'spam-suspected': 'rewrite',
  auth: 'login',
  'needs-login': 'login',
  tls: 'box',
  certificate: 'box',
  'host-not-found': 'box',
  'sender-refused': 'box',
  'no-auth': 'box',
  unreachable: 'box',
  'provider-block': 'anyway',
  'newer-letter': 'as-is',
}

/** A server had taken it, and it did not arrive: nobody has dealt with that yet. */
export function isReturned({ state, deliveries }: Pick<Outgoing, 'state' | 'deliveries'>): boolean {
  return state === 'failed' && deliveries.some((one) => one.state === 'returned')
}

/** What only its mailbox can mend. */
const OF_MAILBOX: ReadonlySet<Fix | null> = new Set(['login', 'box'])

/** The act that a row suggests first; once its mailbox sends again, another try. */
export function fixOf(
  row: Pick<Outgoing, 'state' | 'because' | 'isMailboxGone'>,
  doesMailboxSend: boolean | null = null,
): Fix | null {
  const fix = firstOf(row)
  return row.state === 'failed' && doesMailboxSend === true && OF_MAILBOX.has(fix) ? 'retry' : fix
}

function firstOf(row: Pick<Outgoing, 'state' | 'because' | 'isMailboxGone'>): Fix | null {
  if (row.isMailboxGone) return null
  if (row.state === 'failed') {
    // It waits for the block then, and can be sent all the same from there.
    if (row.because === 'provider-block') return 'retry'
    return (row.because && FIXES[row.because]) ?? 'retry'
  }
  if (row.state === 'queued' || row.state === 'deferred') return (row.because && FIXES[row.because]) ?? null
  return row.state === 'sent' && row.because === 'partly-refused' ? 'retry' : null
}

/** Why a letter waits where another try at once may help: a refusal of its own, not a rest, limit or block of its mailbox. */
const TRIED_NOW: ReadonlySet<SendReason> = new Set([
  'unreachable',
  'host-not-found',
  'temporary',
  'greylisted',
  'auth',
  'no-auth',
  'tls',
  'mailbox-full',
  'refused',
  'other',
])

export function canTryNow({ state, because, isMailboxGone }: Outgoing): boolean {
  return state === 'deferred' && because !== null && !isMailboxGone && TRIED_NOW.has(because)
}
