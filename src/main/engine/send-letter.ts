// A letter of ours stands in its conversation from the moment of queueing; the copy that comes back from the server is the same one.
import type { ConversationId, MessageId, UserId } from '../../shared/model/ids.ts'
import type { ParsedLetter } from '../mail/types.ts'
import type { Writer } from '../store/handle.ts'
import type { MailboxRow } from '../store/mailboxes.ts'
import { addMessage } from '../store/messages.ts'
import { nodesOfMessage } from '../store/nodes.ts'
import { noteAnswers } from '../store/outbox-letter.ts'
import type { Composed } from './compose.ts'
import { openDesk, settleDesk } from './desk.ts'
import { standIn } from './ingest.ts'
import { newMessage } from './new-message.ts'

export interface OwnLetter {
  mailbox: MailboxRow
  letter: ParsedLetter
  size: number
  composed: Composed
  replyTo: MessageId | null
  userId: UserId
}

/** Stores the frozen letter and gives it its place; blind recipients are known only here, never in its bytes. */
export function showOwnLetter(
  tx: Writer,
  own: OwnLetter,
  now: number,
): { messageId: MessageId; conversationId: ConversationId | null } {
  const { mailbox, composed } = own
  const letter = { ...own.letter, bcc: composed.bcc }
  const messageId = addMessage(tx, newMessage(letter, now, own.size, true), `mb${mailbox.id}`, now)
  if (own.replyTo !== null && !letter.inReplyTo) noteAnswers(tx, mailbox.id, messageId, own.replyTo, own.userId, now)
  const desk = openDesk(tx, mailbox.id, now)
  standIn(
    tx,
    desk,
    messageId,
    { letter, internalAt: now },
    { isHistory: false, isSeen: true, isNew: false, isOurs: true, isSent: true },
  )
  settleDesk(tx, desk)
  return { messageId, conversationId: nodesOfMessage(tx, mailbox.id, messageId)[0]?.conversationId ?? null }
}
