// A mailbox that is disconnected while a letter of it is on its way.
import { afterEach, expect, test } from 'vitest'
import { boardOf } from '../../src/main/engine/send-board.ts'
import { letGo } from '../../src/main/engine/send-recall.ts'
import { settleAttempt } from '../../src/main/engine/send-settle.ts'
import { conversationRow } from '../../src/main/store/conversations-read.ts'
import { updateMailbox } from '../../src/main/store/mailboxes.ts'
import { openSendOffice, type SendOffice } from './send-office.ts'

let office: SendOffice
afterEach(() => office.close())

/** A letter whose dialogue has begun, in a mailbox that is then disconnected. */
async function halfway(): Promise<number> {
  office = await openSendOffice()
  office.practice.faults.smtp = { replyDelayMs: 500 }
  const id = await office.send()
  await office.until(() => office.row(id).state === 'sending')
  office.store.write((tx) => {
    letGo(tx, office.mailboxId, office.clock.now())
    updateMailbox(tx, office.mailboxId, { removedAt: office.clock.now() })
  })
  return id
}

function didNotGo(id: number): void {
  expect(office.row(id)).toMatchObject({
    state: 'failed',
    because: 'mailbox-removed',
    deliveries: [{ state: 'not-sent' }],
  })
  const conversation = conversationRow(office.store.reader, office.user.id, office.item(id).conversationId!)
  expect(conversation?.state, 'nobody waits for an answer to it').toBe('open')
  expect(office.sending.toDraft(office.user, office.row(id).id)).toMatchObject({ ok: true, value: { mailboxId: null } })
}

test('a letter that was on its way when its mailbox was disconnected and the program stopped did not go, and says why', async () => {
  const id = await halfway()
  await office.sending.stop()
  didNotGo(id)
})

test('a letter that was on its way when its mailbox was disconnected and the program crashed did not go, and says why', async () => {
  const id = await halfway()
  await office.sending.stop()
  office.store.write((tx) => {
    tx.sql("UPDATE outbox SET state = 'sending', because = NULL").run()
    tx.sql("UPDATE deliveries SET state = 'waiting'").run()
  })
  await office.restart()
  didNotGo(id)
})

test('a letter that was on its way when its mailbox was disconnected and the network went did not go, and says why', async () => {
  const id = await halfway()
  const item = office.item(id)
  const now = office.clock.now()
  const lost = { is: 'broken', step: 'connect', trouble: 'no-network', serverWords: '' } as const
  const tried = { item, begunAt: now, attempts: 1, firstTriedAt: now, handedOverAt: null, recipients: 1 }
  office.store.write((tx) => settleAttempt(tx, tried, lost, now))
  didNotGo(id)
})

test('what may have been sent from a mailbox that was disconnected is not sent again from there, and is a draft again', async () => {
  office = await openSendOffice()
  office.practice.faults.smtp = { drop: { when: 'after-dot', isKept: true, times: 1 } }
  const id = await office.send()
  await office.until(() => office.row(id).state === 'uncertain')
  const row = office.row(id)
  expect(office.sending.toDraft(office.user, row.id), 'sending it again is still possible').toMatchObject({ ok: false })
  expect(boardOf(office.store.reader, office.user.id, office.clock.now()).boxes[0]).toMatchObject({ uncertain: 1 })
  office.store.write((tx) => updateMailbox(tx, office.mailboxId, { removedAt: office.clock.now() }))
  expect(office.sending.resolve(office.user, row.id, 'send-again')).toMatchObject({ problem: 'mailbox-removed' })
  expect(office.sending.toDraft(office.user, row.id)).toMatchObject({ ok: true, value: { mailboxId: null } })
})

test('a server that puts a letter off while its mailbox is disconnected has refused nobody', async () => {
  office = await openSendOffice()
  office.practice.faults.smtp = { replyDelayMs: 300 }
  const id = await office.send()
  await office.until(() => office.row(id).state === 'sending')
  const item = office.item(id)
  const now = office.clock.now()
  const reply = { code: 451, words: '451 later' }
  const later = { is: 'refused' as const, step: 'envelope' as const, reply, refused: [] }
  const tried = { item, begunAt: now, attempts: 1, firstTriedAt: now, handedOverAt: null, recipients: 1 }
  office.store.write((tx) => {
    updateMailbox(tx, office.mailboxId, { removedAt: now })
    settleAttempt(tx, tried, later, now)
  })
  didNotGo(id)
})
