/** A letter that stands in no story, written when it is read. */
export interface Planned {
  /** UTC ms. */
  at: number
  folder: 'INBOX' | 'Sent' | 'Drafts' | 'Junk' | 'Trash'
  isUnread: boolean
  write(): Buffer
}
