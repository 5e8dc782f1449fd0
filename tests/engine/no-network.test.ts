import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { officeFacts } from '../../src/main/store/office.ts'
import type { UserId } from '../../src/shared/model/ids.ts'
import { clearMailrooms, Mailroom } from './mailroom.ts'

let room: Mailroom
afterAll(clearMailrooms)
beforeEach(() => {
  room = new Mailroom()
})
afterEach(() => room.close())

/** Mailboxes of one user, each on this server and waiting for that. */
function waiting(...lines: [host: string, because: string | null][]): number | null {
  const { store } = room
  for (const [n, [host, because]] of lines.entries()) {
    const id = room.addMailbox(`box${n}@our.example`)
    store.write((tx) =>
      tx
        .sql('UPDATE mailboxes SET imap_host = ?, activity = ?, wait_because = ?, activity_since = ? WHERE id = ?')
        .run(host, because === null ? 'watching' : 'waiting', because, 1000 + n, id),
    )
  }
  const owner = store.reader.sql<{ id: UserId }>('SELECT owner_id AS id FROM mailboxes').all()[0]!.id
  return officeFacts(store.reader, owner).offlineSince
}

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
