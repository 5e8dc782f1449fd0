import type { MailboxId, OutboxId } from '../../shared/model/ids.ts'
import type { Waits } from '../mail/smtp/transmit.ts'
import { nextDue, nextDueAt, type OutboxItem, sendingMailboxes } from '../store/outbox.ts'
import { beginWaitsAnew } from '../store/send-counts.ts'
import { haveWaitsEnded, nextWaitEnd, sweepWaits, waitsOf } from '../store/send-waits.ts'
import { setting } from '../store/settings.ts'
import type { Deps } from './deps.ts'
import { recoverInterrupted } from './recover.ts'
import { attempt } from './send-attempt.ts'

export interface SendLoop {
  /** Looks at once whether something wants to leave. */
  wake(): void
  /** Ends what is not handed over; waits a while for the replies of what is. */
  stop(): Promise<void>
}

/** After a fault of ours (a full disk) the same letter is not tried in a circle. */
const AFTER_FAULT_MS = 15_000
const LAST_REPLIES_MS = 10_000
/** Clocks are put right by some milliseconds all the time. */
const CLOCK_SLACK_MS = 2_000

/** Mailboxes send beside each other, the letters of one mailbox one after another. What waits and until when are rows. */
export function createSendLoop(deps: Deps, onAttempt: () => void, waits?: Partial<Waits>): SendLoop {
  const { store, ports } = deps
  const running = new Map<MailboxId, Promise<void>>()
  const resting = new Map<MailboxId, number>()
  const aborter = new AbortController()
  let cancel: (() => void) | null = null
  let isStopped = false
  let seenAt = ports.clock.now()

  function wake(): void {
    if (isStopped) return
    cancel?.()
    cancel = null
    const now = ports.clock.now()
    if (now < seenAt - CLOCK_SLACK_MS) store.write((tx) => beginWaitsAnew(tx, now))
    seenAt = now
    if (haveWaitsEnded(store.reader, now)) store.write((tx) => sweepWaits(tx, now))
    if (setting(store.reader, 'hold') !== null) return
    for (const [mailbox, until] of resting) if (until <= now) takeUp(mailbox, now)
    for (const mailbox of sendingMailboxes(store.reader)) {
      if (running.has(mailbox) || resting.has(mailbox) || !next(mailbox)) continue
      running.set(
        mailbox,
        sendAll(mailbox).finally(() => {
          running.delete(mailbox)
          wake()
        }),
      )
    }
    const nextAt = [nextDueAt(store.reader, now), nextWaitEnd(store.reader, now), ...resting.values()]
    const soonest = Math.min(...nextAt.flatMap((at) => at ?? []))
    if (soonest !== Infinity) cancel = ports.clock.at(soonest, wake)
  }

  // What a wait holds back is not even looked at: ten thousand letters wait as cheaply as one.
  function next(mailbox: MailboxId): OutboxItem | null {
    const now = ports.clock.now()
    const waits = waitsOf(store.reader, mailbox).filter((wait) => wait.until > now)
    const isOpen = (lane: 'hand' | 'rest') => !waits.some((wait) => wait.lane === lane)
    const urged = waits.every((wait) => wait.lane === 'rest' || wait.because === 'provider-block')
    return nextDue(store.reader, mailbox, { hand: isOpen('hand'), rest: isOpen('rest'), urged }, now)
  }

  async function sendAll(mailbox: MailboxId): Promise<void> {
    for (;;) {
      const due = isStopped || !sendingMailboxes(store.reader).includes(mailbox) ? null : next(mailbox)
      if (!due) return
      try {
        await attempt(deps, due.id, aborter.signal, waits)
      } catch (error) {
        onFault(mailbox, due.id, error)
        return
      }
      if (!isStopped) onAttempt()
    }
  }

  function takeUp(mailbox: MailboxId, now: number): void {
    try {
      store.writeDurably((tx) => recoverInterrupted(tx, now, mailbox))
      resting.delete(mailbox)
    } catch (error) {
      onFault(mailbox, null, error)
    }
  }

  // The row says how far the letter came; what was claimed is taken up as after a crash.
  function onFault(mailbox: MailboxId, id: OutboxId | null, error: unknown): void {
    if (isStopped) return
    ports.log.error(
      { mailbox, outbox: id, words: error instanceof Error ? error.stack : String(error) },
      'an attempt to send broke off',
    )
    resting.set(mailbox, ports.clock.now() + AFTER_FAULT_MS)
  }

  return {
    wake,
    async stop() {
      isStopped = true
      cancel?.()
      aborter.abort()
      const { promise: late, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, LAST_REPLIES_MS)
      await Promise.race([Promise.all(running.values()), late])
      clearTimeout(timer)
    },
  }
}
