import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { setApart } from '../../src/main/engine/apart.ts'
import { openDesk } from '../../src/main/engine/desk.ts'
import { mergeConversations, moveLetters } from '../../src/main/engine/hands.ts'
import { settle } from '../../src/main/engine/hands-act.ts'
import { undoAct } from '../../src/main/engine/hands-undo.ts'
import { type ApartRuleRow, apartRuleById, apartRulesOf } from '../../src/main/store/apart-rules.ts'
import { checkOffice } from '../../src/main/store/check.ts'
import type { ConversationId, MailboxId, MessageId, UserId } from '../../src/shared/model/ids.ts'
import { type Copy, clearMailrooms, Mailroom } from './mailroom.ts'

const RUNS = Number(process.env.GOLUB_MAILROOM_RUNS ?? 15)
const US = 'office@our.example'
const START = Date.UTC(2026, 0, 1)
const USER = 1 as UserId
afterAll(clearMailrooms)

const ID = fc.constantFrom('m0', 'm1', 'm2', 'm3', 'm4', 'm5', 'lost', '')
const LETTER = fc.record({
  inReplyTo: ID,
  references: fc.array(
    ID.filter((id) => id !== ''),
    { maxLength: 2 },
  ),
  isOurs: fc.boolean(),
  who: fc.constantFrom('anna@x.ru', 'vera@y.ru', 'form@site.ru'),
  subject: fc.constantFrom('Счёт', 'Re: Счёт', 'Договор', ''),
  hours: fc.nat(200),
})
const COPIES = fc.array(LETTER, { minLength: 3, maxLength: 9 }).map((drawn) =>
  drawn.map(({ isOurs, who, hours, ...rest }, n): Copy => {
    const at = START + hours * 3_600_000 + n
    const letter = {
      ...rest,
      ...{ content: `letter ${n}`, messageId: `m${n}`, at, cc: [], bcc: [], replyTo: null },
      ...{ from: isOurs ? US : who, to: [isOurs ? who : US] },
    }
    return { letter, mailbox: US, folder: isOurs ? 'sent' : 'inbox', isSeen: false, internalAt: at }
  }),
)
/** After so many letters a person does something; the numbers choose what to. */
const ACT = fc.record({
  after: fc.nat(8),
  kind: fc.constantFrom('merge', 'split', 'split', 'move', 'undo', 'end'),
  a: fc.nat(20),
  b: fc.nat(20),
  ticks: fc.nat(255),
  /** What is asked of later letters, and what time it is: letters that arrive after it are later ones. */
  apart: fc.subarray(['subject' as const, 'always' as const]),
  hours: fc.nat(200),
})
const CASE = COPIES.chain((copies) =>
  fc.record({
    copies: fc.constant(copies),
    arrival: fc.shuffledSubarray(copies, { minLength: copies.length }),
    replay: fc.shuffledSubarray(copies, { minLength: copies.length }),
    acts: fc.array(ACT, { maxLength: 6 }),
  }),
)
type Act = typeof ACT extends fc.Arbitrary<infer T> ? T : never

function doIt(room: Mailroom, { kind, a, b, ticks, apart, hours }: Act, done: number[]): void {
  room.clock.sleep(START + hours * 3_600_000 - room.clock.now())
  const engine = { deps: room.deps }
  const ids = room.store.reader.sql<{ id: ConversationId }>('SELECT id FROM conversations ORDER BY number').all()
  const one = ids[a % ids.length]?.id
  const other = ids[b % ids.length]?.id
  if (one === undefined || other === undefined) return
  const letters = room.store.reader
    .sql<{ id: MessageId }>('SELECT message_id AS id FROM conversation_messages WHERE conversation_id = ? ORDER BY at')
    .all(one)
    .map((row) => row.id)
  const ticked = letters.filter((_, n) => (ticks >> n) & 1)
  const act = done[a % Math.max(1, done.length)]
  if (kind === 'end') {
    const rule = apartRuleById(room.store.reader, (a % 3) + 1)
    if (rule) setApart(room.deps, USER, rule, rule.until !== null)
  }
  const asked = kind === 'split' && areOfOne(room, ticked) ? apart : []
  const answer =
    kind === 'undo'
      ? act === undefined
        ? null
        : undoAct(engine, USER, act)
      : kind === 'end'
        ? null
        : kind === 'merge'
          ? mergeConversations(engine, USER, one, other)
          : moveLetters(engine, USER, one, ticked, kind === 'split' ? null : other, null, asked)
  if (answer?.ok && 'act' in answer.value) done.push(Number(answer.value.act))
  const faults = checkOffice(room.store.reader, false).faults.filter(({ what }) => what !== 'source-changed')
  expect(faults, `after ${kind}`).toEqual([])
}

// Otherwise the split would be refused, and nothing would happen at all.
const areOfOne = (room: Mailroom, ids: MessageId[]) =>
  new Set(
    ids.flatMap((id) =>
      room.store.reader
        .sql<{ client: string }>(
          "SELECT client_email AS client FROM conversation_messages WHERE message_id = ? AND direction = 'in'",
        )
        .all(id)
        .map((row) => row.client),
    ),
  ).size === 1

/** The rules of splits in another office, each as soon as its letters are there. */
function keepRules(from: Mailroom, room: Mailroom, mailbox: MailboxId, rules: ApartRuleRow[]): ApartRuleRow[] {
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

const decisionsIn = (room: Mailroom) =>
  room.store.reader
    .sql<{ letter: string; parent: string | null }>(
      'SELECT m.identity AS letter, p.identity AS parent FROM thread_decisions d JOIN messages m ON m.id = d.message_id LEFT JOIN messages p ON p.id = d.parent_message_id ORDER BY m.identity',
    )
    .all()

/** The same decisions in another office, each as soon as its letters are there. */
function decide(
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

test('whatever people do and in whatever order letters come, the same letters and decisions give the same conversations', {
  timeout: 60_000 + RUNS * 400,
}, () => {
  fc.assert(
    fc.property(CASE, ({ copies, arrival, replay, acts }) => {
      const room = new Mailroom()
      const again = new Mailroom()
      try {
        const mailbox = room.addMailbox(US)
        const done: number[] = []
        for (const [n, copy] of arrival.entries()) {
          room.receive(copy)
          for (const act of acts) if (act.after === n) doIt(room, act, done)
        }
        for (const act of acts) if (act.after >= arrival.length) doIt(room, act, done)
        const decisions = decisionsIn(room)
        const whole = room.expected(mailbox, US, copies, decisions)
        expect(room.conversations(mailbox)).toEqual(whole)

        const other = again.addMailbox(US)
        let waiting = decisions
        let rules = apartRulesOf(room.store.reader, mailbox)
        for (const copy of replay) {
          again.receive(copy)
          waiting = waiting.filter((decision) => !decide(again, other, decision))
          rules = keepRules(room, again, other, rules)
        }
        expect([...waiting, ...rules]).toEqual([])
        expect(again.conversations(other)).toEqual(whole)
      } finally {
        room.close()
        again.close()
      }
    }),
    { numRuns: RUNS },
  )
})
