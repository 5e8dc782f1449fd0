// Which letters stand on which card, as a person or a deletion changes it.
import type { CardActId, ContactId, ConversationId, MailboxId } from '../../shared/model/ids.ts'
import type { Reader, Writer } from './handle.ts'
import { idList } from './scope.ts'

/** Letters of an address without a card, and those that only the company they keep gave to somebody else's. */
const UNCLAIMED = `client_email = ? AND finder <> 'deleted' AND (contact_id IS NULL OR (finder = 'conversation' AND NOT EXISTS
  (SELECT 1 FROM contact_addresses ca JOIN addresses a ON a.id = ca.address_id WHERE ca.contact_id = conversation_messages.contact_id AND a.email = client_email)))`

/** How many of them the reader sees. */
export function unclaimedLetters(db: Reader, mailboxes: readonly MailboxId[], email: string): number {
  // index conversation_messages_by_client (client_email, at)
  return db
    .sql<{ n: number }>(
      `SELECT count(DISTINCT message_id) AS n FROM conversation_messages WHERE ${UNCLAIMED} AND mailbox_id IN (SELECT value FROM json_each(?))`,
    )
    .get(email, idList(mailboxes))!.n
}

/** Who says that letters are a card's: its maker, a rule that made it, or a person for those that a deleted card left. */
export type Claim = 'by-hand' | 'by-rule' | 'released'

const OF_CLAIM: Record<Claim, { letters: string; finder: string }> = {
  'by-hand': { letters: UNCLAIMED, finder: "CASE direction WHEN 'in' THEN 'sender' ELSE 'recipient' END" },
  // What a deleted card left behind is bound again on request only.
  'by-rule': {
    letters: "client_email = ? AND contact_id IS NULL AND finder <> 'deleted'",
    finder: "CASE direction WHEN 'in' THEN 'sender' ELSE 'recipient' END",
  },
  released: { letters: "client_email = ? AND finder = 'deleted'", finder: "'by-hand'" },
}

/** So many letters of an address come to a card, oldest first from that moment on; answers the moment to go on from, or null. */
export function claimSome(
  tx: Writer,
  how: Claim,
  { email, contact, from }: { email: string; contact: ContactId; from: number },
  limit: number,
): number | null {
  const { letters, finder } = OF_CLAIM[how]
  // index conversation_messages_by_client (client_email, at)
  const rows = tx
    .sql<{ conversation: ConversationId; at: number }>(
      `UPDATE conversation_messages SET contact_id = ?, finder = ${finder} WHERE id IN
         (SELECT id FROM conversation_messages WHERE ${letters} AND at >= ? ORDER BY at LIMIT ?) RETURNING conversation_id AS conversation, at`,
    )
    .all(contact, email, from, limit)
  renewContact(tx, new Set(rows.map((row) => row.conversation)))
  return rows.length < limit ? null : Math.max(...rows.map((row) => row.at))
}

export function releasedLetters(db: Reader, mailboxes: readonly MailboxId[], emails: readonly string[]): number {
  return db
    .sql<{ n: number }>(
      `SELECT count(DISTINCT message_id) AS n FROM conversation_messages WHERE client_email IN (SELECT value FROM json_each(?)) AND finder = 'deleted'
       AND mailbox_id IN (SELECT value FROM json_each(?))`,
    )
    .get(JSON.stringify(emails), idList(mailboxes))!.n
}

/**
 * So many letters of a card go to another one, or (null) stand without any from now on. The act remembers each with the finder
 * that had bound it. Answers whether there may be more.
 */
export function moveSome(tx: Writer, act: CardActId, from: ContactId, to: ContactId | null, limit: number): boolean {
  // index conversation_messages_by_contact
  const nodes = tx
    .sql<{ id: number; conversation: ConversationId }>(
      'SELECT id, conversation_id AS conversation FROM conversation_messages WHERE contact_id = ? LIMIT ?',
    )
    .all(from, limit)
  const ids = idList(nodes.map((node) => node.id))
  // One that was bound to it anew while the others moved is known already.
  tx.sql(
    'INSERT OR IGNORE INTO card_act_letters (act_id, node_id, finder) SELECT ?, id, finder FROM conversation_messages WHERE id IN (SELECT value FROM json_each(?))',
  ).run(act, ids)
  const change = to === null ? "contact_id = ?, finder = 'deleted'" : 'contact_id = ?'
  tx.sql(`UPDATE conversation_messages SET ${change} WHERE id IN (SELECT value FROM json_each(?))`).run(to, ids)
  renewContact(tx, new Set(nodes.map((node) => node.conversation)))
  return nodes.length === limit
}

/** The way back: so many letters of the act, those that still stand where it left them. Answers whether there may be more. */
export function moveBackSome(
  tx: Writer,
  act: CardActId,
  from: ContactId | null,
  to: ContactId,
  limit: number,
): boolean {
  const nodes = tx
    .sql<{ id: number }>('SELECT node_id AS id FROM card_act_letters WHERE act_id = ? LIMIT ?')
    .all(act, limit)
  const ids = idList(nodes.map((node) => node.id))
  const still = from === null ? "contact_id IS NULL AND finder = 'deleted'" : 'contact_id = ?'
  const rows = tx
    .sql<{ conversation: ConversationId }>(
      `UPDATE conversation_messages SET contact_id = ?, finder = (SELECT finder FROM card_act_letters WHERE act_id = ? AND node_id = conversation_messages.id)
       WHERE id IN (SELECT value FROM json_each(?)) AND ${still} RETURNING conversation_id AS conversation`,
    )
    .all(to, act, ids, ...(from === null ? [] : [from]))
  tx.sql('DELETE FROM card_act_letters WHERE act_id = ? AND node_id IN (SELECT value FROM json_each(?))').run(act, ids)
  renewContact(tx, new Set(rows.map((row) => row.conversation)))
  return nodes.length === limit
}

/** Letters that came since the act to addresses that are his alone again. */
export function moveByAddress(
  tx: Writer,
  act: CardActId,
  emails: readonly string[],
  from: ContactId,
  to: ContactId,
): void {
  const rows = tx
    .sql<{ conversation: ConversationId }>(
      `UPDATE conversation_messages SET contact_id = ? WHERE contact_id = ? AND client_email IN (SELECT value FROM json_each(?))
       AND NOT EXISTS (SELECT 1 FROM card_act_letters WHERE act_id = ? AND node_id = conversation_messages.id) RETURNING conversation_id AS conversation`,
    )
    .all(to, from, JSON.stringify(emails), act)
  renewContact(tx, new Set(rows.map((row) => row.conversation)))
}

/**
 * Whose card a conversation shows: that of its newest letter with one. Only this is renewed: nothing else of its row
 * depends on cards.
 */
function renewContact(tx: Writer, conversations: Iterable<ConversationId>): void {
  // index conversation_messages_by_conversation (conversation_id, at), walked down
  const renew = tx.sql(
    `UPDATE conversations SET contact_id = (SELECT n.contact_id FROM conversation_messages n WHERE n.conversation_id = conversations.id AND n.contact_id IS NOT NULL
       ORDER BY n.at DESC, n.message_id DESC LIMIT 1) WHERE id = ?`,
  )
  for (const id of conversations) {
    renew.run(id)
    tx.changed('conversations', id)
  }
}
