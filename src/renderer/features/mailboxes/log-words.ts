import type { Trouble } from '../../../shared/model/mailbox.ts'
import { m } from '../../../shared/i18n/paraglide/messages.js'
import { count } from '../../lib/format.ts'
import { troubleText } from '../../lib/problems.ts'

type Params = Record<string, string | number>

const WORDS: Record<string, (params: Params) => string> = {
  audit: (params) => {
    const missing = number(params.missing)
    const server = number(params.server)
    if (missing === 0) return m.mailboxes_log_audit_same({ letters: m.mailboxes_letters({ n: server, shown: count(server) }) })
    if (missing > 0) return m.mailboxes_log_audit_missing({ letters: m.mailboxes_letters({ n: missing, shown: count(missing) }) })
    return m.mailboxes_log_audit_extra({ letters: m.mailboxes_letters({ n: -missing, shown: count(-missing) }) })
  },
  'login-refused': (params) => m.mailboxes_log_login_refused({ n: number(params.tries) }),
  // Written by the engine from the same list of troubles; an unknown one falls back to its name.
  'line-lost': (params) => m.mailboxes_log_line_lost({ reason: troubleText(params.trouble as Trouble, 'other').title.toLocaleLowerCase() }),
  'letter-gone': (params) => m.mailboxes_log_letter_gone({ folder: String(params.folder ?? '') }),
  'folder-renumbered': (params) => m.mailboxes_log_folder_renumbered({ folder: String(params.folder ?? '') }),
  imported: (params) => m.mailboxes_log_imported({ added: count(number(params.added)), read: count(number(params.read)) }),
}

/** One line of the journal in words; a line that this page does not know yet is shown by its name. */
export function logWords(what: string, params: Params): string {
  return WORDS[what]?.(params) ?? what
}

function number(value: string | number | undefined): number {
  return Number(value ?? 0)
}
