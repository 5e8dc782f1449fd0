// Why a letter came back, in a sentence.
import { m } from '../../../shared/i18n/paraglide/messages.js'
import type { Delivery } from '../../../shared/model/conversation.ts'
import type { DeliveryReport } from '../../../shared/model/delivery-report.ts'
import { domainOf } from '../../../shared/text/addresses.ts'

const texts: Record<DeliveryReport['because'], (words: { host: string }) => string> = {
  'unknown-recipient': m.talks_report_unknown_recipient,
  'mailbox-full': m.talks_report_mailbox_full,
  'spam-suspected': m.talks_report_spam_suspected,
  'too-big': m.talks_report_too_big,
  'sender-refused': m.talks_report_sender_refused,
  'sender-unproven': m.talks_report_sender_unproven,
  refused: m.talks_report_refused,
}

export function returnedWhy(report: DeliveryReport): string {
  return texts[report.because]({ host: domainOf(report.email) })
}

/** What became of the recipient since the letter came back from him; null while nobody has dealt with that. */
export function settledAs(
  report: DeliveryReport,
  deliveries: readonly Delivery[],
  timeOf: (at: number) => string,
): string | null {
  const { email, againAt } = report
  const state = deliveries.find((one) => one.email === email)?.state
  if (report.action !== 'failed' || state === undefined || state === 'returned') return null
  if (state === 'put-away') return m.talks_report_put_away({ email })
  if (state === 'refused') return m.talks_report_refused_again({ email })
  return againAt === null ? m.talks_report_leaving({ email }) : m.talks_report_again({ email, time: timeOf(againAt) })
}

/** The last word about each recipient: a failure ends what was delayed before. */
export function lastReports(all: readonly DeliveryReport[]): DeliveryReport[] {
  const failed = all.filter((report) => report.action === 'failed')
  const late = all.filter((report) => report.action === 'delayed' && !failed.some((one) => one.email === report.email))
  return [...new Map([...late, ...failed].map((report) => [report.email, report])).values()]
}
