import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { Contract } from '../../shared/api/contract.ts'
import type { ConversationPage } from '../../shared/api/conversations.ts'
import type { LetterHit } from '../../shared/api/search.ts'
import type { MessageId } from '../../shared/model/ids.ts'
import { asPage, asProgram, PASSWORD, type Page, pageOf, TestOffice } from '../server/host-rig.ts'
import { importFiles } from '../server/import.ts'
import { perform } from '../server/perform.ts'

const PDF = Buffer.from('%PDF-1.4 these are the bytes of the file')
const PIXEL = Buffer.from('R0lGODlhAgACAIAAAAUEBAAAACwAAAAAAgACAAACAoRRADs=', 'base64')
const PEOPLE = 23
/** Whose server did not confirm his letter. */
const FORGED = 7

let office: TestOffice
let irina: Page
let pavel: Page
let token: string
let pavelToken: string
let withFiles: MessageId

beforeAll(async () => {
  office = await TestOffice.start()
  irina = await office.firstAdmin()
  await office.addUser('pavel@sever.example')
  pavel = await pageOf(
    await office.post('/session/sign-in', { email: 'pavel@sever.example', password: PASSWORD, remember: false }),
  )
  token = await office.token('irina@sever.example')
  pavelToken = await office.token('pavel@sever.example')
  const letters = join(office.folder, 'letters')
  mkdirSync(letters)
  for (let n = 0; n < PEOPLE; n++) writeFileSync(join(letters, `${n}.eml`), letter(n))
  writeFileSync(join(letters, 'files.eml'), letterWithFiles())
  await perform(
    office.place,
    importFiles,
    { mailbox: 'sales@sever.example', user: null, paths: [letters] },
    () => undefined,
  )
  withFiles = (await found('Договор'))[0]?.messageId ?? fail()
})
afterAll(() => office.end())

test('the list comes page by page without doubles, and a cursor belongs to its list', async () => {
  const seen: number[] = []
  let cursor = ''
  for (let page = 0; page < 10; page++) {
    const answer: ConversationPage = await json(`/conversations?limit=7${cursor && `&cursor=${cursor}`}`)
    seen.push(...answer.items.map((row) => row.id))
    if (answer.next === null) break
    cursor = answer.next
  }
  expect(seen.length).toBe(PEOPLE + 1)
  expect(new Set(seen).size).toBe(PEOPLE + 1)
  const refused = await office.get(`/api/v1/conversations?state=open&cursor=${cursor}`, asProgram(token))
  expect([refused.status, await refused.json()]).toMatchObject([
    400,
    { data: { problem: 'cursor-malformed', field: 'cursor' } },
  ])
  const wrong = await office.get('/api/v1/conversations?limit=100000', asProgram(token))
  expect([wrong.status, await wrong.json()]).toMatchObject([
    400,
    { message: expect.stringMatching(/field .*<=\s?\d+/), data: { problem: 'bad-input', field: 'limit' } },
  ])
})

test('the list says which conversation ends with a letter that looks like fraud, as the letter itself does', async () => {
  const { items }: ConversationPage = await json('/conversations?limit=100')
  const doubtful = items.filter((row) => row.doubtful !== null)
  expect(doubtful).toMatchObject([{ subject: `Заказ ${FORGED}` }])
  const { warnings } = await json(`/messages/${doubtful[0]?.doubtful}`)
  expect(warnings).toMatchObject([{ kind: 'authentication-failed' }])
})

test("another user's mailbox, conversation, letter and file do not exist", async () => {
  const mailboxes = await json('/mailboxes')
  const { items } = await json('/conversations')
  const paths = [
    `/mailboxes/${mailboxes[0].id}`,
    `/conversations?mailbox=${mailboxes[0].id}`,
    `/conversations/${items[0].id}`,
    `/messages/${withFiles}`,
    `/messages/${withFiles}/source`,
    `/messages/${withFiles}/headers`,
    `/messages/${withFiles}/attachments/0`,
  ]
  for (const path of paths) {
    expect([path, (await office.get(`/api/v1${path}`, asProgram(token))).status]).toEqual([path, 200])
    const none = await office.get(`/api/v1${path.replace(/\d+/, '999999')}`, asProgram(pavelToken))
    const others = await office.get(`/api/v1${path}`, asProgram(pavelToken))
    expect([path, others.status, await others.text()]).toEqual([path, none.status, await none.text()])
    expect(others.status).toBe(404)
  }
  expect(await (await office.get('/api/v1/mailboxes', asProgram(pavelToken))).json()).toEqual([])
  expect(await (await office.get('/api/v1/search?q=Договор', asProgram(pavelToken))).json()).toMatchObject({
    letters: [],
    total: { letters: 0 },
  })
})

test('the source is exactly what was received, and a file exactly what was attached', async () => {
  const source = await office.get(`/api/v1/messages/${withFiles}/source`, asProgram(token))
  expect(Buffer.from(await source.arrayBuffer()).equals(letterWithFiles())).toBe(true)
  const { placements, attachments } = await json(`/messages/${withFiles}`)
  expect(
    (await office.get(`/api/v1/messages/${withFiles}/source?placement=${placements[0].id}`, asProgram(token))).status,
  ).toBe(200)
  expect((await office.get(`/api/v1/messages/${withFiles}/source?placement=999`, asProgram(token))).status).toBe(404)
  expect(attachments).toMatchObject([
    { n: 0, name: 'Договор №1.pdf', preview: 'pdf', isBlocked: false, size: PDF.length },
    { n: 1, name: 'page.html', preview: 'none' },
    { n: 2, name: 'setup.exe', isBlocked: true },
    { n: 3, isInline: true },
  ])
  const file = await office.get(`/api/v1/messages/${withFiles}/attachments/0`, asProgram(token))
  expect(Buffer.from(await file.arrayBuffer())).toEqual(PDF)
  expect(Object.fromEntries(file.headers)).toMatchObject({
    'content-type': 'application/octet-stream',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
    'content-disposition': `attachment; filename="_______ _1.pdf"; filename*=UTF-8''${encodeURIComponent('Договор №1.pdf')}`,
  })
  expect((await office.get(`/api/v1/messages/${withFiles}/attachments/9`, asProgram(token))).status).toBe(404)
})

test('the page gets its files by signed addresses that want its own session too', async () => {
  const client = await clientOf(irina)
  const { url } = await client.api.messages.attachment({ id: withFiles, n: 0, as: 'preview' })
  const shown = await office.get(url, { cookie: irina.cookie })
  expect([
    shown.status,
    shown.headers.get('content-type'),
    shown.headers.get('content-disposition')?.slice(0, 6),
  ]).toEqual([200, 'application/pdf', 'inline'])
  expect((await office.get(url)).status).toBe(404)
  expect((await office.get(url, { cookie: pavel.cookie })).status).toBe(404)
  expect((await office.get(url.replace('/0?', '/1?'), { cookie: irina.cookie })).status).toBe(404)
  expect((await office.get(url, { cookie: irina.cookie, 'sec-fetch-site': 'cross-site' })).status).toBe(403)

  const page = await client.api.messages.attachment({ id: withFiles, n: 1, as: 'preview' })
  const html = await office.get(page.url, { cookie: irina.cookie })
  expect([html.headers.get('content-type'), html.headers.get('content-disposition')?.slice(0, 10)]).toEqual([
    'application/octet-stream',
    'attachment',
  ])

  const body = await client.api.messages.body({ id: withFiles })
  const inline = await office.get(body.inlinePictures['logo@sever'] ?? '', { cookie: irina.cookie })
  expect(Buffer.from(await inline.arrayBuffer())).toEqual(PIXEL)

  const pictures = await client.api.messages.pictures({
    id: withFiles,
    urls: ['https://shop.example/lamp.jpg', 'https://t.example/p.gif', 'https://elsewhere.example/x.png'],
    always: true,
  })
  expect(Object.keys(pictures.signed)).toEqual(['https://shop.example/lamp.jpg'])
  expect(pictures.trackers).toEqual(['https://t.example/p.gif'])
  expect((await client.api.messages.body({ id: withFiles })).picturesAllowed).toBe(true)
  client.close()
})

test('letters are found by words, people and files, newest first, and what was found is marked', async () => {
  const [hit] = await found('договоры')
  expect(hit).toMatchObject({ subject: '\uE000Договор\uE001 и счёт', hasAttachments: true })
  expect((await found('от:клиент7'))[0]?.who).toBe('\uE000Клиент7\uE001')
  expect((await found('файл:setup'))[0]?.file).toBe('\uE000setup\uE001.exe')
  expect(await found('есть:вложение')).toHaveLength(1)
  const all = await found('лампы')
  expect(all.map((one) => one.at)).toEqual(all.map((one) => one.at).sort((a, b) => b - a))
  expect(await json(`/search?q=${encodeURIComponent('kfvgs')}`)).toMatchObject({
    understoodAs: 'лампы',
    total: { letters: PEOPLE },
  })
  const first = await json(`/search?q=${encodeURIComponent('лампы')}&limit=5`)
  const second = await json(`/search?q=${encodeURIComponent('лампы')}&limit=5&cursor=${first.next}`)
  expect([first.total, second.total]).toMatchObject(Array(2).fill({ letters: PEOPLE, isCapped: false }))
  expect(await json('/search?q=before:soon')).toMatchObject({ total: { letters: 0 }, badDates: ['before:soon'] })
  expect(new Set([...first.letters, ...second.letters].map((one: LetterHit) => one.messageId)).size).toBe(10)
})

test('states and read marks are set by hand, and the screen hears of it', async () => {
  const client = await clientOf(irina)
  const changes = await client.api.office.changes({})
  expect((await changes.next()).value).toEqual([])
  const { items } = await client.api.conversations.list({ order: 'date', limit: 1 })
  const row = items[0] ?? fail()
  await client.api.conversations.markRead({ ids: [row.id], read: false })
  expect((await changes.next()).value).toEqual(expect.arrayContaining([{ topic: 'conversations', ids: [row.id] }]))
  expect(
    (await client.api.conversations.list({ order: 'date', limit: 5, unread: true })).items.map((one) => one.id),
  ).toContain(row.id)
  expect((await client.api.conversations.counts({})).unread).toBeGreaterThan(0)
  const { before } = await client.api.conversations.setState({ ids: [row.id], state: 'waiting' })
  expect(before).toEqual([{ id: row.id, state: row.state }])
  expect((await client.api.conversations.get({ id: row.id })).conversation.state).toBe('waiting')
  const others = await clientOf(pavel)
  await expect(others.api.conversations.setState({ ids: [row.id], state: 'closed' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
    data: { problem: 'not-found' },
  })
  await expect(others.api.office.releaseHold({})).rejects.toMatchObject({
    code: 'FORBIDDEN',
    data: { problem: 'no-right' },
  })
  client.close()
  others.close()
})

test("another user's letters are not told of, not even as numbers", async () => {
  const [author, other] = [await clientOf(irina), await clientOf(pavel)]
  const heard = await other.api.office.changes({})
  await heard.next()
  const { items } = await author.api.conversations.list({ order: 'date', limit: 1 })
  await author.api.conversations.markRead({ ids: [items[0]?.id ?? fail()], read: false })
  await author.api.profile.update({ name: 'Ирина' })
  await new Promise((resolve) => setTimeout(resolve, 100))
  await author.api.contacts.create({ name: 'Для всех', emails: ['all@shop.example'] })
  const answer = await heard.next()
  const told = answer.done ? fail() : answer.value
  expect(told.map((change) => change.topic)).toContain('contacts')
  expect(told.filter((change) => change.ids.length > 0 && change.topic !== 'contacts')).toEqual([])
  author.close()
  other.close()
})

test('a card is kept, its letters are bound to it, and it is found by any word of it', async () => {
  const client = await clientOf(irina)
  const made = await client.api.contacts.create({
    name: 'Семён Седьмой',
    company: 'ООО «Лампа»',
    emails: ['Client7@shop7.example '],
  })
  const card = made.is === 'created' ? made.card : fail()
  expect(card).toMatchObject({
    name: 'Семён Седьмой',
    company: { name: 'ООО «Лампа»' },
    emails: ['client7@shop7.example'],
    letters: 1,
  })
  expect((await client.api.contacts.list({ q: 'ламп сем' })).items.map((one) => one.id)).toEqual([card.id])
  await expect(client.api.contacts.create({ name: 'x', emails: ['nobody'] })).rejects.toMatchObject({
    data: { problem: 'address-malformed', field: 'emails.0' },
  })
  client.close()
})

test('a letter says whether it has a date of its own', async () => {
  const dates = ['Thu, 01 Jan 2026 10:00:00 +0300', 'soon', null]
  const folder = join(office.folder, 'dates')
  mkdirSync(folder)
  for (const [n, date] of dates.entries())
    writeFileSync(
      join(folder, `${n}.eml`),
      `From: a@dates.example\r\nSubject: Dates ${n}\r\n${date === null ? '' : `Date: ${date}\r\n`}\r\nhi\r\n`,
    )
  const place = { mailbox: 'sales@sever.example', user: null, paths: [folder] }
  await perform(office.place, importFiles, place, () => undefined)
  const said = async (hit: LetterHit) => [hit.subject.at(-1), (await json(`/messages/${hit.messageId}`)).dateHeader]
  const all = await Promise.all((await found('from:a@dates.example')).map(said))
  expect(Object.fromEntries(all)).toEqual({ 0: 'read', 1: 'unreadable', 2: 'none' })
})

async function json(path: string) {
  return (await office.get(`/api/v1${path}`, asProgram(token))).json()
}

async function found(text: string): Promise<LetterHit[]> {
  return (await json(`/search?q=${encodeURIComponent(text)}&limit=50`)).letters
}

function fail(): never {
  throw new Error('nothing there')
}

async function clientOf(page: Page) {
  const socket = new WebSocket(`${office.host.url.replace('http', 'ws')}/ws`, { headers: asPage(page) })
  await new Promise((resolve) => socket.once('open', resolve))
  socket.send(JSON.stringify({ secret: page.secret, build: 'x' }))
  await new Promise((resolve) => socket.once('message', resolve))
  // The WebSocket of ws has the members of the browser's that the link uses.
  const link = new RPCLink({ websocket: socket as unknown as globalThis.WebSocket })
  return { api: createORPCClient<ContractRouterClient<Contract>>(link), close: () => socket.close() }
}

function letter(n: number): string {
  return [
    `From: =?UTF-8?B?${Buffer.from(`Клиент${n}`).toString('base64')}?= <client${n}@shop${n}.example>`,
    'To: sales@sever.example',
    `Message-ID: <${n}@shop.example>`,
    `Date: ${new Date(Date.UTC(2026, 0, 1 + n)).toUTCString()}`,
    `Subject: =?UTF-8?B?${Buffer.from(`Заказ ${n}`).toString('base64')}?=`,
    'Content-Type: text/plain; charset=utf-8',
    ...(n === FORGED ? ['Authentication-Results: mx.sever.example; spf=fail; dkim=fail'] : []),
    '',
    `Нужны лампы, ${n} штук.`,
    '',
  ].join('\r\n')
}

function letterWithFiles(): Buffer {
  const part = (type: string, headers: string[], bytes: Buffer) => [
    '--b',
    `Content-Type: ${type}`,
    'Content-Transfer-Encoding: base64',
    ...headers,
    '',
    bytes.toString('base64'),
  ]
  const name = `=?UTF-8?B?${Buffer.from('Договор №1.pdf').toString('base64')}?=`
  return Buffer.from(
    [
      'From: Anna <anna@client.example>',
      'To: sales@sever.example',
      'Message-ID: <files@client.example>',
      `Date: ${new Date(Date.UTC(2026, 5, 1)).toUTCString()}`,
      `Subject: =?UTF-8?B?${Buffer.from('Договор и счёт').toString('base64')}?=`,
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      ...part(
        'text/html; charset=utf-8',
        [],
        Buffer.from(
          '<p>Во вложении</p><img src="cid:logo@sever"><img src="https://shop.example/lamp.jpg"><img src="https://t.example/p.gif" width=1 height=1>',
        ),
      ),
      ...part('application/pdf', [`Content-Disposition: attachment; filename="${name}"`], PDF),
      ...part(
        'text/html',
        ['Content-Disposition: attachment; filename="page.html"'],
        Buffer.from('<script>alert(1)</script>'),
      ),
      ...part('application/octet-stream', ['Content-Disposition: attachment; filename="setup.exe"'], Buffer.from('MZ')),
      ...part('image/gif', ['Content-ID: <logo@sever>', 'Content-Disposition: inline; filename="logo.gif"'], PIXEL),
      '--b--',
      '',
    ].join('\r\n'),
  )
}
