import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { awaitedLetter, beginForward } from '../../src/main/engine/forward.ts'
import { auditNow } from '../../src/main/engine/mailbox-care.ts'
import { loadAnyway } from '../../src/main/engine/reread.ts'
import { readBlob } from '../../src/main/store/blobs.ts'
import { filesOfDraft } from '../../src/main/store/draft-files.ts'
import { sourceOf, startOf } from '../../src/main/store/letters-read.ts'
import { updateMailbox } from '../../src/main/store/mailboxes.ts'
import { folderFacts } from '../../src/main/store/mailboxes-read.ts'
import { userById } from '../../src/main/store/users.ts'
import type { BlobId, MailboxId, MessageId, UserId } from '../../src/shared/model/ids.ts'
import { type Dovecot, startDovecot } from '../rig/dovecot.ts'
import { plainLetter, US } from '../rig/letters.ts'
import { type Office, openOffice } from '../rig/office.ts'
import { startWire } from '../rig/wire.ts'

const MB = 1024 * 1024
const USERS = [
  'streams',
  'too-big',
  'both',
  'second',
  'numbered',
  'nameless',
  'moved',
  'raised',
  'broken-off',
  'sent-on',
  'passed',
]
let server: Dovecot
let office: Office
beforeAll(async () => {
  server = await startDovecot(...USERS)
})
afterAll(() => server?.stop())
beforeEach(() => {
  office = openOffice()
})
afterEach(() => office.close())

const isWhole = (source: Buffer) => {
  const row = office.rows<{ id: BlobId; size: number }>(
    'SELECT id, size FROM blobs WHERE sha256 = ?',
    createHash('sha256').update(source).digest('hex'),
  )[0]
  return (
    row?.size === source.length &&
    [...readBlob(office.store.reader, row.id)].reduce((sum, chunk) => sum + chunk.length, 0) === source.length
  )
}
const letter = () => office.rows<{ id: MessageId; reading: string }>('SELECT id, reading FROM messages')

test('letters of 3 MB and 28 MB stream in whole, after the small ones, and memory stays bounded', {
  timeout: 180_000,
}, async () => {
  const sources = [3, 28].map((size) => plainLetter({ id: `of-${size}-mb`, fileBytes: Math.round((size * MB) / 1.37) }))
  for (const source of sources) await server.deliver('streams', source)
  for (const id of ['small-1', 'small-2']) await server.deliver('streams', plainLetter({ id }))
  let highest = 0
  const base = process.memoryUsage().rss
  const watch = setInterval(() => {
    highest = Math.max(highest, process.memoryUsage().rss)
  }, 20)
  const id = await office.connect(US, server.login('streams'))
  await office.until(() => office.count('SELECT count(*) FROM messages') === 4)
  await office.watching(id)
  clearInterval(watch)
  expect(office.rows('SELECT uid FROM placements ORDER BY id')).toEqual([
    { uid: 3 },
    { uid: 4 },
    { uid: 2 },
    { uid: 1 },
  ])
  expect(sources.map(isWhole)).toEqual([true, true])
  expect(office.rows('SELECT size FROM attachments ORDER BY size')).toEqual(
    [3, 28].map((size) => ({ size: Math.round((size * MB) / 1.37) })),
  )
  expect(office.check().faults).toEqual([])
  expect((highest - base) / MB, 'MB above the memory before').toBeLessThan(300)
})

test('a letter over the size limit stands with its head and is completed in its place when asked for', {
  timeout: 180_000,
}, async () => {
  const source = plainLetter({
    id: 'plans',
    subject: 'Plans of the house',
    text: 'The plans are attached.',
    fileBytes: 2 * MB,
  })
  await server.deliver('too-big', source)
  await server.deliver('too-big', plainLetter({ id: 'answer', inReplyTo: 'plans', subject: 'Re: Plans of the house' }))
  const id = await office.connect(US, server.login('too-big'), { sizeLimitMb: 1 })
  await office.until(() => letter().length === 2)
  await office.watching(id)
  const head = letter().find((one) => one.reading === 'too-big')!
  expect(office.rows('SELECT text FROM message_bodies WHERE message_id = ?', head.id)).toEqual([
    { text: 'The plans are attached.' },
  ])
  expect(office.rows('SELECT because FROM pending')).toEqual([{ because: 'too-big' }])
  const read = () => sourceOf(office.store.reader, [id], head.id, null)
  expect(read(), 'its beginning does not pass for it').toBe(null)
  expect(startOf(office.store.reader, [id], head.id)).not.toBe(null)
  const before = office.rows('SELECT conversation_id, message_id, rule FROM conversation_messages ORDER BY id')
  expect(loadAnyway(office.engine, id, head.id)).toBe(true)
  await office.until(() => letter().every((one) => one.reading === 'whole'))
  expect(office.rows('SELECT conversation_id, message_id, rule FROM conversation_messages ORDER BY id')).toEqual(before)
  expect(isWhole(source)).toBe(true)
  expect(read()).not.toBe(null)
  expect(office.count('SELECT count(*) FROM pending')).toBe(0)
  expect(office.rows('SELECT name, size FROM attachments')).toEqual([{ name: 'plan.bin', size: 2 * MB }])
  expect(office.check().faults).toEqual([])
})

test('a letter that is sent on while it lies on its server brings its files, and says how that stands', {
  timeout: 180_000,
}, async () => {
  await server.deliver('sent-on', plainLetter({ id: 'record', subject: 'Record', fileBytes: 2 * MB }))
  const id = await office.connect(US, server.login('sent-on'), { sizeLimitMb: 1 })
  await office.until(() => letter().length === 1)
  await office.watching(id)
  const { store } = office.engine.deps
  const user = userById(store.reader, store.reader.sql<{ id: UserId }>('SELECT id FROM users').get()!.id)!
  const head = letter()[0]!.id
  const draft = beginForward(store, user, head, null, 0)!.draft
  const awaits = () => awaitedLetter(store.reader, draft, office.clock.now())
  const activity = (is: string) => store.write((tx) => tx.sql('UPDATE mailboxes SET activity = ?').run(is))
  expect(awaits(), 'nobody has asked for it').toMatchObject({ is: 'unreachable', messageId: head })
  store.write((tx) => tx.sql("UPDATE pending SET because = 'asked'").run())
  expect(awaits()).toMatchObject({ is: 'coming' })
  store.write((tx) => tx.sql("UPDATE mailboxes SET smtp_host = '127.0.0.1', smtp_port = 1, sending = 'works'").run())
  expect(await office.engine.sending.sendDraft(user, draft.id, draft.revision)).toMatchObject({
    problem: 'upload-running',
  })
  activity('waiting')
  expect(awaits()).toMatchObject({ is: 'unreachable' })
  activity('watching')
  expect(loadAnyway(office.engine, id, head)).toBe(true)
  await office.until(() => letter().every((one) => one.reading === 'whole'))
  expect(awaits()).toBeNull()
  expect(filesOfDraft(store.reader, draft.id)).toMatchObject([{ name: 'plan.bin', size: 2 * MB, part: 0 }])
  store.write((tx) => tx.sql("UPDATE messages SET reading = 'too-big'").run())
  expect(awaits(), 'nothing waits for it any more').toMatchObject({ is: 'gone' })
})

test('a too big letter that another mailbox holds whole is one letter once it is loaded here', {
  timeout: 180_000,
}, async () => {
  const source = plainLetter({ id: 'shared-plans', fileBytes: 2 * MB })
  for (const user of ['both', 'second']) await server.deliver(user, source)
  const limited = await office.connect(US, server.login('both'), { sizeLimitMb: 1 })
  await office.until(() => letter().length === 1)
  const whole = await office.connect('second@our.example', server.login('second'))
  await office.watching(whole)
  await office.until(() => letter().some((one) => one.reading === 'whole'))
  expect(office.count('SELECT sum(shares_id) FROM messages'), 'a head is no other content').toBe(0)
  const head = letter().find((one) => one.reading === 'too-big')!
  loadAnyway(office.engine, limited, head.id)
  await office.until(() => letter().length === 1)
  expect(letter()[0]?.reading).toBe('whole')
  expect(mailboxesWithConversation()).toEqual([limited, whole])
  expect(office.count('SELECT count(*) FROM placements WHERE blob_id IS NOT NULL')).toBe(2)
  expect(office.check().faults).toEqual([])
})

const mailboxesWithConversation = () =>
  office.rows<{ id: MailboxId }>('SELECT mailbox_id AS id FROM conversations ORDER BY mailbox_id').map((row) => row.id)

/** One letter over the limit, loaded after all; answers with its mailbox. */
async function loaded(user: string, source: Buffer): Promise<MailboxId> {
  await server.deliver(user, source)
  const id = await office.connect(US, server.login(user), {
    sizeLimitMb: 1,
    ticked: [
      ['INBOX', 'inbox'],
      ['Archive', 'archive'],
    ],
  })
  await office.until(() => letter().length === 1)
  await office.watching(id)
  loadAnyway(office.engine, id, letter()[0]!.id)
  await office.until(() => letter()[0]?.reading === 'whole')
  await office.watching(id)
  return id
}

const renumber = (user: string) => server.doveadm('mailbox', 'update', '-u', user, '--uid-validity', '77777', 'INBOX')
const live = () =>
  office.rows<{ sha256: string }>(
    'SELECT b.sha256 FROM placements p JOIN blobs b ON b.id = p.blob_id WHERE p.gone_at IS NULL',
  )
const hashOf = (source: Buffer) => createHash('sha256').update(source).digest('hex')

function isThereOnce(source: Buffer): void {
  expect(letter().map((one) => one.reading)).toEqual(['whole'])
  expect(office.count('SELECT count(*) FROM conversation_messages')).toBe(1)
  expect(live()).toEqual([{ sha256: hashOf(source) }])
  expect(office.count('SELECT count(*) FROM pending')).toBe(0)
  expect(office.check().faults).toEqual([])
}

const nameless = (source: Buffer) => Buffer.from(source.toString('latin1').replace(/Message-ID: .*\r\n/, ''), 'latin1')

test.each([
  ['numbered', plainLetter({ id: 'numbered', fileBytes: 2 * MB })],
  ['nameless', nameless(plainLetter({ id: 'nameless', fileBytes: 2 * MB }))],
])('a too big letter that was loaded stays one letter when its folder is numbered anew (%s)', async (user, source) => {
  const id = await loaded(user, source)
  await office.stop()
  await renumber(user)
  await office.restart()
  await office.until(() => office.count("SELECT count(*) FROM placements WHERE uid_validity = '77777'") === 1)
  await office.watching(id)
  isThereOnce(source)
})

test('a too big letter that was loaded stays one letter when it is moved', async () => {
  const source = plainLetter({ id: 'moved', fileBytes: 2 * MB })
  const id = await loaded('moved', source)
  await server.doveadm('move', '-u', 'moved', 'Archive', 'mailbox', 'INBOX', 'all')
  office.clock.advance(5 * 60_000)
  await office.until(() => office.count('SELECT count(*) FROM placements') === 2)
  await office.until(() => live().length === 1)
  await office.watching(id)
  isThereOnce(source)
})

test.each([
  ['raised', plainLetter({ id: 'raised', fileBytes: 2 * MB })],
  ['nameless', nameless(plainLetter({ id: 'nameless', fileBytes: 2 * MB, text: 'Another one.' }))],
])('the head of a letter becomes the whole letter when that comes under a higher limit (%s)', async (user, source) => {
  await server.doveadm('expunge', '-u', user, 'mailbox', 'INBOX', 'all')
  await server.deliver(user, source)
  const id = await office.connect(US, server.login(user), { sizeLimitMb: 1 })
  await office.until(() => letter().length === 1)
  await office.watching(id)
  const before = letter()[0]!.id
  await office.stop()
  await server.doveadm('mailbox', 'update', '-u', user, '--uid-validity', '88888', 'INBOX')
  office.store.write((tx) => updateMailbox(tx, id, { sizeLimitMb: 50 }))
  await office.restart()
  await office.until(() => office.count("SELECT count(*) FROM placements WHERE uid_validity = '88888'") === 1)
  await office.watching(id)
  isThereOnce(source)
  expect(letter()[0]?.id).toBe(before)
})

test('a letter that arrives while a large one is on its way comes between its pieces', {
  timeout: 180_000,
}, async () => {
  const wire = await startWire(server.imap)
  try {
    await server.deliver('passed', plainLetter({ id: 'older' }))
    const id = await office.connect(US, server.login('passed'), { port: wire.port })
    await office.until(() => office.activity(id).activity === 'watching')
    wire.pauseMs = 20
    await server.deliver('passed', plainLetter({ id: 'large', fileBytes: 12 * MB }))
    await office.until(
      () =>
        office.count('SELECT count(*) FROM blob_chunks c JOIN blobs b ON b.id = c.blob_id WHERE b.size IS NULL') > 0,
    )
    await server.deliver('passed', plainLetter({ id: 'new' }))
    await office.until(() => letter().length === 2)
    expect(office.rows('SELECT message_id AS id FROM messages ORDER BY id')).toEqual([
      { id: 'new@client.example' },
      { id: 'older@client.example' },
    ])
    wire.pauseMs = 0
    await office.until(() => letter().length === 3)
  } finally {
    await wire.close()
  }
})

test('a large letter whose load was broken off is shown as still to come, and tried again at its time', async () => {
  const wire = await startWire(server.imap)
  try {
    await server.deliver('broken-off', plainLetter({ id: 'broken-off', fileBytes: 3 * MB }))
    await server.deliver('broken-off', plainLetter({ id: 'small' }))
    const id = await office.connect(US, server.login('broken-off'), { port: wire.port })
    await office.until(() => {
      if (office.count('SELECT count(*) FROM pending') > 0) wire.pauseMs = 100
      return office.count('SELECT count(*) FROM pending WHERE tries > 0') > 0
    })
    await office.stop()
    wire.pauseMs = 0
    await office.restart()
    await office.until(() => office.activity(id).activity === 'watching')
    expect(await auditNow(office.engine, id)).toBe(true)
    const inbox = () => folderFacts(office.store.reader, id).find((folder) => folder.role === 'inbox')
    expect(inbox()).toMatchObject({ hereCount: 1, comingCount: 1, auditServer: 2, auditHere: 1 })
    expect(office.rows("SELECT params FROM journal WHERE what = 'audit'").at(-1)).toEqual({
      params: JSON.stringify({ server: 2, here: 1, missing: 1, fetched: 0 }),
    })
    office.clock.advance(60_000)
    await office.until(() => inbox()?.hereCount === 2)
    await office.until(() => inbox()?.auditHere === 2)
    expect(inbox()).toMatchObject({ comingCount: 0, auditServer: 2 })
    expect(office.check().faults).toEqual([])
  } finally {
    await wire.close()
  }
})
