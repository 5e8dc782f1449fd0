import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { markRead } from '../../src/main/engine/conversations.ts'
import { tickFolders } from '../../src/main/engine/mailbox-care.ts'
import { lostFolders } from '../../src/main/store/folders.ts'
import type { ConversationId, FolderId, MailboxId } from '../../src/shared/model/ids.ts'
import { type Dovecot, startDovecot } from '../rig/dovecot.ts'
import { plainLetter, US } from '../rig/letters.ts'
import { type Office, openOffice } from '../rig/office.ts'

const USERS = Array.from({ length: 5 }, (_, n) => `user${n}`)
const STEP_MS = 10_000
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

async function connect(options: Parameters<Office['connect']>[2]): Promise<void> {
  id = await office.connect(US, server.login(user), options)
  await office.watching(id)
}

const FACTORY: NonNullable<Parameters<Office['connect']>[2]> = {
  ticked: [
    ['INBOX', 'inbox'],
    ['Клиенты/Завод', 'other'],
  ],
}
const intoFactory = (folder = 'Клиенты/Завод') => server.doveadm('move', '-u', user, folder, 'mailbox', 'INBOX', 'all')
const rename = (from: string, to: string) => server.doveadm('mailbox', 'rename', '-u', user, from, to)
const journal = (what: string) =>
  office.rows<{ tone: string; params: string }>('SELECT tone, params FROM journal WHERE what = ? ORDER BY id', what)
const ticked = () =>
  office.rows(
    'SELECT path, name FROM folders WHERE is_ticked = 1 AND gone_at IS NULL AND mailbox_id = ? ORDER BY id',
    id,
  )

async function factory(): Promise<void> {
  await server.doveadm('mailbox', 'create', '-u', user, 'Клиенты', 'Клиенты/Завод')
  await server.deliver(user, plainLetter({ id: 'old' }))
  await intoFactory()
  await connect(FACTORY)
  expect(letters()).toBe(1)
}

test('a folder that another program renames is read on under its new name, and the journal says so', async () => {
  await factory()
  await server.deliver(user, plainLetter({ id: 'fresh' }))
  await office.until(() => letters() === 2)
  await rename('Клиенты/Завод', 'Клиенты/Завод2')
  await server.deliver(user, plainLetter({ id: 'after' }))
  await intoFactory('Клиенты/Завод2')
  // Dovecot drops a line on which the folder was open.
  await office.passesUntil(
    STEP_MS,
    () =>
      office.count(
        "SELECT count(*) FROM placements p JOIN folders f ON f.id = p.folder_id WHERE f.path = 'Клиенты/Завод2'",
      ) === 3,
  )
  expect(ticked()).toEqual([
    { path: 'INBOX', name: 'INBOX' },
    { path: 'Клиенты/Завод2', name: 'Завод2' },
  ])
  expect(journal('folder-renamed')).toEqual([
    { tone: 'info', params: JSON.stringify({ from: 'Клиенты/Завод', to: 'Клиенты/Завод2' }) },
  ])
  expect(journal('folder-lost')).toEqual([])
  expect(letters()).toBe(3)
  expect(office.check().faults).toEqual([])
})

test('a folder whose parent is renamed while we are away is read on, and renamed back it is the same one', async () => {
  await factory()
  await office.stop()
  await rename('Клиенты', 'Заказчики')
  await office.restart()
  await office.until(() => journal('folder-renamed').length === 1)
  await office.stop()
  await rename('Заказчики', 'Клиенты')
  await server.deliver(user, plainLetter({ id: 'after' }))
  await intoFactory()
  await office.restart()
  await office.until(() => letters() === 2)
  expect(journal('folder-renamed').map((line) => JSON.parse(line.params))).toEqual([
    { from: 'Клиенты/Завод', to: 'Заказчики/Завод' },
    { from: 'Заказчики/Завод', to: 'Клиенты/Завод' },
  ])
  expect(ticked()).toMatchObject([{ path: 'INBOX' }, { path: 'Клиенты/Завод' }])
  expect(office.count('SELECT count(DISTINCT folder_id) FROM placements')).toBe(1)
  expect(office.check().faults).toEqual([])
})

test('an empty folder is known again under its new name, with the folders below it', async () => {
  await server.doveadm('mailbox', 'create', '-u', user, 'Клиенты', 'Клиенты/Завод')
  await connect({
    ticked: [
      ['INBOX', 'inbox'],
      ['Клиенты', 'other'],
    ],
  })
  await office.stop()
  await rename('Клиенты', 'Заказчики')
  await office.restart()
  await office.until(() => journal('folder-renamed').length === 1)
  expect(
    office.rows("SELECT path FROM folders WHERE path LIKE 'Заказчики%' OR path LIKE 'Клиенты%' ORDER BY id"),
  ).toEqual([{ path: 'Заказчики' }, { path: 'Заказчики/Завод' }])
  expect(ticked()).toMatchObject([{ path: 'INBOX' }, { path: 'Заказчики' }])
})

test('a ticked folder that is deleted there is named as gone, its letters stay, and a new folder is not taken for it', async () => {
  await factory()
  await server.doveadm('mailbox', 'delete', '-u', user, 'Клиенты/Завод')
  await server.doveadm('mailbox', 'create', '-u', user, 'Клиенты/Мельница')
  // Dovecot drops a line on which the folder was open.
  await office.passesUntil(STEP_MS, () => journal('folder-lost').length === 1)
  await office.waitsUntilWatching(id)
  expect(journal('folder-lost')).toEqual([{ tone: 'warn', params: JSON.stringify({ folder: 'Клиенты/Завод' }) }])
  expect(lostFolders(office.store.reader, id)).toMatchObject([{ path: 'Клиенты/Завод' }])
  expect(ticked()).toEqual([{ path: 'INBOX', name: 'INBOX' }])
  expect(letters()).toBe(1)
  const [inbox] = office.rows<{ id: FolderId }>("SELECT id FROM folders WHERE path = 'INBOX'")
  await tickFolders(office.engine, id, inbox ? [inbox.id] : [], undefined)
  expect(lostFolders(office.store.reader, id)).toEqual([])
  expect(office.check().faults).toEqual([])
})

test('a letter read here while its folder is being renamed there is read in its new place', async () => {
  await server.doveadm('mailbox', 'create', '-u', user, 'Клиенты', 'Клиенты/Завод')
  await server.deliver(user, plainLetter({ id: 'old' }))
  await intoFactory()
  await server.deliver(user, plainLetter({ id: 'other' }))
  // The Inbox is the folder that the line looks at last: the other one is not held open under its old name.
  await connect({
    ticked: [
      ['Клиенты/Завод', 'other'],
      ['INBOX', 'inbox'],
    ],
  })
  await rename('Клиенты/Завод', 'Клиенты/Завод2')
  const found = office.rows<{ id: ConversationId }>(
    "SELECT n.conversation_id AS id FROM conversation_messages n JOIN messages m ON m.id = n.message_id WHERE m.message_id LIKE 'old@%'",
  )
  markRead(
    office.engine,
    office.owner,
    found.map((one) => one.id),
    true,
  )
  await office.until(() => office.count('SELECT count(*) FROM flag_outbox') === 0)
  expect(journal('folder-renamed'), 'found by the mark, before any poll').toHaveLength(1)
  expect(await server.doveadm('fetch', '-u', user, 'flags', 'mailbox', 'Клиенты/Завод2', 'all')).toContain('\\Seen')
})
