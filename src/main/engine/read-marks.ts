import type { MailboxId, MessageId } from '../../shared/model/ids.ts'
import type { Writer } from '../store/handle.ts'
import { mailboxById } from '../store/mailboxes.ts'
import { nodesOfMessage } from '../store/nodes.ts'
import { markRead, markUnread } from '../store/unread.ts'

/** The server's \Seen is the owner's: other readers of the mailbox keep their own unread marks. */
export function showRead(tx: Writer, mailbox: MailboxId, message: MessageId, isRead: boolean): void {
  const owner = mailboxById(tx, mailbox)?.ownerId
  const node = nodesOfMessage(tx, mailbox, message)[0]
  if (!owner || !node) return
  const isNews = isRead
    ? markRead(tx, owner, mailbox, message)
    : markUnread(tx, owner, mailbox, node.conversationId, message)
  if (!isNews) return
  tx.changed('conversations', node.conversationId)
  tx.changed('counts')
}
