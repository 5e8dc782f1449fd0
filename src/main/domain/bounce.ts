import { type DeliveryReport, ReturnReason } from '../../shared/model/delivery-report.ts'
import { reasonOf } from './send-reason.ts'

/** Why a letter came back, in our words: by the enhanced status (`5.1.1`) and the server's own words. */
export function bounceReason(status: string, words: string): DeliveryReport['because'] {
  const code = status.startsWith('4') ? 450 : 550
  const reason = reasonOf({ code, words }, false, status)
  return ReturnReason.options.find((one) => one === reason) ?? 'refused'
}

/** Which recipient of the letter a report speaks of; null when we did not send it there: such a report is not believed. */
export function reportedRecipient(named: readonly string[], sentTo: readonly string[]): string | null {
  return sentTo.find((email) => named.includes(email.toLowerCase())) ?? null
}
