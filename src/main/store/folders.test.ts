import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { FolderId, MailboxId } from '../../shared/model/ids.ts'
import { openStore, type Store } from './database.ts'
import { dropFlag, queuedFlags, queueFlag } from './flag-outbox.ts'
import { beginFolder, extendCursor, folderById, folderGone, foldersOf, saveFolder } from './folders.ts'
import { addMailbox } from './mailboxes.ts'
import { migrate } from './migrate.ts'
import { addPending, nextPending, setPending } from './pending.ts'
import { addUser } from './users.ts'

let place: string
let store: Store
let mailbox: MailboxId
let folder: FolderId
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'golub-folders-'))
  const file = join(place, 'office.sqlite')
  migrate(file, fileURLToPath(new URL('../../../migrations', import.meta.url)))
  store = openStore(file)
  store.write((tx) => {
    const ownerId = addUser(
      tx,
      { name: 'Иван', email: 'ivan@our.example', role: 'admin', passwordHash: null, locale: 'ru' },
      0,
    )
    mailbox = addMailbox(tx, {
      ownerId,
      address: 'office@our.example',
      provider: 'other',
      activitySince: 0,
      connectedAt: 0,
    })
    folder = saveFolder(tx, mailbox, {
      path: 'INBOX',
      name: 'INBOX',
      delimiter: '/',
      role: 'inbox',
      isTicked: true,
      letters: 0,
    })
    beginFolder(tx, folder, '1', 1000)
  })
})
afterEach(() => {
  store.close()
  rmSync(place, { recursive: true, force: true })
})

const cursor = () => {
  const row = folderById(store.reader, folder)
  return [row?.lowUid, row?.highUid]
}

test('a cursor grows at its ends and never over a gap', () => {
  store.write((tx) => extendCursor(tx, folder, 950, 999))
  store.write((tx) => extendCursor(tx, folder, 700, 949))
  store.write((tx) => extendCursor(tx, folder, 1000, 1003))
  store.write((tx) => extendCursor(tx, folder, 800, 800))
  expect(cursor()).toEqual([700, 1003])
  expect(() => store.write((tx) => extendCursor(tx, folder, 1005, 1006))).toThrow('cursor gap')
  expect(() => store.write((tx) => extendCursor(tx, folder, 100, 698))).toThrow('cursor gap')
  expect(cursor()).toEqual([700, 1003])
})

test('a folder that the server shows again is the same folder, and keeps its tick', () => {
  store.write((tx) => folderGone(tx, folder, 5))
  expect(foldersOf(store.reader, mailbox)).toEqual([])
  const again = store.write((tx) =>
    saveFolder(tx, mailbox, {
      path: 'INBOX',
      name: 'INBOX',
      delimiter: '/',
      role: 'inbox',
      isTicked: false,
      letters: 7,
    }),
  )
  expect(again).toBe(folder)
  expect(foldersOf(store.reader, mailbox)).toMatchObject([{ isTicked: true, serverCount: 7 }])
})

test('a flag that is changed back while the server is being told waits for its own turn', () => {
  store.write((tx) => queueFlag(tx, mailbox, folder, 17, '\\Seen', true, 1))
  const [told] = queuedFlags(store.reader, mailbox)
  store.write((tx) => queueFlag(tx, mailbox, folder, 17, '\\Seen', false, 2))
  store.write((tx) => told && dropFlag(tx, told))
  expect(queuedFlags(store.reader, mailbox)).toMatchObject([{ uid: 17, isSet: 0 }])
})

test('what a person asked for comes first, then heads of too big letters, then the newest; none before its time', () => {
  store.write((tx) => {
    for (const [uid, because] of [
      [1, 'large'],
      [2, 'large'],
      [3, 'too-big'],
      [4, 'failed'],
    ] as const)
      addPending(tx, { folderId: folder, uid, size: 1, internalAt: 0, because })
  })
  const next = (now = 0) => nextPending(store.reader, folder, now, [])
  expect(next()?.uid).toBe(3)
  store.write((tx) => setPending(tx, next()!.id, { because: 'too-big', tries: 1, until: 500 }))
  expect(next()?.uid).toBe(4)
  store.write((tx) => setPending(tx, next()!.id, { because: 'failed', tries: 1, until: 900 }))
  expect(next()?.uid).toBe(2)
  expect(next(600)?.uid).toBe(3)
  store.write((tx) => tx.sql("UPDATE pending SET because = 'asked' WHERE uid = 1").run())
  expect(next(600)?.uid).toBe(1)
})
