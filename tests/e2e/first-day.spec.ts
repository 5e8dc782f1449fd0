import { expect, type Page } from '@playwright/test'
import { ANNA, letter, type MailServer } from './mail-server.ts'
import { type Office, startOffice } from './office.ts'
import { PASSWORD, rowOf, threadOf } from './people.ts'
import type { Program } from './program.ts'
import { test } from './test.ts'
import { m } from './words.ts'

test.describe.configure({ mode: 'serial' })

const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000)
let office: Office
let program: Program
let mail: MailServer
let page: Page
let link = ''

test.beforeAll(async ({ browser }) => {
  office = await startOffice([
    letter({
      from: 'Boris Ivanov <boris@client.example>',
      subject: 'Поставка светильников',
      id: 'ask@client.example',
      text: 'Сколько стоит доставка до Тулы?',
      date: hoursAgo(3),
    }),
    letter({
      from: 'Boris Ivanov <boris@client.example>',
      subject: 'Re: Поставка светильников',
      id: 'more@client.example',
      inReplyTo: 'ask@client.example',
      text: 'И можно ли забрать самим?',
      date: hoursAgo(2),
    }),
    letter({
      from: 'Vera <vera@other.example>',
      subject: 'Приглашение на выставку',
      id: 'fair@other.example',
      text: 'Ждём вас в четверг.',
      date: hoursAgo(1),
    }),
  ])
  ;({ program, mail } = office)
  link = program.url
  page = await browser.newPage()
})

test.afterAll(async () => {
  await page?.close()
  await office?.close()
})

const field = (name: string) => page.getByRole('textbox', { name, exact: true })
const password = () => page.getByLabel(m.welcome_admin_password(), { exact: true })
const button = (name: string) => page.getByRole('button', { name, exact: true })
const row = (subject: string) => rowOf(page, subject)

test('the one-time link leads to the form of the first administrator and leaves the address bar', async () => {
  await page.goto(link)
  await expect(page.getByRole('heading', { name: m.welcome_admin_title() })).toBeVisible()
  await expect(page).not.toHaveURL(/link=/)
})

test('what is missing or wrong in the form is said beside its field', async () => {
  await button(m.welcome_admin_submit()).click()
  await expect(page.getByRole('alert')).toHaveText(m.welcome_need_office())
  await field(m.welcome_admin_office()).fill('Северный свет')
  await field(m.welcome_admin_first_name()).fill('Анна')
  await field(m.welcome_admin_last_name()).fill('Орлова')
  await field(m.welcome_admin_email()).fill(ANNA)
  await password().fill('мало')
  await expect(page.getByText(m.welcome_strength_missing({ n: 6 }))).toBeVisible()
  await page.getByLabel(m.welcome_admin_repeat()).fill('мало')
  await button(m.welcome_admin_submit()).click()
  await expect(page.getByRole('alert')).toHaveText(m.welcome_need_password())
  await password().fill(PASSWORD)
  await page.getByLabel(m.welcome_admin_repeat()).fill(`${PASSWORD}!`)
  await button(m.welcome_admin_submit()).click()
  await expect(page.getByRole('alert')).toHaveText(m.welcome_admin_mismatch())
})

test('the office is made, and its link cannot be used again', async ({ browser }) => {
  await page.getByLabel(m.welcome_admin_repeat()).fill(PASSWORD)
  await button(m.welcome_admin_submit()).click()
  await expect(page.getByRole('heading', { name: m.welcome_first_title() })).toBeVisible()

  const stranger = await browser.newContext()
  const other = await stranger.newPage()
  await other.goto(link)
  await expect(other.getByRole('heading', { name: m.welcome_office_exists_title() })).toBeVisible()
  const answer = await other.request.post(`${program.origin}/session/first-admin`, {
    headers: { origin: program.origin },
    data: {
      link: new URL(link.replace('#/', '')).searchParams.get('link'),
      office: 'Чужой',
      firstName: 'Чужой',
      lastName: '',
      email: 'thief@else.example',
      password: 'another long password',
      locale: 'ru',
    },
  })
  expect(answer.ok()).toBe(false)
  await stranger.close()
})

test('an unknown domain asks for the servers, and says what is missing', async () => {
  await field(m.welcome_first_address()).fill(ANNA)
  await button(m.welcome_first_next()).click()
  await expect(page.getByText(m.mailboxes_address_guess(), { exact: true })).toBeVisible()
  await expect(field(m.mailboxes_address_label())).toHaveValue(ANNA)

  const imap = page.getByRole('group', { name: m.mailboxes_server_use_imap() })
  await imap.getByLabel(m.mailboxes_server_host()).fill('')
  await button(m.mailboxes_next()).click()
  await expect(imap.getByRole('alert')).toHaveText(m.mailboxes_server_host_missing({ domain: 'office.example' }))
  await imap.getByLabel(m.mailboxes_server_host()).fill('127.0.0.1')
  await imap.getByLabel(m.mailboxes_server_port()).fill(String(mail.dovecot.imaps))
  await imap.getByLabel(m.mailboxes_server_login()).fill('anna')

  const smtp = page.getByRole('group', { name: m.mailboxes_server_use_smtp() })
  await smtp.getByLabel(m.mailboxes_server_host()).fill('127.0.0.1')
  await smtp.getByLabel(m.mailboxes_server_security()).selectOption({ label: m.mailboxes_server_none() })
  await smtp.getByLabel(m.mailboxes_server_port()).fill(String(mail.smtpPort))
  await smtp.getByLabel(m.mailboxes_server_login()).fill('anna')
  await button(m.mailboxes_next()).click()
  await expect(smtp.getByRole('alert')).toHaveText(m.mailboxes_plaintext_needed())
  await smtp.getByRole('checkbox', { name: m.mailboxes_plaintext_agree() }).check()
  await button(m.mailboxes_next()).click()
  await expect(page.getByRole('heading', { name: m.mailboxes_login_title_password() })).toBeVisible()
})

test('a certificate of the server’s own is shown with its fingerprint before it is trusted', async () => {
  await password().fill('не тот пароль')
  await button(m.mailboxes_login_check()).click()
  await expect(page.getByText(m.mailboxes_cert_fingerprint())).toBeVisible()
  await button(m.mailboxes_cert_trust()).click()
})

test('a wrong password is refused in words with the server’s own beneath, and nothing typed is lost', async () => {
  await expect(page.getByRole('heading', { name: m.mailboxes_check_title_failed() })).toBeVisible()
  await expect(page.getByText(m.trouble_wrong_password({ provider: m.provider_other() })).first()).toBeVisible()
  await page.getByText(m.mailboxes_check_details()).first().click()
  await expect(page.getByText('Authentication failed.')).toBeVisible()
  await button(m.mailboxes_check_other_password()).click()
  await expect(password()).toHaveValue('не тот пароль')
  await expect(page.getByRole('alert')).toContainText(m.mailboxes_login_refused())

  await page.locator('form').getByRole('button', { name: m.mailboxes_back() }).click()
  const imap = page.getByRole('group', { name: m.mailboxes_server_use_imap() })
  await expect(imap.getByLabel(m.mailboxes_server_host())).toHaveValue('127.0.0.1')
  await expect(imap.getByLabel(m.mailboxes_server_port())).toHaveValue(String(mail.dovecot.imaps))
  await button(m.mailboxes_next()).click()
})

test('the right password lets every line of the check settle', async () => {
  await password().fill(mail.dovecot.password)
  await button(m.mailboxes_login_check()).click()
  await expect(page.getByText(m.mailboxes_check_ok_smtp())).toBeVisible()
  await expect(page.getByText(m.mailboxes_check_idle_way())).toBeVisible()
  await expect(page.getByText(m.mailboxes_letters({ n: 3, shown: '3' })).first()).toBeVisible()
  await expect(page.getByText(m.mailboxes_check_sent_found({ folder: 'Sent' }))).toBeVisible()
  await button(m.mailboxes_next()).click()
})

test('after the choice of depth the letters stand in the inbox as conversations with their newest text', async () => {
  await expect(page.getByRole('heading', { name: m.mailboxes_depth_title() })).toBeVisible()
  await expect(page.getByRole('radio', { checked: true })).toHaveCount(1)
  await button(m.mailboxes_depth_connect()).click()
  await expect(row('Поставка светильников')).toContainText('И можно ли забрать самим?')
  await expect(row('Приглашение на выставку')).toContainText('Ждём вас в четверг.')
  await expect(page.getByRole('option')).toHaveCount(2)
})

test('a letter that arrives appears by itself', async () => {
  await mail.deliver(
    letter({
      from: 'Vera <vera@other.example>',
      subject: 'Re: Приглашение на выставку',
      id: 'stand@other.example',
      inReplyTo: 'fair@other.example',
      text: 'Наш стенд Б-12.',
    }),
  )
  await expect(row('Приглашение на выставку')).toContainText('Наш стенд Б-12.')
  await expect(row('Приглашение на выставку')).toContainText(m.inbox_unread_n({ n: 2 }))
})

test('what is read here is read on the server, and what is read there is read here', async () => {
  await row('Приглашение на выставку').click()
  await expect(threadOf(page).getByText('Наш стенд Б-12.')).toBeVisible()
  const unseen = async () => (await mail.fetch('flags', 'INBOX')).filter((flags) => !flags.includes('\\Seen')).length
  await expect.poll(unseen).toBe(2)
  await expect(row('Приглашение на выставку')).not.toContainText(m.inbox_unread_n({ n: 2 }))

  await expect(row('Поставка светильников')).toContainText(m.inbox_unread_n({ n: 2 }))
  await mail.dovecot.doveadm('flags', 'add', '-u', 'anna', '\\Seen', 'mailbox', 'INBOX', 'all')
  await expect(row('Поставка светильников')).not.toContainText(m.inbox_unread_n({ n: 2 }))
})
