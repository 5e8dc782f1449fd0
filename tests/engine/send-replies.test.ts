import { afterEach, expect, test } from 'vitest'
import { conversationRow, outgoingCounts } from '../../src/main/store/conversations-read.ts'
import { deliveriesOf } from '../../src/main/store/deliveries.ts'
import { outgoingOf } from '../../src/main/store/outgoing-read.ts'
import { countedSince } from '../../src/main/store/send-counts.ts'
import { openSendOffice, type SendOffice } from './send-office.ts'

let office: SendOffice
afterEach(() => office.close())

const letter = (id: string, headers: string[], text = 'Добрый день') =>
  [
    'From: Anna <anna@client.example>',
    'To: ivan@golub.example',
    `Message-ID: <${id}@client.example>`,
    ...headers,
    'Date: Sat, 14 Mar 2026 09:00:00 +0000',
    '',
    text,
    '',
  ].join('\n')

const report = (original: string, email: string, action = 'failed', status = '5.1.1') => `Return-Path: <>
From: Mail Delivery System <mailer-daemon@mx.golub.example>
To: ivan@golub.example
Subject: Undelivered Mail Returned to Sender
Date: Sat, 14 Mar 2026 09:05:00 +0000
Message-ID: <report-${action}-${email}@mx.golub.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It did not work out.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.golub.example

Final-Recipient: rfc822; ${email}
Action: ${action}
Status: ${status}
Diagnostic-Code: smtp; 550 ${status} nobody of that name
--b
Content-Type: message/rfc822

From: ivan@golub.example
To: ${email}
Message-ID: <${original}>
Subject: Offer

hello
--b--
`
const sql = <Row>(text: string, ...args: unknown[]) => office.store.reader.sql<Row>(text).all(...args)
const sent = async (change = {}) => {
  const id = await office.send(change)
  await office.until(() => office.row(id).state === 'sent')
  return { id, header: office.item(id).messageIdHeader, message: office.item(id).messageId! }
}

/** An answer to a question, which waits for its moment of undoing. */
async function answering(): Promise<{ question: number; id: number }> {
  office = await openSendOffice({ undoSeconds: 10 })
  const question = await office.receive(letter('one', ['Subject: Question']))
  const [{ id: conversation } = { id: 0 }] = sql<{ id: number }>('SELECT id FROM conversations')
  const id = await office.send({
    replyTo: question as never,
    mode: 'reply',
    conversationId: conversation as never,
    subject: 'Re: Question',
  })
  return { question, id }
}
const newerLetter = (text?: string) =>
  office.receive(letter('two', ['Subject: Re: Question', 'In-Reply-To: <one@client.example>'], text))

test('a report of a failed delivery is shown on the letter, not as a letter of the client', async () => {
  office = await openSendOffice()
  const { id, header, message } = await sent()
  const before = countedSince(office.store.reader, office.mailboxId, 0).length
  await office.receive(report(header, 'anna@client.example'))
  expect(outgoingOf(office.store.reader, message, office.user.id)).toMatchObject({
    state: 'sent',
    deliveries: [{ email: 'anna@client.example', state: 'returned' }],
    reports: [{ email: 'anna@client.example', action: 'failed', because: 'unknown-recipient' }],
  })
  expect(sql('SELECT * FROM unread')).toEqual([])
  expect(sql('SELECT state, letters, snippet FROM conversations')).toMatchObject([{ state: 'waiting', letters: 1 }])
  expect(countedSince(office.store.reader, office.mailboxId, 0)).toHaveLength(before)
  expect(office.row(id)).toMatchObject({ state: 'sent', reports: [{ because: 'unknown-recipient' }] })
  const { conversationId } = office.item(id)
  expect(conversationRow(office.store.reader, office.user.id, conversationId!)?.sending).toBe('returned')
})

test('a report is believed only when it quotes a letter that went to that recipient', async () => {
  office = await openSendOffice()
  const { header, message } = await sent()
  await office.receive(report(header, 'boris@client.example'))
  await office.receive(report('guessed@golub.example', 'anna@client.example'))
  expect(outgoingOf(office.store.reader, message, office.user.id)).toMatchObject({
    deliveries: [{ state: 'accepted' }],
    reports: [],
  })
  expect(sql('SELECT * FROM unread'), 'they stay letters like any other').toHaveLength(2)
})

test('only a failure counts: a delay is told and changes nothing', async () => {
  office = await openSendOffice()
  const { header, message } = await sent()
  await office.receive(report(header, 'anna@client.example', 'delayed', '4.4.1'))
  expect(outgoingOf(office.store.reader, message, office.user.id)).toMatchObject({
    deliveries: [{ state: 'accepted' }],
    reports: [{ action: 'delayed' }],
  })
})

test('one of two recipients came back: the other one has the letter', async () => {
  office = await openSendOffice()
  const { id, header } = await sent({ cc: [{ name: '', email: 'boris@client.example' }] })
  await office.receive(report(header, 'boris@client.example'))
  expect(deliveriesOf(office.store.reader, id as never).map(({ email, state }) => [email, state])).toEqual([
    ['anna@client.example', 'accepted'],
    ['boris@client.example', 'returned'],
  ])
})

test('a letter of unknown fate that came back goes once more when its author says so', async () => {
  office = await openSendOffice()
  office.practice.faults.smtp = { drop: { when: 'after-dot', isKept: true, times: 1 } }
  const id = await office.send()
  await office.until(() => office.row(id).state === 'uncertain')
  await office.receive(report(office.item(id).messageIdHeader, 'anna@client.example'))
  expect(office.row(id)).toMatchObject({ state: 'uncertain', deliveries: [{ state: 'returned' }] })
  expect(office.sending.resolve(office.user, id as never, 'send-again')).toMatchObject({ ok: true })
  await office.until(() => office.row(id).state === 'sent')
  expect(office.row(id)).toMatchObject({ because: null, deliveries: [{ state: 'accepted' }] })
  expect(office.practice.handovers.map((one) => one.to)).toEqual([['anna@client.example'], ['anna@client.example']])
})

test('a letter that has come back from everybody left to try is tried no more, and is one that left', async () => {
  office = await openSendOffice()
  office.practice.faults.smtp = { refuse: [{ phase: 'RCPT', code: 451, text: 'Try later', times: 1 }] }
  const id = await office.send()
  await office.until(() => office.row(id).state === 'deferred')
  await office.receive(report(office.item(id).messageIdHeader, 'anna@client.example'))
  office.clock.advance(60_000)
  await office.until(() => office.row(id).state === 'sent')
  expect(office.row(id)).toMatchObject({ deliveries: [{ state: 'returned' }] })
  expect(office.practice.handovers).toHaveLength(0)
})

test('a newer letter stops an answer in its undo window; sent as it is, it leaves once', async () => {
  const { id } = await answering()
  await newerLetter('Стойте!')
  expect(office.row(id)).toMatchObject({ state: 'deferred', because: 'newer-letter', until: null })
  expect(outgoingCounts(office.store.reader, office.user.id), 'it wants a decision').toMatchObject({
    outbox: 1,
    failed: 1,
  })
  office.clock.advance(3_600_000)
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(office.practice.handovers).toHaveLength(0)
  expect(office.sending.retry(office.user, id as never)).toMatchObject({ ok: true })
  await office.until(() => office.row(id).state === 'sent')
  expect(office.practice.handovers).toHaveLength(1)
})

/** An answer to a question, after which the client writes again at the moment that `meanwhile` says. */
async function answerWhile(meanwhile: (id: number) => Promise<unknown>): Promise<number> {
  const question = await office.receive(letter('one', ['Subject: Question']))
  const [{ id: conversation } = { id: 0 }] = sql<{ id: number }>('SELECT id FROM conversations')
  const id = await office.send({
    replyTo: question as never,
    mode: 'reply',
    conversationId: conversation as never,
    subject: 'Re: Question',
  })
  await meanwhile(id)
  await office.receive(letter('two', ['Subject: Re: Question', 'In-Reply-To: <one@client.example>'], 'Стойте!'))
  return id
}
const becomes = (state: string) => (id: number) => office.until(() => office.row(id).state === state)
const stands = async () => {
  office.clock.advance(3_600_000)
  await new Promise((resolve) => setTimeout(resolve, 200))
}

test.each(['RCPT', 'DOT'] as const)(
  'a newer letter stops an answer that the server has put off (at %s); its author takes it back or lets it go',
  async (phase) => {
    office = await openSendOffice()
    office.practice.faults.smtp = { refuse: [{ phase, code: 451, text: 'Try later', times: 1 }] }
    const id = await answerWhile(becomes('deferred'))
    expect(office.row(id)).toMatchObject({ state: 'deferred', because: 'newer-letter', until: null })
    await stands()
    expect(office.row(id).state).toBe('deferred')
    expect(office.sending.undo(office.user, id as never)).toMatchObject({ ok: true })
  },
)

test('a newer letter that comes while an answer is tried stops it, unless the server takes it', async () => {
  office = await openSendOffice()
  office.practice.faults.smtp = {
    replyDelayMs: 500,
    refuse: [{ phase: 'DOT', code: 451, text: 'Try later', times: 1 }],
  }
  const id = await answerWhile(becomes('sending'))
  await office.until(() => office.row(id).because === 'newer-letter' && office.row(id).state === 'deferred')
  await stands()
  expect(office.row(id)).toMatchObject({ state: 'deferred', because: 'newer-letter' })
  expect(office.practice.handovers, 'the one that was refused').toHaveLength(1)
})

test('a newer letter stops no answer that somebody has or may have', async () => {
  office = await openSendOffice()
  office.practice.faults.smtp = { drop: { when: 'after-dot', isKept: true, times: 1 } }
  const id = await answerWhile(async (one) => {
    await becomes('uncertain')(one)
    office.practice.faults.smtp = { refuse: [{ phase: 'RCPT', code: 451, text: 'Try later', times: 1 }] }
    office.sending.resolve(office.user, one as never, 'send-again')
    await becomes('deferred')(one)
  })
  expect(office.row(id)).toMatchObject({ state: 'deferred', because: 'temporary' })
})

test('an answer that a newer letter stopped does not go with the many that are tried again at once', async () => {
  const { id } = await answering()
  await newerLetter('Стойте!')
  expect(office.sending.many(office.user, [id as never], 'retry')).toEqual({ done: 0, left: 1 })
  expect(office.row(id)).toMatchObject({ state: 'deferred', because: 'newer-letter' })
  expect(office.sending.many(office.user, [id as never], 'to-draft')).toEqual({ done: 1, left: 0 })
})

test('a stopped answer goes back to its draft with everything in place', async () => {
  const { question, id } = await answering()
  await newerLetter()
  expect(office.sending.undo(office.user, id as never)).toMatchObject({
    ok: true,
    value: { html: '<div>Добрый день, Анна!</div>', replyTo: question, subject: 'Re: Question' },
  })
})

test('a letter of a machine, or in another conversation, stops nothing', async () => {
  const { id } = await answering()
  await office.receive(
    letter('auto', ['Subject: Re: Question', 'In-Reply-To: <one@client.example>', 'Auto-Submitted: auto-replied']),
  )
  await office.receive(letter('other', ['Subject: Something else']))
  expect(office.row(id)).toMatchObject({ state: 'queued', because: 'undo-window' })
})
