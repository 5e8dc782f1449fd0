import type { Right, Role } from '../../shared/model/user.ts'

const OF_EVERYBODY: readonly Right[] = ['mail.read', 'mail.send', 'mailbox.connect', 'contacts', 'profile']

/** What a role may ask for. Whose letters it sees is decided by the mailbox's owner, not by the role. */
export function hasRight(role: Role, right: Right): boolean {
  return OF_EVERYBODY.includes(right) || (right === 'office' && role === 'admin')
}
