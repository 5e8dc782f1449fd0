import { afterEach, expect, test } from 'vitest'
import { mailboxById } from '../../src/main/store/mailboxes.ts'
import { htmlOf } from '../../src/main/store/packed-html.ts'
import { sendingTrouble } from '../../src/main/store/sending-trouble.ts'
import { openSendOffice, type SendOffice, type SendOfficeOptions } from './send-office.ts'

let office: SendOffice
const open = async (options?: SendOfficeOptions) => (office = await openSendOffice(options))
afterEach(() => office.close())

const MINUTE_MS = 60_000
const anna = { name: 'Анна Белова', email: 'anna@client.example' }

test.each(['MAIL', 'RCPT', 'DATA', 'DOT'] as const)(
  'a temporary refusal at %s is tried again after 1, 5, 15, 60 minutes, then every 4 hours, and gives up after a day',
  async (phase) => {
    await open()
    office.practice.faults.smtp = { refuse: [{ phase, code: 451, text: 'Try later' }] }
    const id = await office.send()
    await office.until(() => office.row(id).state === 'deferred')
    const waits: number[] = []
    while (office.row(id).state === 'deferred') {
      const wait = office.row(id).until! - office.clock.now()
      waits.push(wait / MINUTE_MS)
      const { attempts } = office.row(id)
      office.clock.advance(wait)
      await office.until(() => office.row(id).attempts > attempts && office.row(id).state !== 'sending')
    }
    expect(waits).toEqual([1, 5, 15, 60, 240, 240, 240, 240, 240])
    expect(office.row(id)).toMatchObject({
      ...{ state: 'failed', because: 'temporary' },
      deliveries: [{ state: phase === 'RCPT' ? 'refused' : 'not-sent' }],
    })
    expect(office.row(id).serverWords).toContain('Try later')
    office.practice.faults.smtp = {}
    expect(office.sending.retry(office.user, office.row(id).id)).toMatchObject({ ok: true })
    await office.until(() => office.row(id).state === 'sent')
    expect(office.practice.received(office.item(id).messageIdHeader)).toBe(1)
  },
)

test.each([
  ['MAIL', 'sender-refused', '553 sender address rejected: not owned by user'],
  ['RCPT', 'unknown-recipient', '550 5.1.1 user unknown'],
  ['DATA', 'refused', '554 no'],
  ['DOT', 'spam-suspected', '554 5.7.1 looks like spam'],
] as const)(
  'a final refusal at %s fails the letter at once, in the words of the server',
  async (phase, because, words) => {
    await open()
    office.practice.faults.smtp = { refuse: [{ phase, code: Number(words.slice(0, 3)), text: words.slice(4) }] }
    const id = await office.send()
    await office.until(() => office.row(id).state === 'failed')
    expect(office.row(id), 'who was not spoken of was not refused').toMatchObject({
      ...{ because, attempts: 1 },
      deliveries: [{ state: phase === 'RCPT' ? 'refused' : 'not-sent' }],
    })
    expect(office.row(id).serverWords).toContain(words)
    const back = office.sending.toDraft(office.user, office.row(id).id)
    expect(back).toMatchObject({ ok: true, value: { subject: 'Счёт на оплату', to: [anna] } })
  },
)

test('an answer to the whole letter that neither takes nor refuses it is never followed by another try; its words are shown', async () => {
  await open()
  office.practice.faults.smtp = { refuse: [{ phase: 'DOT', code: 354, text: 'go on', times: 1 }] }
  const id = await office.send()
  await office.until(() => !['queued', 'sending'].includes(office.row(id).state))
  expect(office.row(id)).toMatchObject({ state: 'uncertain', serverWords: '354 go on', until: null })
  office.clock.advance(24 * 60 * MINUTE_MS)
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(office.row(id)).toMatchObject({ state: 'uncertain', attempts: 1 })
  expect(office.practice.handovers).toHaveLength(1)
})

test('a refusal of 200 KB in one word is understood like any other', async () => {
  await open()
  office.practice.faults.smtp = { refuse: [{ phase: 'DOT', code: 550, text: `spam ${'x'.repeat(200_000)}` }] }
  const id = await office.send()
  const before = process.cpuUsage()
  await office.until(() => office.row(id).state === 'failed')
  expect(process.cpuUsage(before).user / 1000).toBeLessThan(5000)
  expect(office.row(id)).toMatchObject({ because: 'spam-suspected' })
  expect(office.row(id).serverWords.length).toBe(2000)
})

test('a line that breaks while the letter is on its way is tried again; the letter arrives once', async () => {
  await open()
  office.practice.faults.smtp = { drop: { when: 'before-dot', times: 1 } }
  const id = await office.send({ html: `<div>${'Большое письмо. '.repeat(250_000)}</div>` })
  await office.until(() => office.row(id).state === 'deferred')
  expect(office.row(id)).toMatchObject({ because: 'temporary', attempts: 1 })
  office.clock.advance(MINUTE_MS)
  await office.until(() => office.row(id).state === 'sent')
  expect(office.practice.received(office.item(id).messageIdHeader)).toBe(1)
})

test.each([true, false])(
  'a line that breaks after the letter was handed over (server kept it: %s) is never sent again by itself',
  async (isKept) => {
    await open()
    office.practice.faults.smtp = { drop: { when: 'after-dot', times: 1, isKept } }
    const id = await office.send()
    await office.until(() => office.row(id).state === 'uncertain')
    expect(office.row(id)).toMatchObject({ because: 'connection-lost-after-data', until: null })
    office.clock.advance(48 * 60 * MINUTE_MS)
    office.sending.poke()
    await office.restart()
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(office.row(id).state).toBe('uncertain')
    expect(office.practice.handovers).toHaveLength(1)
    const first = office.practice.handovers[0]
    expect(office.sending.resolve(office.user, office.row(id).id, isKept ? 'arrived' : 'send-again')).toMatchObject({
      ok: true,
    })
    await office.until(() => office.row(id).state === 'sent')
    expect(office.practice.received(office.item(id).messageIdHeader)).toBe(1)
    for (const handover of office.practice.handovers) expect(handover.sha256).toBe(first?.sha256)
  },
)

test('an uncertain letter that lies in the Sent folder of the server has been sent', async () => {
  await open({ account: { filesOwnCopies: true } })
  await office.openLine()
  office.practice.faults.smtp = { drop: { when: 'after-dot', times: 1, isKept: true } }
  const id = await office.send()
  await office.until(() => office.row(id).state === 'sent')
  expect(office.row(id)).toMatchObject({ copy: 'by-server', deliveries: [{ state: 'accepted' }] })
  expect(office.practice.handovers).toHaveLength(1)
})

test('a reply that comes late still counts; one that never comes leaves the letter uncertain', async () => {
  await open({ waits: { finalReplyMs: 1500 } })
  office.practice.faults.smtp = { replyDelayMs: 250 }
  const late = await office.send()
  await office.until(() => office.row(late).state === 'sent')
  office.practice.faults.smtp = { replyDelayMs: 5000 }
  const never = await office.send()
  await office.until(() => office.row(never).state === 'uncertain')
})

test('of three recipients one is refused: the other two have the letter and never get it again', async () => {
  await open()
  office.practice.faults.smtp = {
    refuse: [{ phase: 'RCPT', address: 'nobody@client.example', code: 550, text: '5.1.1 user unknown' }],
  }
  const id = await office.send({
    to: [anna, { name: '', email: 'nobody@client.example' }],
    cc: [{ name: '', email: 'third@client.example' }],
  })
  await office.until(() => office.row(id).state === 'sent')
  expect(office.row(id)).toMatchObject({
    because: 'partly-refused',
    deliveries: [
      { state: 'accepted' },
      { state: 'refused', serverWords: '550 5.1.1 user unknown' },
      { state: 'accepted' },
    ],
  })
  office.practice.faults.smtp = {}
  office.sending.retry(office.user, office.row(id).id)
  await office.until(() => office.row(id).state === 'sent' && office.row(id).because === null)
  expect(office.practice.handovers.map((one) => one.to)).toEqual([
    ['anna@client.example', 'third@client.example'],
    ['nobody@client.example'],
  ])
})

test('a recipient who is put off gets the letter later, alone', async () => {
  await open()
  office.practice.faults.smtp = {
    refuse: [
      { phase: 'RCPT', address: 'slow@client.example', code: 451, text: '4.7.1 Greylisted, try again later', times: 1 },
    ],
  }
  const id = await office.send({ to: [anna, { name: '', email: 'slow@client.example' }] })
  await office.until(() => office.row(id).state === 'deferred')
  expect(office.row(id)).toMatchObject({
    because: 'greylisted',
    deliveries: [{ state: 'accepted' }, { state: 'waiting' }],
  })
  office.clock.advance(MINUTE_MS)
  await office.until(() => office.row(id).state === 'sent')
  expect(office.practice.handovers.map((one) => one.to)).toEqual([['anna@client.example'], ['slow@client.example']])
})

test('a server that offers no sign-in, or none at all behind the port, fails the letter after the second try', async () => {
  await open()
  office.practice.faults.smtp = { withoutAuth: true }
  const id = await office.send()
  await office.until(() => office.row(id).state === 'deferred')
  office.store.write((tx) => tx.sql('UPDATE mailboxes SET smtp_port = 1').run())
  office.clock.advance(MINUTE_MS)
  await office.until(() => office.row(id).state === 'failed')
  expect(sendingHalf()).toMatchObject({ sending: 'fails', trouble: 'refused' })
})

test('without a network letters wait without counting, and leave in their order, each once, when it is back', async () => {
  await open()
  // Loopback has no route to this address: the system says so at once, as it does without a network.
  office.store.write((tx) => tx.sql("UPDATE mailboxes SET smtp_host = '255.255.255.255'").run())
  office.deps.ports.allowedHosts = ['*']
  const ids = [
    await office.send({ subject: 'Первое' }),
    await office.send({ subject: 'Второе' }),
    await office.send({ subject: 'Третье' }),
  ]
  await office.until(() => ids.every((id) => office.row(id).state === 'deferred'))
  for (const id of ids) expect(office.row(id)).toMatchObject({ because: 'no-network', attempts: 0 })
  for (let hour = 0; hour < 30; hour++) office.clock.advance(60 * MINUTE_MS)
  await office.until(() => ids.every((id) => office.row(id).state === 'deferred'))
  office.store.write((tx) => tx.sql("UPDATE mailboxes SET smtp_host = '127.0.0.1'").run())
  office.sending.poke()
  await office.until(() => ids.every((id) => office.row(id).state === 'sent'))
  expect(office.practice.handovers.map((one) => one.messageId)).toEqual(
    ids.map((id) => office.item(id).messageIdHeader),
  )
})

test('a host that is not found while the other server is out of reach too means that the network is gone', async () => {
  await open()
  office.store.write((tx) =>
    tx
      .sql("UPDATE mailboxes SET smtp_host = 'nowhere.invalid', activity = 'waiting', wait_because = 'no-network'")
      .run(),
  )
  const id = await office.send()
  await office.until(() => office.row(id).state === 'deferred')
  expect(office.row(id)).toMatchObject({ because: 'no-network', attempts: 0 })
  expect(sendingHalf()).toMatchObject({ sending: 'works' })
})

test('over the limit of its provider a mailbox waits, says until when, and goes on in order', async () => {
  await open({ mailbox: { provider: 'rambler' } })
  const ids: number[] = []
  for (let n = 0; n < 7; n++) ids.push(await office.send({ subject: `Письмо ${n}` }))
  await office.until(() => ids.every((id) => /sent|deferred/.test(office.row(id).state)))
  expect(ids.map((id) => office.row(id).state)).toEqual([...Array(5).fill('sent'), 'deferred', 'deferred'])
  expect(office.row(ids[5]!)).toMatchObject({ because: 'limit', until: office.clock.now() + MINUTE_MS, attempts: 0 })
  office.clock.advance(MINUTE_MS)
  await office.until(() => ids.every((id) => office.row(id).state === 'sent'))
  expect(office.practice.handovers.map((one) => one.messageId)).toEqual(
    ids.map((id) => office.item(id).messageIdHeader),
  )
})

test('a paused mailbox keeps its letters and says so; they leave when the pause ends', async () => {
  await open()
  office.store.write((tx) => tx.sql("UPDATE mailboxes SET activity = 'paused'").run())
  const id = await office.send()
  office.clock.advance(MINUTE_MS)
  expect(office.row(id)).toMatchObject({ state: 'queued', because: 'mailbox-paused', until: null })
  office.store.write((tx) => tx.sql("UPDATE mailboxes SET activity = 'watching'").run())
  office.sending.poke()
  await office.until(() => office.row(id).state === 'sent')
})

test('a restored file sends nothing until the hold is released', async () => {
  await open()
  office.store.write((tx) => tx.sql("INSERT INTO settings (key, value) VALUES ('hold', '1')").run())
  const id = await office.send()
  office.clock.advance(MINUTE_MS)
  expect(office.row(id).state).toBe('queued')
  office.store.write((tx) => tx.sql("DELETE FROM settings WHERE key = 'hold'").run())
  office.sending.poke()
  await office.until(() => office.row(id).state === 'sent')
})

test('the claim, and the note before the final dot, are on the disk before anything goes on', async () => {
  await open()
  const modes: string[] = []
  const { raw } = office.store.reader
  const durably = office.store.writeDurably
  office.deps.store = {
    ...office.store,
    writeDurably: (work) =>
      durably((tx) => {
        const done = work(tx)
        const row = tx
          .sql<{ state: string; handed: number | null }>('SELECT state, handed_over_at AS handed FROM outbox')
          .get()
        modes.push(
          `${row?.state}${row?.handed ? ' handed over' : ''} synchronous=${raw.pragma('synchronous', { simple: true })} letters=${office.practice.handovers.length}`,
        )
        return done
      }),
  }
  await office.restart()
  modes.length = 0
  const id = await office.send()
  await office.until(() => office.row(id).state === 'sent')
  // 2 is FULL.
  expect(modes).toEqual([
    'queued synchronous=2 letters=0',
    'sending synchronous=2 letters=0',
    'sending handed over synchronous=2 letters=0',
    'sent synchronous=2 letters=1',
  ])
})

test('a letter of ten thousand recipients, a line break in a header and an address without a server are refused with a word', async () => {
  await open()
  const refused = async (change: Parameters<SendOffice['draft']>[0]) => {
    const draft = office.draft(change)
    return office.sending.sendDraft(office.user, draft.id as never, draft.revision)
  }
  const crowd = Array.from({ length: 10_000 }, (_, n) => ({ name: '', email: `a${n}@client.example` }))
  expect(await refused({ to: crowd })).toMatchObject({ problem: 'too-many-recipients' })
  expect(await refused({ to: [] })).toMatchObject({ problem: 'no-recipients' })
  expect(await refused({ to: [{ name: '', email: 'anna' }] })).toMatchObject({
    problem: 'recipients-malformed',
    field: 'to',
  })
  expect(await refused({ cc: [{ name: 'A\r\nBcc: evil@example.com', email: 'a@client.example' }] })).toMatchObject({
    problem: 'recipients-malformed',
    field: 'cc',
  })
  expect(await refused({ subject: 'A\r\nBcc: evil@example.com' })).toMatchObject({
    problem: 'bad-input',
    field: 'subject',
  })
  expect(office.store.reader.sql('SELECT count(*) AS n FROM outbox').get()).toEqual({ n: 0 })
})

function sendingHalf() {
  const { reader } = office.store
  const trouble = sendingTrouble(reader, office.mailboxId)?.trouble ?? null
  return { sending: mailboxById(reader, office.mailboxId)?.sending, trouble }
}

test('below the text stands the signature of the mailbox, else that of the author', async () => {
  await open()
  office.store.write((tx) => tx.sql("UPDATE users SET signature = '<div>Иван, <b>Голубь</b></div>'").run())
  const user = { ...office.user, signature: '<div>Иван, <b>Голубь</b></div>' }
  const send = async () => {
    const { id, revision } = office.draft()
    const count = office.practice.handovers.length
    await office.sending.sendDraft(user, id as never, revision)
    await office.until(() => office.practice.handovers.length > count)
    const { letter } = await office.deps.ports.link.parse(office.practice.handovers.at(-1)!.source!)
    return { html: htmlOf(letter.html), text: Buffer.from(letter.text).toString() }
  }
  expect((await send()).html).toContain('<b>Голубь</b>')
  office.store.write((tx) => tx.sql("UPDATE mailboxes SET signature = '<div>Отдел продаж</div>'").run())
  const second = await send()
  expect(second.html).toContain('Отдел продаж')
  expect(second.html).not.toContain('<b>Голубь</b>')
  expect(second.text).toMatch(/\n-- \nОтдел продаж$/)
})
