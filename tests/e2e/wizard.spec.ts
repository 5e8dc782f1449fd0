import { expect, type Page } from '@playwright/test'
import { addPerson, signIn } from './people.ts'
import { type Program, startProgram } from './program.ts'
import { test } from './test.ts'
import { m } from './words.ts'

test.describe.configure({ mode: 'serial' })

const ANNA = 'anna@office.example'
let program: Program
let page: Page

test.beforeAll(async ({ browser }) => {
  program = await startProgram()
  await addPerson(program, 'Анна Орлова', ANNA, 'admin')
  page = await browser.newPage()
  await signIn(page, program, ANNA)
  await expect(page.getByText(m.inbox_no_boxes_title())).toBeVisible()
})

test.afterAll(async () => {
  await page?.close()
  await program?.stop()
})

const address = () => page.getByRole('textbox', { name: m.mailboxes_address_label(), exact: true })
const password = () => page.getByLabel(m.mailboxes_login_password(), { exact: true })
const next = () => page.getByRole('button', { name: m.mailboxes_next(), exact: true })
const appPassword = () => page.getByRole('heading', { name: m.mailboxes_login_title_app_yandex() })
const ofServer = (name: string) => page.getByRole('group', { name }).getByLabel(m.mailboxes_server_host())

/** An address whose servers nobody knows, with servers written by hand, and its password. */
async function writeServersByHand(): Promise<void> {
  await page.goto(`${program.origin}/#/settings/mailboxes/new/address`)
  await address().fill(ANNA)
  await expect(page.getByText(m.mailboxes_address_guess(), { exact: true })).toBeVisible({ timeout: 20_000 })
  await ofServer(m.mailboxes_server_use_imap()).fill('imap.first.example')
  await ofServer(m.mailboxes_server_use_smtp()).fill('smtp.first.example')
  await next().click()
  await password().fill('the password of Anna')
  await page.locator('form').getByRole('button', { name: m.mailboxes_back() }).click()
  await expect(ofServer(m.mailboxes_server_use_imap())).toHaveValue('imap.first.example')
}

test('another address typed after Back gets servers and a login of its own, however fast Enter follows', async () => {
  await writeServersByHand()
  await address().fill('boris@yandex.ru')
  await address().press('Enter')
  await expect(appPassword()).toBeVisible()
  await expect(page.locator('input[name=username]')).toHaveValue('boris@yandex.ru')
  await expect(page.getByLabel(m.mailboxes_login_paste_here(), { exact: true })).toHaveValue('')
  await page.locator('form').getByRole('button', { name: m.mailboxes_back() }).click()
  await expect(page.getByText('imap.yandex.ru:993, smtp.yandex.ru:465')).toBeVisible()
})

test('the way forward of the browser leads past no servers of another address either', async () => {
  await writeServersByHand()
  await address().fill('boris@yandex.ru')
  await page.evaluate(() => history.forward())
  await page.evaluate(() => {
    location.hash = '#/settings/mailboxes/new/login'
  })
  await expect(page.getByText('imap.yandex.ru:993, smtp.yandex.ru:465')).toBeVisible()
  await expect(page).toHaveURL(/new\/address$/)
})

test('what was written by hand stays with its address for a day, and not with another one', async () => {
  await writeServersByHand()
  await page.goto(`${program.origin}/#/settings/mailboxes`)
  await page.goto(`${program.origin}/#/settings/mailboxes/new/address`)
  await expect(ofServer(m.mailboxes_server_use_imap())).toHaveValue('imap.first.example')
  await address().fill('boris@yandex.ru')
  await page.keyboard.press('Escape')
  await page.goto(`${program.origin}/#/settings/mailboxes/new/address`)
  await expect(address()).toHaveValue('boris@yandex.ru')
  await expect(ofServer(m.mailboxes_server_use_imap())).toHaveCount(0)
})
