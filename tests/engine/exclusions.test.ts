import { afterAll, beforeEach, expect, test } from 'vitest'
import { lookAt } from '../../src/main/engine/exclusion-look.ts'
import {
  addExclusions,
  followExclusions,
  removeExclusion,
  restoreExclusion,
  takeBackExclusions,
} from '../../src/main/engine/exclusions.ts'
import { exclusionById, exclusionsOf } from '../../src/main/store/exclusions.ts'
import type { MailboxId, UserId } from '../../src/shared/model/ids.ts'
import { clearMailrooms, type HandLetter, Mailroom } from './mailroom.ts'

const US = 'office@our.example'
const FORM = 'form@site.ru'
const HOUR = 3_600_000
const USER = 1 as UserId

let room: Mailroom
let mailbox: MailboxId
let hours = 0

afterAll(clearMailrooms)
beforeEach(() => {
  room = new Mailroom()
  mailbox = room.addMailbox(US)
  hours = 0
  return () => room.close()
})

const now = () => room.deps.ports.clock.now()
/** Letters of the site's form: the same subject every time, so that they pile up. */
function receive(content: string, from = FORM): void {
  const at = now() + hours++ * HOUR
  const letter: HandLetter = {
    ...{ content, messageId: content, inReplyTo: '', references: [], from, to: [US], cc: [], bcc: [] },
    ...{ replyTo: null, subject: 'Заявка с сайта', at },
  }
  room.receive({ letter, mailbox: US, folder: 'inbox', isSeen: false, internalAt: at })
}
const talks = () =>
  room.store.reader
    .sql<{ ids: string }>(
      "SELECT group_concat(m.message_id, '+') AS ids FROM (SELECT * FROM conversation_messages ORDER BY at) n JOIN messages m ON m.id = n.message_id GROUP BY n.conversation_id ORDER BY min(n.at)",
    )
    .all()
    .map((row) => row.ids)
async function add(lines: string[], isForOld = false) {
  const answer = await addExclusions(room.deps, USER, mailbox, lines, isForOld)
  if (!answer.ok) throw new Error(answer.problem)
  return answer.value
}

test('an exclusion acts on new letters only', async () => {
  receive('a')
  receive('b')
  hours = 10
  await add([FORM])
  receive('c')
  receive('d')
  expect(talks()).toEqual(['a+b', 'c', 'd'])
})

test('with the tick old conversations are split too, and taking it back joins them again', async () => {
  receive('a')
  receive('b')
  receive('c', 'anna@x.ru')
  const { added } = await add(['@site.ru'], true)
  expect(talks()).toEqual(['a', 'b', 'c'])
  expect(await takeBackExclusions(room.deps, USER, added)).toMatchObject({ ok: true })
  expect(talks()).toEqual(['a+b', 'c'])
  expect(exclusionsOf(room.store.reader, mailbox)).toEqual([])
})

test('removing restores grouping for new letters only; taking the removal back does not', async () => {
  const { added } = await add([FORM])
  receive('a')
  receive('b')
  const row = exclusionById(room.store.reader, added[0] ?? 0)!
  room.deps.ports.clock.now = () => Date.UTC(2026, 5, 1) + 10 * HOUR
  removeExclusion(room.deps, USER, row)
  hours = 1
  receive('c')
  receive('d')
  expect(talks()).toEqual(['a', 'b', 'c+d'])
  await restoreExclusion(room.deps, USER, row)
  expect(talks()).toEqual(['a', 'b', 'c', 'd'])
})

test('bad lines come back with their reason, good ones are saved, repeats are counted', async () => {
  await add([FORM])
  expect(await add(['@hh.ru', 'Ольга Петрова', 'ivanov@@mail.ru', '', FORM.toUpperCase(), '@hh.ru'])).toMatchObject({
    added: [2],
    known: 1,
    refused: [
      { line: 'Ольга Петрова', why: 'space-inside' },
      { line: 'ivanov@@mail.ru', why: 'several-at' },
    ],
  })
  const said = room.store.reader
    .sql<{ params: string }>("SELECT params FROM journal WHERE what = 'exclusion-added'")
    .all()
  expect(said.map((row) => JSON.parse(row.params))).toEqual([
    { entry: FORM, old: '', new: FORM },
    { entry: '@hh.ru', old: '', new: '@hh.ru' },
  ])
})

test('a list takes 5000 entries and not one more', async () => {
  await add(Array.from({ length: 5000 }, (_, n) => `@d${n}.ru`))
  expect(await addExclusions(room.deps, USER, mailbox, ['@one-more.ru'], false)).toMatchObject({
    ok: false,
    problem: 'too-many-entries',
  })
})

test('splitting that was broken off goes on at the next start', async () => {
  receive('a')
  receive('b')
  room.store.write((tx) => {
    tx.sql(
      'INSERT INTO exclusions (mailbox_id, pattern, valid_from, user_id, added_at, is_followed) VALUES (NULL, ?, 0, 1, 0, 0)',
    ).run(FORM)
  })
  await followExclusions(room.deps)
  expect(talks()).toEqual(['a', 'b'])
})

test('what splitting would do is said before: a letter counts once, only those that move, and as many conversations as come to be', async () => {
  receive('a')
  receive('b')
  receive('c')
  receive('other', 'ershov@site.ru')
  receive('stranger', 'anna@x.ru')
  receive('stranger again', 'anna@x.ru')
  const entries = ['@site.ru', FORM, 'ershov@site.ru']
  const look = (there: string[] = []) => lookAt(room.store.reader, { mailboxes: [mailbox], entries, there })
  expect(look()).toEqual({
    letters: { '@site.ru': 4, [FORM]: 3, 'ershov@site.ru': 1 },
    split: { letters: 2, conversations: 2 },
  })
  const before = talks().length
  await add(entries, true)
  expect(talks().length - before).toBe(2)
  expect(look().split, 'they stand alone already').toEqual({ letters: 0, conversations: 0 })
})

test('our answer goes with their letter when it names it', async () => {
  receive('a')
  receive('b')
  const at = now() + hours++ * HOUR
  const letter: HandLetter = {
    ...{ content: 'answer', messageId: 'answer', inReplyTo: 'b', references: ['b'], from: US, to: [FORM] },
    ...{ cc: [], bcc: [], replyTo: null, subject: 'Re: Заявка с сайта', at },
  }
  room.receive({ letter, mailbox: US, folder: 'sent', isSeen: true, internalAt: at })
  expect(talks()).toEqual(['a+b+answer'])
  const entries = [FORM]
  expect(lookAt(room.store.reader, { mailboxes: [mailbox], entries, there: [] }).split).toEqual({
    letters: 2,
    conversations: 1,
  })
  await add(entries, true)
  expect(talks()).toEqual(['a', 'b+answer'])
})
