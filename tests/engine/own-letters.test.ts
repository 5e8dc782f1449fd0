// A letter of ours in the mailbox of a colleague, or in the second one of its author, that receives it.
import { afterEach, expect, test } from 'vitest'
import { letterShown } from '../../src/main/api/reading.ts'
import { forwardedHead } from '../../src/main/engine/forward.ts'
import { ingestOf } from '../../src/main/engine/ingest.ts'
import { search } from '../../src/main/engine/search.ts'
import { beginFolder, folderById, saveFolder } from '../../src/main/store/folders.ts'
import { lettersOf } from '../../src/main/store/letters-read.ts'
import { addMailbox } from '../../src/main/store/mailboxes.ts'
import { prepareSearch } from '../../src/main/store/search-read.ts'
import { addUser } from '../../src/main/store/users.ts'
import type { ConversationId, MailboxId, UserId } from '../../src/shared/model/ids.ts'
import { openSendOffice, type SendOffice } from './send-office.ts'

let office: SendOffice
afterEach(() => office.close())

const oleg = { name: 'Олег', email: 'oleg@golub.example' }

/** A second mailbox of the office, as its program would see it. */
function connect(owner: UserId): MailboxId {
  return office.store.write((tx) =>
    addMailbox(tx, {
      ...{ ownerId: owner, address: oleg.email, provider: 'other', activity: 'watching' },
      ...{ activitySince: office.clock.now(), connectedAt: office.clock.now() },
    }),
  )
}

function colleague(): UserId {
  const person = {
    name: 'Олег',
    email: 'oleg@office.example',
    role: 'manager',
    passwordHash: '',
    locale: 'ru',
  } as const
  return office.store.write((tx) => addUser(tx, person, office.clock.now()))
}

/** The letters of a mailbox as its owner sees them. */
function shown(owner: UserId, mailbox: MailboxId) {
  const { reader } = office.store
  const where = 'SELECT DISTINCT conversation_id AS id FROM conversation_messages WHERE mailbox_id = ?'
  return reader
    .sql<{ id: ConversationId }>(where)
    .all(mailbox)
    .flatMap(({ id }) => lettersOf(reader, owner, id))
    .map((letter) => letterShown(reader, owner, letter))
}

function found(user: UserId, mailbox: MailboxId, text: string) {
  const now = office.clock.now()
  return search(office.store.reader, { text, user, mailboxes: [mailbox], limit: 5, below: null, now, zone: 'UTC' })
    .total.letters
}

async function arrives(mailbox: MailboxId): Promise<void> {
  const folder = office.store.write((tx) => {
    const inbox = { path: 'INBOX', name: 'INBOX', delimiter: '/', role: 'inbox', isTicked: true, letters: 0 } as const
    const id = saveFolder(tx, mailbox, inbox)
    beginFolder(tx, id, '1', 1)
    return folderById(tx, id)!
  })
  const { letter, packed } = await office.deps.ports.link.parse(office.practice.handovers[0]!.source!)
  const pulled = {
    uid: 1,
    flags: [],
    internalAt: office.clock.now(),
    size: packed.size,
    letter,
    packed,
    uploadId: null,
  }
  await office.deps.queue.add(ingestOf(office.deps, folder, [pulled]))
}

test('a copy to a second mailbox of ours is no copy in Sent: ours is filed all the same', async () => {
  office = await openSendOffice()
  await office.openLine()
  const mailbox = connect(office.user.id)
  const id = await office.send({ to: [oleg] })
  await office.until(() => office.row(id).state === 'sent')
  await arrives(mailbox)
  office.clock.advance(60_000)
  office.sending.poke()
  await office.until(() => office.row(id).copy === 'filed')
  expect(office.practice.folder('ivan@golub.example', 'Sent').letters).toHaveLength(1)
})

test('a letter whose line broke did go when it arrives in a mailbox of ours, and its copy is filed then', async () => {
  office = await openSendOffice()
  await office.openLine()
  const mailbox = connect(office.user.id)
  office.practice.faults.smtp = { drop: { when: 'after-dot', times: 1, isKept: true } }
  const id = await office.send({ to: [oleg] })
  await office.until(() => office.row(id).state === 'uncertain')
  await arrives(mailbox)
  expect(office.row(id)).toMatchObject({ state: 'sent', copy: 'pending' })
  office.clock.advance(60_000)
  office.sending.poke()
  await office.until(() => office.row(id).copy === 'filed')
})

test('a colleague who gets a blind copy learns nothing of the other recipients', async () => {
  office = await openSendOffice()
  const theirs = colleague()
  const mailbox = connect(theirs)
  const id = await office.send({ bcc: [{ name: 'Директор', email: 'boss@secret.example' }, oleg] })
  await office.until(() => office.row(id).state === 'sent')
  await arrives(mailbox)
  const [letter] = shown(theirs, mailbox)
  expect(letter).toMatchObject({ direction: 'out', outgoing: null })
  expect(JSON.stringify(letter)).not.toContain('secret.example')
  const [own] = shown(office.user.id, office.mailboxId)
  expect(own?.outgoing?.deliveries.map((one) => one.email)).toContain('boss@secret.example')
})

test('the author of a letter sees its blind recipients in its head; who gets it sent on does not', async () => {
  office = await openSendOffice()
  const theirs = colleague()
  const mailbox = connect(theirs)
  const boss = { name: 'Директор', email: 'boss@secret.example' }
  const id = await office.send({ to: [oleg], bcc: [boss] })
  expect(shown(office.user.id, office.mailboxId)[0]?.bcc).toEqual([boss])
  await office.until(() => office.row(id).state === 'sent')
  await arrives(mailbox)
  const [own] = shown(office.user.id, office.mailboxId)
  expect(own?.bcc).toEqual([boss])
  expect(shown(theirs, mailbox)[0]?.bcc).toEqual([])
  const head = JSON.stringify(forwardedHead(office.store.reader, office.user, own!.id))
  expect(head).toContain(oleg.email)
  expect(head).not.toContain('secret.example')
})

test('a letter of ours is found in the mailbox that received it, but not by its blind recipients', async () => {
  office = await openSendOffice()
  prepareSearch(office.store.reader)
  const theirs = colleague()
  const mailbox = connect(theirs)
  // The name of its sender too, which is among the words of the letter.
  const blind = { name: 'Иван Тайный', email: 'boss@secret.example' }
  const id = await office.send({ to: [oleg], bcc: [blind], subject: 'Отчётность квартальная' })
  await office.until(() => office.row(id).state === 'sent')
  expect(found(theirs, mailbox, 'отчётность')).toBe(0)
  await arrives(mailbox)
  expect(found(theirs, mailbox, 'отчётность')).toBe(1)
  expect(found(theirs, mailbox, 'to:oleg')).toBe(1)
  expect(found(theirs, mailbox, 'to:иван')).toBe(0)
  expect(found(office.user.id, office.mailboxId, 'отчётность')).toBe(1)
  expect(found(office.user.id, office.mailboxId, 'to:иван')).toBe(1)
})

test('a letter of ours is found by its blind recipients, but only by who sent it', async () => {
  office = await openSendOffice()
  prepareSearch(office.store.reader)
  const theirs = colleague()
  const mailbox = connect(theirs)
  const blind = { name: 'Вера Тайная', email: 'boss@secret.example' }
  const id = await office.send({ to: [oleg], bcc: [blind], subject: 'Отчётность квартальная' })
  await office.send({ to: [{ name: 'Вера Явная', email: 'vera@open.example' }] })
  await office.until(() => office.row(id).state === 'sent')
  await arrives(mailbox)
  const mine = (text: string) => found(office.user.id, office.mailboxId, text)
  for (const text of ['кому:тайная', 'to:boss@secret.example', 'кому:тайная кому:олег', 'отчётность to:secret'])
    expect([text, mine(text), found(theirs, mailbox, text)]).toEqual([text, 1, 0])
  expect(mine('кому:вера')).toBe(2)
  // Blind recipients are looked for where one says so, as what stands in the letter does not name them.
  for (const text of ['тайная', 'от:тайная', 'счета to:тайная', 'to:тайная after:2026-03-15', 'to:тайная to:анна'])
    expect([text, mine(text)]).toEqual([text, 0])
  // Who shares the mailbox with its owner is not told either.
  expect(found(theirs, office.mailboxId, 'to:тайная')).toBe(0)
})

test('a copy in Sent that names blind recipients tells them to none of those who received the letter', async () => {
  office = await openSendOffice()
  prepareSearch(office.store.reader)
  const theirs = colleague()
  const mailbox = connect(theirs)
  const letter = (bcc: string) =>
    `From: ivan@golub.example\nTo: oleg@golub.example\n${bcc}Subject: Sums\nMessage-ID: <1@golub.example>\nDate: Sat, 14 Mar 2026 08:00:00 +0000\n\nDear Oleg\n`
  const sent = await office.receive(letter('Bcc: Boss <boss@secret.example>\n'))
  expect(await office.receive(letter(''), mailbox)).toBe(sent)
  expect(['sums', 'to:oleg', 'to:boss', 'to:secret'].map((text) => found(theirs, mailbox, text))).toEqual([1, 1, 0, 0])
})
