import { call } from '@orpc/server'
import { afterEach, expect, test } from 'vitest'
import type { Context } from '../../src/main/api/context.ts'
import { drafts } from '../../src/main/api/drafts.ts'
import { outbox, sendMessage } from '../../src/main/api/outbox.ts'
import { addMailbox } from '../../src/main/store/mailboxes.ts'
import { addUser } from '../../src/main/store/users.ts'
import type { DraftContent } from '../../src/shared/api/compose.ts'
import { openSendOffice, type SendOffice, type SendOfficeOptions } from './send-office.ts'

let office: SendOffice
const open = async (options?: SendOfficeOptions) => (office = await openSendOffice(options))
afterEach(() => office.close())

/** Only what these handlers touch of the program around them. */
function as(userId: number = office.user.id, idempotencyKey: string | null = null): { context: Context } {
  const { store, deps, clock } = office
  const app = {
    store,
    clock,
    log: deps.ports.log,
    engine: { sending: office.sending, deps },
    sessions: { isAlive: () => true },
  }
  return { context: { app, identity: { userId, by: 'token', id: 1 }, idempotencyKey } as unknown as Context }
}

const QUESTION = `From: =?utf-8?b?0JDQvdC90LAg0JHQtdC70L7QstCw?= <anna@client.example>
To: ivan@golub.example, Boss <boss@client.example>
Cc: Olga <olga@client.example>
Reply-To: orders@client.example
Subject: Order 17
Message-ID: <order-17@client.example>
References: <order-16@client.example>
Date: Sat, 14 Mar 2026 08:00:00 +0000
Content-Type: text/html; charset=utf-8

<p>Where is my <i>order</i>?</p>`

async function reply(messageId: number, mode: 'reply' | 'reply-all' = 'reply') {
  return await call(drafts.forReply, { messageId, mode } as never, as())
}
async function save(content: DraftContent & { id: number | null; revision: number; unheard?: DraftContent[] }) {
  return await call(drafts.save, content as never, as())
}

test('an answer arrives in the same conversation, quotes the question, and makes its sender a contact', async () => {
  await open()
  const question = await office.receive(QUESTION)
  const prefilled = await reply(question)
  expect(prefilled).toMatchObject({
    id: null,
    revision: 0,
    to: [{ email: 'orders@client.example' }],
    cc: [],
    subject: 'Re: Order 17',
    mailboxId: office.mailboxId,
  })
  const { draft } = await save({
    ...prefilled,
    to: [{ name: '', email: 'anna@client.example' }],
    html: '<div>On its way.</div>',
  })
  expect(await reply(question)).toMatchObject({ id: draft.id })
  const { id, conversationId } = await call(outbox.send, { draftId: draft.id, revision: draft.revision }, as())
  expect(conversationId).toBe(prefilled.conversationId)
  await office.until(() => office.row(id).state === 'sent')
  expect(await call(drafts.list, {}, as())).toEqual([])
  const source = office.practice.handovers[0]?.source?.toString() ?? ''
  expect(source).toContain('In-Reply-To: <order-17@client.example>')
  expect(source.replace(/\r\n /g, ' ')).toContain('References: <order-16@client.example> <order-17@client.example>')
  const { letter } = await office.deps.ports.link.parse(office.practice.handovers[0]!.source!)
  expect(Buffer.from(letter.text).toString()).toMatch(
    /^On its way\.\n\nOn March 14, 2026.*Анна Белова <anna@client\.example> wrote:/,
  )
  expect(office.store.reader.sql('SELECT name, origin FROM contacts').all()).toEqual([
    { name: 'Анна Белова', origin: 'reply' },
  ])
  expect(office.store.reader.sql('SELECT state FROM conversations').all()).toEqual([{ state: 'waiting' }])
  expect(office.store.reader.sql("SELECT type FROM events WHERE type LIKE 'letter.%' ORDER BY id").all()).toEqual([
    { type: 'letter.queued' },
    { type: 'letter.sent' },
  ])
})

test('pictures inside the question are still there in the quote', async () => {
  await open()
  const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
  const html = 'Content-Type: text/html; charset=utf-8\n\n<p>Logo: <img src="cid:logo@client"></p>'
  const related = `Content-Type: multipart/related; boundary=b\n\n--b\n${html}\n--b\nContent-Type: image/png; name="logo.png"\nContent-ID: <logo@client>\nContent-Disposition: inline; filename="logo.png"\nContent-Transfer-Encoding: base64\n\n${png}\n--b--`
  const question = await office.receive(QUESTION.replace(/Content-Type: text\/html[\s\S]*$/, related))
  const { draft } = await save({
    ...(await reply(question)),
    to: [{ name: '', email: 'anna@client.example' }],
    html: '<p>Nice.</p>',
  })
  const { id } = await call(outbox.send, { draftId: draft.id, revision: draft.revision }, as())
  await office.until(() => office.row(id).state === 'sent')
  const source = office.practice.handovers[0]?.source?.toString() ?? ''
  expect(source).toContain(png.slice(0, 60))
  expect(source).toMatch(/Content-I[dD]: <logo@client>/)
  const { letter } = await office.deps.ports.link.parse(office.practice.handovers[0]!.source!)
  expect(letter.attachments).toMatchObject([{ contentId: 'logo@client', mime: 'image/png', isInline: true }])
})

test('an answer to all leaves us out', async () => {
  await open()
  const prefilled = await reply(await office.receive(QUESTION), 'reply-all')
  expect(prefilled.to.map((one) => one.email)).toEqual(['orders@client.example', 'boss@client.example'])
  expect(prefilled.cc.map((one) => one.email)).toEqual(['olga@client.example'])
})

test('the conversation becomes what the author chose, unless they wrote again meanwhile', async () => {
  await open({ undoSeconds: 10 })
  const question = await office.receive(QUESTION)
  const answer = async () => {
    const { draft } = await save({
      ...(await reply(question)),
      id: null,
      to: [{ name: '', email: 'anna@client.example' }],
      html: '<p>Done.</p>',
      afterSend: 'closed',
    })
    return (await call(outbox.send, { draftId: draft.id, revision: draft.revision }, as())).id
  }
  const state = () => office.store.reader.sql<{ state: string }>('SELECT state FROM conversations').get()?.state
  const first = await answer()
  office.clock.advance(10_000)
  await office.until(() => office.row(first).state === 'sent')
  expect(state()).toBe('closed')
  const second = await answer()
  office.clock.advance(5_000)
  await office.receive(
    QUESTION.replaceAll('order-17@', 'order-17b@')
      .replace('08:00', '09:01')
      .replace('<order-16@client.example>', '<order-17@client.example>'),
  )
  office.clock.advance(5_000)
  // The answer waits until its author has seen what came, and leaves as he wrote it.
  expect(office.row(second)).toMatchObject({ state: 'deferred', because: 'newer-letter' })
  await call(outbox.retry, { id: second }, as())
  await office.until(() => office.row(second).state === 'sent')
  expect(state()).toBe('open')
})

test('a question without a Message-ID is answered in its conversation all the same', async () => {
  await open()
  const question = await office.receive(
    QUESTION.replace(/Message-ID:.*\n/, '')
      .replace(/References:.*\n/, '')
      .replace('Order 17', ''),
  )
  const prefilled = await reply(question)
  const { draft } = await save({
    ...prefilled,
    to: [{ name: '', email: 'anna@client.example' }],
    subject: 'Something else',
    html: '<p>Here.</p>',
  })
  const sent = await call(outbox.send, { draftId: draft.id, revision: draft.revision }, as())
  expect(sent.conversationId).toBe(prefilled.conversationId)
})

test('a save on a stale revision becomes a second draft, and neither text is lost', async () => {
  await open()
  const { draft } = await save({ id: null, revision: 0, ...content('one') })
  expect(await save({ ...draft, html: 'two' })).toMatchObject({ forked: false, draft: { id: draft.id, revision: 2 } })
  const forked = await save({ ...draft, html: 'other tab' })
  expect(forked).toMatchObject({ forked: true, draft: { revision: 1, html: 'other tab' } })
  expect((await call(drafts.list, {}, as())).map((one) => one.html).sort()).toEqual(['other tab', 'two'])
  await expect(call(outbox.send, { draftId: draft.id, revision: 1 }, as())).rejects.toMatchObject({
    data: { problem: 'draft-stale' },
  })
})

test('a save whose answer was lost on its way is no change from elsewhere', async () => {
  await open()
  const prefilled = await reply(await office.receive(QUESTION))
  const { draft } = await save({ ...prefilled, html: '<div>On its</div>' })
  const more = { ...draft, html: '<div>On its way.</div>' }
  const heard = await save(more)
  expect(await save(more)).toEqual({ draft: heard.draft, forked: false })
  // The window went on writing meanwhile.
  const longer = { ...more, html: '<div>On its way. Today.</div>' }
  expect(await save({ ...longer, unheard: [more] })).toMatchObject({
    forked: false,
    draft: { id: draft.id, revision: 3 },
  })
  expect(await call(drafts.list, {}, as())).toHaveLength(1)
})

test('a new letter whose first save was heard without an answer is that letter', async () => {
  await open()
  const first = { id: null, revision: 0, ...content('Begun') }
  const { draft } = await save(first)
  const longer = { ...first, ...content('Begun and gone on') }
  expect(await save({ ...longer, unheard: [content('Begun')] })).toMatchObject({
    forked: false,
    draft: { id: draft.id, html: longer.html, revision: 2 },
  })
  expect(await call(drafts.list, {}, as())).toHaveLength(1)
})

test("drafts and letters of one person are nobody else's", async () => {
  await open()
  const { draft } = await save({ id: null, revision: 0, ...content('secret') })
  const question = await office.receive(QUESTION)
  const id = await office.send()
  const other = office.store.write((tx) =>
    addUser(tx, { name: 'Ольга', email: 'olga@office.example', role: 'manager', passwordHash: '', locale: 'ru' }, 0),
  )
  const refused = { data: { problem: 'not-found' } }
  expect(await call(drafts.list, {}, as(other))).toEqual([])
  await expect(call(drafts.get, { id: draft.id }, as(other))).rejects.toMatchObject(refused)
  await expect(call(drafts.forReply, { messageId: question, mode: 'reply' } as never, as(other))).rejects.toMatchObject(
    refused,
  )
  await expect(call(outbox.retry, { id } as never, as(other))).rejects.toMatchObject(refused)
  await expect(call(outbox.toDraft, { id } as never, as(other))).rejects.toMatchObject(refused)
  await expect(
    call(sendMessage, { mailbox: office.mailboxId, to: ['a@client.example'] }, as(other)),
  ).rejects.toMatchObject(refused)
  expect(await call(outbox.list, {}, as(other))).toMatchObject({ items: [] })
  await call(drafts.discard, { id: draft.id }, as(other))
  expect(await call(drafts.list, {}, as())).toHaveLength(1)
})

test('a draft that was changed since it was seen is not thrown away unseen', async () => {
  await open()
  const { draft } = await save({ id: null, revision: 0, ...content('') })
  await save({ ...content('words of another window'), id: draft.id, revision: draft.revision })
  await call(drafts.discard, { id: draft.id, revision: draft.revision }, as())
  expect(await call(drafts.list, {}, as())).toMatchObject([{ id: draft.id, revision: 2 }])
  await call(drafts.discard, { id: draft.id, revision: 2 }, as())
  expect(await call(drafts.list, {}, as())).toEqual([])
})

test('a program that repeats its key gets the first answer again, and another letter under it is refused', async () => {
  await open()
  const letter = {
    mailbox: office.mailboxId,
    to: ['Анна <anna@client.example>'],
    subject: 'Счёт',
    text: 'Во вложении.',
  }
  const [first, twin] = await Promise.all([
    call(sendMessage, letter, as(undefined, 'k1')),
    call(sendMessage, letter, as(undefined, 'k1')),
  ])
  expect(twin.id).toBe(first.id)
  await office.until(() => office.row(first.id).state === 'sent')
  expect(await call(sendMessage, letter, as(undefined, 'k1'))).toMatchObject({ id: first.id, state: 'sent' })
  await expect(call(sendMessage, { ...letter, text: 'Другое' }, as(undefined, 'k1'))).rejects.toMatchObject({
    data: { problem: 'key-reused' },
  })
  expect(office.practice.handovers).toHaveLength(1)
  expect((await call(sendMessage, letter, as(undefined, 'k2'))).id).not.toBe(first.id)
})

test('a program that sends a letter which says nothing is refused; a subject or a text alone is a letter', async () => {
  await open()
  const send = (said: object) =>
    call(sendMessage, { mailbox: office.mailboxId, to: ['anna@client.example'], ...said }, as())
  for (const said of [{}, { subject: ' ', text: '\n' }, { html: '<div><br>&nbsp;</div>' }])
    await expect(send(said)).rejects.toMatchObject({ data: { problem: 'letter-empty', field: 'text' } })
  for (const said of [{ subject: 'Order 17' }, { text: 'On its way.' }, { html: '<img src="cid:a">' }])
    expect(await send(said)).toMatchObject({ to: [{ email: 'anna@client.example' }] })
})

test('a delayed letter of a program leaves at its time, with that date', async () => {
  await open()
  const row = await call(
    sendMessage,
    { mailbox: office.mailboxId, to: ['anna@client.example'], subject: 'Later', text: '.', delaySeconds: 3600 },
    as(),
  )
  expect(row).toMatchObject({ state: 'queued', until: office.clock.now() + 3_600_000 })
  office.clock.advance(3_600_000)
  await office.until(() => office.row(row.id).state === 'sent')
  expect(office.practice.handovers[0]?.source?.toString()).toContain('Date: Sat, 14 Mar 2026 10:00:00 +0000')
})

test('a mailbox without a way to send says so', async () => {
  await open()
  const id = office.store.write((tx) =>
    addMailbox(tx, {
      ownerId: office.user.id,
      address: 'old@golub.example',
      provider: 'other',
      activitySince: 0,
      connectedAt: 0,
    }),
  )
  await expect(call(sendMessage, { mailbox: id, to: ['a@client.example'] }, as())).rejects.toMatchObject({
    data: { problem: 'mailbox-cannot-send' },
  })
})

test('the log shows letters newest first, page by page, and by what became of them', async () => {
  await open()
  const ids: number[] = []
  for (let n = 0; n < 5; n++) ids.unshift(await office.send({ subject: `Письмо ${n}` }))
  await office.until(() => ids.every((id) => office.row(id).state === 'sent'))
  const first = await call(outbox.list, { limit: 3 }, as())
  const second = await call(outbox.list, { limit: 3, cursor: first.next ?? '' }, as())
  expect([...first.items, ...second.items].map((one) => one.id)).toEqual(ids)
  expect(second.next).toBeNull()
  expect((await call(outbox.list, { state: 'failed' }, as())).items).toEqual([])
  await expect(call(outbox.list, { cursor: 'nonsense' }, as())).rejects.toMatchObject({
    data: { problem: 'cursor-malformed' },
  })
})

function content(html: string): DraftContent {
  return {
    mailboxId: office.mailboxId,
    to: [],
    cc: [],
    bcc: [],
    subject: '',
    html,
    replyTo: null,
    mode: 'new',
    conversationId: null,
    afterSend: 'waiting',
    ...{ isSigned: true, isQuoted: true, isCommon: false },
  }
}

test('a letter whose answer got lost is sent once, however often its author presses', async () => {
  await open({ undoSeconds: 10 })
  const draft = office.draft()
  const press = async () => await call(outbox.send, { draftId: draft.id, revision: draft.revision }, as())
  const first = await press()
  expect(await press()).toEqual(first)
  office.clock.advance(10_000)
  await office.until(() => office.row(first.id).state === 'sent')
  expect(await press()).toEqual({ ...first, until: 0 })
  expect(office.practice.handovers).toHaveLength(1)
})

test('two windows that send one draft in the same moment send one letter', async () => {
  await open()
  const draft = office.draft()
  const press = () => call(outbox.send, { draftId: draft.id, revision: draft.revision }, as())
  const [one, other] = await Promise.all([press(), press()])
  expect(other.id).toBe(one.id)
  await office.until(() => office.row(one.id).state === 'sent')
  expect(office.practice.handovers).toHaveLength(1)
})

test('separate letters pressed twice are the same letters', async () => {
  await open({ undoSeconds: 10 })
  const to = ['anna@client.example', 'olga@client.example'].map((email) => ({ name: '', email }))
  const draft = office.draft({ to, isCommon: false })
  const press = async () => await call(outbox.send, { draftId: draft.id, revision: draft.revision }, as())
  const first = await press()
  expect(first.letters).toBe(2)
  expect(await press()).toEqual(first)
  expect(office.store.reader.sql('SELECT count(*) AS n FROM outbox').get()).toEqual({ n: 2 })
})

test('a letter that was taken back is not sent by the press of before', async () => {
  await open({ undoSeconds: 10 })
  const draft = office.draft()
  const sent = await call(outbox.send, { draftId: draft.id, revision: draft.revision }, as())
  await call(outbox.undo, { id: sent.id }, as())
  await expect(call(outbox.send, { draftId: draft.id, revision: draft.revision }, as())).rejects.toMatchObject({
    data: { problem: 'not-found' },
  })
})

test('a window that still shows a letter which another one sent is told when it was sent, and makes no second draft of it', async () => {
  await open({ undoSeconds: 10 })
  const { id, revision } = office.draft()
  const draft = await call(drafts.get, { id: id as never }, as())
  const at = office.clock.now()
  await call(outbox.send, { draftId: id, revision }, as())
  const isSent = { data: { problem: 'draft-sent', params: { at } } }
  await expect(call(drafts.look, { id: id as never }, as())).rejects.toMatchObject(isSent)
  await expect(save({ ...draft, revision })).rejects.toMatchObject(isSent)
  await expect(call(outbox.send, { draftId: id, revision: revision - 1 }, as())).rejects.toMatchObject(isSent)
  expect(await call(drafts.list, {}, as())).toEqual([])
})

test('what another window wrote into a letter after it was sent becomes a draft of its own', async () => {
  await open({ undoSeconds: 10 })
  const { id, revision } = office.draft()
  const draft = await call(drafts.get, { id: id as never }, as())
  await call(outbox.send, { draftId: id, revision }, as())
  const second = await save({ ...draft, revision, html: '<div>One thing more.</div>' })
  expect(second).toMatchObject({ forked: true, draft: { html: '<div>One thing more.</div>' } })
  expect(second.draft.id).not.toBe(id)
})
