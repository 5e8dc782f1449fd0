import { expect, type Locator, type Page } from '@playwright/test'
import { openConversation, rowOf, threadOf } from './people.ts'
import { type Program, startProgram } from './program.ts'
import { test } from './test.ts'
import { m } from './words.ts'

test.describe.configure({ mode: 'serial' })

const BELOVA = /Анна Белова.*Освещение склада, корпус 2/s
let program: Program
let page: Page

test.beforeAll(async ({ browser }) => {
  program = await startProgram('--sample')
  page = await browser.newPage()
  await page.goto(program.url)
  await expect(rowOf(page, BELOVA)).toBeVisible({ timeout: 60_000 })
})

test.afterAll(async () => {
  await page?.close()
  await program?.stop()
})

const rail = () => page.getByRole('navigation', { name: m.shell_nav() })
const list = () => page.getByRole('listbox', { name: m.inbox_conversations() })
const card = () => page.getByRole('dialog', { name: m.letter_contact_pane() })
const button = (name: string) => page.getByRole('button', { name, exact: true })

test('at 1100 px the sections are icons with names, and the client’s card lies over the letter', async () => {
  await page.setViewportSize({ width: 1100, height: 800 })
  await expect.poll(async () => (await rail().boundingBox())?.width).toBeLessThan(72)
  await expect(rail().getByRole('link', { name: m.shell_waiting() })).toBeVisible()
  await openConversation(page, BELOVA)
  await expect(list()).toBeVisible()
  await expect(card()).toHaveCount(0)
  await page.keyboard.press('i')
  await expect(card().getByRole('heading', { name: 'Анна Белова' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(card()).toHaveCount(0)
  await expect(threadOf(page)).toBeVisible()
})

test('at 1100 px the mouse reaches what lies at the right of wider windows: the client, the company, its people', async () => {
  await button(m.letter_contact_pane()).click()
  await expect(card().getByRole('heading', { name: 'Анна Белова' })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.goto(`${program.origin}/#/company/1`)
  await page.getByRole('button', { name: /^\d+ (?:человек|человека)$/ }).click()
  const side = page.getByRole('dialog', { name: m.card_side(), exact: true })
  await side.getByRole('link').first().click()
  await expect(side).toHaveCount(0)
  await button(m.card_side()).click()
  await expect(side.getByText(m.company_of_card())).toBeVisible()
  await page.keyboard.press('Escape')
})

test('at 1024 px the list of mailboxes keeps its comparison with the server in sight', async () => {
  await page.setViewportSize({ width: 1024, height: 800 })
  await page.goto(`${program.origin}/#/settings/mailboxes`)
  const column = page.getByRole('columnheader', { name: m.mailboxes_col_audit() })
  await expect(column).toBeInViewport({ ratio: 1 })
  await page.setViewportSize({ width: 1440, height: 800 })
  await expect(page.getByRole('columnheader', { name: m.mailboxes_col_owner() })).toBeVisible()
  await expect(column).toBeInViewport({ ratio: 1 })
  await page.goto(`${program.origin}/#/inbox/all`)
  await openConversation(page, BELOVA)
})

test('at 390 px one thing is shown at a time: the list, or the letter with a way back', async () => {
  await page.setViewportSize({ width: 390, height: 844 })
  await expect(threadOf(page).getByRole('article').first()).toBeVisible()
  await expect(list()).toHaveCount(0)
  await button(m.shell_back()).click()
  await expect(list()).toBeVisible()
  await expect(threadOf(page)).toHaveCount(0)
  await openConversation(page, 'Теплицы: спектр и сроки')
  await expect(list()).toHaveCount(0)
  await page.goBack()
  await expect(list()).toBeVisible()
})

test('at 390 px the sections come as a sheet and go after the choice', async () => {
  await button(m.shell_menu()).click()
  await rail().getByRole('link', { name: m.shell_waiting() }).click()
  await expect(page.getByRole('heading', { name: m.shell_waiting() })).toBeVisible()
  await expect(rail()).toHaveCount(0)
  await expect(rowOf(page, 'Подсветка фасада')).toBeVisible()
})

const heading = (on: Page, name: string) => on.getByRole('heading', { name, exact: true })
const screens: [name: string, path: string, shown: (phone: Page) => Locator][] = [
  ['the list', 'inbox/all', (phone) => rowOf(phone, BELOVA)],
  ['a conversation', 'inbox/all/1', (phone) => threadOf(phone).getByRole('article').first()],
  ['a new letter', 'write/new', (phone) => heading(phone, m.compose_new_title())],
  ['what is on its way out', 'outbox', (phone) => heading(phone, m.outbox_title())],
  ['the settings of the look', 'settings/look', (phone) => heading(phone, m.settings_section_look())],
  ['the mailboxes', 'settings/mailboxes', (phone) => heading(phone, m.mailboxes_list_title())],
  ['the wizard', 'settings/mailboxes/new/address', (phone) => heading(phone, m.mailboxes_address_title())],
]

test('on a phone of 360 px nothing hangs over the edge', async ({ browser }) => {
  const context = await browser.newContext({
    viewport: { width: 360, height: 740 },
    isMobile: true,
    hasTouch: true,
    storageState: await page.context().storageState(),
  })
  const phone = await context.newPage()
  for (const [name, path, shown] of screens)
    await test.step(name, async () => {
      await phone.goto(`${program.origin}/#/${path}`)
      await expect(shown(phone)).toBeVisible()
      // A button that the edge cuts off could not be pressed; wide tables and menus scroll in their own box.
      const cut = await phone.getByRole('main').evaluate((main) =>
        Array.from(main.querySelectorAll('button'))
          .filter((one) => one.getClientRects().length > 0 && one.closest('table, nav') === null)
          .filter((one) => one.getBoundingClientRect().right > 361)
          .map((one) => one.textContent),
      )
      expect.soft(cut, name).toEqual([])
      const width = await phone.evaluate(() => document.documentElement.scrollWidth)
      expect.soft(width, name).toBe(360)
    })
  await context.close()
})
