import { afterAll, beforeEach, expect, test } from 'vitest'
import { setApart } from '../../src/main/engine/apart.ts'
import { deskOf, readRulesAnew } from '../../src/main/engine/desk.ts'
import { moveLetters } from '../../src/main/engine/hands.ts'
import { undoAct } from '../../src/main/engine/hands-undo.ts'
import { restand } from '../../src/main/engine/restand.ts'
import { apartRuleFor, whyHere } from '../../src/main/engine/why-here.ts'
import { apartRuleById, standingRules } from '../../src/main/store/apart-rules.ts'
import { checkOffice } from '../../src/main/store/check.ts'
import { mergeMessages } from '../../src/main/store/messages.ts'
import type { ConversationId, MailboxId, MessageId, UserId } from '../../src/shared/model/ids.ts'
import type { ApartKind } from '../../src/shared/model/thread-act.ts'
import { type Copy, clearMailrooms, Mailroom } from './mailroom.ts'

const US = 'office@our.example'
const ANNA = 'anna@x.ru'
const OLEG = 'oleg@x.ru'
const HOUR = 3_600_000
const USER = 1 as UserId

let room: Mailroom
let mailbox: MailboxId
const copies = new Map<string, Copy>()

afterAll(clearMailrooms)
beforeEach(() => {
  room = new Mailroom()
  mailbox = room.addMailbox(US)
  // Anna began, we answered both, Oleg and Anna answered us.
  receive('begin', ANNA)
  receive('offer', US, 'begin')
  receive('passport', OLEG, 'offer')
  receive('agreed', ANNA, 'offer')
  return () => room.close()
})

function receive(messageId: string, from: string, inReplyTo = '', subject = 'Re: Склад'): MessageId {
  room.clock.advance(HOUR)
  const at = room.clock.now()
  const isOurs = from === US
  const letter = {
    ...{ content: messageId, messageId, inReplyTo, references: [], from, to: [isOurs ? ANNA : US], at },
    ...{ cc: [ANNA, OLEG].filter((one) => one !== from), bcc: [], replyTo: null, subject },
  }
  const copy: Copy = { letter, mailbox: US, folder: isOurs ? 'sent' : 'inbox', isSeen: false, internalAt: at }
  copies.set(messageId, copy)
  room.receive(copy)
  return idOf(messageId)
}

const idOf = (messageId: string) =>
  room.store.reader.sql<{ id: MessageId }>('SELECT id FROM messages WHERE message_id = ?').get(messageId)!.id

function standing(): string[] {
  const rows = room.store.reader
    .sql<{ conversation: ConversationId; name: string }>(
      'SELECT n.conversation_id AS conversation, m.message_id AS name FROM conversation_messages n JOIN messages m ON m.id = n.message_id WHERE n.mailbox_id = ? ORDER BY n.at',
    )
    .all(mailbox)
  expect(checkOffice(room.store.reader, false).faults.filter(({ what }) => what !== 'source-changed')).toEqual([])
  return [...Map.groupBy(rows, (row) => row.conversation).values()].map((group) =>
    group.map((row) => row.name).join(' '),
  )
}

function split(apart: ApartKind[], ...names: string[]) {
  room.clock.advance(HOUR)
  const { id } = room.store.reader
    .sql<{ id: ConversationId }>('SELECT conversation_id AS id FROM conversation_messages WHERE message_id = ?')
    .get(idOf('begin'))!
  return moveLetters({ deps: room.deps }, USER, id, names.map(idOf), null, null, apart)
}

function doneSplit(apart: ApartKind[], ...names: string[]): number {
  const answer = split(apart, ...names)
  if (!answer.ok) throw new Error(answer.problem)
  return answer.value.act
}

test('later letters of the person leave as well, and say why they stand there', () => {
  const act = doneSplit(['subject'], 'passport')
  expect(standingRules(room.store.reader, act)).toMatchObject([{ kind: 'subject', who: 'Иван', sender: 'oleg' }])
  receive('invoice', ANNA, 'agreed')
  const later = receive('protocol', OLEG, 'invoice')
  expect(standing()).toEqual(['begin offer agreed invoice', 'passport protocol'])
  expect(whyHere(room.store.reader, mailbox, later).find((one) => one.rule === 'reply')?.outcome).toBe('not-needed')
  const rule = apartRuleFor(room.store.reader, mailbox, later)
  expect(rule).toBe(standingRules(room.store.reader, act)[0]?.id)
  expect(apartRuleFor(room.store.reader, mailbox, idOf('invoice'))).toBeNull()
})

test('without a tick they come to the letter that they answer', () => {
  doneSplit([], 'passport')
  receive('protocol', OLEG, 'agreed')
  expect(standing()).toEqual(['begin offer agreed protocol', 'passport'])
})

test('taking the split back brings all of them back', () => {
  const act = doneSplit(['subject', 'always'], 'passport')
  receive('protocol', OLEG, 'agreed')
  receive('thanks', US, 'protocol')
  expect(standing()).toEqual(['begin offer agreed', 'passport protocol thanks'])
  expect(undoAct({ deps: room.deps }, USER, act)).toMatchObject({ ok: true })
  expect(standing()).toEqual(['begin offer passport agreed protocol thanks'])
})

test('once it is ended, letters that came stay and the next ones come by the usual rules; it can go on again', () => {
  const act = doneSplit(['subject'], 'passport')
  receive('protocol', OLEG, 'agreed')
  room.clock.advance(HOUR)
  const [rule] = standingRules(room.store.reader, act)
  if (!rule) throw new Error('the rule stands')
  setApart(room.deps, USER, rule, false)
  expect(standingRules(room.store.reader, act)).toEqual([])
  receive('question', OLEG, 'agreed')
  expect(standing()).toEqual(['begin offer agreed question', 'passport protocol'])
  const ended = apartRuleById(room.store.reader, rule.id)
  if (ended) setApart(room.deps, USER, ended, true)
  expect(standing()).toEqual(['begin offer agreed', 'passport protocol question'])
})

test('a letter that arrives late and tells where another one belongs sends that one after the rest', () => {
  doneSplit(['subject'], 'passport')
  room.clock.advance(HOUR)
  const missing = room.clock.now()
  receive('protocol', OLEG, 'missing')
  room.clock.advance(90 * 24 * HOUR)
  expect(standing()).toHaveLength(2)
  const letter = {
    ...{ content: 'missing', messageId: 'missing', inReplyTo: 'agreed', references: [], from: ANNA, to: [US] },
    ...{ at: missing, cc: [OLEG], bcc: [], replyTo: null, subject: 'Re: Склад' },
  }
  room.receive({ letter, mailbox: US, folder: 'inbox', isSeen: false, internalAt: missing })
  expect(standing()).toEqual(['begin offer agreed missing', 'passport protocol'])
})

test('always apart: the person’s letters leave every conversation of the other one', () => {
  doneSplit(['always'], 'passport')
  receive('lamps', ANNA, '', 'Светильники')
  const copy = receive('in copy', OLEG, 'lamps', 'Re: Светильники')
  receive('and again', OLEG, 'lamps', 'Re: Светильники')
  expect(standing()).toEqual(['begin offer agreed', 'passport', 'lamps', 'in copy and again'])
  expect(apartRuleFor(room.store.reader, mailbox, copy)).not.toBeNull()
})

test('a second split of his letters leaves alone what the first one took', () => {
  receive('drawing', OLEG, 'offer')
  doneSplit(['subject'], 'passport')
  receive('protocol', OLEG, 'agreed')
  doneSplit(['subject'], 'drawing')
  receive('thanks', OLEG, 'protocol')
  receive('welcome', ANNA, 'protocol')
  receive('bye', OLEG, 'welcome')
  expect(standing()).toEqual(['begin offer agreed', 'passport protocol thanks welcome bye', 'drawing'])
})

test('a letter that comes where letters were split in their turn goes on with those', () => {
  doneSplit(['subject'], 'passport')
  const later = receive('protocol', OLEG, 'agreed')
  const { id } = room.store.reader
    .sql<{ id: ConversationId }>('SELECT conversation_id AS id FROM conversation_messages WHERE message_id = ?')
    .get(later)!
  expect(moveLetters({ deps: room.deps }, USER, id, [later], null, null, ['subject'])).toMatchObject({ ok: true })
  receive('thanks', OLEG, 'agreed')
  expect(standing()).toEqual(['begin offer agreed', 'passport', 'protocol thanks'])
})

test('whoever is always kept apart is so on every subject: one rule, and one end', () => {
  const act = doneSplit(['subject', 'always', 'always'], 'passport')
  const rules = standingRules(room.store.reader, act)
  expect(rules).toMatchObject([{ kind: 'always', sender: 'oleg', client: 'anna' }])
  if (rules[0]) setApart(room.deps, USER, rules[0], false)
  receive('protocol', OLEG, 'agreed')
  expect(standing()).toEqual(['begin offer agreed protocol', 'passport'])
  // Once more, as a second window that has not heard of it.
  const ended = rules[0] && apartRuleById(room.store.reader, rules[0].id)
  if (ended) setApart(room.deps, USER, ended, false)
  expect(standing()).toEqual(['begin offer agreed protocol', 'passport'])
})

test('the letter that left was only a head: once it is whole, the rule holds on and goes with its undo', () => {
  const act = doneSplit(['always'], 'passport')
  receive('protocol', OLEG, 'agreed')
  const head = idOf('passport')
  room.addMailbox('second@our.example')
  const letter = { ...copies.get('passport')!.letter, content: 'whole' }
  room.receive({ letter, mailbox: 'second@our.example', folder: 'inbox', isSeen: false, internalAt: letter.at })
  const whole = room.store.reader
    .sql<{ id: MessageId }>("SELECT id FROM messages WHERE message_id = 'passport' AND id <> ?")
    .get(head)!.id
  room.store.write((tx) => {
    const desk = deskOf(tx, mailbox, room.clock.now())
    const left = mergeMessages(tx, head, whole)
    desk.lookup.forgetAll()
    readRulesAnew(tx, desk)
    restand(tx, desk, whole, left)
  })
  receive('invoice', OLEG, 'agreed')
  expect(standing()).toEqual(['begin offer agreed', 'passport protocol invoice'])
  expect(undoAct({ deps: room.deps }, USER, act)).toMatchObject({ ok: true })
  expect(standing()).toEqual(['begin offer passport agreed protocol invoice'])
})

test('letters of two people, or letters of ours, say of nobody that his later ones shall leave', () => {
  expect(split(['subject'], 'passport', 'agreed')).toMatchObject({ ok: false, problem: 'later-letters-unclear' })
  expect(split(['subject'], 'offer')).toMatchObject({ ok: false, problem: 'later-letters-unclear' })
  expect(standing()).toEqual(['begin offer passport agreed'])
})
