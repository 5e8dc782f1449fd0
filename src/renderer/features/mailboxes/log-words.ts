import { m } from '../../../shared/i18n/paraglide/messages.js'
import type { Trouble } from '../../../shared/model/mailbox.ts'
import { bytes, count, letterTime } from '../../lib/format.ts'
import { troubleText } from '../../lib/problems.ts'

type Params = Record<string, string | number>

const GROUPINGS: Record<string, () => string> = {
  smart: m.mailboxes_grouping_smart,
  subject: m.mailboxes_grouping_subject,
  off: m.mailboxes_grouping_off,
}

const WORDS: Record<string, (params: Params) => string> = {
  audit: (params) => {
    const missing = number(params.missing)
    const server = number(params.server)
    if (missing === 0)
      return m.mailboxes_log_audit_same({ letters: m.mailboxes_letters({ n: server, shown: count(server) }) })
    if (missing > 0)
      return m.mailboxes_log_audit_missing({ letters: m.mailboxes_letters({ n: missing, shown: count(missing) }) })
    return m.mailboxes_log_audit_extra({ letters: m.mailboxes_letters({ n: -missing, shown: count(-missing) }) })
  },
  'login-refused': (params) => m.mailboxes_log_login_refused({ n: number(params.tries) }),
  // Written by the engine from the same list of troubles; an unknown one falls back to its name.
  'line-lost': (params) =>
    m.mailboxes_log_line_lost({ reason: troubleText(params.trouble as Trouble, 'other').title.toLocaleLowerCase() }),
  'mailbox-connected': m.mailboxes_log_mailbox_connected,
  'mailbox-paused': m.mailboxes_log_mailbox_paused,
  'mailbox-resumed': m.mailboxes_log_mailbox_resumed,
  'signed-in-again': m.mailboxes_log_signed_in_again,
  'certificate-trusted': m.mailboxes_log_certificate_trusted,
  'parsed-again': m.mailboxes_log_parsed_again,
  'copy-not-filed': m.mailboxes_log_copy_not_filed,
  'sending-blocked': m.outbox_log_blocked,
  'draft-not-on-server': m.files_log_draft_not_on_server,
  'uncertain-found-sent': m.mailboxes_log_uncertain_found_sent,
  'grouping-changed': (params) =>
    m.mailboxes_log_grouping_changed({ how: GROUPINGS[String(params.to)]?.() ?? String(params.to) }),
  'letter-put-off': (params) =>
    m.mailboxes_log_letter_put_off({
      folder: String(params.folder ?? ''),
      day: letterTime(number(params.at), Date.now()),
      size: bytes(number(params.size)),
    }),
  'letter-gone': (params) => m.mailboxes_log_letter_gone({ folder: String(params.folder ?? '') }),
  'folder-renumbered': (params) => m.mailboxes_log_folder_renumbered({ folder: String(params.folder ?? '') }),
  'folder-renamed': (params) =>
    m.mailboxes_log_folder_renamed({ from: String(params.from ?? ''), to: String(params.to ?? '') }),
  'folder-lost': (params) => m.mailboxes_log_folder_lost({ folder: String(params.folder ?? '') }),
  'exclusion-added': (params) => m.mailboxes_log_exclusion_added({ entry: String(params.entry) }),
  'exclusion-removed': (params) => m.mailboxes_log_exclusion_removed({ entry: String(params.entry) }),
  'conversations-merge': (params) => m.mailboxes_log_merge(numbers(params)),
  'conversations-split': (params) => m.mailboxes_log_split(numbers(params)),
  'letters-kept-apart': (params) => m.mailboxes_log_kept_apart({ sender: String(params.sender) }),
  'letters-joined-again': (params) => m.mailboxes_log_joined_again({ sender: String(params.sender) }),
  'conversations-move': (params) => m.mailboxes_log_move(numbers(params)),
  'conversations-merge-undone': (params) => m.mailboxes_log_merge_undone(numbers(params)),
  'conversations-split-undone': (params) => m.mailboxes_log_split_undone(numbers(params)),
  'conversations-move-undone': (params) => m.mailboxes_log_move_undone(numbers(params)),
  'letter-encoding': (params) => m.mailboxes_log_encoding({ charset: String(params.new) }),
  'delivery-failed': (params) => m.mailboxes_log_report({ email: String(params.email) }),
  'reply-held': m.mailboxes_log_reply_held,
  imported: (params) =>
    m.mailboxes_log_imported({ added: count(number(params.added)), read: count(number(params.read)) }),
}

/** One line of the journal in words; a line that this page does not know yet is shown by its name. */
export function logWords(what: string, params: Params): string {
  return WORDS[what]?.(params) ?? what
}

const numbers = (params: Params) => ({ from: number(params.from), to: number(params.to) })

function number(value: string | number | undefined): number {
  return Number(value ?? 0)
}
