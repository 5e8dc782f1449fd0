// What a server answers to the sign-in, and what becomes of the letters then.
import { afterEach, expect, test } from 'vitest'
import { trySending } from '../../src/main/engine/mailbox-sending.ts'
import { mailboxById } from '../../src/main/store/mailboxes.ts'
import { sendingTrouble } from '../../src/main/store/sending-trouble.ts'
import { openSendOffice, PASSWORD, type SendOffice } from './send-office.ts'

let office: SendOffice
const open = async () => (office = await openSendOffice())
afterEach(() => office.close())

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

function sendingHalf() {
  const { sending } = mailboxById(office.store.reader, office.mailboxId)!
  return { sending, trouble: sendingTrouble(office.store.reader, office.mailboxId)?.trouble ?? null }
}

function refuseLogin(words: string, times?: number): void {
  const refusal = { phase: 'AUTH' as const, code: Number.parseInt(words, 10), text: words.slice(4) }
  office.practice.faults.smtp = { refuse: [times === undefined ? refusal : { ...refusal, times }] }
}

test('a wrong password turns the mailbox at once and fails a letter after the second try; with the right one it leaves', async () => {
  await open()
  refuseLogin('535 5.7.8 authentication failed')
  const id = await office.send()
  await office.until(() => office.row(id).state === 'deferred')
  expect(sendingHalf()).toMatchObject({ sending: 'fails', trouble: 'wrong-password' })
  const second = await office.send()
  expect(office.row(second), 'one asks for them all: the provider counts the tries').toMatchObject({
    state: 'deferred',
    because: 'auth',
    attempts: 0,
  })
  office.clock.advance(MINUTE_MS)
  await office.until(() => office.row(id).state === 'failed')
  expect(office.row(id), 'nobody has refused it').toMatchObject({
    ...{ because: 'auth', attempts: 2 },
    deliveries: [{ state: 'not-sent' }],
  })
  expect(JSON.stringify([office.row(id), office.logged])).not.toContain(PASSWORD)
  office.practice.faults.smtp = {}
  await trySending(office, office.mailboxId, null)
  office.sending.retry(office.user, office.row(id).id)
  await office.until(() => office.row(id).state === 'sent' && office.row(second).state === 'sent')
  expect(office.practice.handovers).toHaveLength(2)
  expect(sendingHalf()).toMatchObject({ sending: 'works' })
})

test('a letter that waits for the right password goes at once for who tries it now', async () => {
  await open()
  refuseLogin('535 5.7.8 no', 1)
  const id = await office.send()
  await office.until(() => office.row(id).state === 'deferred')
  office.sending.retry(office.user, office.row(id).id)
  await office.until(() => office.row(id).state === 'sent')
})

test.each([
  '554 5.7.1 Service unavailable; client [1.2.3.4] blocked using zen.spamhaus.org',
  '550 5.7.1 Access denied',
])(
  'a block told while signing in (%s) is no wrong password: the mailbox waits for a day, its letters leave once',
  async (words) => {
    await open()
    refuseLogin(words)
    const id = await office.send()
    await office.until(() => office.row(id).state === 'deferred')
    const until = office.clock.now() + DAY_MS
    expect(office.row(id)).toMatchObject({ because: 'provider-block', until, deliveries: [{ state: 'waiting' }] })
    expect(office.row(id).serverWords).toContain(words.slice(4))
    expect(sendingHalf()).toEqual({ sending: 'works', trouble: null })
    const second = await office.send()
    expect(office.row(second)).toMatchObject({ because: 'provider-block', attempts: 0 })
    await office.restart()
    office.clock.advance(DAY_MS)
    await office.until(() => office.row(id).attempts === 2 && office.row(id).state === 'deferred')
    office.practice.faults.smtp = {}
    office.sending.sendAnyway(office.user, office.row(second).id)
    await office.until(() => office.row(second).state === 'sent' && office.row(id).state === 'sent')
    expect(office.practice.handovers).toHaveLength(2)
  },
)

test.each(['503 5.5.1 Bad sequence of commands', '504 5.7.4 Unrecognized authentication type'])(
  'a server that knows no way to sign in (%s) is not called a wrong password',
  async (words) => {
    await open()
    refuseLogin(words)
    const id = await office.send()
    await office.until(() => office.row(id).state === 'deferred')
    expect(office.row(id)).toMatchObject({ because: 'no-auth', deliveries: [{ state: 'waiting' }] })
    expect(sendingHalf()).toEqual({ sending: 'fails', trouble: 'no-auth' })
    await trySending(office, office.mailboxId, null)
    expect(sendingHalf()).toEqual({ sending: 'fails', trouble: 'no-auth' })
  },
)

test('a server that can sign nobody in for a while puts the letter off and says nothing about the password', async () => {
  await open()
  refuseLogin('454 4.7.0 Temporary authentication failure', 1)
  const id = await office.send()
  await office.until(() => office.row(id).state === 'deferred')
  expect(office.row(id)).toMatchObject({ because: 'temporary' })
  expect(sendingHalf()).toEqual({ sending: 'works', trouble: null })
  office.clock.advance(MINUTE_MS)
  await office.until(() => office.row(id).state === 'sent')
})
