import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { mergeConversations, moveLetters } from '../../src/main/engine/hands.ts'
import { undoAct } from '../../src/main/engine/hands-undo.ts'
import { checkOffice } from '../../src/main/store/check.ts'
import type { ConversationId, MessageId, UserId } from '../../src/shared/model/ids.ts'
import { type Copy, clearMailrooms, Mailroom } from './mailroom.ts'
import { decide, decisionsIn } from './replay.ts'

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
  kind: fc.constantFrom('merge', 'split', 'move', 'undo'),
  a: fc.nat(20),
  b: fc.nat(20),
  ticks: fc.nat(255),
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

function doIt(room: Mailroom, { kind, a, b, ticks }: Act, done: number[]): void {
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
  const answer =
    kind === 'undo'
      ? act === undefined
        ? null
        : undoAct(engine, USER, act)
      : kind === 'merge'
        ? mergeConversations(engine, USER, one, other)
        : moveLetters(engine, USER, one, ticked, kind === 'split' ? null : other)
  if (answer?.ok && 'act' in answer.value) done.push(Number(answer.value.act))
  const faults = checkOffice(room.store.reader, false).faults.filter(({ what }) => what !== 'source-changed')
  expect(faults, `after ${kind}`).toEqual([])
}

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
        for (const copy of replay) {
          again.receive(copy)
          waiting = waiting.filter((decision) => !decide(again, other, decision))
        }
        expect(waiting).toEqual([])
        expect(again.conversations(other)).toEqual(whole)
      } finally {
        room.close()
        again.close()
      }
    }),
    { numRuns: RUNS },
  )
})
