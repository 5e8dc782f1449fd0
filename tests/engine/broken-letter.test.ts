import { afterEach, beforeEach, expect, test } from 'vitest'
import { mailboxById } from '../../src/main/store/mailboxes.ts'
import { type BreakingServer, breakingServer, type Fault } from '../rig/breaking-server.ts'
import { plainLetter, US } from '../rig/letters.ts'
import { type Office, openOffice } from '../rig/office.ts'

const MINUTE_MS = 60_000
const INBOX_ONLY = { ticked: [['INBOX', 'inbox']] as [string, 'inbox'][] }
let office: Office
let server: BreakingServer

beforeEach(() => {
  office = openOffice({ stallMs: 1500 })
})
afterEach(async () => {
  await office.close()
  await server.close()
})

const uids = () => office.rows<{ uid: number }>('SELECT uid FROM placements ORDER BY uid').map((row) => row.uid)
const pending = () =>
  office.rows<{ uid: number; because: string; tries: number; until: number }>('SELECT * FROM pending')
const journal = (what: string) => office.count('SELECT count(*) FROM journal WHERE what = ?', what)

test.each<[Fault, string]>([
  ['cut', 'letter-broke-off'],
  ['hang', 'letter-stalled'],
  ['lie', 'letter-stalled'],
  ['refuse', 'protocol'],
])('a letter at which the server fails (%s) does not keep its neighbours away', async (fault, because) => {
  server = await breakingServer(3, [[2, fault]])
  const id = await office.connect(US, server.login, INBOX_ONLY)
  await office.until(() => office.activity(id).activity === 'waiting')
  expect(office.activity(id).waitBecause, 'it says what happened').toBe(because)
  expect(pending(), 'and which letter it is').toMatchObject([{ uid: 2, because: 'failed', tries: 1 }])
  await office.waitsUntilWatching(id)
  expect(uids()).toEqual([1, 3])
  expect(pending()).toMatchObject([{ uid: 2, because: 'failed', tries: 2 }])
  expect(pending()[0]?.until, 'it is tried again later').toBeGreaterThan(office.clock.now())
  expect([journal('line-lost'), journal('letter-put-off')]).toEqual([1, 1])
  server.letters.push(plainLetter({ id: 'new' }))
  await office.passesUntil(10_000, () => uids().includes(4), 'a new letter comes')
  server.faults.clear()
  await office.passesUntil(10_000, () => uids().length === 4, 'once the server can, that letter comes too')
  expect(pending()).toEqual([])
  expect(office.check().faults).toEqual([])
})

test('a new letter at which the server breaks off does not keep the newer ones away, also across a restart', async () => {
  server = await breakingServer(1, [])
  const id = await office.connect(US, server.login, INBOX_ONLY)
  await office.watching(id)
  server.faults.set(2, 'cut')
  for (const name of ['two', 'three', 'four']) server.letters.push(plainLetter({ id: name }))
  office.clock.advance(5 * MINUTE_MS)
  await office.until(() => office.activity(id).activity === 'waiting')
  expect(mailboxById(office.store.reader, id)?.lastSyncAt, 'nothing was got').toBeLessThan(office.clock.now())
  await office.restart()
  office.clock.advance(MINUTE_MS)
  await office.until(() => pending()[0]?.tries === 2)
  expect(uids()).toEqual([1, 3, 4])
  await office.waitsUntilWatching(id)
  expect(pending()).toMatchObject([{ uid: 2, because: 'failed', tries: 2 }])
  expect(office.rows('SELECT is_history FROM conversation_messages ORDER BY id')).toEqual([
    { is_history: 1 },
    { is_history: 0 },
    { is_history: 0 },
  ])
})

test('a letter that the server never gives is asked for more and more rarely, and the journal does not fill with it', async () => {
  server = await breakingServer(3, [[2, 'cut']])
  const id = await office.connect(US, server.login, INBOX_ONLY)
  await office.waitsUntilWatching(id)
  const before = server.lines()
  for (let minute = 0; minute < 240; minute++) {
    office.clock.advance(MINUTE_MS)
    await office.waitsUntilWatching(id)
  }
  expect(pending()[0]?.tries).toBeLessThan(8)
  expect(server.lines() - before, 'two lines after each try').toBeLessThan(20)
  expect([journal('line-lost'), journal('letter-put-off')]).toEqual([1, 1])
})

test('a server that breaks off at every letter is asked more and more rarely', async () => {
  const all = Array.from({ length: 30 }, (_, n): [number, Fault] => [n + 1, 'cut'])
  server = await breakingServer(30, all)
  const id = await office.connect(US, server.login, INBOX_ONLY)
  const waits: number[] = []
  for (let tries = 0; tries < 7; tries++) {
    await office.until(() => office.activity(id).activity === 'waiting')
    const { waitUntil } = office.activity(id)
    waits.push((waitUntil ?? 0) - office.clock.now())
    office.clock.advance(waits.at(-1) ?? 0)
    await office.until(() => office.activity(id).waitUntil !== waitUntil)
  }
  expect(waits.map((ms) => Math.round(ms / 1000))).toEqual([2, 120, 240, 480, 960, 1800, 1800])
  expect(journal('line-lost')).toBe(1)
})
