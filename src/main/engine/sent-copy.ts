import type { OutboxId } from '../../shared/model/ids.ts'
import type { Writer } from '../store/handle.ts'
import { outboxById, tellOutbox } from '../store/outbox.ts'

/** A letter of ours came back by sync (the ingest calls this): its copy lies on the server, and an uncertain one has arrived. */
export function ownLetterArrived(tx: Writer, id: OutboxId, now: number): void {
  const item = outboxById(tx, id)
  if (!item) return
  tx.sql("UPDATE outbox SET copy = 'by-server' WHERE id = ? AND copy IN ('pending', 'not-filed')").run(id)
  if (item.state === 'uncertain') tx.sql("UPDATE outbox SET state = 'sent', because = NULL, sent_at = ? WHERE id = ?").run(now, id)
  tellOutbox(tx, id)
}
