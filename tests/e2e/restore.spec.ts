import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { ANNA, letter, type MailServer } from './mail-server.ts'
import { type Inbox, openInbox } from './office.ts'
import { PASSWORD, rowOf, signIn } from './people.ts'
import type { Program } from './program.ts'
import { test } from './test.ts'
import { m } from './words.ts'

test.describe.configure({ mode: 'serial' })

const NEW_PASSWORD = 'другая корова и другая луна'
const folder = mkdtempSync(join(tmpdir(), 'golub-restore-'))
let office: Inbox
let program: Program
let mail: MailServer
let page: Page

test.beforeAll(async ({ browser }) => {
  office = await openInbox(browser, [letterOf('Письмо до копии', 'before')], 'Письмо до копии')
  ;({ program, mail, page } = office)
})

test.afterAll(async () => {
  await office?.close()
  rmSync(folder, { recursive: true, force: true })
})

function letterOf(subject: string, id: string): string {
  return letter({ from: 'Boris <boris@client.example>', subject, id: `${id}@client.example`, text: 'Добрый день!' })
}

test('after a restore nobody is signed in, and the old password of the administrator does not open the office', async () => {
  const copy = join(folder, 'copy.sqlite')
  await program.command(['backup', copy])
  await program.command(['restore', copy])
  await program.startedAnew()
  await expect(page.getByRole('button', { name: m.welcome_signin_submit() })).toBeVisible({ timeout: 20_000 })
  await signIn(page, program, ANNA, PASSWORD)
  await expect(page.getByRole('alert')).toHaveText(m.welcome_signin_wrong())
  await expect(page.getByText(m.welcome_signin_restored())).toBeVisible()
})

test('the link that the program prints asks for a new password, and a short or mistyped one is refused in words', async () => {
  await page.goto(program.url)
  await expect(page.getByRole('heading', { name: m.welcome_restored_title() })).toBeVisible()
  await expect(page.getByLabel(m.welcome_signin_email(), { exact: true })).toHaveValue(ANNA)
  expect(page.url()).not.toContain('link=')
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.filter((found) => found.impact === 'serious' || found.impact === 'critical')).toEqual([])

  const password = page.getByLabel(m.welcome_restored_password(), { exact: true })
  const repeat = page.getByLabel(m.welcome_admin_repeat(), { exact: true })
  const save = page.getByRole('button', { name: m.welcome_restored_submit() })
  await password.fill('короткий')
  await save.click()
  await expect(page.getByText(m.welcome_need_password())).toBeVisible()
  await password.fill(NEW_PASSWORD)
  await repeat.fill('не тот')
  await save.click()
  await expect(page.getByText(m.welcome_admin_mismatch())).toBeVisible()
  await repeat.fill(NEW_PASSWORD)
  await save.click()
  await expect(rowOf(page, 'Письмо до копии')).toBeVisible()
})

test('mail rests until it is allowed: then what arrived meanwhile is there', async () => {
  await expect(page.getByText(m.shell_held_title())).toBeVisible()
  await mail.deliver(letterOf('Письмо после копии', 'after'))
  await page.reload()
  await expect(rowOf(page, 'Письмо до копии')).toBeVisible()
  await expect(page.getByText(m.shell_held_title())).toBeVisible()
  await expect(rowOf(page, 'Письмо после копии')).toHaveCount(0)

  await page.getByRole('button', { name: m.shell_held_release() }).click()
  await expect(rowOf(page, 'Письмо после копии')).toBeVisible({ timeout: 20_000 })
  await expect(page.getByText(m.shell_held_title())).toHaveCount(0)
})

test('the new password signs in from now on, and the spent link leads nowhere', async ({ browser }) => {
  const other = await browser.newPage()
  await other.goto(program.url)
  await expect(other.getByText(m.welcome_restored_none_title())).toBeVisible()
  await signIn(other, program, ANNA, NEW_PASSWORD)
  await expect(rowOf(other, 'Письмо до копии')).toBeVisible()
  await other.close()
})
