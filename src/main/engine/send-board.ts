// The queue as a person sees it: gauges, positions, when each letter will leave.
import type { OutboxBoard, OutboxDetail, OutboxRow, SendGauge } from '../../shared/api/compose.ts'
import type { MailboxId, OutboxId, UserId } from '../../shared/model/ids.ts'
import { DAY_MS, fullLimit, laneOf, planned } from '../domain/throttle.ts'
import { attemptsOf, lookedOf } from '../store/attempts.ts'
import { blobSize } from '../store/blobs.ts'
import { reportsOf } from '../store/delivery-reports.ts'
import { draftsOf } from '../store/drafts.ts'
import type { Reader } from '../store/handle.ts'
import { connectedMailboxes, type MailboxRow, mailboxById } from '../store/mailboxes.ts'
import { outboxById, waitingCount, waitingIn } from '../store/outbox.ts'
import { isSending, outboxCounts, outboxRow, uncertainCount } from '../store/outbox-list.ts'
import { countedSince } from '../store/send-counts.ts'
import { waitsOf } from '../store/send-waits.ts'
import { sendingTrouble } from '../store/sending-trouble.ts'
import { limitsOf } from './send-limits.ts'
import { usageOf } from './send-usage.ts'

/** Further down the queue nobody asks for the minute. */
const PLANNED = 200

export function boardOf(db: Reader, user: UserId, now: number): OutboxBoard {
  const counts = outboxCounts(db, user)
  const of = (...states: string[]) => states.reduce((sum, state) => sum + (counts.get(state) ?? 0), 0)
  return {
    counts: {
      drafts: draftsOf(db, user).length,
      queued: of('queued', 'sending', 'deferred'),
      sent: of('sent'),
      failed: of('failed', 'uncertain'),
      uncertain: of('uncertain'),
    },
    boxes: connectedMailboxes(db)
      .filter((row) => row.ownerId === user && row.smtpHost !== null)
      .map((row) => gaugeOf(db, row, now)),
  }
}

function gaugeOf(db: Reader, row: MailboxRow, now: number): SendGauge {
  const waits = waitsOf(db, row.id).filter((wait) => wait.until > now)
  const block = waits.find((wait) => wait.because === 'provider-block')
  const { perMinute, perHour } = limitsOf(row)
  const { mailboxId, used, perDay, perLetter } = usageOf(db, row, now)
  const limitUntil = waits.find((wait) => wait.because === 'limit')?.until ?? null
  return {
    mailboxId,
    address: row.address,
    used,
    limits: { perMinute, perHour, perDay, perLetter },
    waiting: waitingCount(db, row.id),
    uncertain: uncertainCount(db, row.id),
    limitUntil,
    fullLimit: limitUntil === null ? null : fullLimit(countedSince(db, row.id, now - DAY_MS), limitsOf(row), now),
    rest:
      row.sendingPausedAt !== null
        ? { because: 'sending-paused', since: row.sendingPausedAt, until: null, serverWords: '' }
        : block
          ? { because: 'provider-block', since: block.since, until: block.until, serverWords: block.serverWords }
          : null,
    trouble:
      row.sending === 'fails'
        ? (sendingTrouble(db, row.id)?.trouble ?? 'unknown')
        : row.activity === 'needs-login'
          ? 'wrong-password'
          : null,
    isPaused: row.activity === 'paused',
  }
}

/** Gives the letters that wait their position and the time at which they will leave. */
export function withPlan(db: Reader, rows: readonly OutboxRow[], now: number): OutboxRow[] {
  const plans = new Map<MailboxId, Plan>()
  return rows.map((row) => {
    if (row.mailboxId === null || (row.state !== 'queued' && row.state !== 'deferred')) return row
    const plan = plans.get(row.mailboxId) ?? planOf(db, row.mailboxId, now)
    plans.set(row.mailboxId, plan)
    const own = plan.letters.get(row.id)
    // What rests until a person acts has no time.
    const isResting = row.until === null
    return own
      ? {
          ...row,
          position: own.position,
          plannedAt: isResting ? null : Math.max(own.plannedAt, row.until ?? 0),
          isBehind: !isResting && plan.isSending,
        }
      : row
  })
}

type Plan = { letters: Map<OutboxId, { position: number; plannedAt: number }>; isSending: boolean }

function planOf(db: Reader, id: MailboxId, now: number): Plan {
  const mailbox = mailboxById(db, id)
  if (!mailbox) return { letters: new Map(), isSending: false }
  const waiting = waitingIn(db, id, PLANNED)
  const waits = waitsOf(db, id)
  const free = (lane: 'hand' | 'rest') =>
    Math.max(now, ...waits.filter((wait) => wait.lane === lane).map((wait) => wait.until))
  const queue = waiting.map(({ priority, notBefore, recipients }) => ({
    lane: laneOf(priority),
    recipients,
    notBefore,
  }))
  const open = { hand: free('hand'), rest: free('rest') }
  const times = planned(countedSince(db, id, now - DAY_MS), queue, limitsOf(mailbox), now, open)
  const letters = waiting.map(({ id: letter }, n) => [letter, { position: n + 1, plannedAt: times[n] ?? now }] as const)
  return { letters: new Map(letters), isSending: isSending(db, id) }
}

/** Null for letters of mailboxes that are not the user's. */
export function outboxDetail(db: Reader, user: UserId, id: OutboxId, now: number): OutboxDetail | null {
  const row = outboxRow(db, user, id)
  const item = row && outboxById(db, id)
  if (!row || !item) return null
  const [planned] = withPlan(db, [row], now)
  return {
    // The log tells of every report, also of one that is long settled.
    row: { ...(planned ?? row), reports: reportsOf(db, id) },
    attempts: attemptsOf(db, id),
    bytes: (item.blobId !== null && blobSize(db, item.blobId)) || 0,
    looked: lookedOf(db, id),
  }
}
