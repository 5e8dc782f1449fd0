import type { ConversationId, OutboxId } from '../../shared/model/ids.ts'
import type { Writer } from './handle.ts'

/** No moment: the letter waits for a person. */
const UNTIL_ASKED = 8_640_000_000_000_000

/** Answers of a conversation that nobody has tried to send yet wait until their author has read what came. */
export function holdAnswers(tx: Writer, conversation: ConversationId): OutboxId[] {
  return tx
    .sql<{ id: OutboxId }>(
      `UPDATE outbox SET state = 'deferred', because = 'newer-letter', not_before = ? WHERE conversation_id = ? AND state IN ('queued', 'deferred')
         AND attempts = 0 AND mode IN ('reply', 'reply-all') AND because IS NOT 'newer-letter' RETURNING id`,
    )
    .all(UNTIL_ASKED, conversation)
    .map((row) => row.id)
}
