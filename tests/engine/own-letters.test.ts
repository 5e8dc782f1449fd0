// A letter of ours in the mailbox of a colleague, or in the second one of its author, that receives it.
import { afterEach, expect, test } from 'vitest'
import { letterShown } from '../../src/main/api/reading.ts'
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
