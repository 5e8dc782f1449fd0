import { z } from 'zod'
import { MessageId, Time } from './ids.ts'

/** Only `failed` means that a recipient did not get the letter. */
export const ReportAction = z.enum(['failed', 'delayed', 'delivered', 'relayed', 'expanded'])
export type ReportAction = z.infer<typeof ReportAction>

/** Why a letter came back. */
export const ReturnReason = z.enum([
  'unknown-recipient',
  'mailbox-full',
  'spam-suspected',
  'too-big',
  'sender-refused',
  'sender-unproven',
  'refused',
])

/** What a server reported later of one recipient of a letter of ours. */
export const DeliveryReport = z.object({
  /** The report itself, to be shown on request. */
  messageId: MessageId,
  email: z.string(),
  action: ReportAction,
  because: ReturnReason,
  words: z.string(),
  at: Time,
  /** When a server took the letter for this recipient once more, after it had come back. */
  againAt: Time.nullable(),
})
export type DeliveryReport = z.infer<typeof DeliveryReport>
