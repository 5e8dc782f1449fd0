// A letter that is sent again, and one that is written anew for those who did not get it.
import { afterEach, expect, test } from 'vitest'
import { checkOffice } from '../../src/main/store/check.ts'
import { conversationRow } from '../../src/main/store/conversations-read.ts'
import { dropDraft } from '../../src/main/store/drafts.ts'
import { outboxPage } from '../../src/main/store/outbox-list.ts'
import { openSendOffice, type SendOffice } from './send-office.ts'

let office: SendOffice
afterEach(() => office.close())

const HOUR_MS = 3_600_000
const boris = [{ name: '', email: 'boris@client.example' }]

const report = (original: string, email: string) => `Return-Path: <>
From: Mail Delivery System <mailer-daemon@mx.golub.example>
To: ivan@golub.example
Subject: Undelivered Mail Returned to Sender
Date: Sat, 14 Mar 2026 09:05:00 +0000
Message-ID: <report-${email}@mx.golub.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.golub.example

Final-Recipient: rfc822; ${email}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 nobody of that name
--b
Content-Type: message/rfc822

From: ivan@golub.example
To: ${email}
Message-ID: <${original}>
Subject: Offer

hello
--b--
`
const came = (id: number, state: string) => office.until(() => office.row(id).state === state)
const listed = (tab: 'sent' | 'failed') =>
  outboxPage(office.store.reader, office.user.id, { tab, q: '', after: null, limit: 9 }).items.map((row) => row.id)
const conversation = (id: number) =>
  conversationRow(office.store.reader, office.user.id, office.row(id).conversationId!)!
const retry = (id: number) => expect(office.sending.retry(office.user, id as never)).toMatchObject({ ok: true })

test('a letter that is sent again stands in the log and in the list of conversations at the time at which it left', async () => {
  office = await openSendOffice()
  const first = await office.send()
  await came(first, 'sent')
  office.clock.advance(HOUR_MS)
  const second = await office.send({ to: boris })
  await came(second, 'sent')
  await office.receive(report(office.item(first).messageIdHeader, 'anna@client.example'))
  expect(conversation(first).lastAt).toBeLessThan(conversation(second).lastAt)
  office.clock.advance(HOUR_MS)
  const at = office.clock.now()
  retry(first)
  await came(first, 'sent')
  expect(office.row(first)).toMatchObject({ sentAt: at })
  expect(listed('sent')).toEqual([first, second])
  expect(conversation(first).lastAt).toBe(at)
  expect(checkOffice(office.store.reader, false)).toMatchObject({ faults: [] })
})

test('of letters that did not go the one that was tried last stands first, with the time of that try', async () => {
  office = await openSendOffice()
  office.practice.faults.smtp = { refuse: [{ phase: 'DOT', code: 550, text: '5.7.1 no' }] }
  const first = await office.send()
  await came(first, 'failed')
  office.clock.advance(HOUR_MS)
  const second = await office.send({ to: boris })
  await came(second, 'failed')
  expect(listed('failed')).toEqual([second, first])
  office.clock.advance(HOUR_MS)
  retry(first)
  await office.until(() => office.row(first).attempts === 1 && office.row(first).state === 'failed')
  expect(office.row(first)).toMatchObject({ since: office.clock.now() })
  expect(listed('failed')).toEqual([first, second])
  expect(conversation(first).lastAt).toBe(office.clock.now())
  const page = (after: [number, number, number] | null) =>
    outboxPage(office.store.reader, office.user.id, { tab: 'failed', q: '', after, limit: 1 })
  expect(page(page(null).next).items).toMatchObject([{ id: second }])
})

test('a recipient who is put off for a while does not make the letter a later one', async () => {
  office = await openSendOffice()
  office.practice.faults.smtp = {
    refuse: [{ phase: 'RCPT', address: 'boris@client.example', code: 451, text: '4.7.1 later', times: 1 }],
  }
  const id = await office.send({ cc: boris })
  await came(id, 'deferred')
  const { sentAt } = office.row(id)
  office.clock.advance(60_000)
  await came(id, 'sent')
  expect(office.row(id)).toMatchObject({ sentAt })
})

const fix = (id: number) => {
  const answer = office.sending.toDraft(office.user, id as never, true)
  if (!answer.ok) throw new Error(answer.problem)
  return answer.value
}
const sendDraft = async ({ id, revision }: { id: number; revision: number }) => {
  const answer = await office.sending.sendDraft(office.user, id as never, revision)
  if (!answer.ok) throw new Error(answer.problem)
  return answer.value.id
}
const undo = (id: number) => {
  const answer = office.sending.undo(office.user, id as never)
  if (!answer.ok) throw new Error(answer.problem)
  return answer.value
}

test('a letter that came back is settled when the one with the right address has left, not before', async () => {
  office = await openSendOffice({ undoSeconds: 10 })
  const old = await office.send({ cc: boris })
  office.clock.advance(10_000)
  await came(old, 'sent')
  await office.receive(report(office.item(old).messageIdHeader, 'anna@client.example'))
  const isUnsettled = () => expect([office.row(old).state, listed('failed')]).toEqual(['failed', [old]])

  const draft = fix(old)
  isUnsettled()
  expect(fix(old).id, 'asked once more it is the same draft').toBe(draft.id)
  const first = await sendDraft(draft)
  isUnsettled()
  expect(office.sending.toDraft(office.user, old as never, true)).toMatchObject({ problem: 'draft-sent' })
  const again = undo(first)
  isUnsettled()
  await office.restart()
  const second = await sendDraft(again)
  isUnsettled()
  office.clock.advance(10_000)
  await came(second, 'sent')
  expect(office.row(old)).toMatchObject({ state: 'sent', deliveries: [{ state: 'put-away' }, { state: 'accepted' }] })
  expect(listed('failed')).toEqual([])
  expect(conversation(old).sending).toBeNull()
})

test('a letter that nobody took stands under "not sent" until the one with the right address has left, and is gone then', async () => {
  office = await openSendOffice()
  const refuse = (address: string) => ({
    phase: 'RCPT' as const,
    address,
    code: 550,
    text: '5.1.1 nobody of that name',
  })
  office.practice.faults.smtp = { refuse: [refuse('anna@client.example'), refuse('boris@client.example')] }
  const old = await office.send()
  await came(old, 'failed')
  const wrong = await sendDraft(fix(old))
  await came(wrong, 'failed')
  expect(new Set(listed('failed')), 'it was refused as well').toEqual(new Set([old, wrong]))
  const draft = fix(wrong)
  office.practice.faults.smtp = {}
  const right = await sendDraft(draft)
  await came(right, 'sent')
  expect(listed('failed')).toEqual([])
  expect([office.row(old).state, office.row(wrong).state]).toEqual(['cancelled', 'cancelled'])
  expect(conversation(right), 'only the one that left is told of').toMatchObject({ letters: 1, sending: null })
  expect(office.practice.handovers).toHaveLength(1)
  expect(checkOffice(office.store.reader, true)).toMatchObject({ faults: [] })
})

test('a letter whose new version is thrown away, or that is sent again meanwhile, stays what it is', async () => {
  office = await openSendOffice()
  const old = await office.send()
  await came(old, 'sent')
  await office.receive(report(office.item(old).messageIdHeader, 'anna@client.example'))
  const first = fix(old)
  office.store.write((tx) => dropDraft(tx, office.user.id, first.id))
  expect(listed('failed')).toEqual([old])
  const second = fix(old)
  expect(second.id).not.toBe(first.id)
  retry(old)
  await came(old, 'sent')
  const other = await sendDraft(second)
  await came(other, 'sent')
  expect(office.row(old)).toMatchObject({ state: 'sent', deliveries: [{ state: 'accepted' }] })
})
