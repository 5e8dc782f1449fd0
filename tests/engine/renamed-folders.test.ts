import { expect, test } from 'vitest'
import { markRead } from '../../src/main/engine/conversations.ts'
import { tickFolders } from '../../src/main/engine/mailbox-care.ts'
import { lostFolders } from '../../src/main/store/folders.ts'
import type { ConversationId, FolderId } from '../../src/shared/model/ids.ts'
import type { MailboxOptions } from '../rig/office.ts'
import { folderOffice } from './folder-office.ts'

const STEP_MS = 10_000
const here = folderOffice(5)

const FACTORY: MailboxOptions = {
  ticked: [
    ['INBOX', 'inbox'],
    ['Клиенты/Завод', 'other'],
  ],
}
async function factory(): Promise<void> {
  await here.create('Клиенты', 'Клиенты/Завод')
  await here.put('Клиенты/Завод', 'old')
  await here.connect(FACTORY)
  expect(here.letters()).toBe(1)
}

test('a folder that another program renames is read on under its new name, and the journal says so', async () => {
  await factory()
  await here.put('INBOX', 'fresh')
  await here.office.until(() => here.letters() === 2)
  await here.rename('Клиенты/Завод', 'Клиенты/Завод2')
  await here.put('Клиенты/Завод2', 'after')
  // Dovecot drops a line on which the folder was open.
  await here.office.passesUntil(
    STEP_MS,
    () =>
      here.office.count(
        "SELECT count(*) FROM placements p JOIN folders f ON f.id = p.folder_id WHERE f.path = 'Клиенты/Завод2'",
      ) === 2,
  )
  expect(here.ticked()).toEqual([
    { path: 'INBOX', name: 'INBOX' },
    { path: 'Клиенты/Завод2', name: 'Завод2' },
  ])
  expect(here.journal('folder-renamed')).toEqual([
    { tone: 'info', params: JSON.stringify({ from: 'Клиенты/Завод', to: 'Клиенты/Завод2' }) },
  ])
  expect(here.journal('folder-lost')).toEqual([])
  expect(here.letters()).toBe(3)
  expect(here.office.check().faults).toEqual([])
})

test('a folder whose parent is renamed while we are away is read on, and renamed back it is the same one', async () => {
  await factory()
  await here.office.stop()
  await here.rename('Клиенты', 'Заказчики')
  await here.office.restart()
  await here.office.until(() => here.journal('folder-renamed').length === 1)
  await here.office.stop()
  await here.rename('Заказчики', 'Клиенты')
  await here.put('Клиенты/Завод', 'after')
  await here.office.restart()
  await here.office.until(() => here.letters() === 2)
  expect(here.journal('folder-renamed').map((line) => JSON.parse(line.params))).toEqual([
    { from: 'Клиенты/Завод', to: 'Заказчики/Завод' },
    { from: 'Заказчики/Завод', to: 'Клиенты/Завод' },
  ])
  expect(here.ticked()).toMatchObject([{ path: 'INBOX' }, { path: 'Клиенты/Завод' }])
  expect(here.office.count('SELECT count(DISTINCT folder_id) FROM placements')).toBe(1)
  expect(here.office.check().faults).toEqual([])
})

test('an empty folder is known again under its new name, with the folders below it', async () => {
  await here.create('Клиенты', 'Клиенты/Завод')
  await here.connect({
    ticked: [
      ['INBOX', 'inbox'],
      ['Клиенты', 'other'],
    ],
  })
  await here.office.stop()
  await here.rename('Клиенты', 'Заказчики')
  await here.office.restart()
  await here.office.until(() => here.journal('folder-renamed').length === 1)
  expect(
    here.office.rows("SELECT path FROM folders WHERE path LIKE 'Заказчики%' OR path LIKE 'Клиенты%' ORDER BY id"),
  ).toEqual([{ path: 'Заказчики' }, { path: 'Заказчики/Завод' }])
  expect(here.ticked()).toMatchObject([{ path: 'INBOX' }, { path: 'Заказчики' }])
})

test('a ticked folder that is deleted there is named as gone, its letters stay, and a new folder is not taken for it', async () => {
  await factory()
  await here.remove('Клиенты/Завод')
  await here.create('Клиенты/Мельница')
  // Dovecot drops a line on which the folder was open.
  await here.office.passesUntil(STEP_MS, () => here.journal('folder-lost').length === 1)
  await here.office.waitsUntilWatching(here.id)
  expect(here.journal('folder-lost')).toEqual([{ tone: 'warn', params: JSON.stringify({ folder: 'Клиенты/Завод' }) }])
  expect(lostFolders(here.office.store.reader, here.id)).toMatchObject([{ path: 'Клиенты/Завод' }])
  expect(here.ticked()).toEqual([{ path: 'INBOX', name: 'INBOX' }])
  expect(here.letters()).toBe(1)
  const [inbox] = here.office.rows<{ id: FolderId }>("SELECT id FROM folders WHERE path = 'INBOX'")
  await tickFolders(here.office.engine, here.id, inbox ? [inbox.id] : [], undefined)
  expect(lostFolders(here.office.store.reader, here.id)).toEqual([])
  expect(here.office.check().faults).toEqual([])
})

test('a letter read here while its folder is being renamed there is read in its new place', async () => {
  await here.create('Клиенты', 'Клиенты/Завод')
  await here.put('Клиенты/Завод', 'old')
  await here.put('INBOX', 'other')
  // The Inbox is the folder that the line looks at last: the other one is not held open under its old name.
  await here.connect({
    ticked: [
      ['Клиенты/Завод', 'other'],
      ['INBOX', 'inbox'],
    ],
  })
  await here.rename('Клиенты/Завод', 'Клиенты/Завод2')
  const found = here.office.rows<{ id: ConversationId }>(
    "SELECT n.conversation_id AS id FROM conversation_messages n JOIN messages m ON m.id = n.message_id WHERE m.message_id LIKE 'old@%'",
  )
  markRead(
    here.office.engine,
    here.office.owner,
    found.map((one) => one.id),
    true,
  )
  await here.office.until(() => here.office.count('SELECT count(*) FROM flag_outbox') === 0)
  expect(here.journal('folder-renamed'), 'found by the mark, before any poll').toHaveLength(1)
  expect(await here.flags('Клиенты/Завод2')).toContain('\\Seen')
})
