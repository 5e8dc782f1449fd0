// The same questions as anybody would ask them first: no index of ours, OFFSET, ranking, joins, LIKE. They answer with ids.
import type { Reader } from '../../src/main/store/handle.ts'
import type { ConversationId, MailboxId } from '../../src/shared/model/ids.ts'

const PAGE = 50
const HITS = 20

export type Plain = ReturnType<typeof plainOf>

export function plainOf(db: Reader, mailboxes: readonly MailboxId[]) {
  const pages = Math.ceil((db.sql<{ n: number }>('SELECT count(*) AS n FROM conversations').get()?.n ?? 1) / PAGE)
  const boxes = mailboxes.join(', ')
  // Each text selects an id of its noun.
  const ids =
    <Id extends number>(text: string) =>
    (...args: (string | number)[]) =>
      db
        .sql<{ id: Id }>(text)
        .all(...args)
        .map((row) => row.id)
  const list = (order: string) =>
    ids<ConversationId>(
      `SELECT id FROM conversations NOT INDEXED WHERE mailbox_id IN (${boxes}) ORDER BY ${order} LIMIT ${PAGE}`,
    )
  const offset = ids<ConversationId>(
    `SELECT id FROM conversations WHERE mailbox_id IN (${boxes}) ORDER BY last_at DESC, id DESC LIMIT ${PAGE} OFFSET ?`,
  )
  const contact = ids(
    `SELECT id FROM messages NOT INDEXED WHERE from_email = (SELECT email FROM addresses WHERE id = ?) ORDER BY at DESC LIMIT ${HITS}`,
  )
  const scanned = ids(
    `SELECT m.search_id AS id FROM messages m JOIN message_bodies b ON b.message_id = m.id WHERE b.text LIKE ? OR m.subject LIKE ? ORDER BY m.at DESC LIMIT ${HITS}`,
  )
  const sentBy = ids(
    `SELECT search_id AS id FROM messages NOT INDEXED WHERE from_email LIKE ? OR from_name LIKE ? ORDER BY at DESC LIMIT ${HITS}`,
  )
  return {
    listByDate: list('last_at DESC, id DESC'),
    listByUrgency: list('rank, last_at DESC, id DESC'),
    nextPage: (n: number) => offset((n % pages) * PAGE),
    contact: (n: number) => contact(n + 1),
    counts: ids(
      `SELECT count(*) AS id FROM conversations NOT INDEXED WHERE mailbox_id IN (${boxes}) GROUP BY mailbox_id, state`,
    ),
    /** Best hits first (bm25). */
    ranked: ids(`SELECT rowid AS id FROM search WHERE search MATCH ? ORDER BY rank LIMIT ${HITS}`),
    scanned: (word: string) => scanned(`%${word}%`, `%${word}%`),
    sentBy: (who: string) => sentBy(`%${who}%`, `%${who}%`),
    /** Hits of the last mailbox, found by a join after the index. */
    joined: ids(
      `SELECT s.rowid AS id FROM search s JOIN messages m ON m.search_id = s.rowid JOIN conversation_messages n ON n.message_id = m.id AND n.mailbox_id = ${mailboxes.at(-1)}
       WHERE s.search MATCH ? ORDER BY m.at DESC LIMIT ${HITS}`,
    ),
  }
}
