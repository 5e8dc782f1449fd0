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

test('whom the server refused before the line broke does not have the letter, whoever says that it arrived', async () => {
  await open()
  office.practice.faults.smtp = {
    refuse: [
      { phase: 'RCPT', address: 'bad@client.example', code: 550, text: '5.1.1 user unknown' },
      { phase: 'RCPT', address: 'late@client.example', code: 451, text: 'Greylisted', times: 1 },
    ],
    drop: { when: 'after-dot', isKept: true, times: 1 },
  }
  const cc = ['bad', 'late'].map((name) => ({ name: '', email: `${name}@client.example` }))
  const id = await office.send({ cc })
  await office.until(() => office.row(id).state === 'uncertain')
  expect(office.row(id).deliveries).toMatchObject([
    { state: 'waiting', serverWords: '' },
    { state: 'refused', serverWords: '550 5.1.1 user unknown' },
    { state: 'waiting', serverWords: '451 Greylisted' },
  ])
  office.sending.resolve(office.user, office.row(id).id, 'arrived')
  await office.until(() => office.row(id).state === 'sent')
  expect(office.row(id)).toMatchObject({
    because: 'partly-refused',
    deliveries: [{ state: 'accepted' }, { state: 'refused' }, { state: 'accepted' }],
  })
  expect(office.practice.handovers.map((one) => one.to)).toEqual([['anna@client.example'], ['late@client.example']])
})

test('an uncertain letter that is sent again does not go to whom the server has refused', async () => {
  await open()
  office.practice.faults.smtp = {
    refuse: [{ phase: 'RCPT', address: 'bad@client.example', code: 550, text: '5.1.1 user unknown', times: 1 }],
    drop: { when: 'after-dot', isKept: false, times: 1 },
  }
  const id = await office.send({ cc: [{ name: '', email: 'bad@client.example' }] })
  await office.until(() => office.row(id).state === 'uncertain')
  office.sending.resolve(office.user, office.row(id).id, 'send-again')
  await office.until(() => office.row(id).state === 'sent')
  expect(office.row(id)).toMatchObject({
    because: 'partly-refused',
    deliveries: [{ state: 'accepted' }, { state: 'refused', serverWords: '550 5.1.1 user unknown' }],
  })
  expect(office.practice.handovers.at(-1)?.to).toEqual(['anna@client.example'])
})
