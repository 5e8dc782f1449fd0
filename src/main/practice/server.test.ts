import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ImapFlow } from 'imapflow'
import { createTransport } from 'nodemailer'
import { afterEach, expect, test } from 'vitest'
import { move, remove, renumber, setFlags } from './postbox.ts'
import { type PracticeOptions, type PracticeServer, RUSSIAN_FOLDERS, startPracticeServer } from './server.ts'

const ADDRESS = 'sales@sever-svet.example'
const NOW = Date.UTC(2026, 10, 20, 9)
const DAY = 86_400_000

let server: PracticeServer
let clients: ImapFlow[] = []

afterEach(async () => {
  for (const client of clients) client.close()
  clients = []
  await server.close()
})

function letter(n: number, body = `Письмо номер ${n}\r\n`): Buffer {
  return Buffer.from(
    `From: =?UTF-8?B?${Buffer.from('Анна Белова').toString('base64')}?= <belova@skladtrans.example>\r\nTo: ${ADDRESS}\r\nSubject: Letter ${n}\r\n` +
      `Date: Fri, 20 Nov 2026 09:00:00 +0000\r\nMessage-ID: <${n}@skladtrans.example>\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n${body}`,
  )
}

async function start(options: Partial<PracticeOptions> = {}, letters = 5): Promise<void> {
  const inbox = {
    path: 'INBOX',
    letters: Array.from({ length: letters }, (_, i) => ({
      source: () => letter(i + 1),
      at: NOW - (letters - i) * DAY,
    })),
  }
  const folders = [
    inbox,
    { path: 'Sent', use: '\\Sent' },
    { path: 'Drafts', use: '\\Drafts' },
    { path: 'Junk', use: '\\Junk' },
    { path: 'Trash', use: '\\Trash' },
  ]
  server = await startPracticeServer({
    accounts: [{ address: ADDRESS, password: 'secret', folders }],
    now: () => NOW,
    ...options,
  })
}

async function connect(more: object = {}): Promise<ImapFlow> {
  const client = new ImapFlow({
    host: server.host,
    port: server.imapPort,
    secure: false,
    auth: { user: ADDRESS, pass: 'secret' },
    logger: false,
    ...more,
  })
  client.on('error', () => {})
  clients.push(client)
  await client.connect()
  return client
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}

const until = async (isTrue: () => boolean) => {
  for (let i = 0; i < 2000 && !isTrue(); i++) await new Promise((resolve) => setTimeout(resolve, 10))
  expect(isTrue()).toBe(true)
}

test('folders are listed with their roles and counts', async () => {
  await start()
  const client = await connect()
  const folders = await client.list({
    statusQuery: { messages: true, uidNext: true, uidValidity: true, highestModseq: true },
  })
  expect(folders.map((folder) => [folder.path, folder.specialUse, folder.status?.messages])).toEqual([
    ['INBOX', '\\Inbox', 5],
    ['Sent', '\\Sent', 0],
    ['Drafts', '\\Drafts', 0],
    ['Junk', '\\Junk', 0],
    ['Trash', '\\Trash', 0],
  ])
})

test('Russian folder names without flags come through and can be opened', async () => {
  await start({ accounts: [{ address: ADDRESS, password: 'secret', folders: RUSSIAN_FOLDERS }] })
  const client = await connect()
  const folders = await client.list()
  expect(folders.map((folder) => folder.path).sort()).toEqual(['INBOX', 'Корзина', 'Отправленные', 'Спам', 'Черновики'])
  expect(folders.find((folder) => folder.path === 'Отправленные')?.flags.has('\\Sent')).toBe(false)
  expect((await client.mailboxOpen('Отправленные')).exists).toBe(0)
})

test('whole letters, their sizes, dates, flags and envelopes are fetched by range', async () => {
  await start()
  const client = await connect()
  await client.mailboxOpen('INBOX')
  const letters = await all(
    client.fetch(
      '2:4',
      { uid: true, flags: true, internalDate: true, size: true, envelope: true, source: true, bodyStructure: true },
      { uid: true },
    ),
  )
  expect(letters.map((one) => one.uid)).toEqual([2, 3, 4])
  expect(letters[0]?.source?.equals(letter(2))).toBe(true)
  expect(letters[0]?.size).toBe(letter(2).length)
  expect(letters[0]?.envelope?.from?.[0]).toEqual({ name: 'Анна Белова', address: 'belova@skladtrans.example' })
  expect(letters[0]?.envelope?.messageId).toBe('<2@skladtrans.example>')
  expect(letters[0]?.bodyStructure?.type).toBe('text/plain')
  expect(new Date(letters[2]?.internalDate ?? 0).getTime()).toBe(NOW - 2 * DAY)
  expect(letters[0]?.flags?.has('\\Seen')).toBe(false)
})

test('headers, parts and pieces of a letter are fetched', async () => {
  const mixed = Buffer.from(
    'Subject: x\r\nX-Long: a\r\n b\r\nContent-Type: multipart/mixed; boundary="=1"\r\n\r\npreamble\r\n--=1\r\nContent-Type: text/plain\r\n\r\nhello\r\n--=1\r\nContent-Type: application/pdf; name="a.pdf"\r\nContent-Disposition: attachment; filename="a.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--=1--\r\n',
  )
  await start({}, 0)
  server.deliver(ADDRESS, mixed)
  const client = await connect()
  await client.mailboxOpen('INBOX')
  const one = await client.fetchOne('1', {
    headers: ['x-long'],
    bodyParts: ['1', '2', '2.mime', 'text'],
    source: { start: 3, maxLength: 10 },
    bodyStructure: true,
  })
  if (!one) throw new Error('no letter')
  expect(one.headers?.toString()).toBe('X-Long: a\r\n b\r\n\r\n')
  expect(one.bodyParts?.get('1')?.toString()).toBe('hello')
  expect(one.bodyParts?.get('2')?.toString()).toBe('AAAA')
  expect(one.bodyParts?.get('2.mime')?.toString()).toContain('a.pdf')
  expect(one.bodyParts?.get('text')?.toString()).toMatch(/^preamble/)
  expect(one.source?.toString()).toBe(mixed.toString().slice(3, 13))
  expect(one.bodyStructure?.childNodes?.map((node) => [node.part, node.type, node.disposition])).toEqual([
    ['1', 'text/plain', undefined],
    ['2', 'application/pdf', 'attachment'],
  ])
  const { content } = await client.download('1', '2')
  expect(content && Buffer.concat(await all<Buffer>(content)).length).toBe(3)
})

test('a watching client hears of new, flagged and removed letters at once', async () => {
  await start()
  const client = await connect()
  await client.mailboxOpen('INBOX')
  const heard: string[] = []
  client.on('exists', (event) => heard.push(`exists ${event.count}`))
  client.on('flags', (event) => heard.push(`flags ${event.uid} ${[...(event.flags ?? [])].join()}`))
  client.on('expunge', (event) => heard.push(`expunge ${event.seq}`))
  void client.idle()
  await new Promise((resolve) => setTimeout(resolve, 50))
  const inbox = server.folder(ADDRESS, 'INBOX')
  const [first, second] = inbox.letters
  if (!first || !second) throw new Error('no letters')
  server.deliver(ADDRESS, letter(6))
  setFlags(inbox, first, ['\\Seen'])
  remove(inbox, second)
  await until(() => heard.length === 3)
  expect(heard).toEqual(['exists 6', 'flags 1 \\Seen', 'expunge 2'])
})

test('letters are found by header, date, flag and their opposites', async () => {
  await start()
  const client = await connect()
  await client.mailboxOpen('INBOX')
  expect(await client.search({ all: true }, { uid: true })).toEqual([1, 2, 3, 4, 5])
  expect(await client.search({ header: { 'message-id': '<3@skladtrans.example>' } }, { uid: true })).toEqual([3])
  expect(await client.search({ since: new Date(NOW - 2 * DAY) }, { uid: true })).toEqual([4, 5])
  expect(await client.search({ before: new Date(Date.UTC(2026, 10, 16)) }, { uid: true })).toEqual([1])
  await client.messageFlagsAdd('2', ['\\Seen'], { uid: true })
  expect(await client.search({ seen: true }, { uid: true })).toEqual([2])
  expect(await client.search({ not: { uid: '1:3' } }, { uid: true })).toEqual([4, 5])
  expect(await client.search({ or: [{ subject: 'letter 1' }, { uid: '5' }] }, { uid: true })).toEqual([1, 5])
})

test('flags go both ways, and only what changed since a modseq is told', async () => {
  await start()
  const client = await connect()
  const before = (await client.mailboxOpen('INBOX')).highestModseq
  await client.messageFlagsAdd('2', ['\\Seen', '\\Flagged'], { uid: true })
  await client.messageFlagsRemove('2', ['\\Flagged'], { uid: true })
  const inbox = server.folder(ADDRESS, 'INBOX')
  expect([...(inbox.letters[1]?.flags ?? [])]).toEqual(['\\Seen'])
  if (inbox.letters[3]) setFlags(inbox, inbox.letters[3], ['\\Answered'])
  const changed = await all(client.fetch('1:*', { uid: true, flags: true }, { uid: true, changedSince: before }))
  expect(changed.map((one) => [one.uid, [...(one.flags ?? [])]])).toEqual([
    [2, ['\\Seen']],
    [4, ['\\Answered']],
  ])
  expect(changed[1]?.modseq).toBe(BigInt(inbox.modseq))
})

test('letters are appended, copied, moved and removed with their new UIDs told', async () => {
  await start()
  const client = await connect()
  await client.mailboxOpen('INBOX')
  const big = letter(9, 'x'.repeat(300_000))
  expect(await client.append('Sent', big, ['\\Seen'], new Date(NOW - DAY))).toMatchObject({
    uid: 1,
    destination: 'Sent',
  })
  expect(server.folder(ADDRESS, 'Sent').letters[0]).toMatchObject({ at: NOW - DAY })
  const copied = await client.messageCopy('1:2', 'Trash', { uid: true })
  expect(copied && [...(copied.uidMap ?? [])]).toEqual([
    [1, 1],
    [2, 2],
  ])
  const moved = await client.messageMove('3,4', 'Junk', { uid: true })
  expect(moved && [...(moved.uidMap ?? [])]).toEqual([
    [3, 1],
    [4, 2],
  ])
  await client.messageDelete('1', { uid: true })
  expect(await client.search({ all: true }, { uid: true })).toEqual([2, 5])
  await client.mailboxCreate('Архив/2026')
  expect(server.folder(ADDRESS, 'Архив/2026').letters).toEqual([])
})

test('a letter moved by another program leaves one folder and appears in the other', async () => {
  await start()
  const client = await connect()
  await client.mailboxOpen('INBOX')
  const inbox = server.folder(ADDRESS, 'INBOX')
  if (inbox.letters[0]) move(inbox, server.folder(ADDRESS, 'Trash'), inbox.letters[0])
  await client.noop()
  expect(await client.search({ all: true }, { uid: true })).toEqual([2, 3, 4, 5])
  expect(await client.status('Trash', { messages: true })).toMatchObject({ messages: 1 })
})

test('a folder made anew has another UIDVALIDITY and lets go of its clients', async () => {
  await start()
  const client = await connect()
  const before = (await client.mailboxOpen('INBOX')).uidValidity
  const closed = new Promise((resolve) => client.once('close', resolve))
  void client.idle()
  await new Promise((resolve) => setTimeout(resolve, 50))
  renumber(server.folder(ADDRESS, 'INBOX'))
  await closed
  expect((await (await connect()).mailboxOpen('INBOX')).uidValidity).not.toBe(before)
})

test('a letter of 20 MB is streamed without being held whole', async () => {
  const piece = Buffer.alloc(1024 * 1024, 'a')
  const source = { size: () => 20 * piece.length, chunks: () => Array.from({ length: 20 }, () => piece) }
  await start({}, 0)
  server.deliver(ADDRESS, source)
  const client = await connect()
  await client.mailboxOpen('INBOX')
  const one = await client.fetchOne('1', { source: true, size: true })
  expect(one).toMatchObject({ source: { length: 20 * 1024 * 1024 } })
})

test('a letter sent by SMTP arrives at a local account and is logged with its hash', async () => {
  await start({
    accounts: [
      { address: ADDRESS, password: 'secret', filesOwnCopies: true },
      { address: 'ivan@sever-svet.example', password: 'p' },
    ],
  })
  const heard: string[] = []
  server.onDelivered((one) => heard.push(one.messageId))
  const transport = createTransport({
    host: server.host,
    port: server.smtpPort,
    secure: false,
    auth: { user: ADDRESS, pass: 'secret' },
  })
  await transport.sendMail({
    from: ADDRESS,
    to: ['ivan@sever-svet.example', 'out@else.example'],
    subject: 'Привет',
    text: 'Текст',
    messageId: '<mine@sever-svet.example>',
  })
  expect(server.folder('ivan@sever-svet.example', 'INBOX').letters.length).toBe(1)
  expect(server.folder(ADDRESS, 'Sent').letters.length).toBe(1)
  expect(server.handovers[0]).toMatchObject({
    outcome: 'accepted',
    login: ADDRESS,
    from: ADDRESS,
    to: ['ivan@sever-svet.example', 'out@else.example'],
    messageId: 'mine@sever-svet.example',
  })
  expect(server.handovers[0]?.sha256).toMatch(/^[0-9a-f]{64}$/)
  expect(server.received('mine@sever-svet.example')).toBe(1)
  expect(heard).toEqual(['mine@sever-svet.example'])
})

test.each([false, true])('both halves speak TLS, from the first byte: %s', async (isTlsFromStart) => {
  const folder = mkdtempSync(join(tmpdir(), 'golub-practice-'))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      key,
      '-out',
      cert,
      '-days',
      '2',
      '-subj',
      '/CN=127.0.0.1',
    ],
    { stdio: 'ignore' },
  )
  await start({ tls: { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8'), isTlsFromStart } })
  rmSync(folder, { recursive: true })
  const tls = { rejectUnauthorized: false }
  const client = await connect({ secure: isTlsFromStart, ...(isTlsFromStart ? {} : { doSTARTTLS: true }), tls })
  expect(client.secureConnection).toBe(true)
  expect((await client.mailboxOpen('INBOX')).exists).toBe(5)
  const transport = createTransport({
    host: server.host,
    port: server.smtpPort,
    secure: isTlsFromStart,
    requireTLS: !isTlsFromStart,
    auth: { user: ADDRESS, pass: 'secret' },
    tls,
  })
  await transport.sendMail({ from: ADDRESS, to: ADDRESS, text: 't', messageId: '<tls@sever-svet.example>' })
  expect(server.received('tls@sever-svet.example')).toBe(1)
})
