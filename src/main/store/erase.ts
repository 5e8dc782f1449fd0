import type { BlobId, ConversationId, MailboxId } from '../../shared/model/ids.ts'
import { releaseBlob } from './blobs.ts'
import type { Writer } from './handle.ts'

/**
 * Erases the letters of one conversation of a mailbox: its nodes and placements, and whatever no other mailbox holds
 * (message, search row, source). Answers true when nothing is left. One step stays within a slice of the writer.
 */
export function eraseStep(tx: Writer, mailbox: MailboxId): boolean {
  const conversation = tx
    .sql<{ id: ConversationId }>('SELECT id FROM conversations WHERE mailbox_id = ? LIMIT 1')
    .get(mailbox)
  if (!conversation) return true
  const letters = tx
    .sql<{ id: number }>('SELECT DISTINCT message_id AS id FROM conversation_messages WHERE conversation_id = ?')
    .all(conversation.id)
  tx.sql('DELETE FROM conversation_messages WHERE conversation_id = ?').run(conversation.id)
  tx.sql('DELETE FROM conversations WHERE id = ?').run(conversation.id)
  for (const { id } of letters) eraseLetter(tx, mailbox, id)
  return false
}

function eraseLetter(tx: Writer, mailbox: MailboxId, message: number): void {
  const blobs = tx
    .sql<{ id: BlobId | null }>('SELECT blob_id AS id FROM placements WHERE message_id = ? AND mailbox_id = ?')
    .all(message, mailbox)
  tx.sql('DELETE FROM placements WHERE message_id = ? AND mailbox_id = ?').run(message, mailbox)
  const isHeld = tx
    .sql(
      'SELECT 1 FROM conversation_messages WHERE message_id = ? UNION SELECT 1 FROM placements WHERE message_id = ? LIMIT 1',
    )
    .get(message, message)
  if (!isHeld) {
    const row = tx.sql<{ searchId: number }>('SELECT search_id AS searchId FROM messages WHERE id = ?').get(message)
    tx.sql('UPDATE pending SET message_id = NULL WHERE message_id = ?').run(message)
    tx.sql('DELETE FROM messages WHERE id = ?').run(message)
    if (row) tx.atVeryEnd(row.searchId, () => tx.sql('DELETE FROM search WHERE rowid = ?').run(row.searchId))
  }
  for (const { id } of blobs) if (id !== null) releaseBlob(tx, id)
}
