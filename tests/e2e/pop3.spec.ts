import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { simpleParser } from 'mailparser'
import { ANNA, letter, type MailServer } from './mail-server.ts'
import { type Office, startOffice } from './office.ts'
import { addPerson, openConversation, PASSWORD, rowOf, signIn } from './people.ts'
import type { Program } from './program.ts'
import { test } from './test.ts'
import { m } from './words.ts'

test.describe.configure({ mode: 'serial' })

let office: Office
let program: Program
let mail: MailServer
let page: Page

test.beforeAll(async ({ browser }) => {
  office = await startOffice([
    letter({
      from: 'Boris Ivanov <boris@client.example>',
      subject: 'Поставка светильников',
      id: 'ask@client.example',
      text: 'Сколько стоит доставка до Тулы?',
      date: new Date(Date.now() - 3_600_000),
    }),
    letter({ from: 'Vera <vera@other.example>', subject: 'Выставка', id: 'fair@other.example', text: 'Ждём вас.' }),
  ])
  ;({ program, mail } = office)
  await addPerson(program, 'Анна Орлова', ANNA, 'admin')
  const context = await browser.newContext({ reducedMotion: 'reduce' })
  page = await context.newPage()
  await signIn(page, program, ANNA, PASSWORD)
  await expect(page.getByRole('link', { name: m.shell_inbox() })).toBeVisible()
})

test.afterAll(async () => {
  await page?.context().close()
  await office?.close()
})

const field = (name: string) => page.getByRole('textbox', { name, exact: true })
const button = (name: string) => page.getByRole('button', { name, exact: true })
const half = (name: string) => page.getByRole('group', { name })
const serious = async () =>
  (await new AxeBuilder({ page }).analyze()).violations
    .filter((one) => one.impact === 'serious' || one.impact === 'critical')
    .map((one) => one.id)

test('in "my server is different" the protocol of receiving is chosen, and the form says what POP3 cannot do', async () => {
  await page.goto(`${program.origin}/#/settings/mailboxes/new/address`)
  await field(m.mailboxes_address_label()).fill(ANNA)
  await expect(page.getByText(m.mailboxes_address_guess(), { exact: true })).toBeVisible()
  const receiving = half(m.mailboxes_server_use_imap())
  await expect(page.getByText(m.pop3_recommended())).toBeVisible()
  await receiving.getByLabel(m.mailboxes_server_host()).fill('imap.typed.example')
  await receiving.getByRole('radio', { name: 'POP3' }).click()
  await expect(page.getByText(m.pop3_form_text())).toBeVisible()
  await expect(receiving.getByLabel(m.mailboxes_server_host())).toHaveValue('pop.office.example')
  await expect(receiving.getByLabel(m.mailboxes_server_port())).toHaveValue('995')
  await receiving.getByRole('radio', { name: 'IMAP' }).click()
  await expect(receiving.getByLabel(m.mailboxes_server_host()), 'what was typed is kept').toHaveValue(
    'imap.typed.example',
  )
  await page.keyboard.press('ArrowRight')
  await expect(receiving.getByRole('radio', { name: 'POP3' })).toBeFocused()
  expect(await serious()).toEqual([])
})

test('a POP3 server with a certificate of its own is checked like any other', async () => {
  const receiving = half(m.mailboxes_server_use_imap())
  await receiving.getByLabel(m.mailboxes_server_host()).fill('127.0.0.1')
  await receiving.getByLabel(m.mailboxes_server_port()).fill(String(mail.dovecot.pop3s))
  await receiving.getByLabel(m.mailboxes_server_login()).fill('anna')
  const sending = half(m.mailboxes_server_use_smtp())
  await sending.getByLabel(m.mailboxes_server_host()).fill('127.0.0.1')
  await sending.getByLabel(m.mailboxes_server_security()).selectOption({ label: m.mailboxes_server_none() })
  await sending.getByLabel(m.mailboxes_server_port()).fill(String(mail.smtpPort))
  await sending.getByLabel(m.mailboxes_server_login()).fill('anna')
  await sending.getByRole('checkbox', { name: m.mailboxes_plaintext_agree() }).check()
  await button(m.mailboxes_next()).click()
  await page.getByLabel(m.welcome_admin_password(), { exact: true }).fill(mail.dovecot.password)
  await button(m.mailboxes_login_check()).click()
  await expect(page.getByText(m.mailboxes_cert_fingerprint())).toBeVisible()
  await button(m.mailboxes_cert_trust()).click()
  await expect(page.getByText(m.pop3_check_ok({ letters: m.mailboxes_letters({ n: 2, shown: '2' }) }))).toBeVisible()
  await expect(page.getByText(m.mailboxes_check_poll_text())).toBeVisible()
  await expect(page.getByText(m.pop3_sent_off_text())).toBeVisible()
  expect(await serious()).toEqual([])
})

test('everything or from now on is the choice, and the letters come', async () => {
  await button(m.mailboxes_next()).click()
  await expect(page.getByRole('heading', { name: m.mailboxes_depth_title() })).toBeVisible()
  await expect(page.getByRole('radiogroup', { name: m.mailboxes_depth_label() }).getByRole('radio')).toHaveCount(2)
  await expect(page.getByText(m.pop3_depth_text())).toBeVisible()
  await expect(page.getByText(m.mailboxes_depth_folders())).toHaveCount(0)
  expect(await serious()).toEqual([])
  await button(m.mailboxes_depth_connect()).click()
  await expect(rowOf(page, 'Поставка светильников')).toContainText('Сколько стоит доставка до Тулы?')
  await expect(rowOf(page, 'Выставка')).toBeVisible()
})

test('an answer leaves by SMTP, and nothing is put on the server', async () => {
  await openConversation(page, 'Поставка светильников')
  await page.keyboard.press('r')
  await page.keyboard.type('Доставка стоит 900 рублей')
  await page.keyboard.press('Control+Enter')
  await expect.poll(() => mail.sent.length, { timeout: 30_000 }).toBe(1)
  const sent = await simpleParser(mail.sent[0]?.source ?? '')
  expect(sent.text).toContain('Доставка стоит 900 рублей')
  expect(sent.inReplyTo).toBe('<ask@client.example>')
  expect(await mail.fetch('hdr.subject', 'INBOX')).toHaveLength(2)
  expect(await mail.fetch('hdr.subject', 'Sent')).toHaveLength(0)
})

test('the page of the mailbox shows what POP3 has and leaves out what it has not', async () => {
  await page.goto(`${program.origin}/#/settings/mailboxes`)
  await expect(page.getByText(`${m.mailboxes_provider_own()}, POP3`)).toBeVisible()
  await page.getByRole('table').getByRole('link', { name: ANNA }).click()
  await expect(page.getByRole('heading', { name: ANNA })).toBeVisible()
  await expect(page.getByText(m.pop3_on_server_text())).toBeVisible()
  await expect(page.getByText(m.pop3_sent_off_text())).toBeVisible()
  await expect(page.getByText(m.mailboxes_one_flags_text())).toHaveCount(0)
  await expect(page.getByRole('group', { name: m.mailboxes_one_folders() })).toHaveCount(0)
  await button(m.mailboxes_one_audit_now()).click()
  await expect(page.getByText(m.mailboxes_audit_ok(), { exact: true })).toBeVisible()
  expect(await serious()).toEqual([])
})

test('"check now" brings a letter that has just arrived', async () => {
  await mail.deliver(
    letter({ from: 'Vera <vera@other.example>', subject: 'Стенд', id: 'b12@other.example', text: 'Б-12' }),
  )
  await button(m.mailboxes_one_sync()).click()
  await page.getByRole('link', { name: m.shell_inbox() }).click()
  await expect(rowOf(page, 'Стенд')).toContainText('Б-12')
})
