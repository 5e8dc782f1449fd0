import { m } from '../../../shared/i18n/paraglide/messages.js'
import type { FolderRole } from '../../../shared/model/mailbox.ts'

const NAMES: Partial<Record<FolderRole, () => string>> = {
  inbox: m.mailboxes_folder_inbox,
  sent: m.mailboxes_folder_sent,
  drafts: m.mailboxes_folder_drafts,
  spam: m.mailboxes_folder_spam,
  trash: m.mailboxes_folder_trash,
  archive: m.mailboxes_folder_archive,
  outbox: m.mailboxes_folder_outbox,
  all: m.mailboxes_folder_all,
}

/** The folder in the user's language where its role is known, else its own name. */
export function folderName(folder: { name: string; role: FolderRole }): string {
  return NAMES[folder.role]?.() ?? folder.name
}
