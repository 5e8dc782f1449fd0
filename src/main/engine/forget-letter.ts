import type { BlobId, MessageId } from '../../shared/model/ids.ts'
import type { Writer } from '../store/handle.ts'
import { dropLetter } from '../store/outbox-letter.ts'
import { summariseConversation } from './summaries.ts'

/** Takes a letter that never left out of its conversation, as if it had not been written. */
export function forgetOwnLetter(tx: Writer, message: MessageId, blob: BlobId | null): void {
  for (const id of dropLetter(tx, message, blob)) summariseConversation(tx, id)
  tx.changed('counts')
}
