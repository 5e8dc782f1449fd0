import { afterAll, beforeEach, expect, test } from 'vitest'
import { mergeConversations, moveLetters } from '../../src/main/engine/hands.ts'
import { undoAct } from '../../src/main/engine/hands-undo.ts'
import { mergePreview } from '../../src/main/engine/merge-preview.ts'
import { checkOffice } from '../../src/main/store/check.ts'
import { conversationByNumber } from '../../src/main/store/conversations-read.ts'
import { actsOf } from '../../src/main/store/thread-acts.ts'
import type { ConversationId, MailboxId, MessageId, UserId } from '../../src/shared/model/ids.ts'
import { clearMailrooms, type HandLetter, Mailroom } from './mailroom.ts'

const US = 'office@our.example'
const START = Date.UTC(2026, 5, 1) - 40 * 86_400_000
const HOUR = 3_600_000
const USER = 1 as UserId

let room: Mailroom
let mailbox: MailboxId
let sentAt = 0
const subjects = new Map<string, string>()

afterAll(clearMailrooms)
beforeEach(() => {
  room = new Mailroom()
  mailbox = room.addMailbox(US)
  sentAt = 0
  return () => room.close()
})

function receive(messageId: string, about: Partial<HandLetter> & { mailbox?: string; hours?: number } = {}): MessageId {
  sentAt = about.hours ?? sentAt + 1
  const answered = about.inReplyTo ?? about.references?.[0]
  const subject = (answered !== undefined && subjects.get(answered)) || `About ${messageId}`
  subjects.set(messageId, subject)
  const letter: HandLetter = {
    content: `text of ${messageId}`,
    ...{ messageId, inReplyTo: '', references: [], from: 'anna@x.ru', to: [US], cc: [], bcc: [], replyTo: null },
    ...{ subject: answered === undefined ? subject : `Re: ${subject}`, at: START + sentAt * HOUR, ...about },
  }
  const at = letter.at
  room.receive({
    letter,
    mailbox: about.mailbox ?? US,
    folder: letter.from === US ? 'sent' : 'inbox',
    isSeen: false,
    internalAt: at,
  })
  return room.store.reader.sql<{ id: MessageId }>('SELECT id FROM messages WHERE message_id = ?').get(messageId)!.id
}

const conversationOf = (letter: MessageId) =>
  room.store.reader
    .sql<{ id: ConversationId; number: number }>(
      'SELECT c.id, c.number FROM conversation_messages n JOIN conversations c ON c.id = n.conversation_id WHERE n.message_id = ?',
    )
    .get(letter)!
const lettersIn = (number: number) =>
  room.store.reader
    .sql<{ id: string }>(
      'SELECT m.message_id AS id FROM conversation_messages n JOIN messages m ON m.id = n.message_id JOIN conversations c ON c.id = n.conversation_id WHERE c.number = ? ORDER BY n.at',
    )
    .all(number)
    .map((row) => row.id)
const engine = () => ({ deps: room.deps })
function did<T>(answer: { ok: true; value: T } | { ok: false; problem: string }): T {
  if (!answer.ok) throw new Error(answer.problem)
  // Letters made by hand have no bytes that could be compared.
  expect(checkOffice(room.store.reader, false).faults.filter(({ what }) => what !== 'source-changed')).toEqual([])
  return answer.value
}

test('two conversations become one under the older number, and the other number leads to it', () => {
  const one = receive('one')
  const other = receive('other', { from: 'vera@y.ru' })
  const done = did(mergeConversations(engine(), USER, conversationOf(other).id, conversationOf(one).id))
  expect(done.number).toBe(conversationOf(one).number)
  expect(lettersIn(1)).toEqual(['one', 'other'])
  expect(conversationByNumber(room.store.reader, 2)?.number).toBe(1)
  expect(actsOf(room.store.reader, done.conversationId)).toMatchObject([
    { kind: 'merge', fromNumber: 2, toNumber: 1, letters: 1, who: 'Иван' },
  ])
})

test('a merge is taken back with both numbers, and what came meanwhile goes with the letter that it answers', () => {
  const one = receive('one')
  const other = receive('other', { from: 'vera@y.ru' })
  const { act } = did(mergeConversations(engine(), USER, conversationOf(one).id, conversationOf(other).id))
  receive('answer to other', { inReplyTo: 'other', from: US, to: ['vera@y.ru'] })
  receive('answer to one', { inReplyTo: 'one', from: US, to: ['anna@x.ru'] })
  expect(lettersIn(1)).toHaveLength(4)
  did(undoAct(engine(), USER, act))
  expect(lettersIn(1)).toEqual(['one', 'answer to one'])
  expect(lettersIn(2)).toEqual(['other', 'answer to other'])
  expect(conversationOf(one).number).toBe(1)
  expect(undoAct(engine(), USER, act)).toMatchObject({ ok: false, problem: 'too-late-to-take-back' })
})

test('the older number survives also where the younger conversation has the earlier letter', () => {
  const one = receive('one', { hours: 10 })
  const earlier = receive('earlier', { from: 'vera@y.ru', hours: 1 })
  const { act } = did(mergeConversations(engine(), USER, conversationOf(one).id, conversationOf(earlier).id))
  expect(lettersIn(1)).toEqual(['earlier', 'one'])
  did(undoAct(engine(), USER, act))
  expect([lettersIn(1), lettersIn(2)]).toEqual([['one'], ['earlier']])
})

test('an older letter that came meanwhile does not take the number along when a merge is taken back', () => {
  const one = receive('one', { hours: 10 })
  const other = receive('other', { from: 'vera@y.ru', references: ['first'], hours: 5 })
  const { act } = did(mergeConversations(engine(), USER, conversationOf(one).id, conversationOf(other).id))
  receive('first', { from: 'vera@y.ru', hours: 1, subject: 'About other' })
  did(undoAct(engine(), USER, act))
  expect([lettersIn(1), lettersIn(2)]).toEqual([['one'], ['first', 'other']])
})

test('what came to a split conversation goes back with it', () => {
  receive('a')
  const b = receive('b', { inReplyTo: 'a' })
  const done = did(moveLetters(engine(), USER, conversationOf(b).id, [b], null))
  receive('answer', { inReplyTo: 'b', from: US, to: ['anna@x.ru'] })
  expect(lettersIn(done.number)).toEqual(['b', 'answer'])
  did(undoAct(engine(), USER, done.act))
  expect(lettersIn(1)).toEqual(['a', 'b', 'answer'])
})

test('ticked letters leave for a new conversation; the rest stays together under its number', () => {
  receive('a')
  const b = receive('b', { inReplyTo: 'a', from: US, to: ['anna@x.ru'] })
  const c = receive('c', { inReplyTo: 'b' })
  receive('d', { inReplyTo: 'c', from: US, to: ['anna@x.ru'] })
  receive('e', { inReplyTo: 'd' })
  const done = did(moveLetters(engine(), USER, conversationOf(b).id, [b, c], null))
  expect(lettersIn(1)).toEqual(['a', 'd', 'e'])
  expect(lettersIn(done.number)).toEqual(['b', 'c'])
  did(undoAct(engine(), USER, done.act))
  expect(lettersIn(1)).toEqual(['a', 'b', 'c', 'd', 'e'])
  expect(conversationByNumber(room.store.reader, done.number)?.number).toBe(1)
})

test('the first letter can leave too: the number stays with those that stay', () => {
  const a = receive('a')
  receive('b', { inReplyTo: 'a', from: US, to: ['anna@x.ru'] })
  receive('c', { inReplyTo: 'a' })
  const done = did(moveLetters(engine(), USER, conversationOf(a).id, [a], null))
  expect(lettersIn(1)).toEqual(['b', 'c'])
  expect(lettersIn(done.number)).toEqual(['a'])
  did(undoAct(engine(), USER, done.act))
  expect(lettersIn(1)).toEqual(['a', 'b', 'c'])
})

test('a letter that was split off is not drawn back by its late parent, and answers to it follow it', () => {
  receive('a')
  const c = receive('c', { references: ['a', 'missing'], hours: 5 })
  const done = did(moveLetters(engine(), USER, conversationOf(c).id, [c], null))
  receive('missing', { inReplyTo: 'a', from: US, to: ['anna@x.ru'], hours: 3 })
  receive('answer', { inReplyTo: 'c', from: US, to: ['anna@x.ru'], hours: 6 })
  expect(lettersIn(1)).toEqual(['a', 'missing'])
  expect(lettersIn(done.number)).toEqual(['c', 'answer'])
})

test('answers go to where the letter that they answer stands, whoever of the two conversations writes them', () => {
  receive('offer', { from: US, to: ['anna@x.ru'], cc: ['oleg@x.ru'] })
  const question = receive('question', { inReplyTo: 'offer', from: 'oleg@x.ru' })
  const told = receive('told', {
    inReplyTo: 'question',
    references: ['offer', 'question'],
    from: US,
    to: ['oleg@x.ru'],
  })
  const done = did(moveLetters(engine(), USER, conversationOf(question).id, [question, told], null))
  receive('thanks', { inReplyTo: 'told', references: ['offer', 'question', 'told'], from: 'oleg@x.ru' })
  receive('from a copy', { inReplyTo: 'question', from: 'anna@x.ru', cc: ['oleg@x.ru'] })
  receive('to the offer', { inReplyTo: 'offer', from: 'oleg@x.ru' })
  expect(lettersIn(done.number)).toEqual(['question', 'told', 'thanks', 'from a copy'])
  expect(lettersIn(1)).toEqual(['offer', 'to the offer'])
})

test('a letter that answers nothing comes to where the last one of the same person and subject was put', () => {
  receive('offer', { from: US, to: ['anna@x.ru'], cc: ['oleg@x.ru'] })
  const question = receive('question', { inReplyTo: 'offer', from: 'oleg@x.ru' })
  const done = did(moveLetters(engine(), USER, conversationOf(question).id, [question], null))
  receive('more', { from: 'oleg@x.ru', subject: 'Re: About offer' })
  receive('of Anna', { from: 'anna@x.ru', subject: 'Re: About offer' })
  expect(lettersIn(done.number)).toEqual(['question', 'more'])
  expect(lettersIn(1)).toEqual(['offer', 'of Anna'])
})

test('a letter moves to another conversation and back; each conversation keeps its number', () => {
  const one = receive('one', { hours: 1 })
  const more = receive('more', { inReplyTo: 'one', hours: 9 })
  const other = receive('other', { from: 'vera@y.ru', hours: 4 })
  const done = did(moveLetters(engine(), USER, conversationOf(one).id, [one], conversationOf(other).id))
  expect([lettersIn(1), lettersIn(2)]).toEqual([['more'], ['one', 'other']])
  expect(conversationOf(more).number).toBe(1)
  did(undoAct(engine(), USER, done.act))
  expect([lettersIn(1), lettersIn(2)]).toEqual([['one', 'more'], ['other']])
})

test('moving the last letter of a conversation joins the two', () => {
  const one = receive('one')
  const other = receive('other', { from: 'vera@y.ru' })
  did(moveLetters(engine(), USER, conversationOf(other).id, [other], conversationOf(one).id))
  expect(lettersIn(1)).toEqual(['one', 'other'])
})

test('a later act holds when an earlier one is taken back', () => {
  receive('a')
  const b = receive('b', { inReplyTo: 'a' })
  const other = receive('other', { from: 'vera@y.ru' })
  const split = did(moveLetters(engine(), USER, conversationOf(b).id, [b], null))
  did(mergeConversations(engine(), USER, conversationOf(b).id, conversationOf(other).id))
  did(undoAct(engine(), USER, split.act))
  expect(conversationOf(b).number).toBe(conversationOf(other).number)
})

test('what cannot be is refused, and nothing changes', () => {
  const one = receive('one')
  room.addMailbox('second@our.example')
  const elsewhere = receive('elsewhere', { mailbox: 'second@our.example', to: ['second@our.example'] })
  const here = conversationOf(one).id
  expect(mergeConversations(engine(), USER, here, here)).toMatchObject({ problem: 'same-conversation' })
  expect(mergeConversations(engine(), USER, here, conversationOf(elsewhere).id)).toMatchObject({
    problem: 'other-mailbox',
  })
  expect(moveLetters(engine(), USER, here, [one], null)).toMatchObject({ problem: 'nothing-stays' })
  expect(room.store.reader.sql('SELECT * FROM thread_acts').all()).toEqual([])
  expect(lettersIn(1)).toEqual(['one'])
  expect(mailbox).toBe(1)
})

test('after 30 days an act is not taken back any more', () => {
  const one = receive('one')
  const other = receive('other', { from: 'vera@y.ru' })
  const { act } = did(mergeConversations(engine(), USER, conversationOf(one).id, conversationOf(other).id))
  room.store.write((tx) => void tx.sql('UPDATE thread_acts SET at = at - ?').run(31 * 86_400_000))
  expect(undoAct(engine(), USER, act)).toMatchObject({ ok: false, problem: 'too-late-to-take-back' })
})

test('unread letters go with their conversation', () => {
  const a = receive('a')
  const b = receive('b', { inReplyTo: 'a' })
  const done = did(moveLetters(engine(), USER, conversationOf(a).id, [b], null))
  const unread = room.store.reader.sql('SELECT conversation_id FROM unread WHERE message_id = ?').get(b)
  expect(unread).toEqual({ conversation_id: done.conversationId })
})

const nameOf = (letter: MessageId) =>
  room.store.reader
    .sql<{ subject: string }>('SELECT subject FROM conversations WHERE id = ?')
    .get(conversationOf(letter).id)!.subject

test('a merged conversation is called as its author chose, also after the next letter, until it is taken back', () => {
  const one = receive('one', { subject: 'Lamps' })
  const other = receive('other', { subject: 'Passport' })
  const ids = [conversationOf(one).id, conversationOf(other).id] as const
  expect(mergePreview(room.store.reader, ...ids)).toMatchObject({
    subject: 'Passport',
    subjects: ['Passport', 'Lamps'],
  })
  const done = did(mergeConversations(engine(), USER, ...ids, 'Lamps'))
  expect(nameOf(other)).toBe('Lamps')
  receive('answer', { inReplyTo: 'other', subject: 'Re: Passport' })
  expect(nameOf(other)).toBe('Lamps')
  did(undoAct(engine(), USER, done.act))
  expect([nameOf(one), nameOf(other)]).toEqual(['Lamps', 'Passport'])
})

test('without a choice a merged conversation is called as its newest letter', () => {
  const one = receive('one', { subject: 'Lamps' })
  const other = receive('other', { subject: 'Passport' })
  did(mergeConversations(engine(), USER, conversationOf(one).id, conversationOf(other).id))
  expect(nameOf(one)).toBe('Passport')
})

test('letters that leave for a new conversation may be given its name; the old one keeps its own', () => {
  const a = receive('a', { subject: 'Lamps' })
  const b = receive('b', { inReplyTo: 'a', subject: 'Re: Lamps' })
  const done = did(moveLetters(engine(), USER, conversationOf(a).id, [b], null, 'Passport for LED-40'))
  expect([nameOf(a), nameOf(b)]).toEqual(['Lamps', 'Passport for LED-40'])
  did(undoAct(engine(), USER, done.act))
  expect(nameOf(b)).toBe('Lamps')
})
