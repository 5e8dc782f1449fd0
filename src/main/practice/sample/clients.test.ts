import { ImapFlow } from 'imapflow'
import { simpleParser } from 'mailparser'
import { createTransport } from 'nodemailer'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bytesOf } from '../letter-source.ts'
import { CONTACTS, personBy } from './cast.ts'
import { answers, matterOf, waitMs } from './clients.ts'
import { type SampleServer, startSampleServer } from './start.ts'

const NOW = Date.UTC(2026, 10, 20, 9, 30)

let sample: SampleServer
let waiting: { ms: number; run: () => void }[]

beforeEach(async () => {
  waiting = []
  sample = await startSampleServer({
    now: () => NOW,
    later(ms, run) {
      const one = { ms, run }
      waiting.push(one)
      return () => void waiting.splice(waiting.indexOf(one), 1)
    },
  })
})

afterEach(() => sample.close())

const inbox = () => sample.server.folder('sales@sever-svet.example', 'INBOX').letters

async function send(to: string, more: object = {}): Promise<void> {
  const [login] = sample.logins
  if (!login) throw new Error('no login')
  const transport = createTransport({ ...login.smtp, secure: false, auth: { user: login.login, pass: login.password } })
  await transport.sendMail({
    from: { name: 'Ирина Соколова', address: login.address },
    to,
    subject: 'Re: Освещение склада, корпус 2',
    text: 'Анна, счёт и договор во вложении.\n\n> старое',
    messageId: '<ours@sever-svet.example>',
    inReplyTo: '<hers@skladtrans.example>',
    references: '<first@skladtrans.example> <hers@skladtrans.example>',
    ...more,
  })
  transport.close()
}

test('a client answers in the same thread within 20 to 90 seconds and quotes our words', async () => {
  const client =
    CONTACTS.find((one) => answers(one) && one.mailer === 'gmail' && one.language === 'ru') ?? personBy('belova')
  const before = inbox().length
  await send(client.email)
  expect(waiting.length).toBe(1)
  expect(waiting[0]?.ms).toBeGreaterThanOrEqual(20_000)
  expect(waiting[0]?.ms).toBeLessThanOrEqual(90_000)
  expect(inbox().length).toBe(before)
  waiting[0]?.run()
  const arrived = inbox().at(-1)
  if (!arrived) throw new Error('nothing arrived')
  const mail = await simpleParser(bytesOf(arrived.source))
  expect(mail.from?.value[0]?.address).toBe(client.email)
  expect(mail.subject).toBe('Re: Освещение склада, корпус 2')
  expect(mail.inReplyTo).toBe('<ours@sever-svet.example>')
  expect(mail.references).toEqual([
    '<first@skladtrans.example>',
    '<hers@skladtrans.example>',
    '<ours@sever-svet.example>',
  ])
  expect(mail.text).toContain('> Анна, счёт и договор во вложении.')
  expect(mail.date?.getTime()).toBe(NOW)
})

test('some never answer, and always the same ones', () => {
  const silent = CONTACTS.filter((one) => !answers(one)).length
  expect(silent).toBeGreaterThan(5)
  expect(silent).toBeLessThan(CONTACTS.length / 2)
  expect(waitMs(personBy('belova'), { subject: 'x' })).toBe(waitMs(personBy('belova'), { subject: 'x' }))
})

test('whoever is on holiday answers by machine, and machines are not answered', async () => {
  await send('melnik@sk-pik.example')
  waiting[0]?.run()
  const arrived = inbox().at(-1)
  expect(arrived && bytesOf(arrived.source).toString()).toContain('Auto-Submitted: auto-replied')
  waiting = []
  await send('melnik@sk-pik.example', {
    messageId: '<m2@sever-svet.example>',
    references: '',
    inReplyTo: '',
    headers: { 'Auto-Submitted': 'auto-generated' },
  })
  expect(waiting.length).toBe(0)
})

test('after three answers the client leaves the last word to us', async () => {
  const client = CONTACTS.find(answers)
  for (let i = 0; i < 5; i++) await send(client?.email ?? '', { messageId: `<ours${i}@sever-svet.example>` })
  expect(waiting.length).toBe(3)
})

test('the answer fits the letter', () => {
  expect(matterOf({ text: 'Счёт во вложении', files: 1 })).toBe('money')
  expect(matterOf({ text: 'Our offer is attached', files: 1 })).toBe('offer')
  expect(matterOf({ text: 'Сможете завтра?', files: 0 })).toBe('question')
  expect(matterOf({ text: 'До встречи\n> счёт', files: 0 })).toBe('other')
})

test('the whole office is read over IMAP within seconds', async () => {
  const [login] = sample.logins
  if (!login) throw new Error('no login')
  const client = new ImapFlow({
    ...login.imap,
    secure: false,
    auth: { user: login.login, pass: login.password },
    logger: false,
  })
  await client.connect()
  const { exists, uidNext } = await client.mailboxOpen('INBOX')
  const sizes = new Map<number, number>()
  for await (const one of client.fetch('1:*', { uid: true, size: true, flags: true })) sizes.set(one.uid, one.size ?? 0)
  expect(sizes.size).toBe(exists)
  expect(uidNext).toBe(exists + 1)
  const small = [...sizes].filter(([, size]) => size < 1_000_000).map(([uid]) => uid)
  let whole = 0
  for (let i = 0; i < small.length; i += 250) {
    for await (const one of client.fetch(small.slice(i, i + 250).join(), { source: true }, { uid: true }))
      if (one.source?.length === sizes.get(one.uid)) whole++
  }
  expect(whole).toBe(small.length)
  await client.logout()
})
