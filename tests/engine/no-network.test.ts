import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { setActivity } from '../../src/main/store/mailboxes.ts'
import { officeFacts } from '../../src/main/store/office.ts'
import { addUser } from '../../src/main/store/users.ts'
import type { UserId } from '../../src/shared/model/ids.ts'
import { clearMailrooms, Mailroom } from './mailroom.ts'

// Who the mailboxes of the room belong to.
const OWNER = 1 as UserId

let room: Mailroom
afterAll(clearMailrooms)
beforeEach(() => {
  room = new Mailroom()
})
afterEach(() => room.close())

type Line = { host: string | null; because: string | null; lastSyncAt?: number; of?: UserId }

/** The mailboxes of the office, each on this server and waiting for that, or read; the first user's are asked about. */
function offlineSince(...lines: Line[]): number | null {
  const { store } = room
  for (const [n, { host, because, lastSyncAt = null, of = OWNER }] of lines.entries()) {
    const id = room.addMailbox(`box${n}@our.example`)
    store.write((tx) =>
      tx
        .sql(
          `UPDATE mailboxes SET owner_id = ?, imap_host = ?, activity = ?, wait_because = ?, last_sync_at = ?, activity_since = ?
           WHERE id = ?`,
        )
        .run(of, host, because === null ? 'watching' : 'waiting', because, lastSyncAt, 1000 + n, id),
    )
  }
  return officeFacts(store.reader, OWNER).offlineSince
}

const waiting = (...lines: [host: string, because: string | null][]) =>
  offlineSince(...lines.map(([host, because]) => ({ host, because })))

test('without a network it is said so, since the last mailbox lost it', () => {
  expect(waiting(['a.example', 'no-network'], ['b.example', 'host-not-found'])).toBe(1001)
})

test('a server that refuses the connection was reached: the network is there', () => {
  expect(waiting(['a.example', 'refused'])).toBeNull()
})

test('one server that is silent is its own trouble', () => {
  expect(waiting(['a.example', 'timeout'], ['a.example', 'timeout'])).toBeNull()
})

test('several servers that are silent at once: it is the network', () => {
  expect(waiting(['a.example', 'timeout'], ['b.example', 'timeout'])).toBe(1001)
})

test('a mailbox that is reached proves the network', () => {
  expect(waiting(['a.example', 'no-network'], ['b.example', null])).toBeNull()
})

test('a server that is not found and never was is a typo, not the network', () => {
  expect(waiting(['no-such-host.invalid', 'host-not-found'])).toBeNull()
})

test('two mailboxes with the same typo say nothing about the network', () => {
  expect(waiting(['imap.exmaple', 'host-not-found'], ['imap.exmaple', 'host-not-found'])).toBeNull()
})

test('a server that was read once and is not found now: it is the network', () => {
  expect(offlineSince({ host: 'a.example', because: 'host-not-found', lastSyncAt: 500 })).toBe(1000)
})

test('several servers that are not found at once: it is the network', () => {
  expect(waiting(['a.example', 'host-not-found'], ['b.example', 'host-not-found'])).toBe(1001)
})

test('a mailbox of a colleague that is read proves the network', () => {
  const colleague = room.store.write((tx) =>
    addUser(tx, { name: 'Анна', email: 'anna@our.example', role: 'manager', passwordHash: null, locale: 'ru' }, 0),
  )
  expect(
    offlineSince(
      { host: 'a.example', because: 'host-not-found', lastSyncAt: 500 },
      { host: 'b.example', because: 'no-network' },
      { host: 'c.example', because: null, of: colleague },
    ),
  ).toBeNull()
})

test('a mailbox that only sends is not read and proves nothing', () => {
  expect(offlineSince({ host: 'a.example', because: 'no-network' }, { host: null, because: null })).toBe(1000)
})

test('everybody is told when a mailbox is read again, so that nobody goes on saying "no network"', () => {
  const id = room.addMailbox('box@our.example')
  const told: string[] = []
  room.store.onChanges((changes) => told.push(...changes.keys()))
  room.store.write((tx) => setActivity(tx, id, { is: 'watching', by: 'idle' }, 1000))
  expect(told).toContain('office')
})
