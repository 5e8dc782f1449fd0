import type { OutboxId } from '../../shared/model/ids.ts'
import { DAY_MS, freeAt, laneOf } from '../domain/throttle.ts'
import { transmit, type Waits } from '../mail/smtp/transmit.ts'
import { blobSize, readBlob } from '../store/blobs.ts'
import { deliveriesOf } from '../store/deliveries.ts'
import { mailboxById, updateMailbox } from '../store/mailboxes.ts'
import { claim, markHandedOver, outboxById, settleOutbox } from '../store/outbox.ts'
import { countedSince } from '../store/send-counts.ts'
import { setWait } from '../store/send-waits.ts'
import type { Deps } from './deps.ts'
import { endWithNobodyLeft } from './letter-sent.ts'
import { paced, swept } from './letter-source.ts'
import { loginOf } from './login.ts'
import { limitsOf } from './send-limits.ts'
import { backInQueue } from './send-mailbox-gone.ts'
import { noteTurnedAway } from './send-recipients.ts'
import { settleAttempt } from './send-settle.ts'

/** Signing in again wakes these letters at once; this is for a key that comes back by itself. */
const SIGN_IN_AGAIN_MS = 60 * 60_000

/**
 * One attempt: claimed on the disk before anything goes out, noted on the disk before the final dot, its outcome in one
 * commit. Throws only for faults of ours (a full disk); the row then says how far it came.
 */
export async function attempt(
  { store, ports }: Deps,
  id: OutboxId,
  signal: AbortSignal,
  waits?: Partial<Waits>,
): Promise<void> {
  const before = outboxById(store.reader, id)
  const mailbox = before?.mailboxId ? mailboxById(store.reader, before.mailboxId) : null
  if (!before || !mailbox) return
  const begunAt = ports.clock.now()
  const login = loginOf({ store, ports }, mailbox, 'smtp')
  if (!login) {
    store.write((tx) =>
      settleOutbox(
        tx,
        id,
        { state: 'deferred', because: 'needs-login', serverWords: '', notBefore: begunAt + SIGN_IN_AGAIN_MS },
        begunAt,
      ),
    )
    return
  }
  const waiting = deliveriesOf(store.reader, id)
    .filter((one) => one.state === 'waiting')
    .map((one) => one.email)
  if (!waiting.length) {
    store.write((tx) => endWithNobodyLeft(tx, before, begunAt))
    return
  }
  const lane = laneOf(before.priority)
  const until = freeAt(
    countedSince(store.reader, mailbox.id, begunAt - DAY_MS),
    waiting.length,
    limitsOf(mailbox),
    lane,
    begunAt,
  )
  if (until !== null) {
    // The lane waits, not the letter: who was queued first leaves first, also after the wait.
    store.write((tx) => setWait(tx, mailbox.id, { lane, because: 'limit', since: begunAt, until, serverWords: '' }))
    return
  }
  if (!store.writeDurably((tx) => claim(tx, id, begunAt))) return
  const item = outboxById(store.reader, id)
  if (!item || item.blobId === null) throw new Error(`letter ${id} has no bytes`)

  let handedOverAt: number | null = null
  let recipients = waiting.length
  const told = await transmit({
    login,
    from: item.fromEmail,
    to: waiting,
    size: blobSize(store.reader, item.blobId) ?? 0,
    body: swept(paced(readBlob(store.reader, item.blobId))),
    onLimit: (smtpMaxBytes) => {
      if (smtpMaxBytes !== mailbox.smtpMaxBytes) store.write((tx) => updateMailbox(tx, mailbox.id, { smtpMaxBytes }))
    },
    onHandingOver: (refused) => {
      const at = ports.clock.now()
      handedOverAt = at
      recipients = waiting.length - refused.length
      store.writeDurably((tx) => {
        markHandedOver(tx, id, at)
        noteTurnedAway(tx, id, refused, at)
      })
    },
    signal,
    waits,
  })
  const now = ports.clock.now()
  store.writeDurably((tx) => {
    if (told.is === 'stopped') {
      backInQueue(tx, item, { serverWords: '', notBefore: begunAt, uncounted: true }, now)
      return
    }
    const firstTriedAt = item.firstTriedAt ?? begunAt
    settleAttempt(tx, { item, begunAt, attempts: item.attempts, firstTriedAt, handedOverAt, recipients }, told, now)
  })
}
