// What proves that a letter went, and what does not.
import { afterEach, expect, test } from 'vitest'
import { openSendOffice, type SendOffice, type SendOfficeOptions } from './send-office.ts'

let office: SendOffice
const open = async (options?: SendOfficeOptions) => (office = await openSendOffice(options))
afterEach(() => office.close())

const MINUTE_MS = 60_000
const anna = { name: 'Анна Белова', email: 'anna@client.example' }
const quiet = () => new Promise((resolve) => setTimeout(resolve, 200))
const lost = () => ({ drop: { when: 'after-dot', times: 1, isKept: false } }) as const
const filed = () => office.practice.folder('ivan@golub.example', 'Sent').letters

test('a letter that nobody got is neither filed in Sent nor taken for sent, however often its line breaks', async () => {
  await open()
  await office.openLine()
  office.practice.faults.smtp = lost()
  const id = await office.send()
  await office.until(() => office.item(id).copyTries === 1)
  office.practice.faults.smtp = { refuse: [{ phase: 'RCPT', code: 451, text: 'Try later' }] }
  office.sending.resolve(office.user, office.row(id).id, 'send-again')
  await office.until(() => office.row(id).state === 'deferred')
  office.clock.advance(MINUTE_MS / 2)
  office.sending.poke()
  await quiet()
  expect(filed()).toHaveLength(0)
  office.practice.faults.smtp = lost()
  office.clock.advance(MINUTE_MS)
  await office.until(() => office.item(id).copyTries === 1)
  expect(office.row(id)).toMatchObject({ state: 'uncertain', deliveries: [{ state: 'waiting' }] })
  office.sending.resolve(office.user, office.row(id).id, 'send-again')
  await office.until(() => office.row(id).state === 'sent')
  office.clock.advance(MINUTE_MS)
  await office.until(() => office.row(id).copy === 'filed')
  expect(filed()).toHaveLength(1)
})

test('the copy that was filed for those who have the letter proves nothing for the one whose line broke', async () => {
  await open()
  await office.openLine()
  office.practice.faults.smtp = {
    refuse: [{ phase: 'RCPT', address: 'late@client.example', code: 451, text: 'Greylisted', times: 1 }],
  }
  const id = await office.send({ to: [anna, { name: '', email: 'late@client.example' }] })
  await office.until(() => office.row(id).state === 'deferred')
  office.clock.advance(MINUTE_MS / 2)
  await office.until(() => office.row(id).copy === 'filed')
  office.practice.faults.smtp = lost()
  office.clock.advance(MINUTE_MS)
  await office.until(() => office.row(id).state === 'uncertain')
  office.clock.advance(MINUTE_MS)
  office.sending.poke()
  await quiet()
  expect(office.row(id)).toMatchObject({ state: 'uncertain', copy: 'filed' })
  expect(office.row(id).deliveries.map((one) => one.state)).toEqual(['accepted', 'waiting'])
})
