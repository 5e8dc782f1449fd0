import { expect, test } from 'vitest'
import { startSampleServer } from './start.ts'

const MADE = Date.UTC(2026, 10, 20, 9, 30)
const FOLDERS = ['INBOX', 'Sent']

test('started again the sample has its letters under their numbers, and gives no number a second time', async () => {
  let now = MADE
  const start = () => startSampleServer({ now: () => now, madeAt: MADE, later: () => () => undefined })
  const first = await start()
  const address = first.logins[0]!.address
  const numbers = ({ server }: typeof first) =>
    FOLDERS.map((path) => {
      const { uidValidity, letters } = server.folder(address, path)
      return { uidValidity, uids: letters.map((letter) => letter.uid) }
    })
  const before = numbers(first)
  const came = first.server.deliver(address, Buffer.from('Subject: new\r\n\r\n'))
  await first.close()
  now += 1000
  const second = await start()
  expect(numbers(second)).toEqual(before)
  expect(second.server.deliver(address, Buffer.from('Subject: newer\r\n\r\n')).uid).toBeGreaterThan(came.uid)
  await second.close()
})
