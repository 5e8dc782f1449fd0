import { afterEach, expect, test } from 'vitest'
import { ingestOf } from '../../src/main/engine/ingest.ts'
import { removeMailbox, updateSettings } from '../../src/main/engine/mailbox-care.ts'
import { boardOf, withPlan } from '../../src/main/engine/send-board.ts'
import { beginFolder, folderById, saveFolder } from '../../src/main/store/folders.ts'
import { addMailbox, setSecret } from '../../src/main/store/mailboxes.ts'
import { openSendOffice, PASSWORD, type SendOffice, type SendOfficeOptions } from './send-office.ts'

let office: SendOffice
const open = async (options?: SendOfficeOptions) => (office = await openSendOffice(options))
afterEach(() => office.close())

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

const rest = (isResting: boolean) => {
  office.sending.pauseAll(office.user, isResting)
}
/** What acts on a mailbox ask of the engine: no session is open here. */
const engine = () =>
  ({ deps: office.deps, close: () => Promise.resolve(), session: () => null, sending: office.sending }) as never
const subjects = () =>
  office.practice.handovers.map(
    (one) =>
      office.store.reader
        .sql<{ subject: string }>('SELECT subject FROM outbox WHERE message_id_header = ?')
        .get(one.messageId)?.subject,
  )
const states = (ids: number[]) => ids.map((id) => office.row(id).state)
async function sendMany(n: number, change: Parameters<SendOffice['send']>[0] = {}): Promise<number[]> {
  const ids: number[] = []
  for (let one = 0; one < n; one++) ids.push(await office.send({ subject: `Письмо ${one + 1}`, ...change }))
  return ids
}

test('by hand goes before triggers, scheduled letters and mailings, each class in the order of queueing', async () => {
  await open()
  rest(true)
  const classes = [3, 2, 0, 1, 3, 0, 1, 2]
  const ids = await sendMany(classes.length)
  office.store.write((tx) => {
    classes.forEach((priority, n) => void tx.sql('UPDATE outbox SET priority = ? WHERE id = ?').run(priority, ids[n]))
  })
  rest(false)
  await office.until(() => states(ids).every((state) => state === 'sent'))
  expect(subjects()).toEqual([3, 6, 4, 7, 2, 8, 1, 5].map((n) => `Письмо ${n}`))
})

test('a mailing leaves a tenth of the day to letters by hand', async () => {
  await open({ mailbox: { limitDay: 10 } })
  rest(true)
  const mailing = await sendMany(12)
  office.store.write((tx) => tx.sql('UPDATE outbox SET priority = 3').run())
  rest(false)
  await office.until(() => states(mailing).filter((state) => state === 'sent').length === 9)
  await office.until(() => office.row(mailing[9]!).because === 'limit')
  const [single] = await sendMany(1)
  await office.until(() => office.row(single!).state === 'sent')
  const [next] = await sendMany(1)
  await office.until(() => office.row(next!).because === 'limit')
  expect(office.row(next!).until).toBe(office.clock.now() + DAY_MS)
  expect(office.practice.handovers).toHaveLength(10)
})

test('retries never exceed a limit: what the server refused after the whole letter counts too', async () => {
  await open({ mailbox: { limitHour: 4 } })
  office.practice.faults.smtp = { refuse: [{ phase: 'DOT', code: 451, text: 'Try later', times: 6 }] }
  const ids = await sendMany(3)
  const now = () => office.clock.now()
  // What is due at a moment is through before the next one: the server notes the moment in which it answers.
  const isThrough = (id: number) =>
    office.row(id).state === 'sent' || (office.row(id).state === 'deferred' && (office.row(id).until ?? 0) > now())
  for (let minute = 0; minute < 180; minute++) {
    await office.until(() => ids.every(isThrough))
    office.clock.advance(MINUTE_MS)
  }
  await office.until(() => states(ids).every((state) => state === 'sent' || state === 'deferred'))
  const times = office.practice.handovers.map((one) => one.at)
  for (const end of times)
    expect(times.filter((at) => at <= end && at > end - 60 * MINUTE_MS).length).toBeLessThanOrEqual(4)
  expect(times.length).toBeGreaterThan(4)
})

test('letters that another program sent count against the limits of the mailbox', async () => {
  await open({ mailbox: { limitDay: 3 } })
  await arrivesInSent('other@program.example', office.clock.now() - 60 * MINUTE_MS)
  await arrivesInSent('old@program.example', office.clock.now() - 2 * DAY_MS)
  const ids = await sendMany(2)
  await office.until(() => office.row(ids[1]!).because === 'limit')
  expect(states(ids)).toEqual(['sent', 'deferred'])
  expect(office.row(ids[1]!).until).toBe(office.clock.now() - 60 * MINUTE_MS + DAY_MS)
  expect(boardOf(office.store.reader, office.user.id, office.clock.now()).boxes[0]).toMatchObject({
    used: 3,
    waiting: 1,
  })
})

async function arrivesInSent(messageId: string, at: number): Promise<void> {
  const { deps, store, mailboxId } = office
  const folder = store.write((tx) => {
    const specs = { path: 'Sent', name: 'Sent', delimiter: '/', role: 'sent', isTicked: true, letters: 0 } as const
    const id = saveFolder(tx, mailboxId, specs)
    if (!folderById(tx, id)?.uidValidity) beginFolder(tx, id, '1', 1)
    return folderById(tx, id)!
  })
  const source = `From: ivan@golub.example\r\nTo: a@client.example, b@client.example\r\nSubject: From the phone\r\nMessage-ID: <${messageId}>\r\n\r\nHello\r\n`
  const { letter, packed } = await deps.ports.link.parse(Buffer.from(source))
  await deps.queue.add(
    ingestOf(deps, folder, [
      { uid: at % 1_000_000, flags: [], internalAt: at, size: packed.size, letter, packed, uploadId: null },
    ]),
  )
}

test('the mailbox that waits for its limit does not hold another one back', async () => {
  await open({ mailbox: { limitDay: 1 } })
  const other = office.store.write((tx) => {
    const { practice, clock } = office
    const id = addMailbox(tx, {
      ...{ ownerId: office.user.id, address: 'anna@client.example', provider: 'other', sending: 'works' },
      ...{ activity: 'watching', activitySince: clock.now(), connectedAt: clock.now() },
      ...{ smtpHost: practice.host, smtpPort: practice.smtpPort, smtpLogin: 'anna@client.example' },
      ...{ smtpSecurity: 'none', smtpPlaintext: true },
    })
    setSecret(tx, id, 'smtp', Buffer.from(PASSWORD))
    return id
  })
  const held = await sendMany(2)
  const free = await sendMany(3, { mailboxId: other })
  await office.until(() => states(free).every((state) => state === 'sent'))
  expect(states(held)).toEqual(['sent', 'deferred'])
})

test.each([false, true])(
  'a clock set back a day (program started again: %s) exceeds no limit, and nobody waits longer than one window',
  async (isRestarted) => {
    await open({ mailbox: { limitMinute: 2 } })
    const ids = await sendMany(4)
    await office.until(() => office.row(ids[3]!).because === 'limit')
    office.clock.advance(-DAY_MS)
    if (isRestarted) await office.restart()
    else office.sending.poke()
    await office.until(() => (office.row(ids[3]!).until ?? 0) <= office.clock.now() + MINUTE_MS)
    expect(office.practice.handovers).toHaveLength(2)
    office.clock.advance(MINUTE_MS - 1)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(office.practice.handovers).toHaveLength(2)
    office.clock.advance(1)
    await office.until(() => states(ids).every((state) => state === 'sent'))
    expect(office.practice.handovers).toHaveLength(4)
  },
)

test('a retry that was planned before the clock was set back comes after its own wait, not a day later', async () => {
  await open()
  office.practice.faults.smtp = { refuse: [{ phase: 'RCPT', code: 451, text: 'Try later', times: 1 }] }
  const [id] = await sendMany(1)
  await office.until(() => office.row(id!).state === 'deferred')
  office.clock.advance(-DAY_MS)
  office.sending.poke()
  expect(office.row(id!).until).toBe(office.clock.now() + MINUTE_MS)
  office.clock.advance(MINUTE_MS)
  await office.until(() => office.row(id!).state === 'sent')
})

test('the owner changes a limit and the letters that waited for it leave at once', async () => {
  await open({ mailbox: { limitDay: 1 } })
  const ids = await sendMany(3)
  await office.until(() => office.row(ids[2]!).because === 'limit')
  await updateSettings(engine(), office.mailboxId, { limitDay: 100 })
  await office.until(() => states(ids).every((state) => state === 'sent'))
})

test('a change of the settings that names none leaves the mailbox as it is', async () => {
  await open()
  const mailbox = () => office.store.reader.sql('SELECT * FROM mailboxes').all()
  const before = mailbox()
  await updateSettings(engine(), office.mailboxId, {})
  expect(mailbox()).toEqual(before)
})

test('a provider that calls the mailbox a spammer stops its sending for a day; each further try prolongs that, and a restart forgets nothing', async () => {
  await open({ mailbox: { provider: 'yandex' } })
  const spam = '5.7.1 [2] Message rejected under suspicion of SPAM; https://ya.cc/1IrBc'
  office.practice.faults.smtp = { refuse: [{ phase: 'DOT', code: 554, text: spam, times: 2 }] }
  const [first] = await sendMany(1)
  await office.until(() => office.row(first!).state === 'failed')
  expect(office.row(first!)).toMatchObject({ because: 'provider-block' })
  expect(office.row(first!).serverWords).toContain('suspicion of SPAM')
  const waiting = await sendMany(2)
  const until = office.clock.now() + DAY_MS
  for (const id of waiting)
    expect(office.row(id)).toMatchObject({ state: 'deferred', because: 'provider-block', until })
  await office.restart()
  office.clock.advance(60 * MINUTE_MS)
  office.sending.poke()
  expect(office.practice.handovers).toHaveLength(1)
  expect(office.sending.sendAnyway(office.user, waiting[0] as never)).toMatchObject({ ok: true })
  await office.until(() => office.row(waiting[0]!).state === 'failed')
  expect(office.row(waiting[1]!)).toMatchObject({ because: 'provider-block', until: office.clock.now() + DAY_MS })
  expect(office.store.reader.sql("SELECT count(*) AS n FROM journal WHERE what = 'sending-blocked'").get()).toEqual({
    n: 2,
  })
  office.clock.advance(DAY_MS)
  await office.until(() => office.row(waiting[1]!).state === 'sent')
})

test('a mailbox that signs in again is in order, and the block of its provider is what it shows', async () => {
  await open()
  office.store.write((tx) =>
    tx.sql("UPDATE mailboxes SET sending = 'fails', last_error_trouble = 'wrong-password'").run(),
  )
  office.practice.faults.smtp = { refuse: [{ phase: 'DOT', code: 550, text: 'Spam limit exceeded', times: 1 }] }
  const [first] = await sendMany(1)
  await office.until(() => office.row(first!).state === 'failed')
  expect(boardOf(office.store.reader, office.user.id, office.clock.now()).boxes[0]).toMatchObject({
    trouble: null,
    rest: { because: 'provider-block' },
  })
})

test('a letter that the provider takes in spite of the block ends it', async () => {
  await open()
  office.practice.faults.smtp = { refuse: [{ phase: 'DOT', code: 550, text: 'Spam limit exceeded', times: 1 }] }
  const [first] = await sendMany(1)
  await office.until(() => office.row(first!).state === 'failed')
  const waiting = await sendMany(2)
  office.sending.sendAnyway(office.user, waiting[1] as never)
  await office.until(() => states(waiting).every((state) => state === 'sent'))
  expect(subjects().slice(1)).toEqual(['Письмо 2', 'Письмо 1'])
})

test('everything that is written while sending rests keeps its order and says why it waits', async () => {
  await open()
  rest(true)
  const ids = await sendMany(3)
  office.clock.advance(DAY_MS)
  for (const id of ids) expect(office.row(id)).toMatchObject({ because: 'sending-paused', until: null })
  expect(withPlan(office.store.reader, [office.row(ids[1]!)], office.clock.now())).toMatchObject([
    { position: 2, plannedAt: null },
  ])
  rest(false)
  await office.until(() => states(ids).every((state) => state === 'sent'))
  expect(subjects()).toEqual(['Письмо 1', 'Письмо 2', 'Письмо 3'])
})

test('the queue says which letter is which and when each will leave', async () => {
  await open({ mailbox: { limitMinute: 2 } })
  const ids = await sendMany(5)
  await office.until(() => office.row(ids[4]!).because === 'limit')
  const now = office.clock.now()
  const rows = withPlan(office.store.reader, ids.slice(2).map(office.row), now)
  expect(rows.map((row) => [row.position, row.plannedAt])).toEqual([
    [1, now + MINUTE_MS],
    [2, now + MINUTE_MS],
    [3, now + 2 * MINUTE_MS],
  ])
})

test.each([true, false])(
  'a mailbox that is deleted while its letters wait (letters kept: %s) loses none: they did not go, say why, and are drafts again',
  async (isKept) => {
    await open()
    rest(true)
    const ids = await sendMany(2, { html: '<div>Важный текст</div>' })
    await removeMailbox(engine(), office.mailboxId, isKept)
    for (const id of ids)
      expect(office.row(id)).toMatchObject({ state: 'failed', because: 'mailbox-removed', until: null })
    expect(office.sending.retry(office.user, ids[0] as never)).toMatchObject({ problem: 'mailbox-removed' })
    const back = office.sending.toDraft(office.user, ids[0] as never)
    expect(back).toMatchObject({
      ok: true,
      value: { mailboxId: null, subject: 'Письмо 1', html: '<div>Важный текст</div>' },
    })
    expect(office.sending.many(office.user, ids as never, 'to-draft')).toEqual({ done: 1, left: 1 })
    expect(office.store.reader.sql('SELECT count(*) AS n FROM drafts').get()).toEqual({ n: 2 })
  },
)

test('while one letter is on the line those after it in the mailbox are known to wait for it, and only then', async () => {
  await open({ mailbox: { limitMinute: 2 } })
  const ids = await sendMany(4)
  await office.until(() => office.row(ids[3]!).because === 'limit')
  const isBehind = () => withPlan(office.store.reader, [office.row(ids[3]!)], office.clock.now())[0]?.isBehind
  expect(isBehind()).toBe(false)
  office.store.write((tx) => tx.sql("UPDATE outbox SET state = 'sending' WHERE id = ?").run(ids[2]!))
  expect(isBehind()).toBe(true)
})
