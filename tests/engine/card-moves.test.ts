import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { followCardMoves } from '../../src/main/engine/card-moves.ts'
import { undoAct } from '../../src/main/engine/card-undo.ts'
import { mergeContacts } from '../../src/main/engine/contact-merge.ts'
import { bindReleased, createContact, removeContact, updateContact } from '../../src/main/engine/contacts.ts'
import { followOwnAddresses } from '../../src/main/engine/own-addresses.ts'
import { createWriteQueue } from '../../src/main/engine/write-queue.ts'
import { cardMoves } from '../../src/main/store/card-moves.ts'
import { contactFields } from '../../src/main/store/contacts.ts'
import { openStore } from '../../src/main/store/database.ts'
import type { ContactId, UserId } from '../../src/shared/model/ids.ts'
import { type Copy, clearMailrooms, Mailroom } from './mailroom.ts'

const US = 'office@our.example'
const ANNA = 'anna@sklad.example'
const OLEG = 'oleg@sklad.example'
const USER = 1 as UserId
/** More than three steps of a move. */
const MANY = 700

let room: Mailroom
afterAll(clearMailrooms)
beforeEach(async () => {
  room = new Mailroom()
  room.addMailbox(US)
  // Cards are made by hand here.
  room.store.write((tx) => tx.sql('UPDATE mailboxes SET create_contacts = 0').run())
  await followOwnAddresses(room.deps)
  sent = 0
  arrive(MANY, OLEG)
  arrive(1, ANNA)
})
afterEach(() => room.close())

let sent = 0
function arrive(n: number, from: string): void {
  const copies = Array.from({ length: n }, (): Copy => {
    sent += 1
    const at = Date.UTC(2026, 0, 1) + sent * 3_600_000
    const letter = { messageId: `m${sent}@x`, inReplyTo: '', references: [], from, to: [US], cc: [], bcc: [] }
    const rest = { replyTo: null, subject: `Письмо ${sent}`, content: `text ${sent}`, at }
    return { mailbox: US, folder: 'inbox', isSeen: true, internalAt: at, letter: { ...letter, ...rest } }
  })
  room.receive(...copies)
}

const card = (name: string, emails: string[]) =>
  createContact(room.deps, USER, { name, emails, position: '', note: '', company: null, phones: [] })
const count = (table: string, id: ContactId | null) =>
  room.store.reader.sql<{ n: number }>(`SELECT count(*) AS n FROM ${table} WHERE contact_id IS ?`).get(id)?.n
/** Letters bound to the card and conversations that show it. */
const standsOn = (id: ContactId | null) => [count('conversation_messages', id), count('conversations', id)]
const fields = (id: ContactId) => contactFields(room.store.reader, id)
const isOnTheWay = () => cardMoves(room.store.reader).length > 0

/** The program is killed here and started again; the file is as it was. */
function kill(): void {
  room.store.close()
  room.store = openStore(room.file)
  room.deps = { ...room.deps, store: room.store, queue: createWriteQueue(room.store) }
}

async function killedAndFollowed(): Promise<void> {
  expect(isOnTheWay()).toBe(true)
  kill()
  await followCardMoves(room.deps)
  expect(isOnTheWay()).toBe(false)
}

test('a new card with very many letters gets them all, also when the program is killed on the way', async () => {
  const oleg = card('Олег', [OLEG])
  expect(standsOn(oleg)[0]).toBeLessThan(MANY)
  await killedAndFollowed()
  expect(standsOn(oleg)).toEqual([MANY, MANY])
})

test('a merge killed on the way ends with one card and all letters on it', async () => {
  const [anna, oleg] = [card('Анна', [ANNA]), card('Олег', [OLEG])]
  await followCardMoves(room.deps)
  mergeContacts(room.deps, USER, anna, [oleg], {})
  // The survivor is whole at once; the other one goes with its last letter.
  expect(fields(anna)?.emails).toEqual([ANNA, OLEG])
  arrive(1, OLEG)
  await killedAndFollowed()
  expect([fields(oleg), standsOn(oleg)]).toEqual([null, [0, 0]])
  expect(standsOn(anna)).toEqual([MANY + 2, MANY + 2])
  const said = room.store.reader.sql("SELECT user_id AS user FROM journal WHERE what = 'contact.merged'").all()
  expect(said).toEqual([{ user: USER }])
})

test('a merge taken back before its letters are through gives each card its own again', async () => {
  const [anna, oleg] = [card('Анна', [ANNA]), card('Олег', [OLEG])]
  await followCardMoves(room.deps)
  const [act] = mergeContacts(room.deps, USER, anna, [oleg], {}) ?? []
  arrive(1, OLEG)
  expect(undoAct(room.deps, USER, act!)).toEqual({ contact: oleg, company: null })
  await killedAndFollowed()
  expect([standsOn(anna), standsOn(oleg)]).toEqual([
    [1, 1],
    [MANY + 1, MANY + 1],
  ])
  expect(room.store.reader.sql('SELECT count(*) AS n FROM card_act_letters').get()).toEqual({ n: 0 })
})

test('a deletion killed on the way leaves no card and no letter on it; taken back, all of them return', async () => {
  const oleg = card('Олег', [OLEG])
  await followCardMoves(room.deps)
  const act = removeContact(room.deps, USER, oleg)
  await killedAndFollowed()
  expect([fields(oleg), standsOn(oleg)]).toEqual([null, [0, 0]])
  undoAct(room.deps, USER, act!)
  await killedAndFollowed()
  expect(standsOn(oleg)).toEqual([MANY, MANY])
})

test('letters that a deleted card left come to a new one on request, step by step', async () => {
  removeContact(room.deps, USER, card('Олег', [OLEG]))
  await followCardMoves(room.deps)
  const again = card('Олег', [OLEG])
  expect(standsOn(again)).toEqual([0, 0])
  bindReleased(room.deps, USER, again)
  await killedAndFollowed()
  expect(standsOn(again)).toEqual([MANY, MANY])
})

test('a card changed or deleted while its letters still come to it has them all first', async () => {
  const oleg = card('Олег', [OLEG])
  updateContact(room.deps, USER, oleg, { emails: { from: OLEG, to: 'other@sklad.example' } })
  expect([isOnTheWay(), ...standsOn(oleg)]).toEqual([false, MANY, MANY])
  const anna = card('Анна', [ANNA, OLEG])
  removeContact(room.deps, USER, anna)
  await followCardMoves(room.deps)
  expect([standsOn(anna), standsOn(oleg)]).toEqual([
    [0, 0],
    [MANY, MANY],
  ])
})
