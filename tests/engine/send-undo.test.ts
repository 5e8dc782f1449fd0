// Taking back what was sent, as long as it has not left.
import { afterEach, expect, test } from 'vitest'
import { openSendOffice, type SendOffice, type SendOfficeOptions } from './send-office.ts'

let office: SendOffice
const open = async (options?: SendOfficeOptions) => (office = await openSendOffice(options))
afterEach(() => office.close())

const anna = { name: 'Анна Белова', email: 'anna@client.example' }

test('within the undo window a letter is a draft again with everything in place, and never leaves', async () => {
  await open({ undoSeconds: 10 })
  const content = {
    cc: [{ name: '', email: 'cc@client.example' }],
    bcc: [{ name: 'Тихо', email: 'bcc@client.example' }],
    html: '<div>Текст <b>с</b> начинкой</div>',
    afterSend: 'closed' as const,
  }
  const id = await office.send(content)
  const row = office.row(id)
  expect(row).toMatchObject({ state: 'queued', because: 'undo-window', until: office.clock.now() + 10_000 })
  office.clock.advance(9_000)
  const undone = office.sending.undo(office.user, row.id)
  expect(undone).toMatchObject({ ok: true, value: { ...content, to: [anna], subject: 'Счёт на оплату', mode: 'new' } })
  office.clock.advance(60_000)
  expect(office.row(id).state).toBe('cancelled')
  expect(office.practice.handovers).toEqual([])
  for (const table of ['messages', 'conversations', 'blobs', 'search'])
    expect(office.store.reader.sql(`SELECT count(*) AS n FROM ${table}`).get(), table).toEqual({ n: 0 })
})

test('who takes a letter back once more is answered with its draft, as long as that is there', async () => {
  await open({ undoSeconds: 10 })
  const { id } = office.row(await office.send())
  const undone = office.sending.undo(office.user, id)
  if (!undone.ok) throw new Error(undone.problem)
  const draft = undone.value
  expect(office.sending.undo(office.user, id)).toEqual(undone)
  expect(office.sending.toDraft(office.user, id)).toEqual(undone)

  const again = await office.sending.sendDraft(office.user, draft.id as never, draft.revision)
  expect(again).toMatchObject({ ok: true })
  expect(office.sending.undo(office.user, id)).toMatchObject({ ok: false, problem: 'draft-sent' })
})

test('of letters that were sent together what was taken back alone stays so, and Undo brings the others', async () => {
  await open({ undoSeconds: 10 })
  const petr = { name: '', email: 'petr@client.example' }
  const draft = office.draft({ to: [anna, petr], isCommon: false })
  const queued = await office.sending.sendDraft(office.user, draft.id as never, draft.revision)
  if (!queued.ok) throw new Error(queued.problem)
  const { id } = queued.value
  expect(office.sending.toDraft(office.user, id)).toMatchObject({ ok: true, value: { to: [anna] } })
  expect(office.sending.undo(office.user, id)).toMatchObject({ ok: true, value: { to: [petr] } })
  office.clock.advance(60_000)
  expect(office.practice.handovers).toEqual([])
})

test('the first attempt starts as soon as the undo window is over, and then it is too late to undo', async () => {
  await open({ undoSeconds: 10 })
  office.practice.faults.smtp = { replyDelayMs: 300 }
  const id = await office.send()
  office.clock.advance(10_000)
  await office.until(() => office.row(id).state === 'sending')
  expect(office.sending.undo(office.user, office.row(id).id)).toMatchObject({ ok: false, problem: 'too-late-to-undo' })
  await office.until(() => office.row(id).state === 'sent')
  expect(office.practice.received(office.item(id).messageIdHeader)).toBe(1)
})

test('a new letter to two people leaves as two letters, each in a conversation of its own, and one press takes both back', async () => {
  await open({ undoSeconds: 10 })
  const people = [anna, { name: 'Пётр', email: 'petr@client.example' }]
  const written = { to: people, subject: 'Прайс', html: '<div>Высылаю прайс.</div>', isSigned: false, isCommon: false }
  const first = office.draft(written)
  const queued = await office.sending.sendDraft(office.user, first.id as never, first.revision)
  if (!queued.ok) throw new Error(queued.problem)
  expect(queued.value.letters).toBe(2)
  const rows = () =>
    office.store.reader
      .sql<{ id: number; to: string; state: string; conversation_id: number }>(
        'SELECT id, "to", state, conversation_id FROM outbox ORDER BY id',
      )
      .all()
  expect(rows().map((row) => JSON.parse(row.to))).toEqual(people.map((person) => [person]))
  expect(new Set(rows().map((row) => row.conversation_id)).size).toBe(2)

  const undone = office.sending.undo(office.user, queued.value.id)
  if (!undone.ok) throw new Error(undone.problem)
  expect(undone.value).toMatchObject(written)
  expect(rows().map((row) => row.state)).toEqual(['cancelled', 'cancelled'])
  expect(office.store.reader.sql('SELECT id FROM conversations').all()).toEqual([])

  await office.sending.sendDraft(office.user, undone.value.id as never, undone.value.revision)
  office.clock.advance(10_000)
  await office.until(() => office.practice.handovers.length === 2)
  expect(office.practice.handovers.map((one) => one.to)).toEqual([['anna@client.example'], ['petr@client.example']])
  expect(office.practice.handovers.every((one) => !one.source?.toString().includes('golub-signature'))).toBe(true)
})

test('when one of several letters has left, the others are no longer taken back with it', async () => {
  await open({ undoSeconds: 10 })
  const { id, revision } = office.draft({ to: [anna, { name: '', email: 'petr@client.example' }], isCommon: false })
  const queued = await office.sending.sendDraft(office.user, id as never, revision)
  if (!queued.ok) throw new Error(queued.problem)
  office.store.write((tx) => tx.sql("UPDATE outbox SET state = 'sent' WHERE id = ?").run(queued.value.id))
  const other = office.store.reader.sql<{ id: number }>('SELECT max(id) AS id FROM outbox').get()
  expect(office.sending.undo(office.user, (other?.id ?? 0) as never)).toMatchObject({ problem: 'too-late-to-undo' })
})
