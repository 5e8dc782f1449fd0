// What a row of the queue says: its state in a word, why, when, and the one act that helps.
import CheckCheck from '@lucide/svelte/icons/check-check'
import CircleAlert from '@lucide/svelte/icons/circle-alert'
import CirclePause from '@lucide/svelte/icons/circle-pause'
import CircleQuestionMark from '@lucide/svelte/icons/circle-question-mark'
import Clock from '@lucide/svelte/icons/clock'
import MailX from '@lucide/svelte/icons/mail-x'
import Send from '@lucide/svelte/icons/send'
import Undo2 from '@lucide/svelte/icons/undo-2'
import type { OutboxRow } from '../../../shared/api/compose.ts'
import { m } from '../../../shared/i18n/paraglide/messages.js'
import type { Delivery, SendReason } from '../../../shared/model/conversation.ts'
import { domainOf } from '../../../shared/text/addresses.ts'
import { count, fullTime, rowTime, sinceTime } from '../../lib/format.ts'
import { sendReasonText } from '../../lib/problems.ts'
import type { IconComponent } from '../../ui/icon.ts'
import { returnedWhy } from '../talks/report-words.ts'
import { isInTurn } from './in-turn.ts'
import { type Fix, isReturned } from './outbox-fix.ts'

const FIX_WORDS: Record<Fix, () => string> = {
  retry: m.outbox_act_retry,
  address: m.outbox_act_address,
  smaller: m.outbox_act_smaller,
  rewrite: m.outbox_act_rewrite,
  login: m.outbox_act_login,
  box: m.outbox_act_box,
  anyway: m.outbox_act_anyway,
  'as-is': m.talks_send_as_is,
}
export const fixWords = (fix: Fix): string => FIX_WORDS[fix]()

/** For the narrow column, where the whole title would be cut. */
const LABELS: Partial<Record<SendReason, () => string>> = {
  'provider-block': m.outbox_why_block,
  'mailbox-removed': m.outbox_why_removed,
  'spam-suspected': m.outbox_why_spam,
  'sender-refused': m.outbox_why_sender,
  'sender-unproven': m.outbox_why_domain,
  'host-not-found': m.outbox_why_host,
  'mailbox-full': m.outbox_why_full,
  'too-big': m.outbox_why_big,
  'no-auth': m.outbox_why_no_auth,
  unreachable: m.outbox_why_unreachable,
  temporary: m.outbox_why_temporary,
  greylisted: m.outbox_why_temporary,
  refused: m.outbox_why_refused,
  limit: m.outbox_why_limit,
  auth: m.outbox_why_auth,
  tls: m.outbox_why_tls,
  certificate: m.outbox_why_certificate,
}

export type Shown = {
  icon: IconComponent
  tone: 'c-danger' | 'c-warn' | 'c-accent' | 'c-ok' | 't2'
  label: string
  /** The label in full. */
  title: string
  /** Why, in a sentence; empty where there is nothing to say. */
  text: string
  when: string
}

/** The time that a row shows, and by which its group is ordered. */
export const timeOf = ({ state, sentAt, plannedAt, since }: OutboxRow): number =>
  state === 'sent' ? (sentAt ?? since) : state === 'failed' || state === 'uncertain' ? since : (plannedAt ?? since)

export function shownOf(row: OutboxRow, now: number): Shown {
  // Where many letters wait for one limit, each leaves at its own time: the one that the column shows too.
  const leavesAt = row.plannedAt ?? row.until
  const until = leavesAt === null ? '' : sinceTime(leavesAt, now)
  const refused = row.deliveries.find((one) => one.state === 'refused')
  const host = domainOf(refused?.email ?? row.to[0]?.email ?? '')
  const why = row.because === null ? null : sendReasonText(row.because, { until, host, sizeLimit: row.sizeLimit })
  if (isReturned(row)) return leftOf(row, now)
  const both = why === null ? '' : `${why.title}. ${why.text}`
  switch (row.state) {
    case 'uncertain':
      return {
        icon: CircleQuestionMark,
        tone: 'c-warn',
        label: m.outbox_state_uncertain(),
        title: why?.title ?? '',
        text: afterMissed(row, why?.text ?? ''),
        when: rowTime(timeOf(row), now),
      }
    case 'failed':
      return {
        icon: CircleAlert,
        tone: 'c-danger',
        label: (row.because && LABELS[row.because]?.()) ?? why?.title ?? m.outbox_attempt_failed(),
        title: why?.title ?? '',
        // Where there is no sentence of ours, the server's own words are the reason.
        text:
          row.because === 'refused' && row.serverWords !== ''
            ? m.letter_out_server({ words: row.serverWords })
            : (why?.text ?? ''),
        when: rowTime(timeOf(row), now),
      }
    case 'sent':
      return leftOf(row, now)
    case 'sending':
      return {
        ...{ icon: Send, tone: 'c-accent', label: m.outbox_state_sending(), title: '' },
        ...{ text: missedText(row), when: '' },
      }
    default:
      return waitingOf(row, both, now)
  }
}

function leftOf(row: OutboxRow, now: number): Shown {
  const returned = row.deliveries.filter((one) => one.state === 'returned')
  const back = row.deliveries.filter((one) => one.state === 'returned' || one.state === 'put-away')
  const isPartly = row.deliveries.some((one) => one.state === 'refused' || one.state === 'not-sent')
  return {
    icon: back.length > 0 ? MailX : isPartly ? CircleAlert : CheckCheck,
    tone: returned.length > 0 ? 'c-danger' : isPartly ? 'c-warn' : 't2',
    label:
      back.length > 0
        ? back.length === row.deliveries.length
          ? m.outbox_state_returned()
          : m.outbox_state_partly_returned()
        : isPartly
          ? m.outbox_state_partly()
          : m.outbox_state_sent(),
    title: '',
    text: [...returned.map((one) => returnedText(row, one.email)), ...(isPartly ? [missedText(row)] : [])].join(' '),
    when: rowTime(timeOf(row), now),
  }
}

/** From whom it came back and why; the server's own words where we have none. */
function returnedText(row: OutboxRow, email: string): string {
  const report = row.reports?.findLast((one) => one.email === email && one.action === 'failed')
  const why =
    report === undefined
      ? ''
      : report.because === 'refused' && report.words !== ''
        ? m.letter_out_server({ words: report.words })
        : returnedWhy(report)
  return `${m.talks_report_failed({ email })}. ${why}`.trim()
}

/** Who does not have it, by name: nothing stands below a row. */
function missedText(row: OutboxRow): string {
  const named = (state: Delivery['state'], words: (names: { emails: string }) => string) => {
    const emails = row.deliveries.filter((one) => one.state === state).map((one) => one.email)
    return emails.length === 0 ? '' : words({ emails: emails.join(', ') })
  }
  return [named('refused', m.outbox_refused_for), named('not-sent', ({ emails }) => notSentFor(row, emails))]
    .filter(Boolean)
    .join('. ')
}

/** The fate of the others below; whom the server has refused for good is said whatever becomes of them. */
const afterMissed = (row: OutboxRow, text: string): string => [missedText(row), text].filter(Boolean).join('. ')

type Unsent = Pick<OutboxRow, 'because' | 'isMailboxGone'>

/** What kept a letter from recipients whom nobody refused; '' where the letter itself does not tell any more. */
function notSentWhy({ because, isMailboxGone }: Unsent): string {
  if (because === 'mailbox-removed' || (isMailboxGone && (because === null || because === 'partly-refused')))
    return m.outbox_not_sent_removed()
  if (because === null || because === 'partly-refused') return ''
  const { title } = sendReasonText(because)
  return title.charAt(0).toLocaleLowerCase() + title.slice(1)
}

export function notSentText(letter: Unsent): string {
  const why = notSentWhy(letter)
  return why === '' ? m.outbox_not_sent() : m.outbox_not_sent_why({ why })
}

/** The same with names, as a sentence. */
export function notSentFor(letter: Unsent, emails: string): string {
  const why = notSentWhy(letter)
  return why === '' ? m.outbox_not_sent_for({ emails }) : m.outbox_not_sent_why_for({ why, emails })
}

/** The time of a row in full; of one that waits for another letter there is none. */
export const whenTitle = (row: OutboxRow, now: number): string =>
  isInTurn(row, now) ? m.outbox_in_turn_text() : fullTime(timeOf(row))

function waitingOf(row: OutboxRow, why: string, now: number): Shown {
  const planned = row.plannedAt !== null && row.plannedAt > now ? sinceTime(row.plannedAt, now) : ''
  const isUndo = row.because === 'undo-window' && row.until !== null && row.until > now
  if (isUndo) return { icon: Undo2, tone: 'c-accent', label: m.outbox_state_undo(), title: '', text: '', when: planned }
  const queued = row.position === null ? m.outbox_state_queued() : m.outbox_state_position({ n: count(row.position) })
  if (isInTurn(row, now))
    return {
      ...{ icon: Send, tone: 't2', label: queued, title: '' },
      ...{ text: afterMissed(row, m.outbox_in_turn_text()), when: m.outbox_in_turn() },
    }
  const isStopped = row.because === 'newer-letter'
  const isHeld = row.because !== null && row.because !== 'undo-window'
  return {
    icon: isStopped ? CirclePause : isHeld ? Clock : Send,
    tone: isHeld ? 'c-warn' : 't2',
    label: isStopped ? m.outbox_state_stopped() : isHeld ? m.outbox_state_waits() : queued,
    title: '',
    text: afterMissed(row, isHeld ? why : ''),
    when: isStopped
      ? m.outbox_waits_you()
      : planned === ''
        ? row.until === null
          ? m.outbox_waits_rest()
          : ''
        : row.until === row.plannedAt
          ? planned
          : m.outbox_about({ time: planned }),
  }
}

/** "Иван Седов и ещё 2"; `total` counts those in copy too. */
export function whoOf(people: readonly { name: string; email: string }[], total = people.length): string {
  const [first] = people
  if (first === undefined) return m.outbox_nobody()
  const name = first.name === '' ? first.email : first.name
  return total > 1 ? `${name} ${m.outbox_more_to({ n: count(total - 1) })}` : name
}
