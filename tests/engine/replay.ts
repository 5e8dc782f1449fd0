// What people decided in one mailroom is decided again in another one, where the same letters come in another order.
import { openDesk } from '../../src/main/engine/desk.ts'
import { settle } from '../../src/main/engine/hands-act.ts'
import type { ApartRuleRow } from '../../src/main/store/apart-rules.ts'
import type { ConversationId, MailboxId, MessageId } from '../../src/shared/model/ids.ts'
import type { Mailroom } from './mailroom.ts'

/** All decisions by hand, by the letters' identities. */
export const decisionsIn = (room: Mailroom) =>
  room.store.reader
    .sql<{ letter: string; parent: string | null }>(
      'SELECT m.identity AS letter, p.identity AS parent FROM thread_decisions d JOIN messages m ON m.id = d.message_id LEFT JOIN messages p ON p.id = d.parent_message_id ORDER BY m.identity',
    )
    .all()

/** The own addresses, grouping modes and exclusions of one office in another one, where no letter has come yet. */
export function copySettings(from: Mailroom, room: Mailroom, mailbox: MailboxId): void {
  const has = (address: string) => room.store.reader.sql('SELECT 1 FROM mailboxes WHERE address = ?').get(address)
  for (const { address } of from.store.reader.sql<{ address: string }>('SELECT address FROM mailboxes').all())
    if (!has(address)) room.addMailbox(address)
  const modes = from.store.reader
    .sql<{ mode: string; at: number }>('SELECT mode, valid_from AS at FROM thread_rules ORDER BY valid_from, id')
    .all()
  const exclusions = from.store.reader
    .sql<{ entry: string; at: number; until: number | null }>(
      'SELECT pattern AS entry, valid_from AS at, valid_to AS until FROM exclusions ORDER BY id',
    )
    .all()
  room.store.write((tx) => {
    for (const { mode, at } of modes)
      tx.sql('INSERT INTO thread_rules (mailbox_id, mode, valid_from) VALUES (?, ?, ?)').run(mailbox, mode, at)
    for (const { entry, at, until } of exclusions)
      tx.sql('INSERT INTO exclusions (mailbox_id, pattern, valid_from, valid_to) VALUES (?, ?, ?, ?)').run(
        ...[mailbox, entry, at, until],
      )
  })
}

/** The same decisions in another office, each as soon as its letters are there. */
export function decide(
  room: Mailroom,
  mailbox: MailboxId,
  { letter, parent }: { letter: string; parent: string | null },
): boolean {
  const idOf = (identity: string) =>
    room.store.reader.sql<{ id: MessageId }>('SELECT id FROM messages WHERE identity = ?').get(identity)?.id
  const id = idOf(letter)
  const above = parent === null ? null : idOf(parent)
  if (id === undefined || above === undefined) return false
  room.store.write((tx) => {
    tx.sql(
      'INSERT INTO thread_decisions (mailbox_id, message_id, parent_message_id, user_id, at) VALUES (?, ?, ?, 1, 0)',
    ).run(mailbox, id, above)
    settle(tx, openDesk(tx, mailbox, 0), [id], standing(room, [id, ...(above === null ? [] : [above])]), null)
  })
  return true
}

const standing = (room: Mailroom, ids: MessageId[]) =>
  ids.flatMap((id) =>
    room.store.reader
      .sql<{ id: ConversationId }>('SELECT conversation_id AS id FROM conversation_messages WHERE message_id = ?')
      .all(id)
      .map((row) => row.id),
  )

/** The rules of splits in another office, each as soon as its letters are there. Answers those that still wait. */
export function keepRules(from: Mailroom, room: Mailroom, mailbox: MailboxId, rules: ApartRuleRow[]): ApartRuleRow[] {
  const here = (letter: number) =>
    room.store.reader.sql<{ id: MessageId }>('SELECT id FROM messages WHERE identity = ?').get(from.identityOf(letter))
      ?.id
  return rules.filter((rule) => {
    const [stayed, left] = [here(rule.stayed.letter), here(rule.left)]
    if (stayed === undefined || left === undefined) return true
    room.store.write((tx) => {
      tx.sql(
        "INSERT INTO thread_acts (at, kind, mailbox_id, user_id, from_number, to_number, letters) VALUES (0, 'split', ?, 1, 0, 0, 0)",
      ).run(mailbox)
      // Ids decide which rule is the newer one.
      tx.sql(
        'INSERT INTO apart_rules (id, act_id, mailbox_id, kind, valid_from, valid_to, stayed_id, stayed_client, left_id) VALUES (?, last_insert_rowid(), ?, ?, ?, ?, ?, ?, ?)',
      ).run(
        ...[rule.id, mailbox, rule.subjects === null ? 'always' : 'subject', rule.from, rule.until],
        ...[stayed, rule.stayed.client, left],
      )
      for (const [role, values] of [
        ['sender', rule.senders],
        ['client', rule.clients],
        ['subject', rule.subjects ?? []],
      ] as const)
        for (const value of values)
          tx.sql('INSERT INTO apart_values (rule_id, role, value) VALUES (?, ?, ?)').run(rule.id, role, value)
      settle(tx, openDesk(tx, mailbox, 0), [], [], null)
    })
    return false
  })
}
