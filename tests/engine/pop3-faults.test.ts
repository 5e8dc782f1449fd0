import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Login } from '../../src/main/mail/types.ts'
import type { MailboxId } from '../../src/shared/model/ids.ts'
import { handClock } from '../rig/clock.ts'
import { plainLetter, US } from '../rig/letters.ts'
import { type Office, openOffice } from '../rig/office.ts'
import { type Pop3Letter, type ScriptedPop3, scriptedPop3 } from '../rig/scripted-pop3.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
let server: ScriptedPop3
let office: Office

beforeEach(async () => {
  office = openOffice({ clock: handClock(), stallMs: 5000 })
  server = await scriptedPop3()
})
afterEach(async () => {
  await office.close()
  await server.close()
})

const login = (): Login => ({
  protocol: 'pop3',
  host: '127.0.0.1',
  port: server.port,
  security: 'none',
  login: US,
  password: 'a pass phrase',
  pinnedCertificate: null,
  allowPlaintext: true,
  allowedHosts: ['127.0.0.1'],
})
const letterOf = (id: string, uidl: string | null = `u-${id}`, at?: number): Pop3Letter => ({
  uidl,
  source: plainLetter({ id, ...(at === undefined ? {} : { at }) }).toString('latin1'),
})
const many = (n: number, prefix = '') => Array.from({ length: n }, (_, i) => letterOf(`${prefix}${i + 1}`))
const messages = () => office.count('SELECT count(*) FROM messages')
const live = () => office.count('SELECT count(*) FROM placements WHERE gone_at IS NULL')
const events = () => office.count("SELECT count(*) FROM events WHERE type = 'message.received'")
const looks = () => server.heard.filter((command) => command === 'LIST').length

/** Lets the time of the next look come, and waits until it is over. */
async function look(id: MailboxId): Promise<void> {
  const before = looks()
  office.clock.advance(5 * MINUTE_MS)
  await office.until(() => looks() > before, 'another look')
  await office.until(() => office.engine.session(id)?.isOpen() === false, 'the look is over')
}

test('a wrong password is tried once an hour, and after three refusals a person is asked', async () => {
  server.script = [[/^PASS/, ['-ERR [AUTH] authentication failed']]]
  const id = await office.connect(US, login())
  for (const _ of [1, 2]) {
    await office.until(() => office.activity(id).waitBecause === 'wrong-password')
    const { waitUntil } = office.activity(id)
    expect(waitUntil).toBe(office.clock.now() + HOUR_MS)
    office.clock.advance(HOUR_MS)
    await office.until(() => office.activity(id).waitUntil !== waitUntil)
  }
  await office.until(() => office.activity(id).activity === 'needs-login')
  expect(server.heard.filter((command) => command === 'PASS')).toHaveLength(3)
})

test('a server that stays away is waited for longer and longer, up to half an hour, and every wait is a row', async () => {
  server.letters = [letterOf('before')]
  const id = await office.connect(US, login())
  await office.watching(id)
  server.script = [[/^USER/, 'cut']]
  office.clock.advance(5 * MINUTE_MS)
  const waited: number[] = []
  for (let n = 0; n < 7; n++) {
    await office.until(() => office.activity(id).activity === 'waiting')
    const { waitUntil } = office.activity(id)
    waited.push(((waitUntil ?? 0) - office.clock.now()) / MINUTE_MS)
    office.clock.advance((waitUntil ?? 0) - office.clock.now())
    await office.until(() => office.activity(id).waitUntil !== waitUntil)
  }
  expect(waited.slice(1)).toEqual([2, 4, 8, 16, 30, 30])
  await office.until(() => office.activity(id).activity === 'waiting')
  server.letters = [letterOf('before'), letterOf('after')]
  server.script = []
  office.engine.reconnect()
  await office.until(() => messages() === 2)
  expect(events()).toBe(1)
})

test('a mailbox that another program holds is tried again, and no password is doubted', async () => {
  server.script = [[/^PASS/, ['-ERR [IN-USE] locked']]]
  const id = await office.connect(US, login())
  await office.until(() => office.activity(id).activity === 'waiting')
  expect(office.activity(id)).toMatchObject({ waitBecause: 'server-busy', waitUntil: office.clock.now() + MINUTE_MS })
})

test('when the server gives every letter another name nothing is doubled, nothing lost, and nobody is told of old letters', async () => {
  server.letters = many(12)
  const id = await office.connect(US, login())
  await office.watching(id)
  server.letters = [...many(12).map((letter, n) => ({ ...letter, uidl: `renamed-${n}` })), letterOf('new')]
  await look(id)
  await office.until(() => messages() === 13)
  await look(id)
  expect(live()).toBe(13)
  expect(events(), 'only the new one is news').toBe(1)
  expect(office.count('SELECT count(*) FROM conversation_messages')).toBe(13)
  expect(office.rows('SELECT what FROM journal WHERE what = ?', 'folder-renumbered')).toHaveLength(1)
  expect(office.check().faults).toEqual([])
})

test('"from now on" holds when the server gives every letter another name', async () => {
  const now = office.clock.now()
  const old = (n: number, name: string) => letterOf(`old-${n}`, `${name}-${n}`, now - 24 * HOUR_MS)
  const twelve = Array.from({ length: 12 }, (_, n) => n)
  server.letters = twelve.map((n) => old(n, 'u'))
  const id = await office.connect(US, login(), { depthKind: 'new', depthSince: now })
  await office.watching(id)
  server.letters = [...twelve.map((n) => old(n, 'v')), letterOf('new', 'v-new', now + MINUTE_MS)]
  await look(id)
  await office.until(() => messages() === 1)
  expect(office.rows('SELECT message_id AS id FROM messages')).toEqual([{ id: 'new@client.example' }])
})

test('a server without UIDL: letters are known by what they are, nothing is fetched twice', async () => {
  const plain = (...ids: string[]) => ids.map((id) => letterOf(id, null))
  server.capabilities = ['USER', 'TOP']
  server.letters = plain('1', '2', '3')
  const id = await office.connect(US, login())
  await office.watching(id)
  // One was deleted by another program, so that the others have other places now.
  server.letters = plain('2', '3', '4')
  server.heard.length = 0
  await look(id)
  await office.until(() => messages() === 4)
  expect(server.heard.filter((command) => command.startsWith('RETR'))).toEqual(['RETR 3'])
  expect(live()).toBe(3)
})

test('a letter at which the line breaks every time waits by itself, and the others are here', async () => {
  server.letters = many(5)
  server.script = [[/^RETR 3/, 'cut']]
  const id = await office.connect(US, login())
  const asked = () => server.heard.filter((command) => command === 'RETR 3').length
  await office.waitsUntilWatching(id)
  expect(messages()).toBe(4)
  expect(asked()).toBeGreaterThan(1)
  expect(office.rows('SELECT uid, because FROM pending')).toEqual([{ uid: 3, because: 'failed' }])
  server.script = []
  while (messages() < 5) await look(id)
  expect(office.count('SELECT count(*) FROM pending')).toBe(0)
})

test('a letter that cannot be read is stored as it is and shown as such', async () => {
  server.letters = [{ uidl: 'odd', source: '\u0000\u0001no letter at all\r\n' }, letterOf('whole')]
  const id = await office.connect(US, login())
  await office.watching(id)
  expect(messages()).toBe(2)
  expect(office.count('SELECT count(*) FROM placements WHERE blob_id IS NOT NULL')).toBe(2)
})

test('letters deleted and others come in their place, as another program leaves them every day: each is new once', async () => {
  server.letters = many(12, 'monday-')
  const id = await office.connect(US, login())
  await office.watching(id)
  server.letters = many(3, 'tuesday-')
  await look(id)
  await office.until(() => messages() === 15)
  expect(events()).toBe(3)
  expect(live()).toBe(3)
})

test('a mailbox that was read by IMAP and is read by POP3 from now on keeps its letters and gets no doubles', async () => {
  server.letters = many(3)
  const id = await office.connect(US, login())
  await office.watching(id)
  office.store.write((tx) => tx.sql("UPDATE folders SET uid_validity = '1700000000'").run())
  office.store.write((tx) => tx.sql("UPDATE placements SET uid_validity = '1700000000'").run())
  await office.restart()
  await office.until(
    () =>
      live() === 3 &&
      office.count("SELECT count(*) FROM placements WHERE gone_at IS NULL AND uid_validity = 'pop3-1'") === 3,
  )
  expect(messages()).toBe(3)
  expect(events()).toBe(0)
})
