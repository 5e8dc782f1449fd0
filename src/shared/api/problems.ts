import { z } from 'zod'

/**
 * Every refusal of the API by name. The renderer has a sentence in both languages for each (`problem_<name>` with the
 * dashes as underscores); REST answers carry the name and an English sentence.
 */
export const PROBLEMS = [
  'not-found',
  'no-right',
  'signed-out',
  'link-used',
  'link-expired',
  'office-exists',
  'too-many-tries',
  'wrong-sign-in',
  'password-short',
  'address-malformed',
  'phone-malformed',
  'domain-malformed',
  'domain-of-everybody',
  'domain-taken',
  'company-exists',
  'act-over',
  'mailbox-exists',
  'mailbox-check-failed',
  'mailbox-cannot-send',
  'mailbox-removed',
  'mailbox-offline',
  'pop3-depth',
  'draft-stale',
  'draft-sent',
  'file-blocked',
  'files-too-large',
  'letter-too-large',
  'upload-running',
  'no-recipients',
  'letter-empty',
  'recipients-malformed',
  'too-many-recipients',
  'too-late-to-undo',
  'outbox-not-failed',
  'key-reused',
  'query-malformed',
  'cursor-malformed',
  'letter-gone-on-server',
  'server-unreachable',
  'source-missing',
  'sample-only',
  'disk-full',
  'no-room',
  'same-conversation',
  'other-mailbox',
  'nothing-stays',
  'letter-in-several',
  'later-letters-unclear',
  'too-late-to-take-back',
  'too-many-entries',
  'encoding-unknown',
  'busy',
  'internal',
  'bad-input',
] as const
export const ProblemName = z.enum(PROBLEMS)
export type ProblemName = z.infer<typeof ProblemName>

export const ProblemData = z.object({
  problem: ProblemName,
  /** The input field the refusal speaks of, as a dotted path. */
  field: z.string().optional(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
})
export type ProblemData = z.infer<typeof ProblemData>
