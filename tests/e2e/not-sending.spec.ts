// A mailbox that receives and does not send, and what becomes of its letters when it is removed.
import { expect, type Page } from '@playwright/test'
import { type PracticeServer, startPracticeServer } from '../../src/main/practice/server.ts'
import { selfSigned } from '../rig/certificate.ts'
import { ANNA } from './mail-server.ts'
import { addPerson, PASSWORD, signIn } from './people.ts'
import { type Program, startProgram } from './program.ts'
import { test } from './test.ts'
import { m } from './words.ts'

test.describe.configure({ mode: 'serial' })

let program: Program
let mail: PracticeServer
let page: Page
let token: string
let mailbox: number
const certificate = selfSigned(-1)

test.beforeAll(async ({ browser }) => {
  test.setTimeout(180_000)
  ;[program, mail] = await Promise.all([
    startProgram('--allow-host', '127.0.0.1'),
    startPracticeServer({ now: Date.now, accounts: [{ address: ANNA, password: PASSWORD }], tls: certificate }),
  ])
  await addPerson(program, 'Анна Орлова', ANNA, 'admin')
  token = await program.command(['token', 'add', '--user', ANNA])
  const half = (port: number, security: 'none' | 'starttls') => ({
    ...{ host: '127.0.0.1', port, security, login: ANNA, password: PASSWORD, allowPlaintext: true },
  })
  const made: { id: number } = await api('mailboxes', {
    address: ANNA,
    imap: half(mail.imapPort, 'none'),
    smtp: half(mail.smtpPort, 'starttls'),
  })
  mailbox = made.id
  const context = await browser.newContext({ reducedMotion: 'reduce' })
  page = await context.newPage()
  await signIn(page, program, ANNA)
  await expect(page.getByRole('link', { name: m.outbox_nav() })).toBeVisible()
})

test.afterAll(async () => {
  await page?.context().close()
  await program?.stop()
  await mail?.close()
})

async function api<T>(path: string, body: object, method = 'POST'): Promise<T> {
  const answer = await fetch(`${program.origin}/api/v1/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
  return answer.json()
}

const write = (subject: string) =>
  api('messages', { mailbox, to: ['client@client.example'], subject, text: `Текст: ${subject}` })
const row = (words: string) => page.getByRole('row').filter({ hasText: words })
const button = (name: string) => page.getByRole('button', { name, exact: true })

test('the page of a mailbox that does not send says why, with the certificate and the ways out; accepted by hand it sends', async () => {
  await write('Под старым сертификатом')
  await page.goto(`${program.origin}/#/outbox/all`)
  await expect(row('Под старым сертификатом')).toContainText(m.send_reason_certificate())
  await page.goto(`${program.origin}/#/settings/mailboxes`)
  await expect(page.getByText(m.mailboxes_sending_cert_expired({ date: '' }).trim())).toBeVisible()
  await page.goto(`${program.origin}/#/settings/mailboxes/${mailbox}`)
  await expect(page.getByText(m.mailboxes_sending_cert_expired({ date: '' }).trim())).toBeVisible()
  await expect(page.getByText(certificate.sha256.slice(0, 8))).toBeVisible()
  await button(m.mailboxes_sending_try()).click()
  await expect(page.getByTitle(m.mailboxes_sending_fails_still())).toBeVisible()
  await button(m.mailboxes_cert_trust()).click()
  await expect(page.getByTitle(m.mailboxes_sending_works())).toBeVisible()
  await expect(page.getByText(m.mailboxes_sending_cert_expired({ date: '' }).trim())).toHaveCount(0)
  await page.goto(`${program.origin}/#/outbox/all`)
  await row('Под старым сертификатом').getByText('Под старым сертификатом').click()
  await page.getByRole('dialog').getByRole('button', { name: m.outbox_act_retry() }).click()
  await expect.poll(() => mail.handovers.length).toBe(1)
})

test('a policy of the server is no wrong password: its words stand open', async () => {
  mail.faults.smtp = { refuse: [{ phase: 'DOT', code: 550, text: '5.7.99 Policy: not today', times: 1 }] }
  await write('Политика')
  await page.goto(`${program.origin}/#/outbox/failed`)
  await expect(row('Политика')).toContainText('550 5.7.99 Policy: not today')
  await expect(row('Политика')).not.toContainText(m.send_reason_auth())
  mail.faults.smtp = {
    refuse: [{ phase: 'DOT', code: 550, text: '5.7.26 Unauthenticated email is not accepted, DMARC', times: 1 }],
  }
  await write('Не подтверждено')
  await expect(row('Не подтверждено')).toContainText(m.outbox_why_domain())
})

test('a mailbox that is removed while letters wait says so, refuses nobody, and gives the letters back as drafts', async () => {
  mail.faults.smtp = { drop: { when: 'after-dot', times: 1 } }
  await write('Договор')
  await page.goto(`${program.origin}/#/outbox/failed`)
  await expect(row('Договор')).toContainText(m.outbox_state_uncertain())
  await button(m.outbox_pause_all()).click()
  await expect(button(m.outbox_go_on())).toBeVisible()
  await write('Ждёт первое')
  await write('Ждёт второе')
  await page.goto(`${program.origin}/#/settings/mailboxes/${mailbox}`)
  await button(m.mailboxes_one_remove()).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText(m.mailboxes_remove_waiting({ n: 2, shown: '2' }))
  await expect(dialog).toContainText(m.mailboxes_remove_uncertain({ n: 1, shown: '1' }))
  await dialog.getByRole('button', { name: m.mailboxes_remove_do_keep() }).click()
  await expect(page).toHaveURL(/settings\/mailboxes$/)
  await page.goto(`${program.origin}/#/outbox/all`)
  await expect(row('Договор')).toContainText(m.outbox_state_uncertain())
  await expect(row('Договор').getByRole('button', { name: m.outbox_act_again() })).toHaveCount(0)
  await expect(row('Ждёт первое')).toContainText(m.outbox_why_removed())
  await row('Ждёт первое').getByText('Ждёт первое').click()
  await expect(page.getByRole('dialog')).toContainText(m.outbox_not_sent_why({ why: m.outbox_not_sent_removed() }))
  await page.keyboard.press('Escape')
  await row('Договор').getByText('Договор').click()
  await expect(page.getByText(m.outbox_unknown_gone())).toBeVisible()
  await button(m.outbox_act_draft()).click()
  await expect(page.getByRole('textbox', { name: m.compose_subject() })).toHaveValue('Договор')
})
