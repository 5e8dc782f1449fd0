// The incoming server shows another certificate than before.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { trustServer } from '../../src/main/engine/mailbox-receiving.ts'
import type { Login } from '../../src/main/mail/types.ts'
import { type PracticeServer, startPracticeServer } from '../../src/main/practice/server.ts'
import { mailboxById } from '../../src/main/store/mailboxes.ts'
import { shownCertificate } from '../../src/main/store/shown-certificate.ts'
import type { MailboxId } from '../../src/shared/model/ids.ts'
import { selfSigned } from '../rig/certificate.ts'
import { handClock } from '../rig/clock.ts'
import { plainLetter, US } from '../rig/letters.ts'
import { type Office, openOffice } from '../rig/office.ts'

const certificate = selfSigned()
let server: PracticeServer
let office: Office

beforeEach(async () => {
  const clock = handClock()
  office = openOffice({ clock })
  const accounts = [{ address: US, password: 'a pass phrase' }]
  server = await startPracticeServer({ now: clock.now, accounts, tls: certificate })
  server.deliver(US, plainLetter({ id: 'first' }))
})
afterEach(async () => {
  await office.close()
  await server.close()
})

const login = (): Login => ({
  ...{ host: server.host, port: server.imapPort, security: 'starttls', login: US, password: 'a pass phrase' },
  ...{ pinnedCertificate: null, allowPlaintext: false, allowedHosts: ['127.0.0.1'] },
})
const row = (id: MailboxId) => mailboxById(office.store.reader, id)
const shown = (id: MailboxId) => shownCertificate(office.store.reader, id)

test.each([
  ['was accepted and is not shown any more', 'AA:BB'],
  ['was never asked about', null],
])('a certificate that %s keeps letters away until the owner trusts the new one', async (_, imapPinned) => {
  const id = await office.connect(US, login(), { imapPinned })
  await office.until(() => office.activity(id).activity === 'waiting')
  expect(office.activity(id).waitBecause).toBe('certificate')
  expect(shown(id), 'it can be judged').toMatchObject({ sha256: certificate.sha256 })

  await trustServer(office.engine, id, 'CC:DD')
  expect(row(id)).toMatchObject({ imapPinned, lastErrorTrouble: 'certificate' })

  await trustServer(office.engine, id, certificate.sha256)
  await office.watching(id)
  expect(row(id)).toMatchObject({ imapPinned: certificate.sha256, receiving: 'works', lastErrorTrouble: null })
  expect(shown(id)).toBeNull()
  expect(office.count('SELECT count(*) FROM messages')).toBe(1)
})

test('a mailbox that was paused meanwhile stays so', async () => {
  const id = await office.connect(US, login(), { activity: 'paused' })
  await trustServer(office.engine, id, certificate.sha256)
  expect(row(id)).toMatchObject({ imapPinned: certificate.sha256, activity: 'paused' })
})
