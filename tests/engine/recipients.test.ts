import { afterEach, beforeEach, expect, test } from 'vitest'
import { search } from '../../src/main/engine/search.ts'
import { suggestedRecipients } from '../../src/main/store/recipients-read.ts'
import { prepareSearch } from '../../src/main/store/search-read.ts'
import type { ConversationId } from '../../src/shared/model/ids.ts'
import { openSendOffice, type SendOffice } from './send-office.ts'

let office: SendOffice
beforeEach(async () => {
  office = await openSendOffice()
})
afterEach(() => office.close())

const received = (from: string, id: string, cc = '') =>
  office.receive(
    `From: ${from}\nTo: ivan@golub.example\n${cc ? `Cc: ${cc}\n` : ''}Subject: ${id}\nMessage-ID: <${id}@client.example>\nDate: Sat, 14 Mar 2026 08:00:00 +0000\n\nДа.\n`,
  )
const conversationOf = (message: number) =>
  office.store.reader
    .sql<{ id: ConversationId }>('SELECT conversation_id AS id FROM conversation_messages WHERE message_id = ?')
    .get(message)?.id ?? null
const asked = (words: string[], conversationId: ConversationId | null = null, address = '') =>
  suggestedRecipients(office.store.reader, office.user.id, [office.mailboxId], {
    words,
    address,
    conversationId,
    limit: 8,
  }).map(({ email, because }) => `${email} ${because}`)

test('people of the conversation are offered first, then others written to lately, and never ourselves', async () => {
  const question = await received('Anna <anna@client.example>', 'a', 'Boss <boss@client.example>, ivan@golub.example')
  await office.send({ to: [{ name: 'Пётр', email: 'petr@other.example' }] })
  expect(asked([], conversationOf(question))).toEqual([
    'anna@client.example conversation',
    'boss@client.example conversation',
    'petr@other.example recent',
  ])
  expect(asked([])).toEqual(['petr@other.example recent'])
})

test('a word finds names and addresses by their beginnings; the beginning of an address finds that address only', async () => {
  await office.send({ to: [{ name: 'Борис Иванов', email: 'boris@client.example' }] })
  expect(asked(['иван'])).toEqual(['boris@client.example recent'])
  expect(asked(['bor', 'cli'])).toEqual(['boris@client.example recent'])
  expect(asked(['ванов'])).toEqual([])
  expect(asked(['boris', 'cl'], null, 'boris@cl')).toEqual(['boris@client.example recent'])
  expect(asked(['иванов', 'client'], null, 'иванов@client')).toEqual([])
})

test('a letter to ten thousand people is found by any of them', async () => {
  const { reader } = office.store
  prepareSearch(reader)
  const many = Array.from({ length: 10_000 }, (_, n) => `Person ${n} <p${n}@crowd.example>`)
  await received('Anna <anna@client.example>', 'crowd', [...many, 'Zinaida <zinaida@far.example>'].join(',\n '))
  const found = (text: string) =>
    search(reader, {
      ...{ text, user: office.user.id, mailboxes: [office.mailboxId], limit: 5, below: null },
      ...{ now: office.clock.now(), zone: 'UTC' },
    }).total.letters
  expect(['zinaida', 'to:zinaida', 'to:p9999', 'from:anna'].map(found)).toEqual([1, 1, 1, 1])
  expect(['to:anna', 'from:zinaida', 'to:nobody'].map(found)).toEqual([0, 0, 0])
  expect(office.store.reader.sql<{ n: number }>('SELECT count(*) AS n FROM message_addresses').get()?.n).toBeLessThan(
    300,
  )
})
