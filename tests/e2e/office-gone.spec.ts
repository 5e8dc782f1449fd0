import { expect, type Page } from '@playwright/test'
import { letter } from './mail-server.ts'
import { type Inbox, openInbox } from './office.ts'
import { test } from './test.ts'
import { m } from './words.ts'

test.describe.configure({ mode: 'serial' })

let office: Inbox
let page: Page

test.beforeAll(async ({ browser }) => {
  const words = { subject: 'Вопрос о доставке', id: 'gone-1@client.example', text: 'Когда привезёте?' }
  office = await openInbox(browser, [letter({ from: 'Boris <boris@client.example>', ...words })], 'Вопрос о доставке')
  ;({ page } = office)
})

test.afterAll(() => office?.close())

const write = () => page.getByRole('button', { name: m.shell_write() }).click()
const subject = () => page.getByLabel(m.compose_subject())
const isBack = () => expect(page.getByText(m.shell_lost_title())).toHaveCount(0)

test('a letter is begun while the office does not answer, in a page that has not written one yet', async () => {
  // The screens come ahead while nobody does anything, this one with its styles.
  const ahead = [/Composer-.*\.js$/, /Composer-.*\.css$/].map((file) =>
    page.waitForEvent('requestfinished', { predicate: (request) => file.test(request.url()), timeout: 60_000 }),
  )
  await page.reload()
  await Promise.all(ahead)
  await office.program.kill()
  await expect(page.getByText(m.shell_lost_title())).toBeVisible()
  await write()
  await subject().fill('Пока связи нет')
  await page.getByRole('textbox', { name: m.compose_editor() }).fill('Напишу сейчас, уйдёт потом')
  await expect(page.getByText(m.compose_kept_here())).toBeVisible()
  await office.program.startAgain()
  await isBack()
  await expect(page.getByText(m.compose_saved())).toBeVisible()
})

test('a screen that did not come stands whole by itself once the office answers again', async () => {
  await page.goto(`${office.program.origin}/#/inbox/all`)
  // Nothing comes ahead.
  await page.route(/Composer-/, (file) => file.abort())
  await page.reload()
  // Writing is offered once the mailboxes are known.
  await expect(page.getByRole('button', { name: m.shell_write() })).toBeVisible()
  await office.program.kill()
  await expect(page.getByText(m.shell_lost_title())).toBeVisible()
  await write()
  await expect(page.getByText(m.shell_screen_failed())).toBeVisible()
  await page.unroute(/Composer-/)
  await office.program.startAgain()
  await isBack()
  await expect(subject()).toBeVisible()
  // Its styles came too: the subject has no frame of its own.
  await expect(subject()).toHaveCSS('border-top-width', '0px')
})

test('a list that is opened meanwhile says so in words for looking, and comes by itself', async () => {
  test.setTimeout(120_000)
  const people = () => page.goto(`${office.program.origin}/#/people`)
  const inbox = () => page.goto(`${office.program.origin}/#/inbox/all`)
  await people()
  await expect(page.getByRole('button', { name: m.new_contact() }).first()).toBeVisible()
  const isEmpty = page.getByText(m.people_failed())
  await inbox()
  await office.program.kill()
  await expect(page.getByText(m.shell_lost_title())).toBeVisible()
  await people()
  await expect(isEmpty).toBeVisible({ timeout: 20_000 })
  await expect(page.getByText(m.problem_line_lost_shown())).toBeVisible()
  await expect(page.getByText(m.problem_line_lost())).toHaveCount(0)
  await office.program.startAgain()
  await isBack()
  await expect(isEmpty).toHaveCount(0)
  await expect(page.getByText(m.people_empty())).toBeVisible()
})
