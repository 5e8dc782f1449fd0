import { ORPCError } from '@orpc/client'
import type { ProblemData, ProblemName } from '../../shared/api/problems.ts'
import { m } from '../../shared/i18n/paraglide/messages.js'
import type { SendReason } from '../../shared/model/conversation.ts'
import type { ProviderName, Trouble } from '../../shared/model/mailbox.ts'
import { Refused } from './client.ts'
import { bytes, letterTime } from './format.ts'
import { LineLost } from './line.svelte.ts'

type Words = Record<string, string | number>
/** What happened (bold), then why and what to do. */
type Sentence = { title: string; text: string }

const problems: Record<ProblemName, (words: Words) => string> = {
  'not-found': m.problem_not_found,
  'no-right': m.problem_no_right,
  'signed-out': m.problem_signed_out,
  'link-used': m.problem_link_used,
  'link-expired': m.problem_link_expired,
  'office-exists': m.problem_office_exists,
  'too-many-tries': (words) => m.problem_too_many_tries({ seconds: words.seconds ?? 60 }),
  'wrong-sign-in': m.problem_wrong_sign_in,
  'password-short': m.problem_password_short,
  'address-malformed': m.problem_address_malformed,
  'phone-malformed': m.problem_phone_malformed,
  'domain-malformed': m.problem_domain_malformed,
  'domain-of-everybody': (words) => m.problem_domain_of_everybody({ domain: String(words.domain ?? '') }),
  'domain-taken': (words) => m.problem_domain_taken({ company: String(words.company ?? '') }),
  'company-exists': m.problem_company_exists,
  'act-over': m.problem_act_over,
  'mailbox-exists': m.problem_mailbox_exists,
  'mailbox-check-failed': m.problem_mailbox_check_failed,
  'mailbox-cannot-send': m.problem_mailbox_cannot_send,
  'mailbox-removed': m.problem_mailbox_removed,
  'mailbox-offline': m.problem_mailbox_offline,
  'pop3-depth': m.problem_pop3_depth,
  'draft-stale': m.problem_draft_stale,
  'draft-sent': (words) => m.problem_draft_sent({ time: letterTime(Number(words.at), Date.now()) }),
  'file-blocked': (words) => m.problem_file_blocked({ name: words.name ?? '' }),
  'files-too-large': (words) => m.problem_files_too_large({ name: words.name ?? '' }),
  'letter-too-large': (words) => m.problem_letter_too_large({ names: words.names ?? '', limitMb: words.limitMb ?? 25 }),
  'upload-running': m.problem_upload_running,
  'no-recipients': m.problem_no_recipients,
  'letter-empty': m.problem_letter_empty,
  'recipients-malformed': m.problem_recipients_malformed,
  'too-many-recipients': m.problem_too_many_recipients,
  'too-late-to-undo': m.problem_too_late_to_undo,
  'outbox-not-failed': m.problem_outbox_not_failed,
  'key-reused': m.problem_key_reused,
  'query-malformed': m.problem_query_malformed,
  'cursor-malformed': m.problem_cursor_malformed,
  'letter-gone-on-server': m.problem_letter_gone_on_server,
  'server-unreachable': m.problem_server_unreachable,
  'source-missing': m.problem_source_missing,
  'sample-only': m.problem_sample_only,
  'disk-full': m.problem_disk_full,
  'no-room': (words) => m.problem_no_room({ needed: bytes(Number(words.needed)), free: bytes(Number(words.free)) }),
  'same-conversation': m.problem_same_conversation,
  'other-mailbox': m.problem_other_mailbox,
  'nothing-stays': m.problem_nothing_stays,
  'letter-in-several': m.problem_letter_in_several,
  'later-letters-unclear': m.problem_later_letters_unclear,
  'too-late-to-take-back': m.problem_too_late_to_take_back,
  'too-many-entries': m.problem_too_many_entries,
  'encoding-unknown': m.problem_encoding_unknown,
  busy: m.problem_busy,
  internal: m.problem_internal,
  'bad-input': m.problem_bad_input,
}

function isProblem(value: unknown): value is ProblemData {
  return (
    typeof value === 'object' &&
    value !== null &&
    'problem' in value &&
    typeof value.problem === 'string' &&
    value.problem in problems
  )
}

/** The refusal by name inside whatever was thrown; null where it is no refusal of ours. */
export function problemOf(error: unknown): ProblemData | null {
  const data = error instanceof ORPCError || error instanceof Refused ? error.data : null
  if (isProblem(data)) return data
  if (typeof data === 'object' && data !== null && 'data' in data && isProblem(data.data)) return data.data
  return null
}

/** Of something to be seen that is asked again by itself once the line is back. */
export const shownLaterText = (error: unknown): string =>
  error instanceof LineLost ? m.problem_line_lost_shown() : problemText(error)

/** Of something to be seen that was asked once: nothing was done that could be done twice. */
export const askAgainText = (error: unknown): string =>
  error instanceof LineLost ? m.problem_line_lost_ask() : problemText(error)

/** Of an act, in one or two sentences in the user's language: what happened, why, what to do. */
export function problemText(error: unknown): string {
  if (error instanceof LineLost) return m.problem_line_lost()
  const problem = problemOf(error)
  return problem === null ? m.problem_internal() : problems[problem.problem](problem.params ?? {})
}

const providers: Record<ProviderName, () => string> = {
  yandex: m.provider_yandex,
  mailru: m.provider_mailru,
  gmail: m.provider_gmail,
  outlook: m.provider_outlook,
  icloud: m.provider_icloud,
  rambler: m.provider_rambler,
  practice: m.provider_practice,
  other: m.provider_other,
}

/** "Яндекс", "Gmail"; an unknown one is "mail server". */
export function providerName(provider: ProviderName): string {
  return providers[provider]()
}

type Telling = {
  title: (words: { provider: string; host: string }) => string
  text: (words: { provider: string; host: string }) => string
}

const troubles: Record<Trouble, Telling> = {
  'wrong-password': { title: m.trouble_wrong_password, text: m.trouble_wrong_password_text },
  'password-kind': { title: m.trouble_password_kind, text: m.trouble_password_kind_text },
  'oauth-only': { title: m.trouble_oauth_only, text: m.trouble_oauth_only_text },
  'no-auth': { title: m.send_reason_no_auth, text: m.send_reason_no_auth_text },
  blocked: { title: m.trouble_blocked, text: m.trouble_blocked_text },
  'host-not-found': { title: m.trouble_host_not_found, text: m.trouble_host_not_found_text },
  refused: { title: m.trouble_refused, text: m.trouble_refused_text },
  timeout: { title: m.trouble_timeout, text: m.trouble_timeout_text },
  'no-network': { title: m.trouble_no_network, text: m.trouble_no_network_text },
  'letter-broke-off': { title: m.trouble_letter_broke_off, text: m.trouble_letter_broke_off_text },
  'letter-stalled': { title: m.trouble_letter_stalled, text: m.trouble_letter_stalled_text },
  certificate: { title: m.trouble_certificate, text: m.trouble_certificate_text },
  'plaintext-refused': { title: m.trouble_plaintext_refused, text: m.trouble_plaintext_refused_text },
  'private-address': { title: m.trouble_private_address, text: m.trouble_private_address_text },
  protocol: { title: m.trouble_protocol, text: m.trouble_protocol_text },
  'server-busy': { title: m.trouble_server_busy, text: m.trouble_server_busy_text },
  'no-inbox': { title: m.trouble_no_inbox, text: m.trouble_no_inbox_text },
  'disk-full': { title: m.trouble_disk_full, text: m.trouble_disk_full_text },
  'sent-folder-unknown': { title: m.trouble_sent_folder_unknown, text: m.trouble_sent_folder_unknown_text },
  unknown: { title: m.trouble_unknown, text: m.trouble_unknown_text },
}

/** Why a mailbox does not work. `host`: its server; without it the provider is named, which does for the titles alone. */
export function troubleText(trouble: Trouble, provider: ProviderName, host = ''): Sentence {
  const words = { provider: providerName(provider), host: host === '' ? providerName(provider) : host }
  const { title, text } = troubles[trouble]
  return { title: title(words), text: text(words) }
}

type SendWords = { until: string; host: string }
const reasons: Record<SendReason, { title: (words: SendWords) => string; text: (words: SendWords) => string }> = {
  'undo-window': { title: m.send_reason_undo_window, text: m.send_reason_undo_window_text },
  'no-network': { title: m.send_reason_no_network, text: m.send_reason_no_network_text },
  limit: { title: m.send_reason_limit, text: m.send_reason_limit_text },
  greylisted: { title: m.send_reason_greylisted, text: m.send_reason_greylisted_text },
  temporary: { title: m.send_reason_temporary, text: m.send_reason_temporary_text },
  'mailbox-paused': { title: m.send_reason_mailbox_paused, text: m.send_reason_mailbox_paused_text },
  'needs-login': { title: m.send_reason_needs_login, text: m.send_reason_needs_login_text },
  'unknown-recipient': { title: m.send_reason_unknown_recipient, text: m.send_reason_unknown_recipient_text },
  'too-big': { title: m.send_reason_too_big, text: m.send_reason_too_big_text },
  'spam-suspected': { title: m.send_reason_spam_suspected, text: m.send_reason_spam_suspected_text },
  auth: { title: m.send_reason_auth, text: m.send_reason_auth_text },
  tls: { title: m.send_reason_tls, text: m.send_reason_tls_text },
  certificate: { title: m.send_reason_certificate, text: m.send_reason_certificate_text },
  'host-not-found': { title: m.send_reason_host_not_found, text: m.send_reason_host_not_found_text },
  refused: { title: m.send_reason_refused, text: m.send_reason_refused_text },
  'mailbox-full': { title: m.send_reason_mailbox_full, text: m.send_reason_mailbox_full_text },
  'connection-lost-after-data': {
    title: m.send_reason_connection_lost_after_data,
    text: m.send_reason_connection_lost_after_data_text,
  },
  'crash-after-claim': { title: m.send_reason_crash_after_claim, text: m.send_reason_crash_after_claim_text },
  'partly-refused': { title: m.send_reason_partly_refused, text: m.send_reason_partly_refused_text },
  'sender-refused': { title: m.send_reason_sender_refused, text: m.send_reason_sender_refused_text },
  'sender-unproven': { title: m.send_reason_sender_unproven, text: m.send_reason_sender_unproven_text },
  'newer-letter': { title: m.send_reason_newer_letter, text: m.send_reason_newer_letter_text },
  'provider-block': { title: m.send_reason_provider_block, text: m.send_reason_provider_block_text },
  'sending-paused': { title: m.send_reason_sending_paused, text: m.send_reason_sending_paused_text },
  'mailbox-removed': { title: m.send_reason_mailbox_removed, text: m.send_reason_mailbox_removed_text },
  'no-auth': { title: m.send_reason_no_auth, text: m.send_reason_no_auth_text },
  unreachable: { title: m.send_reason_unreachable, text: m.send_reason_unreachable_text },
  other: { title: m.send_reason_other, text: m.send_reason_other_text },
}

/** The server's own reply; without its number the words are the system's, about the line. */
export const isServerReply = (words: string): boolean => /^[2-5]\d\d\b/.test(words)

/** Reasons to wait that became reasons to give up. */
const givenUp: Partial<Record<SendReason, () => string>> = {
  limit: m.send_reason_limit_failed_text,
  greylisted: m.send_reason_temporary_failed_text,
  temporary: m.send_reason_temporary_failed_text,
  'provider-block': m.send_reason_provider_block_failed_text,
}

/** Refusals that say what to do and no time; while the letter waits it is tried again all the same. */
const triedAgain: ReadonlySet<SendReason> = new Set([
  'unreachable',
  'host-not-found',
  'auth',
  'no-auth',
  'tls',
  'refused',
  'other',
])

/** Why a letter waits or did not go (then without `until`); `host` is the recipient's domain or the server, `until` a formatted time, `sizeLimit` what its server has said (bytes). */
export function sendReasonText(
  reason: SendReason,
  words: { until?: string; host?: string; sizeLimit?: number | null } = {},
): Sentence {
  const filled: SendWords = { until: words.until ?? '', host: words.host ?? '' }
  const { title, text } = reasons[reason]
  if (reason === 'too-big' && words.sizeLimit != null)
    return { title: title(filled), text: m.send_reason_too_big_limit_text({ limit: bytes(words.sizeLimit) }) }
  const over = filled.until === '' ? givenUp[reason] : undefined
  const again =
    filled.until !== '' && triedAgain.has(reason) ? ` ${m.send_reason_next_try({ until: filled.until })}` : ''
  return { title: title(filled), text: (over?.() ?? text(filled)) + again }
}
