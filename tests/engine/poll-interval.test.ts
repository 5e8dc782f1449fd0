import { afterEach, beforeEach, expect, test } from 'vitest'
import { updateSettings } from '../../src/main/engine/mailbox-care.ts'
import { type PracticeServer, startPracticeServer } from '../../src/main/practice/server.ts'
import type { MailboxId } from '../../src/shared/model/ids.ts'
import { handClock } from '../rig/clock.ts'
import { plainLetter, US } from '../rig/letters.ts'
import { type Office, openOffice } from '../rig/office.ts'

const MINUTE_MS = 60_000
const PASSWORD = 'a pass phrase'
let server: PracticeServer
let office: Office

beforeEach(async () => {
  const clock = handClock()
  office = openOffice({ clock })
  server = await startPracticeServer({ now: clock.now, accounts: [{ address: US, password: PASSWORD }] })
})
afterEach(async () => {
  await office.close()
  await server.close()
})

/** A mailbox that is asked every five minutes, and has just been. */
async function polled(): Promise<MailboxId> {
  server.faults.imap = { withoutIdle: true }
  const id = await office.connect(US, {
    ...{ host: server.host, port: server.imapPort, security: 'none', login: US, password: PASSWORD },
    ...{ pinnedCertificate: null, allowPlaintext: true, allowedHosts: ['127.0.0.1'] },
  })
  await office.watching(id)
  expect(office.activity(id)).toMatchObject({ watchBy: 'poll' })
  return id
}
const deliver = () => server.deliver(US, plainLetter({ id: 'news', at: office.clock.now() }))
const letters = () => office.count('SELECT count(*) FROM messages')
// Long enough for a round that is due; there is nothing else to wait for where none is.
const aWhile = () => new Promise((done) => setTimeout(done, 300))

test('a shorter poll interval counts from the last poll at once', async () => {
  const id = await polled()
  deliver()
  office.clock.advance(2 * MINUTE_MS)
  await aWhile()
  expect(letters(), 'five minutes are not over').toBe(0)
  await updateSettings(office.engine, id, { pollMinutes: 1 })
  await office.until(() => letters() === 1, 'the letter comes without any more waiting')
})

test('a longer poll interval counts from the last poll too', async () => {
  const id = await polled()
  deliver()
  await updateSettings(office.engine, id, { pollMinutes: 10 })
  office.clock.advance(6 * MINUTE_MS)
  await aWhile()
  expect(letters()).toBe(0)
  office.clock.advance(4 * MINUTE_MS)
  await office.until(() => letters() === 1)
})
