// Which letters stand unread must not show in which order the program learned of mailboxes and copies.
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { markRead } from '../../src/main/engine/conversations.ts'
import { followOwnAddresses } from '../../src/main/engine/own-addresses.ts'
import { summariseConversation } from '../../src/main/engine/summaries.ts'
import { checkOffice } from '../../src/main/store/check.ts'
import { removeMailbox } from '../../src/main/store/mailboxes.ts'
import { mergeMessages } from '../../src/main/store/messages.ts'
import type { ConversationId, MessageId, UserId } from '../../src/shared/model/ids.ts'
import { clearMailrooms, type HandLetter, Mailroom } from './mailroom.ts'

const US = 'office@our.example'
const COLLEAGUE = 'boris@our.example'
const AT = Date.UTC(2026, 0, 1)
const FORM: HandLetter = {
  ...{ content: 'a client asks', messageId: 'm0', inReplyTo: '', references: [], subject: 'Счёт', at: AT },
  ...{ from: US, to: [US], cc: [], bcc: [COLLEAGUE], replyTo: 'form@site.ru' },
}

let room: Mailroom
afterAll(clearMailrooms)
beforeEach(async () => {
  room = new Mailroom()
  room.addMailbox(US)
  await followOwnAddresses(room.deps)
})
afterEach(() => {
  // Letters made by hand have no bytes that could be compared.
  expect(checkOffice(room.store.reader, false).faults.filter(({ what }) => what !== 'source-changed')).toEqual([])
  room.close()
})

const receive = (letter: HandLetter, ...copies: boolean[]) =>
  copies.forEach((isSeen) => {
    room.receive({ letter, mailbox: US, folder: 'inbox', isSeen, internalAt: AT })
  })
const unread = () =>
  room.store.reader
    .sql<{ id: string }>('SELECT m.message_id AS id FROM unread u JOIN messages m ON m.id = u.message_id')
    .all()
    .map((row) => row.id)

test.each([
  ['that nobody has read is unread', [false], ['m0']],
  ['that was read under one of its two numbers is read', [false, true], []],
])(
  "a client's letter %s, also when it looked like ours before a colleague's mailbox was connected",
  async (_, copies, expected) => {
    receive(FORM, ...copies)
    expect(unread(), 'a letter of ours to somebody unknown').toEqual([])
    room.addMailbox(COLLEAGUE)
    await followOwnAddresses(room.deps)
    expect(unread(), "a form's letter that names its client in Reply-To").toEqual(expected)
  },
)

test('a letter of a colleague is nothing to read while his mailbox is here, and unread again when it goes', async () => {
  receive({ ...FORM, from: COLLEAGUE, to: ['anna@x.ru'], bcc: [US], replyTo: null }, false)
  expect(unread()).toEqual(['m0'])
  const colleagues = room.addMailbox(COLLEAGUE)
  await followOwnAddresses(room.deps)
  expect(unread()).toEqual([])
  room.store.write((tx) => removeMailbox(tx, colleagues))
  await followOwnAddresses(room.deps)
  expect(unread()).toEqual(['m0'])
})

test.each([
  ['neither was read', false, false, ['m0']],
  ['its beginning was read', true, false, []],
  ['the whole letter was read', false, true, []],
])('of a letter that stood here as its beginning and as a whole: %s', (_, isBeginningSeen, isWholeSeen, expected) => {
  const letter = { ...FORM, from: 'anna@x.ru', bcc: [], replyTo: null }
  receive({ ...letter, content: 'its beginning' }, isBeginningSeen)
  receive(letter, isWholeSeen)
  room.store.write((tx) => {
    const [beginning, whole] = tx.sql<{ id: MessageId }>('SELECT id FROM messages ORDER BY id').all()
    for (const left of mergeMessages(tx, beginning!.id, whole!.id)) summariseConversation(tx, left)
  })
  expect(unread()).toEqual(expected)
})

test('marks that are taken back are those that were changed, and no others', () => {
  const from = (who: string, n: number): HandLetter => ({
    ...{ content: `${who} ${n}`, messageId: `${who}${n}`, inReplyTo: n > 1 ? `${who}${n - 1}` : '', references: [] },
    ...{ subject: 'Счёт', at: AT + n * 60_000, from: `${who}@x.ru`, to: [US], cc: [], bcc: [], replyTo: null },
  })
  for (const n of [1, 2, 3]) receive(from('anna', n), false)
  receive(from('read', 1), true)
  receive(from('boris', 1), false)
  const ids = room.store.reader
    .sql<{ id: ConversationId }>('SELECT id FROM conversations')
    .all()
    .map((row) => row.id)
  expect(ids).toHaveLength(3)
  const owner = room.store.reader.sql<{ id: UserId }>('SELECT owner_id AS id FROM mailboxes').all()[0]!.id
  const mark = (isRead: boolean, letters?: MessageId[]) =>
    markRead({ deps: room.deps, session: () => null }, owner, ids, isRead, letters)
  const before = unread()
  expect(before).toEqual(['anna1', 'anna2', 'anna3', 'boris1'])

  const read = mark(true)
  expect(unread()).toEqual([])
  expect(mark(false, read)).toEqual(read)
  expect(unread()).toEqual(before)

  mark(true, read.slice(0, 3))
  const marked = mark(false)
  expect(unread().sort(), 'the newest of each').toEqual(['anna3', 'boris1', 'read1'])
  mark(true, marked)
  expect(unread()).toEqual(['boris1'])
})
