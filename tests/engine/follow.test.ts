import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { markRead } from '../../src/main/engine/conversations.ts'
import { queueFlag } from '../../src/main/store/flag-outbox.ts'
import type { ConversationId, MailboxId } from '../../src/shared/model/ids.ts'
import { type Dovecot, startDovecot } from '../rig/dovecot.ts'
import { plainLetter, US } from '../rig/letters.ts'
import { type Office, openOffice } from '../rig/office.ts'

const USERS = Array.from({ length: 20 }, (_, n) => `user${n}`)
const POLL_MS = 5 * 60_000
let server: Dovecot
let office: Office
let user: string
let id: MailboxId

beforeAll(async () => {
  server = await startDovecot(...USERS)
})
afterAll(() => server?.stop())
beforeEach(() => {
  office = openOffice()
  user = USERS.pop() ?? ''
})
afterEach(() => office.close())

const letters = () => office.count('SELECT count(*) FROM messages')
const unread = () => office.count('SELECT count(*) FROM unread')
const gone = () => office.count('SELECT count(*) FROM placements WHERE gone_at IS NOT NULL')
const flagsThere = (query: string) => server.doveadm('fetch', '-u', user, 'flags', ...query.split(' '))

async function connect(options: Parameters<Office['connect']>[2] = {}, ...stored: string[]): Promise<void> {
  for (const letter of stored) await server.deliver(user, plainLetter({ id: letter }))
  id = await office.connect(US, server.login(user), options)
  await office.watching(id)
}

test('a letter that arrives is here without waiting for a poll, and it is live', async () => {
  await connect({}, 'old')
  await server.deliver(user, plainLetter({ id: 'fresh' }))
  await office.until(() => letters() === 2)
  expect(office.activity(id)).toMatchObject({ activity: 'watching', watchBy: 'idle' })
  expect(office.rows('SELECT type FROM events WHERE type LIKE ?', 'message.%')).toEqual([{ type: 'message.received' }])
  expect(office.rows('SELECT is_history AS history FROM conversation_messages ORDER BY id')).toEqual([
    { history: 1 },
    { history: 0 },
  ])
})

test('a letter that arrives in two of our mailboxes is an arrival in each of them', async () => {
  await connect()
  const other = USERS.pop() ?? ''
  const second = await office.connect('second@our.example', server.login(other))
  await office.watching(second)
  const letter = plainLetter({ id: 'to-both' })
  await server.deliver(user, letter)
  await office.until(() => letters() === 1)
  await server.deliver(other, letter)
  await office.until(() => office.count('SELECT count(*) FROM placements') === 2)
  expect(
    office.rows('SELECT type, mailbox_id AS mailbox FROM events WHERE type LIKE ? ORDER BY id', 'message.%'),
  ).toEqual([
    { type: 'message.received', mailbox: id },
    { type: 'message.received', mailbox: second },
  ])
})

test('a letter read elsewhere is read here, and unread again', async () => {
  await connect({}, 'one', 'two')
  expect(unread()).toBe(2)
  await server.doveadm('flags', 'add', '-u', user, '\\Seen', 'mailbox', 'INBOX', 'uid', '1')
  await office.until(() => unread() === 1)
  await server.doveadm('flags', 'remove', '-u', user, '\\Seen', 'mailbox', 'INBOX', 'uid', '1')
  await office.until(() => unread() === 2)
})

test('a conversation read here is read on the server, and unread again', async () => {
  await connect({}, 'one', 'two')
  const conversation = office.rows<{ id: ConversationId }>(
    'SELECT conversation_id AS id FROM conversation_messages ORDER BY id LIMIT 1',
  )[0]!.id
  markRead(office.engine, office.owner, [conversation], true)
  await office.until(() => office.count('SELECT count(*) FROM flag_outbox') === 0)
  const seen = (await flagsThere('mailbox INBOX all')).match(/\\Seen/g) ?? []
  expect(seen).toHaveLength(1)
  markRead(office.engine, office.owner, [conversation], false)
  await office.until(() => office.count('SELECT count(*) FROM flag_outbox') === 0)
  expect(await flagsThere('mailbox INBOX all')).not.toContain('\\Seen')
  expect(unread()).toBe(2)
})

test('with two-way flags switched off neither side hears of the other', async () => {
  await connect({ twoWayFlags: false }, 'one', 'two')
  const conversation = office.rows<{ id: ConversationId }>(
    'SELECT conversation_id AS id FROM conversation_messages ORDER BY id LIMIT 1',
  )[0]!.id
  markRead(office.engine, office.owner, [conversation], true)
  expect(office.count('SELECT count(*) FROM flag_outbox')).toBe(0)
  await server.doveadm('flags', 'add', '-u', user, '\\Seen', 'mailbox', 'INBOX', 'all')
  await office.until(() => office.count("SELECT count(*) FROM placements WHERE flags LIKE '%Seen%'") === 2)
  expect(unread()).toBe(1)
})

test('a letter moved to another ticked folder stays once in its conversation, and read there it is read here', async () => {
  await connect(
    {
      ticked: [
        ['INBOX', 'inbox'],
        ['Sent', 'sent'],
        ['Archive', 'archive'],
      ],
    },
    'one',
    'two',
  )
  await server.doveadm('flags', 'add', '-u', user, '\\Seen', 'mailbox', 'INBOX', 'uid', '1')
  await server.doveadm('move', '-u', user, 'Archive', 'mailbox', 'INBOX', 'uid', '1')
  await office.until(() => gone() === 1)
  office.clock.advance(POLL_MS)
  await office.until(() => office.count('SELECT count(*) FROM placements') === 3)
  expect(letters()).toBe(2)
  expect(office.count('SELECT count(*) FROM conversation_messages')).toBe(2)
  expect(unread()).toBe(1)
  expect(office.count('SELECT count(*) FROM events WHERE type LIKE ?', 'message.%')).toBe(0)
})

test('a letter read here while it is being moved there is read in its new place', async () => {
  const ticked: Parameters<Office['connect']>[2] = {
    ticked: [
      ['INBOX', 'inbox'],
      ['Archive', 'archive'],
    ],
  }
  await connect(ticked, 'one')
  const [conversation] = office.rows<{ id: ConversationId }>('SELECT conversation_id AS id FROM conversation_messages')
  await office.stop()
  markRead(office.engine, office.owner, conversation ? [conversation.id] : [], true)
  await server.doveadm('move', '-u', user, 'Archive', 'mailbox', 'INBOX', 'all')
  await office.restart()
  await office.until(() => gone() === 1 && office.count('SELECT count(*) FROM flag_outbox') === 0)
  await office.until(() => office.count('SELECT count(*) FROM placements') === 2)
  await office.until(() => office.count('SELECT count(*) FROM flag_outbox') === 0)
  expect(await flagsThere('mailbox Archive all')).toContain('\\Seen')
  expect(unread()).toBe(0)
})

test('a letter deleted on the server stays here with its attachment, marked as gone', async () => {
  await server.deliver(user, plainLetter({ id: 'kept', fileBytes: 70_000 }))
  await connect({}, 'other')
  await server.doveadm('expunge', '-u', user, 'mailbox', 'INBOX', 'uid', '1')
  await office.until(() => gone() === 1)
  expect(letters()).toBe(2)
  expect(office.rows('SELECT name, size FROM attachments')).toEqual([{ name: 'plan.bin', size: 70_000 }])
  expect(office.count('SELECT count(*) FROM conversations WHERE letters = 1')).toBe(2)
  expect(office.check().faults).toEqual([])
})

test('after a change of UIDVALIDITY nothing doubles, nothing is lost, and what came meanwhile counts as live', {
  timeout: 180_000,
}, async () => {
  await connect({}, 'one', 'two', 'three')
  await office.stop()
  queueStale()
  await server.doveadm('mailbox', 'update', '-u', user, '--uid-validity', '77777', 'INBOX')
  await server.deliver(user, plainLetter({ id: 'meanwhile' }))
  await office.restart()
  await office.until(() => letters() === 4)
  await office.until(() => office.activity(id).activity === 'watching')
  expect(
    office.rows(
      'SELECT uid_validity AS validity, gone_at IS NULL AS live, count(*) AS n FROM placements GROUP BY 1, 2 ORDER BY n',
    ),
  ).toMatchObject([
    { live: 0, n: 3 },
    { validity: '77777', live: 1, n: 4 },
  ])
  expect(office.count('SELECT count(*) FROM conversation_messages')).toBe(4)
  expect(
    office.rows(
      'SELECT m.message_id AS id FROM events e JOIN messages m ON m.id = e.message_id WHERE type = ?',
      'message.received',
    ),
  ).toEqual([{ id: 'meanwhile@client.example' }])
  expect(await flagsThere('mailbox INBOX all'), 'a mark for an old UID reaches no other letter').not.toContain('\\Seen')
  expect(office.check().faults).toEqual([])
})

// A read mark that had not reached the server when its UIDs lost their meaning.
function queueStale(): void {
  const placement = office.rows<{ folder: never; uid: number }>(
    'SELECT folder_id AS folder, uid FROM placements WHERE uid = 1',
  )[0]!
  office.store.write((tx) => queueFlag(tx, id, placement.folder, placement.uid, '\\Seen', true, 0))
}

test('after a change of UIDVALIDITY a mailbox of limited depth does not load its past', async () => {
  await server.deliver(user, plainLetter({ id: 'past' }))
  await server.doveadm('flags', 'add', '-u', user, '\\Seen', 'all')
  // Dovecot takes the arrival from the file's time, so the past lies before the connection.
  await new Promise((resolve) => setTimeout(resolve, 1100))
  id = await office.connect(US, server.login(user), { depthKind: 'new', depthSince: Date.now() })
  await office.until(() => office.activity(id).activity === 'watching')
  await server.deliver(user, plainLetter({ id: 'fresh' }))
  await office.until(() => letters() === 1)
  await office.stop()
  await server.doveadm('mailbox', 'update', '-u', user, '--uid-validity', '88888', 'INBOX')
  await office.restart()
  await office.until(() => office.count("SELECT count(*) FROM placements WHERE uid_validity = '88888'") === 1)
  await office.until(() => office.activity(id).activity === 'watching')
  expect(office.rows('SELECT message_id AS id FROM messages')).toEqual([{ id: 'fresh@client.example' }])
})

test('a letter in two mailboxes is stored once, with a conversation and the exact source of each', async () => {
  const second = USERS.pop() ?? ''
  await connect({}, 'own')
  const other = await office.connect('second@our.example', server.login(second), {
    owner: office.addUser('Мария', 'maria@our.example'),
  })
  await office.watching(other)
  for (const one of [user, second])
    await server.deliver(one, plainLetter({ id: 'shared', cc: 'second@our.example', headers: [`X-Delivered: ${one}`] }))
  await office.until(
    () =>
      office.count(
        "SELECT count(*) FROM placements p JOIN messages m ON m.id = p.message_id WHERE m.message_id LIKE 'shared@%'",
      ) === 2,
  )
  expect(letters()).toBe(2)
  expect(
    office.count(
      "SELECT count(DISTINCT p.blob_id) FROM placements p JOIN messages m ON m.id = p.message_id WHERE m.message_id LIKE 'shared@%'",
    ),
  ).toBe(2)
  expect(
    office.count(
      "SELECT count(*) FROM conversation_messages n JOIN messages m ON m.id = n.message_id WHERE m.message_id LIKE 'shared@%'",
    ),
  ).toBe(2)
  expect(office.check().faults).toEqual([])
})

test('a letter of a client that somebody moves to Sent stays his, unread and to be answered', async () => {
  await server.deliver(user, plainLetter({ id: 'from-john', from: 'john@client.example', to: US, at: Date.now() }))
  await connect({})
  await server.doveadm('move', '-u', user, 'Sent', 'mailbox', 'INBOX', 'all')
  office.clock.advance(POLL_MS)
  await office.until(() => office.count('SELECT count(*) FROM placements') === 2)
  expect(office.rows('SELECT direction, client_email AS client FROM conversation_messages')).toEqual([
    { direction: 'in', client: 'john@client.example' },
  ])
  expect(unread()).toBe(1)
  expect(office.rows('SELECT state FROM conversations')).toEqual([{ state: 'open' }])
})

test('a letter that lies in Sent and in the Inbox is ours, whichever is seen first', async () => {
  await server.deliver(
    user,
    plainLetter({
      id: 'under-another-name',
      from: 'sales@shop.example',
      to: 'anna@client.example',
      cc: US,
      at: Date.now(),
    }),
  )
  await connect({})
  expect(office.rows('SELECT direction FROM conversation_messages')).toEqual([{ direction: 'in' }])
  await server.doveadm('copy', '-u', user, 'Sent', 'mailbox', 'INBOX', 'all')
  office.clock.advance(POLL_MS)
  await office.until(() => office.count('SELECT count(*) FROM placements') === 2)
  expect(office.rows('SELECT direction, client_email AS client FROM conversation_messages')).toEqual([
    { direction: 'out', client: 'anna@client.example' },
  ])
  expect(unread()).toBe(0)
  expect(office.rows('SELECT state FROM conversations')).toEqual([{ state: 'waiting' }])
})
