import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { awaitedLetter, beginForward } from '../../src/main/engine/forward.ts'
import { loadAnyway } from '../../src/main/engine/reread.ts'
import { readBlob } from '../../src/main/store/blobs.ts'
import { filesOfDraft } from '../../src/main/store/draft-files.ts'
import { userById } from '../../src/main/store/users.ts'
import type { BlobId, MailboxId, MessageId, UserId } from '../../src/shared/model/ids.ts'
import { type Dovecot, startDovecot } from '../rig/dovecot.ts'
import { plainLetter, US } from '../rig/letters.ts'
import { type Office, openOffice } from '../rig/office.ts'

const MB = 1024 * 1024
const USERS = ['streams', 'too-big', 'both', 'second', 'sent-on']
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
  timeout: 60_000,
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
  timeout: 60_000,
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
  const before = office.rows('SELECT conversation_id, message_id, rule FROM conversation_messages ORDER BY id')
  expect(loadAnyway(office.engine, id, head.id)).toBe(true)
  await office.until(() => letter().every((one) => one.reading === 'whole'))
  expect(office.rows('SELECT conversation_id, message_id, rule FROM conversation_messages ORDER BY id')).toEqual(before)
  expect(isWhole(source)).toBe(true)
  expect(office.count('SELECT count(*) FROM pending')).toBe(0)
  expect(office.rows('SELECT name, size FROM attachments')).toEqual([{ name: 'plan.bin', size: 2 * MB }])
  expect(office.check().faults).toEqual([])
})

test('a letter that is sent on while it lies on its server brings its files, and says how that stands', {
  timeout: 60_000,
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
  timeout: 60_000,
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
