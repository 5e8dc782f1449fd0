// How the sending of a letter is shown: its own row, under what holds the whole mailbox back.
import type { Outgoing, OutgoingState, SendReason } from '../../shared/model/conversation.ts'
import type { MailboxId, OutboxId } from '../../shared/model/ids.ts'
import { deliveriesOf } from './deliveries.ts'
import type { Reader } from './handle.ts'
import { type SendWait, waitsOf } from './send-waits.ts'

export interface RawShown {
  id: OutboxId
  publicId: string
  mailboxId: MailboxId | null
  state: OutgoingState
  because: SendReason | null
  notBefore: number
  priority: number
  isUrged: number
  attempts: number
  serverWords: string
  copy: Outgoing['copy']
  activity: string | null
  pausedAt: number | null
  maxBytes: number | null
  isMailboxGone: number
}

/** Of `outbox o LEFT JOIN mailboxes b`. */
export const SHOWN_COLUMNS = `o.id, o.public_id AS publicId, o.mailbox_id AS mailboxId, o.state, o.because, o.not_before AS notBefore, o.priority, o.is_urged AS isUrged, o.attempts,
  o.server_words AS serverWords, o.copy, b.activity, b.sending_paused_at AS pausedAt, b.smtp_max_bytes AS maxBytes,
  b.id IS NULL OR b.removed_at IS NOT NULL AS isMailboxGone`

/** The first figures of the public id: what people copy and look for. */
const SHORT = 8

/** A mailbox that waits or rests is no state of its letters: they wait as long as it does, and say so. */
export function shownOf(db: Reader, row: RawShown, waits = waitsOfRow(db, row)): Outgoing {
  const { id, attempts, copy } = row
  const own = {
    ...{ id, attempts, copy, shortId: row.publicId.slice(0, SHORT), deliveries: deliveriesOf(db, id) },
    sizeLimit: row.because === 'too-big' ? row.maxBytes : null,
    isMailboxGone: row.isMailboxGone === 1,
  }
  if (row.state !== 'queued' && row.state !== 'deferred')
    return { ...own, state: row.state, because: row.because, serverWords: row.serverWords, until: null }
  const rests = row.activity === 'paused' ? 'mailbox-paused' : row.pausedAt === null ? null : 'sending-paused'
  if (rests) return { ...own, state: row.state, because: rests, serverWords: row.serverWords, until: null }
  // A stopped answer waits for its author, not for a time.
  if (row.because === 'newer-letter')
    return { ...own, state: row.state, because: row.because, serverWords: row.serverWords, until: null }
  const lane = row.priority === 0 ? 'hand' : 'rest'
  const wait = waits.find(
    (one) => one.lane === lane && one.until > row.notBefore && !(row.isUrged && one.because === 'provider-block'),
  )
  return wait
    ? { ...own, state: 'deferred', because: wait.because, serverWords: wait.serverWords, until: wait.until }
    : { ...own, state: row.state, because: row.because, serverWords: row.serverWords, until: row.notBefore }
}

const waitsOfRow = (db: Reader, row: RawShown): SendWait[] => (row.mailboxId ? waitsOf(db, row.mailboxId) : [])
