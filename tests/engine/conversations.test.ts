import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { followOwnAddresses } from '../../src/main/engine/own-addresses.ts'
import { checkOffice } from '../../src/main/store/check.ts'
import type { MailboxId } from '../../src/shared/model/ids.ts'
import { type Copy, clearMailrooms, type HandLetter, Mailroom } from './mailroom.ts'

const RUNS = Number(process.env.GOLUB_MAILROOM_RUNS ?? 50)
const DAY = 86_400_000
afterAll(clearMailrooms)
const START = Date.UTC(2026, 0, 1)
const US = 'office@our.example'
const COLLEAGUE = 'boris@our.example'

const ID = fc.constantFrom('m0', 'm1', 'm2', 'm3', 'm4', 'm5', 'lost', '')
const SOMEBODY = fc.constantFrom('anna@x.ru', 'vera@y.ru', 'form@site.ru', COLLEAGUE, US, 'shop@other.example')
const LETTER = fc.record({
  messageId: ID,
  inReplyTo: fc.oneof({ weight: 2, arbitrary: fc.constant('') }, { weight: 3, arbitrary: ID }),
  references: fc.oneof(
    { weight: 2, arbitrary: fc.constant<string[]>([]) },
    { weight: 1, arbitrary: fc.array(ID.filter((id) => id !== '').map(String), { maxLength: 3 }) },
  ),
  from: SOMEBODY,
  to: fc.uniqueArray(SOMEBODY, { minLength: 1, maxLength: 3 }),
  cc: fc.uniqueArray(SOMEBODY, { maxLength: 2 }),
  bcc: fc.oneof(
    { weight: 4, arbitrary: fc.constant<string[]>([]) },
    { weight: 1, arbitrary: fc.uniqueArray(SOMEBODY.map(String), { maxLength: 2 }) },
  ),
  replyTo: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: SOMEBODY }),
  subject: fc.constantFrom('Счёт', 'Re: Счёт', 'Re: Re: счет', 'Договор', 'Re: [External] Счёт', ''),
  days: fc.constantFrom(0, 0, 1, 2, 3, 8, 9, 20, 60, 95, 140),
})
const COPY = fc.record({
  mailbox: fc.constantFrom(US, US, COLLEAGUE),
  folder: fc.constantFrom('inbox' as const, 'inbox' as const, 'sent' as const),
  isSeen: fc.boolean(),
  laterDays: fc.constantFrom(0, 0, 0, 9),
})
const RULES = fc.record({
  modes: fc.constantFrom<{ mode: string; from: number }[]>(
    [],
    [{ mode: 'subject', from: 0 }],
    [{ mode: 'off', from: 0 }],
    [
      { mode: 'smart', from: 0 },
      { mode: 'subject', from: 8 },
    ],
    [
      { mode: 'subject', from: 0 },
      { mode: 'smart', from: 8 },
    ],
  ),
  exclusions: fc.array(
    fc.record({
      entry: fc.constantFrom('form@site.ru', '@x.ru'),
      from: fc.constantFrom(0, 2),
      until: fc.constantFrom(null, 50),
    }),
    { maxLength: 1 },
  ),
})

/** Copies in the order in which they arrive, in commits of several; after so many the colleague's mailbox is connected. */
const CASE = fc
  .array(fc.record({ letter: LETTER, copies: fc.array(COPY, { minLength: 1, maxLength: 3 }) }), {
    minLength: 2,
    maxLength: 12,
  })
  .map((drawn) =>
    drawn.flatMap(({ letter: { days, ...letter }, copies }, n) => {
      const at = START + days * DAY
      const whole: HandLetter = { ...letter, content: `letter ${n}`, at }
      return copies.map(
        ({ laterDays, ...copy }): Copy => ({ ...copy, letter: whole, internalAt: at + laterDays * DAY }),
      )
    }),
  )
  .chain((copies) =>
    fc.record({
      orders: fc.tuple(
        fc.shuffledSubarray(copies, { minLength: copies.length }),
        fc.shuffledSubarray(copies, { minLength: copies.length }),
      ),
      commits: fc.infiniteStream(fc.integer({ min: 1, max: 4 })),
      connectedAfter: fc.nat(copies.length),
      rules: RULES,
    }),
  )

test('in whatever order letters and mailboxes come, the store holds the conversations of the whole set', {
  timeout: 30_000 + RUNS * 400,
}, async () => {
  await fc.assert(
    fc.asyncProperty(CASE, async ({ orders, commits, connectedAfter, rules }) => {
      for (const copies of orders) {
        const room = new Mailroom()
        try {
          const ours = room.addMailbox(US)
          setRules(room, ours, rules)
          const numbers = new Numbers(room)
          const isForColleague = (copy: Copy) => copy.mailbox === COLLEAGUE
          for (let at = 0; at < connectedAfter; )
            at = receive(
              room,
              copies.filter((copy) => !isForColleague(copy)).slice(0, connectedAfter),
              at,
              commits.next().value,
              numbers,
            )
          const colleagues = room.addMailbox(COLLEAGUE)
          setRules(room, colleagues, rules)
          const left = [
            ...copies.filter((copy) => !isForColleague(copy)).slice(connectedAfter),
            ...copies.filter(isForColleague),
          ]
          const following = followOwnAddresses(room.deps)
          for (let at = 0; at < left.length; ) at = receive(room, left, at, commits.next().value, numbers)
          await following
          await followOwnAddresses(room.deps)
          numbers.look()
          expect(room.conversations(ours)).toEqual(room.expected(ours, US, copies))
          expect(room.conversations(colleagues)).toEqual(room.expected(colleagues, COLLEAGUE, copies))
          expect(unreadIn(room, ours)).toEqual(room.expectedUnread(US, copies))
          expect(unreadIn(room, colleagues)).toEqual(room.expectedUnread(COLLEAGUE, copies))
          expect(
            checkOffice(room.store.reader, false).faults.filter((fault) => fault.what !== 'source-changed'),
          ).toEqual([])
          numbers.lead()
        } finally {
          room.close()
        }
      }
    }),
    { numRuns: RUNS, endOnFailure: process.env.GOLUB_SHRINK === undefined },
  )
})

function receive(room: Mailroom, copies: readonly Copy[], at: number, count: number, numbers: Numbers): number {
  const commit = copies.slice(at, at + count)
  if (commit.length) room.receive(...commit)
  numbers.look()
  return at + count
}

type Rules = {
  modes: { mode: string; from: number }[]
  exclusions: { entry: string; from: number; until: number | null }[]
}

function setRules(room: Mailroom, mailbox: MailboxId, { modes, exclusions }: Rules): void {
  room.store.write((tx) => {
    for (const { mode, from } of modes)
      tx.sql('INSERT INTO thread_rules (mailbox_id, mode, valid_from) VALUES (?, ?, ?)').run(
        mailbox,
        mode,
        from && START + from * DAY,
      )
    for (const { entry, from, until } of exclusions)
      tx.sql('INSERT INTO exclusions (mailbox_id, pattern, valid_from, valid_to) VALUES (?, ?, ?, ?)').run(
        mailbox,
        entry,
        START + from * DAY,
        until && START + until * DAY,
      )
  })
}

const unreadIn = (room: Mailroom, mailbox: MailboxId) =>
  room.store.reader
    .sql<{ identity: string }>(
      'SELECT m.identity FROM unread u JOIN messages m ON m.id = u.message_id WHERE u.mailbox_id = ?',
    )
    .all(mailbox)
    .map((row) => row.identity)
    .sort()

/** Numbers of conversations as people saw them: each belongs to one conversation for ever, or leads to the one that took it in. */
class Numbers {
  #room: Mailroom
  #seen = new Map<number, number>()
  constructor(room: Mailroom) {
    this.#room = room
  }

  look(): void {
    for (const { id, number } of this.#room.store.reader
      .sql<{ id: number; number: number | null }>('SELECT id, number FROM conversations')
      .all()) {
      expect(number, 'every conversation has a number after its commit').not.toBeNull()
      if (number === null) continue
      expect(this.#seen.get(number) ?? id, `number ${number} was used twice`).toBe(id)
      this.#seen.set(number, id)
    }
  }

  lead(): void {
    const reader = this.#room.store.reader
    const known = new Set(
      reader
        .sql<{ number: number }>('SELECT number FROM conversations UNION SELECT number FROM conversation_aliases')
        .all()
        .map((row) => row.number),
    )
    const lost = [...this.#seen.keys()].filter((number) => !known.has(number))
    expect(lost, 'numbers that lead nowhere').toEqual([])
  }
}

const LONG = 2000

/** A talk of 2,000 letters as the first import brings it: ranges of 250 from the newest down, ascending within each. */
function longTalk(letterAt: (n: number) => Partial<HandLetter>): Copy[] {
  const copies = Array.from({ length: LONG }, (_, n): Copy => {
    const isOurs = n % 2 === 1
    const letter = {
      content: `letter ${n}`,
      messageId: `m${n}`,
      inReplyTo: '',
      references: [],
      from: isOurs ? US : 'anna@x.ru',
      to: [isOurs ? 'anna@x.ru' : US],
      cc: [],
      bcc: [],
      replyTo: null,
      subject: 'Счёт',
      at: START + n * 60_000,
      ...letterAt(n),
    }
    return { letter, mailbox: US, folder: 'inbox', isSeen: true, internalAt: letter.at }
  })
  return Array.from({ length: LONG / 250 }, (_, range) =>
    copies.slice(LONG - (range + 1) * 250, LONG - range * 250),
  ).flat()
}

test.each([
  ['headers', (n: number): Partial<HandLetter> => ({ inReplyTo: n ? `m${n - 1}` : '', subject: `Re: Счёт ${n}` })],
  ['its subject alone', (): Partial<HandLetter> => ({})],
])(
  'a talk of 2,000 letters held together by %s is one conversation, and its last letters cost hardly more than its first',
  { timeout: 120_000 },
  (_, letterAt) => {
    const room = new Mailroom()
    const ours = room.addMailbox(US)
    const copies = longTalk(letterAt)
    const took: number[] = []
    for (let at = 0; at < LONG; at += 25) {
      const begun = performance.now()
      room.receive(...copies.slice(at, at + 25))
      took.push(performance.now() - begun)
    }
    expect(room.store.reader.sql('SELECT letters, number FROM conversations').all()).toEqual([
      { letters: LONG, number: 1 },
    ])
    expect(room.conversations(ours)).toEqual(room.expected(ours, US, copies))
    const median = (list: number[]) => list.toSorted((a, b) => a - b)[list.length >> 1] ?? 0
    // A commit of 25 letters in which the conversation's row is renewed once. On a slow computer the first take long too.
    const first = median(took.slice(0, 16))
    expect(median(took.slice(-16)), `a commit of 25 letters took ${first.toFixed(1)} ms at first`).toBeLessThan(
      Math.max(100, 3 * first),
    )
    room.close()
  },
)
