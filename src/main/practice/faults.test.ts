import { ImapFlow } from 'imapflow'
import { createTransport } from 'nodemailer'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Faults } from './faults.ts'
import { type PracticeServer, startPracticeServer } from './server.ts'

const ADDRESS = 'sales@sever-svet.example'
const LETTER = Buffer.from(`Subject: x\r\nMessage-ID: <1@skladtrans.example>\r\n\r\n${'text '.repeat(2000)}\r\n`)

let server: PracticeServer
let clients: ImapFlow[] = []

beforeEach(async () => {
  server = await startPracticeServer({
    accounts: [{ address: ADDRESS, password: 'secret' }],
    now: () => Date.UTC(2026, 10, 20),
  })
  server.deliver(ADDRESS, LETTER)
  server.deliver(ADDRESS, LETTER)
})

afterEach(async () => {
  for (const client of clients) client.close()
  clients = []
  await server.close()
})

async function open(): Promise<ImapFlow> {
  const client = new ImapFlow({
    host: server.host,
    port: server.imapPort,
    secure: false,
    auth: { user: ADDRESS, pass: 'secret' },
    logger: false,
    maxIdleTime: 0,
  })
  client.on('error', () => {})
  clients.push(client)
  await client.connect()
  await client.mailboxOpen('INBOX')
  return client
}

/** Sends one letter; answers with the reply, or with the code or name of the error. */
async function send(to: string[] = ['a@else.example'], smtp?: Faults['smtp']): Promise<string | number> {
  if (smtp) server.faults.smtp = smtp
  const transport = createTransport({
    host: server.host,
    port: server.smtpPort,
    secure: false,
    auth: { user: ADDRESS, pass: 'secret' },
  })
  try {
    const sent = await transport.sendMail({
      from: ADDRESS,
      to,
      subject: 's',
      text: 't',
      messageId: '<m@sever-svet.example>',
    })
    return [sent.response.slice(0, 6), ...sent.rejected].join(' refused ')
  } catch (error) {
    const { responseCode, code } = error as { responseCode?: number; code?: string } // nodemailer's error fields
    return responseCode ?? code ?? 'no code'
  } finally {
    transport.close()
  }
}

test('sign-in can be refused in the words of a provider', async () => {
  server.faults.imap = { refuseLogin: 'Application password required' }
  await expect(open()).rejects.toMatchObject({
    authenticationFailed: true,
    responseText: 'Application password required',
  })
})

test('the line can be cut on a command, once', async () => {
  server.faults.imap = { disconnectOn: { command: 'FETCH', times: 1 } }
  await expect((await open()).fetchOne('1', { source: true })).rejects.toThrow()
  expect(await (await open()).fetchOne('1', { source: true })).toMatchObject({ uid: 1 })
})

test('the server can hang on a command', async () => {
  server.faults.imap = { hangOn: { command: 'SEARCH' } }
  const client = await open()
  const answer = client.search({ all: true }).then(
    () => 'answered',
    () => 'line closed',
  )
  expect(await Promise.race([answer, new Promise((resolve) => setTimeout(() => resolve('silence'), 150))])).toBe(
    'silence',
  )
})

test('the line can be cut in the middle of a letter', async () => {
  server.faults.imap = { cutLiteral: { afterBytes: 100, uid: 2, times: 1 } }
  const client = await open()
  expect(await client.fetchOne('1', { source: true }, { uid: true })).toMatchObject({ source: LETTER })
  await expect(client.fetchOne('2', { source: true }, { uid: true })).rejects.toThrow()
  expect(await (await open()).fetchOne('2', { source: true }, { uid: true })).toMatchObject({ source: LETTER })
})

test('the server can lie about sizes', async () => {
  server.faults.imap = { lieAboutSize: (size) => size * 1000 }
  expect(await (await open()).fetchOne('1', { size: true })).toMatchObject({ size: LETTER.length * 1000 })
})

test('the server can be slow', async () => {
  const client = await open()
  server.faults.imap = { delayMs: 100 }
  const before = Date.now()
  await client.noop()
  expect(Date.now() - before).toBeGreaterThanOrEqual(95)
})

test('a server can lack IDLE, CONDSTORE and MOVE', async () => {
  server.faults.imap = { withoutIdle: true, withoutCondstore: true, withoutMove: true }
  const client = await open()
  expect(['IDLE', 'CONDSTORE', 'MOVE'].filter((word) => client.capabilities.has(word))).toEqual([])
  expect(client.mailbox).toMatchObject({ noModseq: true })
  await client.messageMove('1', 'Trash', { uid: true })
  expect(server.folder(ADDRESS, 'INBOX').letters.length).toBe(1)
})

test('the network can go and come back', async () => {
  const client = await open()
  const closed = new Promise((resolve) => client.once('close', resolve))
  server.faults.offline = true
  server.dropConnections()
  await closed
  await expect(open()).rejects.toThrow()
  expect(await send()).not.toMatch(/^250/)
  server.faults.offline = false
  expect((await open()).usable).toBe(true)
})

test.each([
  ['CONNECT', 421],
  ['AUTH', 535],
  ['MAIL', 550],
  ['RCPT', 550],
  ['DATA', 451],
  ['DOT', 554],
] as const)('SMTP can answer %s with %i', async (phase, code) => {
  expect(await send(undefined, { refuse: [{ phase, code, text: 'No', times: 1 }] })).toBe(code)
  expect(server.received('m@sever-svet.example')).toBe(0)
  expect(await send()).toBe('250 OK')
})

test('one of several recipients can be refused while the others get the letter', async () => {
  const smtp: Faults['smtp'] = {
    refuse: [{ phase: 'RCPT', address: 'gone@else.example', code: 550, text: 'No such user' }],
  }
  expect(await send(['a@else.example', 'gone@else.example'], smtp)).toBe('250 OK refused gone@else.example')
  expect(server.handovers[0]?.to).toEqual(['a@else.example'])
})

test('a line lost before the final dot delivers nothing', async () => {
  expect(await send(undefined, { drop: { when: 'before-dot', times: 1 } })).toMatch(/^E/)
  expect(server.received('m@sever-svet.example')).toBe(0)
})

test('a line lost after the final dot may or may not have delivered the letter', async () => {
  expect(await send(undefined, { drop: { when: 'after-dot', times: 1 } })).toMatch(/^E/)
  expect(server.received('m@sever-svet.example')).toBe(0)
  expect(await send(undefined, { drop: { when: 'after-dot', isKept: true, times: 1 } })).toMatch(/^E/)
  expect(server.received('m@sever-svet.example')).toBe(1)
  expect(server.handovers.map((one) => one.outcome)).toEqual(['dropped', 'kept-unanswered'])
})

test('the reply to a letter can be late', async () => {
  const before = Date.now()
  expect(await send(undefined, { replyDelayMs: 120 })).toBe('250 OK')
  expect(Date.now() - before).toBeGreaterThanOrEqual(115)
})

test('a server can offer no sign-in', async () => {
  expect(await send(undefined, { withoutAuth: true })).toBe(530)
})

test('greylisting puts off the first try only', async () => {
  expect(await send(undefined, { greylist: true })).toBe(451)
  expect(await send()).toBe('250 OK')
})
