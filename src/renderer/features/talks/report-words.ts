// Why a letter came back, in a sentence.
import { m } from '../../../shared/i18n/paraglide/messages.js'
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

/** The last word about each recipient: a failure ends what was delayed before. */
export function lastReports(all: readonly DeliveryReport[]): DeliveryReport[] {
  const failed = all.filter((report) => report.action === 'failed')
  const late = all.filter((report) => report.action === 'delayed' && !failed.some((one) => one.email === report.email))
  return [...new Map([...late, ...failed].map((report) => [report.email, report])).values()]
}
