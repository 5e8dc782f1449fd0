import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Login } from '../../src/main/mail/types.ts'
import { type PracticeServer, startPracticeServer } from '../../src/main/practice/server.ts'
import { lettersToCome } from '../../src/main/store/pending.ts'
import type { MailboxId } from '../../src/shared/model/ids.ts'
import { handClock } from '../rig/clock.ts'
import { plainLetter, US } from '../rig/letters.ts'
import { type Office, openOffice } from '../rig/office.ts'

const MB = 1024 * 1024
let server: PracticeServer
let office: Office
let free = 10 ** 12

beforeEach(async () => {
  free = 10 ** 12
  const clock = handClock()
  office = openOffice({ clock, ports: { freeDiskBytes: () => free } })
  server = await startPracticeServer({ now: clock.now, accounts: [{ address: US, password: 'a pass phrase' }] })
})
afterEach(async () => {
  await office.close()
  await server.close()
})

const login = (): Login => ({
  host: server.host,
  port: server.imapPort,
  security: 'none',
  login: US,
  password: 'a pass phrase',
  pinnedCertificate: null,
  allowPlaintext: true,
  allowedHosts: ['127.0.0.1'],
})
const letters = () => office.count('SELECT count(*) FROM messages')
const unfinished = () => office.count('SELECT count(*) FROM blobs WHERE sha256 IS NULL')
const toCome = (id: MailboxId) => lettersToCome(office.store.reader, id)

test('a new large letter whose loading breaks off is said to be still to come, and comes at the time that is named', async () => {
  server.deliver(US, plainLetter({ id: 'first' }))
  const id = await office.connect(US, login())
  await office.watching(id)
  expect(toCome(id).letters).toBe(0)
  server.faults.imap = { cutLiteral: { afterBytes: 1000, uid: 2, times: 1 } }
  server.deliver(US, plainLetter({ id: 'large', fileBytes: 2 * MB }))
  await office.until(() => office.activity(id).activity === 'waiting', 'the line broke')
  const { nextTryAt } = toCome(id)
  expect(toCome(id)).toMatchObject({ letters: 1, failed: 0 })
  expect(nextTryAt).toBeGreaterThan(office.clock.now())
  await office.restart()
  await office.until(() => office.activity(id).activity !== 'connecting')
  expect(toCome(id), 'a restart does not forget it').toMatchObject({ letters: 1, nextTryAt })
  await office.passesUntil(1000, () => letters() === 2, 'it comes')
  expect(office.clock.now()).toBeGreaterThanOrEqual(nextTryAt ?? Number.POSITIVE_INFINITY)
  expect(toCome(id).letters).toBe(0)
  expect(unfinished()).toBe(0)
})

test('a large letter waits for room on the disk, the small ones come, and it comes when there is room', async () => {
  free = 100 * MB
  server.deliver(US, plainLetter({ id: 'large', fileBytes: 2 * MB }))
  server.deliver(US, plainLetter({ id: 'small' }))
  const id = await office.connect(US, login())
  await office.until(() => office.activity(id).activity === 'watching')
  await office.until(() => toCome(id).nextTryAt !== null)
  expect([letters(), unfinished()]).toEqual([1, 0])
  expect(toCome(id)).toMatchObject({ letters: 1, failed: 0 })
  free = 300 * MB
  await office.passesUntil(1000, () => letters() === 2, 'it comes')
  expect(office.rows('SELECT tries FROM pending')).toEqual([])
})

test('a disk that fills up while a large letter comes gets back what the letter had taken', async () => {
  server.deliver(US, plainLetter({ id: 'large', fileBytes: 6 * MB }))
  const id = await office.connect(US, login())
  await office.until(() => office.count('SELECT count(*) FROM blob_chunks') > 0)
  free = 10 * MB
  await office.until(() => unfinished() === 0 && toCome(id).letters === 1, 'it is put off')
  expect(office.count('SELECT count(*) FROM blob_chunks')).toBe(0)
  free = 10 ** 12
  await office.passesUntil(1000, () => letters() === 1, 'it comes')
  expect(office.check().faults).toEqual([])
})

test('letters stay on the server before they fill the disk', async () => {
  free = 20 * MB
  server.deliver(US, plainLetter({ id: 'small' }))
  const id = await office.connect(US, login())
  await office.until(() => office.activity(id).waitBecause === 'disk-full', 'it says what it waits for')
  expect(letters()).toBe(0)
  free = 300 * MB
  await office.passesUntil(1000, () => letters() === 1, 'it comes')
})
