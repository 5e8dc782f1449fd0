import type { FolderRole } from '../../shared/model/mailbox.ts'

// Roles by the flags of RFC 6154 and of Gmail's older XLIST.
const BY_FLAG: Record<string, FolderRole> = {
  '\\inbox': 'inbox',
  '\\sent': 'sent',
  '\\drafts': 'drafts',
  '\\junk': 'spam',
  '\\spam': 'spam',
  '\\trash': 'trash',
  '\\archive': 'archive',
  '\\all': 'all',
  '\\allmail': 'all',
}
// Exact names, without case. The outbox of Yandex (Исходящие) holds what is not sent yet: never Sent.
const BY_NAME: Record<string, FolderRole> = {
  inbox: 'inbox',
  входящие: 'inbox',
  sent: 'sent',
  'sent items': 'sent',
  'sent messages': 'sent',
  'sent mail': 'sent',
  отправленные: 'sent',
  outbox: 'outbox',
  исходящие: 'outbox',
  drafts: 'drafts',
  черновики: 'drafts',
  spam: 'spam',
  junk: 'spam',
  спам: 'spam',
  trash: 'trash',
  корзина: 'trash',
  удаленные: 'trash',
  удалённые: 'trash',
  archive: 'archive',
  архив: 'archive',
  'all mail': 'all',
  'вся почта': 'all',
}
// Folders under which providers put their own ones; deeper names are the user's and mean nothing.
const ROOTS = new Set(['inbox', '[gmail]', '[google mail]'])

export interface ListedFolder {
  /** As listed: Unicode, or modified UTF-7 where the server or the library left it. */
  path: string
  delimiter: string
  flags: Iterable<string>
}

/** What a folder is for: by its SPECIAL-USE flag, else by its exact name. */
export function folderRole(folder: ListedFolder): { role: FolderRole; isFlagged: boolean } {
  const path = decodeModifiedUtf7(folder.path)
  if (path.toLowerCase() === 'inbox') return { role: 'inbox', isFlagged: true }
  for (const flag of folder.flags) {
    const role = BY_FLAG[flag.toLowerCase()]
    if (role && role !== 'inbox') return { role, isFlagged: true }
  }
  const parts = folder.delimiter === '' ? [path] : path.split(folder.delimiter)
  const isNearRoot = parts.length === 1 || (parts.length === 2 && ROOTS.has((parts[0] ?? '').toLowerCase()))
  const role = isNearRoot ? BY_NAME[(parts.at(-1) ?? '').normalize('NFC').toLowerCase()] : undefined
  return { role: role && role !== 'inbox' ? role : 'other', isFlagged: false }
}

/**
 * The Sent folder: the flagged one, else the only one with such a name. Several candidates are reported and nothing is
 * guessed; a list of one is the answer.
 */
export function sentCandidates(
  folders: readonly { path: string; role: FolderRole; isFlagged: boolean; canSelect: boolean }[],
): string[] {
  const sent = folders.filter((folder) => folder.role === 'sent' && folder.canSelect)
  const flagged = sent.filter((folder) => folder.isFlagged)
  return (flagged.length > 0 ? flagged : sent).map((folder) => folder.path)
}

/** RFC 3501 5.1.3; text that is not in this form comes back as it is. */
export function decodeModifiedUtf7(text: string): string {
  return text.replace(/&([A-Za-z0-9+,]*)-/g, (whole, coded: string) => {
    if (coded === '') return '&'
    const bytes = Buffer.from(coded.replaceAll(',', '/'), 'base64')
    return bytes.length % 2 === 0 && bytes.length > 0 ? bytes.swap16().toString('utf16le') : whole
  })
}

export function lastName(path: string, delimiter: string): string {
  const decoded = decodeModifiedUtf7(path)
  return delimiter === '' ? decoded : (decoded.split(delimiter).at(-1) ?? decoded)
}
