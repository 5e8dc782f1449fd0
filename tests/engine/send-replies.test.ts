import { afterEach, expect, test } from 'vitest'
import { outboxDetail } from '../../src/main/engine/send-board.ts'
import { summariseConversation } from '../../src/main/engine/summaries.ts'
import { setStateByHand } from '../../src/main/store/conversations.ts'
import { conversationRow, outgoingCounts } from '../../src/main/store/conversations-read.ts'
import { deliveriesOf } from '../../src/main/store/deliveries.ts'
import { type OutboxPlace, outboxPage } from '../../src/main/store/outbox-list.ts'
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
const listed = (id: number) => conversationRow(office.store.reader, office.user.id, office.item(id).conversationId!)
const needs = () => outgoingCounts(office.store.reader, office.user.id)
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
    state: 'failed',
    because: 'unknown-recipient',
    deliveries: [{ email: 'anna@client.example', state: 'returned' }],
    reports: [{ email: 'anna@client.example', action: 'failed', because: 'unknown-recipient' }],
  })
  expect(sql('SELECT * FROM unread')).toEqual([])
  expect(sql('SELECT state, letters, snippet FROM conversations'), 'nobody waits for an answer to it').toMatchObject([
    { state: 'open', letters: 1 },
  ])
  expect(countedSince(office.store.reader, office.mailboxId, 0)).toHaveLength(before)
  expect(office.row(id)).toMatchObject({ state: 'failed', reports: [{ because: 'unknown-recipient' }] })
  expect(listed(id)?.sending).toBe('returned')
  expect(needs(), 'it wants a decision').toMatchObject({ failed: 1, outbox: 0 })
})

test('a letter that came back and is sent again is one that left: in the queue, the list and the letter alike', async () => {
  office = await openSendOffice()
  const { id, header, message } = await sent()
  await office.receive(report(header, 'anna@client.example'))
  office.clock.advance(60_000)
  expect(office.sending.retry(office.user, id as never)).toMatchObject({ ok: true })
  await office.until(() => office.row(id).state === 'sent')
  expect(office.row(id)).toMatchObject({ because: null, deliveries: [{ state: 'accepted' }] })
  expect(listed(id)).toMatchObject({ sending: null, state: 'waiting' })
  expect(needs()).toMatchObject({ failed: 0 })
  const againAt = office.clock.now()
  expect(outgoingOf(office.store.reader, message, office.user.id)?.reports).toMatchObject([
    { email: 'anna@client.example', againAt },
  ])
  expect(
    outboxDetail(office.store.reader, office.user.id, id as never, againAt)?.row.reports,
    'its log tells of the report',
  ).toMatchObject([{ action: 'failed', againAt }])
})

test('a letter that came back is written anew with its address put right; it stays as what it was', async () => {
  office = await openSendOffice()
  const { id, header, message } = await sent({ cc: [{ name: '', email: 'boris@client.example' }] })
  await office.receive(report(header, 'anna@client.example'))
  const draft = office.sending.toDraft(office.user, id as never)
  expect(draft).toMatchObject({ ok: true, value: { to: [{ email: 'anna@client.example' }], cc: [] } })
  expect(office.row(id)).toMatchObject({ state: 'failed', deliveries: [{ state: 'returned' }, { state: 'accepted' }] })
  expect(office.item(id).messageId, 'the letter stays in its conversation').toBe(message)
  expect(listed(id)).toMatchObject({ sending: 'returned' })
  expect(needs(), 'nothing has left in its place yet').toMatchObject({ failed: 1, drafts: 1 })
})

test('a letter that the server refuses at once leaves the move with us, and nobody waits for an answer to it', async () => {
  office = await openSendOffice()
  const nobody = { phase: 'RCPT', address: 'anna@client.example', code: 550, text: '5.1.1 user unknown' } as const
  office.practice.faults.smtp = { refuse: [nobody] }
  const id = await office.send()
  await office.until(() => office.row(id).state === 'failed')
  expect(listed(id)).toMatchObject({ sending: 'failed', state: 'open' })
  const conversation = office.item(id).conversationId!
  office.store.write((tx) => {
    setStateByHand(tx, conversation as never, 'closed', office.clock.now())
    summariseConversation(tx, conversation as never)
  })
  expect(listed(id), 'who has seen it and closes the conversation has the last word').toMatchObject({ state: 'closed' })
  office.practice.faults.smtp = {}
  office.clock.advance(60_000)
  expect(office.sending.retry(office.user, id as never)).toMatchObject({ ok: true })
  await office.until(() => office.row(id).state === 'sent')
  expect(listed(id)).toMatchObject({ sending: null, state: 'closed' })
})

test('a letter that came back is put away by its author, and another report brings it up again', async () => {
  office = await openSendOffice()
  const { id, header } = await sent({
    cc: [{ name: '', email: 'boris@client.example' }],
    afterSend: 'closed',
  })
  expect(listed(id)?.state).toBe('closed')
  office.clock.advance(60_000)
  await office.receive(report(header, 'anna@client.example'))
  expect(listed(id)).toMatchObject({ state: 'open', sending: 'returned' })
  expect(office.sending.resolve(office.user, id as never, 'put-away')).toMatchObject({ ok: true })
  expect(office.row(id)).toMatchObject({ state: 'sent', because: null, deliveries: [{ state: 'put-away' }, {}] })
  expect(listed(id)).toMatchObject({ state: 'closed', sending: null })
  expect(needs()).toMatchObject({ failed: 0 })
  expect(office.sending.resolve(office.user, id as never, 'put-away'), 'once').toMatchObject({ ok: false })
  office.clock.advance(60_000)
  await office.receive(report(header, 'boris@client.example'))
  expect(listed(id)).toMatchObject({ state: 'open', sending: 'returned' })
  expect(needs()).toMatchObject({ failed: 1 })
})

test('a report that comes before the copy for the Sent folder is filed does not lose the copy', async () => {
  office = await openSendOffice()
  await office.openLine()
  const { id, header } = await sent()
  await office.receive(report(header, 'anna@client.example'))
  expect(office.row(id)).toMatchObject({ state: 'failed', copy: 'pending' })
  office.clock.advance(60_000)
  await office.until(() => office.row(id).copy === 'filed')
})

test('what was sent stands by the time at which it left, however long it had waited', async () => {
  office = await openSendOffice()
  office.practice.faults.smtp = { refuse: [{ phase: 'RCPT', code: 451, text: 'Try later', times: 1 }] }
  const slow = await office.send()
  await office.until(() => office.row(slow).state === 'deferred')
  office.clock.advance(30_000)
  const quick = await sent()
  office.clock.advance(30_000)
  await office.until(() => office.row(slow).state === 'sent')
  office.clock.advance(30_000)
  const last = await sent()
  const page = (after: OutboxPlace | null, limit = 1) =>
    outboxPage(office.store.reader, office.user.id, { tab: 'sent', q: '', after, limit })
  expect(page(null, 9).items.map((row) => row.id)).toEqual([last.id, slow, quick.id])
  const pages = [page(null)]
  for (let next = pages.at(-1)?.next; next; next = pages.at(-1)?.next) pages.push(page(next))
  expect(pages.flatMap(({ items }) => items.map((row) => row.id))).toEqual([last.id, slow, quick.id])
})

test('a conversation shows the worst of its letters that are not settled, not the newest', async () => {
  const { id } = await answering()
  await newerLetter('Стойте!')
  expect(listed(id)?.sending).toBe('stopped')
  const wanting = { tab: 'needs', q: '', after: null, limit: 9 } as const
  expect(outboxPage(office.store.reader, office.user.id, wanting).items).toMatchObject([{ id }])
  const { conversationId } = office.item(id)
  office.clock.advance(60_000)
  await office.send({ conversationId, mode: 'reply', replyTo: office.item(id).replyTo, subject: 'Re: Question' })
  expect(listed(id)).toMatchObject({ letters: 4, sending: 'stopped' })
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

test('a letter that has come back from everybody left to try is tried no more, and is one that came back', async () => {
  office = await openSendOffice()
  office.practice.faults.smtp = { refuse: [{ phase: 'RCPT', code: 451, text: 'Try later', times: 1 }] }
  const id = await office.send()
  await office.until(() => office.row(id).state === 'deferred')
  await office.receive(report(office.item(id).messageIdHeader, 'anna@client.example'))
  office.clock.advance(60_000)
  await office.until(() => office.row(id).state === 'failed')
  expect(office.row(id)).toMatchObject({ because: 'unknown-recipient', deliveries: [{ state: 'returned' }] })
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
