import type { ConversationId, OutboxId } from '../../shared/model/ids.ts'
import type { Reader, Writer } from './handle.ts'

/** No moment: the letter waits for a person. */
const UNTIL_ASKED = 8_640_000_000_000_000

const ANSWERS = "conversation_id = ? AND mode IN ('reply', 'reply-all') AND because IS NOT 'newer-letter'"
// However often it was tried: nobody has it, and nobody may have it.
const HAS_NOT_LEFT = `NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.outbox_id = outbox.id AND d.state IN ('accepted', 'returned', 'put-away'))
  AND NOT EXISTS (SELECT 1 FROM attempts a WHERE a.outbox_id = outbox.id AND a.outcome IN ('sent', 'uncertain'))`

/**
 * Answers of a conversation that have certainly not left wait until their author has read what came. One that is being tried
 * goes its way; should it come back to the queue, it stops there.
 */
export function holdAnswers(tx: Writer, conversation: ConversationId): OutboxId[] {
  tx.sql(`UPDATE outbox SET because = 'newer-letter' WHERE ${ANSWERS} AND state = 'sending'`).run(conversation)
  return tx
    .sql<{ id: OutboxId }>(
      `UPDATE outbox SET state = 'deferred', because = 'newer-letter', not_before = ? WHERE ${ANSWERS} AND state IN ('queued', 'deferred') AND ${HAS_NOT_LEFT} RETURNING id`,
    )
    .all(UNTIL_ASKED, conversation)
    .map((row) => row.id)
}

/** A newer letter came while this one was being tried. */
export function isToHold(db: Reader, id: OutboxId): boolean {
  return (
    db.sql("SELECT 1 FROM outbox WHERE id = ? AND state = 'sending' AND because = 'newer-letter'").get(id) !== undefined
  )
}

/** It did not leave and is in the queue again: there it waits for its author. */
export function holdInQueue(tx: Writer, id: OutboxId): void {
  tx.sql(
    `UPDATE outbox SET state = 'deferred', because = 'newer-letter', not_before = ? WHERE id = ? AND state IN ('queued', 'deferred') AND ${HAS_NOT_LEFT}`,
  ).run(UNTIL_ASKED, id)
}
