import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { asProgram, TestOffice } from '../server/host-rig.ts'
import { importFiles } from '../server/import.ts'
import { perform } from '../server/perform.ts'

const BOX = 'sales@sever.example'
const LETTERS = 8

let office: TestOffice
let token: string
let anna: number
let rooms: number

beforeAll(async () => {
  office = await TestOffice.start()
  await office.firstAdmin()
  token = await office.token('irina@sever.example')
  const folder = join(office.folder, 'letters')
  mkdirSync(folder)
  for (let n = 0; n < LETTERS; n++) writeFileSync(join(folder, `${n}.eml`), letter(n))
  await perform(office.place, importFiles, { mailbox: BOX, user: null, paths: [folder] }, () => undefined)
  const made = await ask('POST', '/contacts', { name: 'Анна', emails: ['anna@client.example'] })
  anna = made.card.id
  rooms = (await ask('GET', '/conversations?limit=50')).items[0].number
  const [first] = (await ask('GET', '/search?q=after:2026-02-04')).letters
  await ask('POST', '/conversations/read', { ids: [first.conversationId], read: false })
})
afterAll(() => office.end())

test.each([
  'письмо',
  'до:03.02.2026',
  'before:2026-02-03',
  'after:2026-02-05',
  'письмо after:2026-02-03 before:2026-02-06',
  'has:attachment',
  'есть:вложение after:2026-02-04',
  'кому:белова',
  'to:belova@client.example письмо',
  'от:анна',
  'от:белова',
  'is:unread',
  'это:непривязанное',
  'ящик:sales',
  'ящик:нет',
  'id:3@client.example',
  'файл:смета',
  'тема:заказ',
  '#NUMBER',
  '#999999',
  '"письмо 3"',
  'gbcmvj',
  '…',
])('the search of a feed understands "%s" as the search in everything does', async (typed) => {
  const text = typed.replace('NUMBER', String(rooms))
  const everywhere = (await ask('GET', `/search?q=${encodeURIComponent(text)}&limit=50`)).letters
  expect(await found(text)).toEqual(everywhere.map((hit: { messageId: number }) => hit.messageId).reverse())
})

test('every operator narrows a feed', async () => {
  const counts = ['до:03.02.2026', 'has:attachment', `#${rooms}`, 'кому:белова', 'от:белова', 'is:unread', 'ящик:нет']
  expect(await Promise.all(counts.map(async (text) => (await found(text)).length))).toEqual([2, 2, 1, 2, 0, 1, 0])
})

test('found letters come page by page, each once', async () => {
  const q = encodeURIComponent('after:2026-02-03')
  const first = await ask('GET', `/contacts/${anna}/feed?q=${q}&limit=4`)
  const second = await ask('GET', `/contacts/${anna}/feed?q=${q}&limit=4&cursor=${first.next}`)
  expect([first.items.length, second.items.length, second.next]).toEqual([4, 2, null])
})

test('a feed says which date was not understood', async () => {
  const feed = (q: string) => ask('GET', `/contacts/${anna}/feed?q=${encodeURIComponent(q)}`)
  expect(await feed('до:завтрака')).toMatchObject({ items: [], badDates: ['до:завтрака'] })
  expect(await feed('до:03.02.2026')).toMatchObject({ badDates: [] })
  expect(await ask('GET', `/contacts/${anna}/feed`)).toMatchObject({ badDates: [] })
})

async function found(text: string): Promise<number[]> {
  const { items } = await ask('GET', `/contacts/${anna}/feed?q=${encodeURIComponent(text)}&limit=50`)
  return items.map((item: { messageId: number }) => item.messageId)
}

// biome-ignore lint/suspicious/noExplicitAny: what REST answers is looked at, not typed
async function ask(method: 'GET' | 'POST', path: string, body?: object): Promise<any> {
  const answer = await fetch(`${office.host.url}/api/v1${path}`, {
    method,
    headers: { ...asProgram(token), 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  return answer.json()
}

function letter(n: number): string {
  const hasFile = n % 4 === 0
  const head = [
    'From: =?utf-8?b?0JDQvdC90LA=?= <anna@client.example>',
    `To: ${BOX}`,
    ...(n % 4 === 1 ? ['Cc: =?utf-8?b?0JLQtdGA0LAg0JHQtdC70L7QstCw?= <belova@client.example>'] : []),
    `Message-ID: <${n}@client.example>`,
    `Date: ${new Date(Date.UTC(2026, 1, 1 + n, 12)).toUTCString()}`,
    `Subject: ${n < 3 ? '=?utf-8?b?0JfQsNC60LDQtw==?=' : 'About'} ${n}`,
  ]
  const text = ['Content-Type: text/plain; charset=utf-8', '', `Письмо ${n}`, '']
  if (!hasFile) return [...head, ...text].join('\r\n')
  const file = [
    'Content-Type: application/pdf; name="=?utf-8?b?0YHQvNC10YLQsC5wZGY=?="',
    'Content-Disposition: attachment',
    '',
    '%PDF',
    '',
  ]
  return [...head, 'Content-Type: multipart/mixed; boundary=b', '', '--b', ...text, '--b', ...file, '--b--', ''].join(
    '\r\n',
  )
}
