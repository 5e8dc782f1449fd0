// The copy of a sent letter on the server.
import { afterEach, expect, test } from 'vitest'
import { openSendOffice, type SendOffice, type SendOfficeOptions } from './send-office.ts'

let office: SendOffice
const open = async (options?: SendOfficeOptions) => (office = await openSendOffice(options))
afterEach(() => office.close())

const MINUTE_MS = 60_000

test('a letter arrives with exactly the bytes that were frozen, and is filed once in Sent', async () => {
  await open()
  await office.openLine()
  const id = await office.send({ bcc: [{ name: '', email: 'boss@golub.example' }] })
  expect(office.row(id).conversationId).not.toBeNull()
  await office.until(() => office.row(id).state === 'sent')
  const [handover] = office.practice.handovers
  expect(handover?.to).toEqual(['anna@client.example', 'boss@golub.example'])
  expect(handover?.messageId).toBe(office.item(id).messageIdHeader)
  expect(handover?.messageId).toMatch(/^[0-9a-f]{32}@golub\.example$/)
  expect(handover?.source?.toString()).not.toContain('boss@golub.example')
  const parsed = (await office.deps.ports.link.parse(handover!.source!)).letter
  expect({ ...parsed, text: Buffer.from(parsed.text).toString() }).toMatchObject({
    subject: 'Счёт на оплату',
    text: 'Добрый день, Анна!',
    from: { name: 'Иван Петров', email: 'ivan@golub.example' },
  })
  const kept = office.store.reader
    .sql<{ sha256: string }>('SELECT sha256 FROM blobs WHERE id = ?')
    .get(office.item(id).blobId)
  expect(handover?.sha256).toBe(kept?.sha256)
  office.clock.advance(25_000)
  await office.until(() => office.row(id).copy === 'filed')
  const sent = office.practice.folder('ivan@golub.example', 'Sent').letters
  expect(sent.map((letter) => [...letter.flags])).toEqual([['\\Seen']])
})

test('the copy that the server files by itself is not filed again', async () => {
  await open({ account: { filesOwnCopies: true } })
  await office.openLine()
  const id = await office.send()
  await office.until(() => office.row(id).copy === 'by-server')
  expect(office.practice.folder('ivan@golub.example', 'Sent').letters).toHaveLength(1)
})

test('a mailbox with two Sent folders waits for its owner to choose, and the letter is sent all the same', async () => {
  await open()
  await office.openLine()
  office.store.write((tx) => tx.sql("UPDATE folders SET role = 'sent' WHERE path IN ('Sent', 'Trash')").run())
  const id = await office.send()
  await office.until(() => office.row(id).state === 'sent' && office.item(id).copyUntil === null)
  expect(office.row(id).copy).toBe('pending')
  office.store.write((tx) => tx.sql("UPDATE folders SET role = 'trash' WHERE path = 'Trash'").run())
  office.clock.advance(25_000)
  office.sending.poke()
  await office.until(() => office.row(id).copy === 'filed')
})

test('a copy is filed in Sent under the name that another program gave it meanwhile', async () => {
  await open()
  await office.openLine()
  const id = await office.send()
  await office.until(() => (office.item(id).copyUntil ?? 0) > office.clock.now())
  office.practice.folder('ivan@golub.example', 'Sent').uidValidity = 4711
  office.store.write((tx) =>
    tx.sql("UPDATE folders SET path = 'Before', uid_validity = '4711' WHERE path = 'Sent'").run(),
  )
  office.clock.advance(MINUTE_MS)
  await office.until(() => office.row(id).copy === 'filed')
  expect(office.practice.folder('ivan@golub.example', 'Sent').letters).toHaveLength(1)
  expect(office.item(id).copyTries, 'no try failed').toBe(0)
})

test('a copy that cannot be filed is tried three times and then said to be missing; the letter stays sent', async () => {
  await open()
  await office.openLine()
  const id = await office.send()
  await office.until(() => (office.item(id).copyUntil ?? 0) > office.clock.now())
  office.practice.faults.imap = { disconnectOn: { command: 'APPEND' } }
  for (const [tries, minutes] of [
    [1, 1],
    [2, 1],
    [3, 5],
  ] as const) {
    office.clock.advance(minutes * MINUTE_MS)
    await office.until(() => office.item(id).copyTries === tries || office.row(id).copy === 'not-filed')
  }
  await office.until(() => office.row(id).copy === 'not-filed')
  expect(office.row(id).state).toBe('sent')
  expect(office.store.reader.sql('SELECT what FROM journal').all()).toContainEqual({ what: 'copy-not-filed' })
})
