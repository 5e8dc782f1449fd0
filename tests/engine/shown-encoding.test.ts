import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, expect, test } from 'vitest'
import { chooseEncoding, startEncodings } from '../../src/main/engine/encodings.ts'
import type { Engine } from '../../src/main/engine/engine.ts'
import { parseAgain } from '../../src/main/engine/reread.ts'
import { addMailbox } from '../../src/main/store/mailboxes.ts'
import { addUser } from '../../src/main/store/users.ts'
import type { BlobId, MailboxId, MessageId } from '../../src/shared/model/ids.ts'
import { openSendOffice, type SendOffice } from './send-office.ts'

let office: SendOffice
afterEach(() => office.close())

// It says KOI8-R and is windows-1251.
const MISLABELLED = `From: Anna <anna@client.example>
To: ivan@golub.example
Subject: x
Message-ID: <k@client.example>
Date: Sat, 14 Mar 2026 08:00:00 +0000
Content-Type: text/plain; charset=koi8-r
Content-Transfer-Encoding: base64

z/Do4uXyIOzo8Cwg/fLuIO/o8fzs7g==
`
const textOf = (id: number) =>
  office.store.reader.sql<{ text: string }>('SELECT text FROM message_bodies WHERE message_id = ?').get(id)?.text.trim()
const blindIn = (id: number) =>
  office.store.reader
    .sql<{ email: string }>(
      "SELECT a.email FROM message_addresses m JOIN addresses a ON a.id = m.address_id WHERE m.message_id = ? AND m.role = 'bcc'",
    )
    .all(id)
    .map((row) => row.email)
const again = (id: MessageId, blob: BlobId) =>
  parseAgain({ deps: office.deps } as unknown as Engine, office.mailboxId, id, blob)
const choose = (id: MessageId, blob: BlobId, from: string, charset: string, sender: string | null = null) =>
  chooseEncoding(office.deps, office.user.id, { id, mailboxId: office.mailboxId, blob, from }, charset, sender)
const sourceOf = (id: MessageId) =>
  office.store.reader.sql<{ blob: BlobId }>('SELECT blob_id AS blob FROM placements WHERE message_id = ?').get(id)!.blob
const READABLE = 'Привет мир, это письмо'

/** The mailbox of a colleague in the same office. */
function colleagueMailbox(): MailboxId {
  return office.store.write((tx) => {
    const person = { name: 'Ольга', email: 'olga@office.example', passwordHash: '', locale: 'ru' } as const
    const ownerId = addUser(tx, { ...person, role: 'manager' }, 0)
    const address = 'olga@golub.example'
    return addMailbox(tx, {
      ...{ ownerId, address, displayName: 'Ольга', provider: 'other' },
      ...{ activity: 'watching', activitySince: 0, connectedAt: 0, imapHost: 'localhost' },
    })
  })
}

test('a letter that is parsed again stays in the encoding that was chosen for it', async () => {
  office = await openSendOffice()
  const id = (await office.receive(MISLABELLED)) as MessageId
  const blob = sourceOf(id)
  expect(textOf(id)).not.toBe(READABLE)
  await choose(id, blob, 'anna@client.example', 'windows-1251')
  expect(textOf(id)).toBe(READABLE)
  await again(id, blob)
  expect(textOf(id)).toBe(READABLE)
})

test('our own letter keeps its blind recipients when it is shown in another encoding or parsed again', async () => {
  office = await openSendOffice()
  const sent = await office.send({ bcc: [{ name: 'Тихо', email: 'bcc@client.example' }] })
  await office.until(() => office.row(sent).state === 'sent')
  const { messageId, blobId } = office.item(sent)
  await choose(messageId!, blobId!, 'ivan@golub.example', 'koi8-r')
  expect(blindIn(messageId!)).toEqual(['bcc@client.example'])
  await again(messageId!, blobId!)
  expect(blindIn(messageId!)).toEqual(['bcc@client.example'])
})

test('"always so for this sender" holds for whoever said it, not for his colleagues', async () => {
  office = await openSendOffice()
  const olga = colleagueMailbox()
  const letter = (n: number, to: string) =>
    MISLABELLED.replace('k@client.example', `k${n}@client.example`).replace('ivan@golub.example', to)
  const first = (await office.receive(letter(1, 'ivan@golub.example'))) as MessageId
  await choose(first, sourceOf(first), 'anna@client.example', 'windows-1251', 'windows-1251')
  const hers = await office.receive(letter(2, 'olga@golub.example'), olga)
  const his = await office.receive(letter(3, 'ivan@golub.example'))
  const stop = startEncodings(office.deps)
  await office.until(() => textOf(his) === READABLE)
  stop()
  expect(textOf(hers)).not.toBe(READABLE)
  const choice = (id: number) =>
    office.store.reader.sql('SELECT 1 FROM letter_encodings WHERE message_id = ?').get(id) !== undefined
  expect([choice(hers), choice(his)]).toEqual([false, true])
})

test('a letter with huge files is read anew piece by piece, never held whole', async () => {
  office = await openSendOffice()
  const file = `${'QUJD'.repeat(18)}\n`.repeat(700_000)
  const id = (await office.receive(`From: Anna <anna@client.example>
To: ivan@golub.example
Subject: x
Message-ID: <huge@client.example>
Date: Sat, 14 Mar 2026 08:00:00 +0000
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain; charset=koi8-r
Content-Transfer-Encoding: base64

z/Do4uXyIOzo8Cwg/fLuIO/o8fzs7g==
--b
Content-Type: application/octet-stream; name=film.bin
Content-Transfer-Encoding: base64

${file}
--b--
`)) as MessageId
  // What lives, not what waits to be collected.
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc')
  const held = () => {
    collect()
    return process.memoryUsage().arrayBuffers
  }
  const before = held()
  let most = 0
  const look = setInterval(() => (most = Math.max(most, held() - before)), 100)
  await choose(id, sourceOf(id), 'anna@client.example', 'windows-1251')
  await again(id, sourceOf(id))
  clearInterval(look)
  expect(textOf(id)).toBe(READABLE)
  expect(file.length).toBeGreaterThan(50_000_000)
  expect(most).toBeLessThan(30_000_000)
})
