// A mailbox that receives and does not send.
import { afterEach, expect, test } from 'vitest'
import { trySending } from '../../src/main/engine/mailbox-sending.ts'
import { mailboxById, updateMailbox } from '../../src/main/store/mailboxes.ts'
import { sendingTrouble } from '../../src/main/store/sending-trouble.ts'
import { selfSigned } from '../rig/certificate.ts'
import { openSendOffice, type SendOffice } from './send-office.ts'

let office: SendOffice
afterEach(() => office.close())

const kept = () => sendingTrouble(office.store.reader, office.mailboxId)
const sends = () => mailboxById(office.store.reader, office.mailboxId)?.sending

test('why a mailbox does not send is kept while letters come in, until it sends: also with a certificate accepted by hand', async () => {
  const certificate = selfSigned(-1)
  office = await openSendOffice({ tls: certificate, mailbox: { smtpSecurity: 'starttls' } })
  const id = await office.send()
  await office.until(() => office.row(id).state === 'deferred')
  expect(office.row(id).because).toBe('certificate')
  expect(sends()).toBe('fails')
  expect(kept()).toMatchObject({ trouble: 'certificate', certificate: { sha256: certificate.sha256 } })
  expect(Date.parse(kept()?.certificate?.validTo ?? '')).toBeLessThan(Date.now())

  const since = kept()?.at
  office.clock.advance(1000)
  office.store.write((tx) => updateMailbox(tx, office.mailboxId, { lastSyncAt: office.clock.now() }))
  await trySending(office, office.mailboxId, null)
  expect(kept(), 'it was renewed by nobody').toMatchObject({ trouble: 'certificate', at: since })

  await trySending(office, office.mailboxId, certificate.sha256)
  expect([sends(), kept()]).toEqual(['works', null])
  office.clock.advance(60_000)
  await office.until(() => office.row(id).state === 'sent')
})

test('a server that greets with a refusal was offered no letter: one more try after a minute, and nobody was refused', async () => {
  office = await openSendOffice()
  office.practice.faults.smtp = { refuse: [{ phase: 'CONNECT', code: 554, text: 'No SMTP service here' }] }
  const id = await office.send({ cc: [{ name: '', email: 'boris@client.example' }] })
  await office.until(() => !['queued', 'sending'].includes(office.row(id).state))
  expect(office.row(id)).toMatchObject({ state: 'deferred', until: office.clock.now() + 60_000 })
  expect([sends(), kept()?.trouble]).toEqual(['fails', 'refused'])
  office.clock.advance(60_000)
  await office.until(() => office.row(id).state === 'failed')
  expect(office.row(id)).toMatchObject({
    ...{ because: 'unreachable', attempts: 2, deliveries: [{ state: 'not-sent' }, { state: 'not-sent' }] },
  })
  expect(office.row(id).serverWords).toContain('No SMTP service here')
  office.practice.faults.smtp = {}
  expect(office.sending.retry(office.user, office.row(id).id)).toMatchObject({ ok: true })
  await office.until(() => office.row(id).state === 'sent')
})

test('a letter that fails for a certificate, or for a server that is not there, was refused by nobody', async () => {
  office = await openSendOffice({ tls: selfSigned(-1), mailbox: { smtpSecurity: 'starttls' } })
  const id = await office.send()
  const failed = async (id: number) => {
    await office.until(() => office.row(id).state === 'deferred')
    office.clock.advance(60_000)
    await office.until(() => office.row(id).state === 'failed')
    return office.row(id)
  }
  expect(await failed(id)).toMatchObject({ because: 'certificate', deliveries: [{ state: 'not-sent' }] })
  office.store.write((tx) => updateMailbox(tx, office.mailboxId, { smtpPort: 1 }))
  expect(await failed(await office.send())).toMatchObject({
    because: 'unreachable',
    deliveries: [{ state: 'not-sent' }],
  })
  office.store.write((tx) =>
    updateMailbox(tx, office.mailboxId, { smtpPort: office.practice.smtpPort, smtpSecurity: 'none' }),
  )
  expect(office.sending.retry(office.user, office.row(id).id)).toMatchObject({
    ok: true,
    value: { deliveries: [{ state: 'waiting' }] },
  })
  await office.until(() => office.row(id).state === 'sent')
})

test('a mailbox that sends again on its own says nothing more of what was', async () => {
  office = await openSendOffice({ mailbox: { smtpPort: 1 } })
  const id = await office.send()
  await office.until(() => office.row(id).state === 'deferred')
  expect(kept()).toMatchObject({ trouble: 'refused' })
  office.store.write((tx) => updateMailbox(tx, office.mailboxId, { smtpPort: office.practice.smtpPort }))
  office.clock.advance(60_000)
  await office.until(() => office.row(id).state === 'sent')
  expect([sends(), kept()]).toEqual(['works', null])
})
