import { afterEach, beforeEach, expect, test } from 'vitest'
import { auditNow } from '../../src/main/engine/mailbox-care.ts'
import { connectMailbox, signInMailbox } from '../../src/main/engine/mailbox-connect.ts'
import type { Login } from '../../src/main/mail/types.ts'
import { type PracticeServer, startPracticeServer } from '../../src/main/practice/server.ts'
import { mailboxById } from '../../src/main/store/mailboxes.ts'
import type { MailboxId } from '../../src/shared/model/ids.ts'
import { handClock } from '../rig/clock.ts'
import { plainLetter, US } from '../rig/letters.ts'
import { type Office, openOffice } from '../rig/office.ts'
import { smallDisk } from '../rig/small-disk.ts'

const HOUR_MS = 60 * 60_000
const MINUTE_MS = 60_000
const PASSWORD = 'a pass phrase'
let server: PracticeServer
let office: Office

beforeEach(async () => {
  const clock = handClock()
  office = openOffice({ clock })
  server = await startPracticeServer({ now: clock.now, accounts: [{ address: US, password: PASSWORD }] })
})
afterEach(async () => {
  await office.close()
  await server.close()
})

const login = (): Login => ({
  host: server.host,
  port: server.imapPort,
  security: 'none',
  login: US,
  password: PASSWORD,
  pinnedCertificate: null,
  allowPlaintext: true,
  allowedHosts: ['127.0.0.1'],
})
const deliver = (...ids: string[]) => {
  for (const id of ids) server.deliver(US, plainLetter({ id, at: office.clock.now() }))
}
const letters = () => office.count('SELECT count(*) FROM messages')
const waits = (id: MailboxId, because: string) =>
  office.until(
    () => office.activity(id).activity === 'waiting' && office.activity(id).waitBecause === because,
    `waits because of ${because}`,
  )

test('a wrong password is tried once an hour, and after three refusals a person is asked', async () => {
  const id = await office.connect(US, { ...login(), password: 'wrong' })
  for (const _ of [1, 2]) {
    await waits(id, 'wrong-password')
    const { waitUntil } = office.activity(id)
    expect(waitUntil).toBe(office.clock.now() + HOUR_MS)
    office.clock.advance(HOUR_MS - MINUTE_MS)
    office.engine.reconnect()
    expect(office.activity(id), 'neither time nor a network that came back hurries it').toMatchObject({
      activity: 'waiting',
      waitUntil,
    })
    office.clock.advance(MINUTE_MS)
    await office.until(() => office.activity(id).waitUntil !== waitUntil)
  }
  await office.until(() => office.activity(id).activity === 'needs-login')
  office.clock.advance(24 * HOUR_MS)
  expect(office.activity(id).activity).toBe('needs-login')
  expect(office.rows('SELECT what FROM journal WHERE tone = ?', 'bad')).toEqual([{ what: 'login-refused' }])
  expect(office.logged.join(' ')).not.toContain('wrong"')
})

test('without the key no server is bothered: the mailbox asks to sign in again', async () => {
  const keyless = openOffice({ ports: { secrets: { seal: (secret) => Buffer.from(secret), open: () => null } } })
  const id = await keyless.connect(US, login())
  await keyless.until(() => keyless.activity(id).activity === 'needs-login')
  await keyless.close()
})

test('an hour without the server changes nothing: the waits grow, and when it is back the letters come', async () => {
  deliver('before')
  const id = await office.connect(US, login())
  await office.watching(id)
  server.faults.offline = true
  server.dropConnections()
  const waited: number[] = []
  for (let passed = 0; passed < HOUR_MS; ) {
    await office.until(() => office.activity(id).activity === 'waiting')
    const { waitUntil } = office.activity(id)
    const wait = (waitUntil ?? 0) - office.clock.now()
    waited.push(wait)
    office.clock.advance(wait)
    passed += wait
    await office.until(() => office.activity(id).waitUntil !== waitUntil)
  }
  expect(waited[0], 'the first time at once').toBeLessThan(MINUTE_MS)
  expect(waited.slice(1).every((wait, n) => wait >= (waited[n] ?? 0))).toBe(true)
  deliver('meanwhile')
  server.faults.offline = false
  // A try under way when the server came back has found it already.
  await office.until(() => ['waiting', 'watching'].includes(office.activity(id).activity))
  office.engine.reconnect()
  await office.until(() => letters() === 2)
  expect(office.activity(id).activity).toBe('watching')
  expect(office.rows('SELECT is_history AS history FROM conversation_messages ORDER BY id')).toEqual([
    { history: 1 },
    { history: 0 },
  ])
})

test('a machine that slept reconnects when it wakes', async () => {
  const id = await office.connect(US, login())
  await office.watching(id)
  server.faults.offline = true
  server.dropConnections()
  await office.until(() => office.activity(id).activity === 'waiting')
  server.faults.offline = false
  deliver('while asleep')
  // The wait would still last; the lost line is noticed by the jump of the clock alone.
  office.store.write((tx) => tx.sql('UPDATE mailboxes SET wait_until = ?').run(office.clock.now() + 24 * HOUR_MS))
  office.clock.sleep(HOUR_MS)
  await office.until(() => letters() === 1)
})

test('a line cut in the middle of a letter loses nothing', async () => {
  deliver(...Array.from({ length: 40 }, (_, n) => `letter-${n}`))
  server.faults.imap = { cutLiteral: { afterBytes: 100, uid: 17, times: 2 } }
  const id = await office.connect(US, login())
  for (const _ of [1, 2]) {
    await waits(id, 'letter-broke-off')
    const { waitUntil } = office.activity(id)
    office.clock.advance(2 * MINUTE_MS)
    await office.until(() => office.activity(id).waitUntil !== waitUntil)
  }
  await office.until(() => letters() === 39)
  await office.watching(id)
  office.clock.advance(5 * MINUTE_MS)
  await office.until(() => letters() === 40)
  await office.watching(id)
  expect(office.check().faults).toEqual([])
})

test('the count against the server finds a hole and mends it', async () => {
  deliver('one', 'two', 'three')
  const id = await office.connect(US, login())
  await office.watching(id)
  office.store.write((tx) => {
    tx.sql('DELETE FROM placements WHERE uid = 2').run()
  })
  expect(await auditNow(office.engine, id)).toBe(true)
  expect(office.rows('SELECT params FROM journal WHERE what = ?', 'audit').at(-1)).toEqual({
    params: JSON.stringify({ server: 3, here: 3, missing: 0, fetched: 1 }),
  })
  expect(office.count('SELECT count(*) FROM placements WHERE gone_at IS NULL')).toBe(3)
  expect(letters()).toBe(3)
})

test('the count does not trip over a gap in the numbers above what is known', async () => {
  deliver('one')
  const id = await office.connect(US, login())
  await office.watching(id)
  // Two letters that the session has not looked at yet, the first of which has gone again.
  const inbox = server.folder(US, 'INBOX')
  const listeners = [...inbox.listeners]
  inbox.listeners.clear()
  deliver('gone', 'new')
  inbox.letters.splice(1, 1)
  expect(await auditNow(office.engine, id)).toBe(true)
  for (const listener of listeners) inbox.listeners.add(listener)
  office.clock.advance(5 * MINUTE_MS)
  await office.until(() => letters() === 2)
  expect(office.logged).toEqual([])
})

test('a full disk is said, loses nothing, and the sync goes on when there is room', async () => {
  deliver(...Array.from({ length: 30 }, (_, n) => `letter-${n}`))
  server.deliver(US, plainLetter({ id: 'large', fileBytes: 2_000_000 }))
  const { raw } = office.store.reader
  const pages = Number(raw.pragma('page_count', { simple: true }))
  raw.pragma(`max_page_count = ${pages + 40}`)
  const id = await office.connect(US, login())
  await waits(id, 'disk-full')
  for (let hour = 0; hour < 3; hour++) {
    office.clock.advance(HOUR_MS)
    await waits(id, 'disk-full')
  }
  expect(office.count('SELECT count(*) FROM placements')).toBeLessThan(31)
  raw.pragma('max_page_count = 1000000')
  // The letter that did not fit waits for its own next time too.
  office.clock.advance(3 * HOUR_MS)
  await office.until(() => letters() === 31)
  await office.watching(id)
  expect(office.check()).toMatchObject({ messages: 31, faults: [] })
})

test('on a disk without a single free byte even the wait cannot be written, and yet the sync goes on when there is room', async (context) => {
  const disk = smallDisk(context, 6)
  const clock = handClock()
  const small = openOffice({ clock, file: `${disk.folder}/office.sqlite` })
  try {
    deliver('first')
    const id = await small.connect(US, login())
    await small.watching(id)
    for (let n = 0; n < 12; n++) server.deliver(US, plainLetter({ id: `picture-${n}`, fileBytes: 600_000 }))
    await small.until(() => small.logged.some((line) => line.includes('disk is full')), 'the disk is full')
    expect(small.count('SELECT count(*) FROM messages')).toBeLessThan(13)
    const waits = () => small.engine.session(id)?.unwritten()?.trouble ?? small.activity(id).waitBecause
    await small.until(() => waits() === 'disk-full', 'it says what it waits for')
    disk.grow(100)
    await small.until(() => {
      clock.advance(60_000)
      return small.count('SELECT count(*) FROM messages') === 13
    }, 'the letters come after all')
    expect(small.engine.session(id)?.unwritten()).toBe(null)
    expect(small.check().faults).toEqual([])
  } finally {
    await small.close()
  }
})

const half = (port: number, password: string) => ({
  ...{ host: server.host, port, security: 'none' as const, login: US, password },
  ...{ pinnedCertificate: null, allowPlaintext: true },
})

async function saved(imap: string, smtp: string): Promise<MailboxId> {
  const made = await connectMailbox(office.engine, office.owner, {
    ...{ address: US, displayName: '', incoming: 'imap', depth: { kind: 'all' }, createContacts: true },
    ...{
      folders: null,
      sentFolder: null,
      saveAnyway: true,
      imap: half(server.imapPort, imap),
      smtp: half(server.smtpPort, smtp),
    },
  })
  if (!made.ok) throw new Error(made.problem)
  return made.id
}

test('a mailbox that was saved before it could sign in has its letters as soon as it can', async () => {
  deliver('old@client.example')
  const id = await saved('wrong', PASSWORD)
  expect(await signInMailbox(office.engine, id, { id, password: PASSWORD })).toMatchObject({ ok: true })
  await office.watching(id)
  expect(letters()).toBe(1)
  deliver('new@client.example')
  await office.until(() => letters() === 2)
  const ticked = office.rows<{ role: string }>('SELECT role FROM folders WHERE is_ticked = 1 ORDER BY role')
  expect(ticked.map(({ role }) => role)).toEqual(['inbox', 'sent'])
})

test('of a new password the half that works with it is kept, and the other one stays as it was and is named', async () => {
  const id = await saved('wrong', PASSWORD)
  const imapOnly = { id, imap: half(server.imapPort, PASSWORD), smtp: half(server.smtpPort, 'wrong') }
  expect(await signInMailbox(office.engine, id, imapOnly)).toMatchObject({
    ok: false,
    problem: 'mailbox-check-failed',
    params: { half: 'smtp', host: server.host, trouble: 'wrong-password', kept: 'imap' },
  })
  await office.watching(id)
  expect(mailboxById(office.store.reader, id)).toMatchObject({ receiving: 'works', sending: 'works' })
  expect(await signInMailbox(office.engine, id, { id, password: PASSWORD })).toMatchObject({ ok: true })
  expect(await signInMailbox(office.engine, id, { id, password: 'wrong' })).toMatchObject({
    ok: false,
    params: { half: 'imap', trouble: 'wrong-password' },
  })
})
