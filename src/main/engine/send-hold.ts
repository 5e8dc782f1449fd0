// A letter comes while an answer to its conversation waits to leave: the answer stops, and its author reads first.
import type { ConversationId } from '../../shared/model/ids.ts'
import { note } from '../store/facts.ts'
import type { Writer } from '../store/handle.ts'
import { tellOutbox } from '../store/outbox.ts'
import { holdAnswers } from '../store/outbox-hold.ts'
import type { Desk } from './desk.ts'

/** One that may have left goes its way; so does one that is being tried, as long as the server takes it. */
export function stopAnswers(tx: Writer, desk: Desk, conversation: ConversationId): void {
  for (const id of holdAnswers(tx, conversation)) {
    tellOutbox(tx, id)
    note(tx, desk.now, {
      what: 'reply-held',
      tone: 'info',
      mailboxId: desk.mailboxId,
      conversationId: conversation,
      params: { outbox: id },
    })
  }
}
