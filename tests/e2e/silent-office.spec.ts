import { expect, type Page } from '@playwright/test'
import { letter } from './mail-server.ts'
import { type Inbox, openInbox } from './office.ts'
import { openConversation } from './people.ts'
import { test } from './test.ts'
import { m } from './words.ts'

let office: Inbox
let page: Page

test.beforeAll(async ({ browser }) => {
  const words = { subject: 'Вопрос о доставке', id: 'silent-1@client.example', text: 'Когда привезёте?' }
  office = await openInbox(browser, [letter({ from: 'Boris <boris@client.example>', ...words })], 'Вопрос о доставке')
  ;({ page } = office)
})

test.afterAll(() => office?.close())

test('an office computer that fell asleep is missed as soon as something is asked of it, and what was written is kept', async () => {
  test.setTimeout(120_000)
  await openConversation(page, 'Вопрос о доставке')
  await page.keyboard.press('r')
  await page.keyboard.type('Привезём')
  await expect(page.getByText(m.compose_saved())).toBeVisible()
  office.program.sleep()
  await page.keyboard.type(' в пятницу')
  await expect(page.getByText(m.shell_lost_title())).toBeVisible({ timeout: 40_000 })
  await expect(page.getByText(m.compose_kept_here())).toBeVisible()
  await page.keyboard.type(' к обеду')
  office.program.wake()
  await expect(page.getByText(m.shell_lost_title())).toHaveCount(0, { timeout: 40_000 })
  await expect(page.getByText(m.compose_saved())).toBeVisible()
  // The save before the sleep may have been heard though its answer was not: that is no change from elsewhere.
  await expect(page.getByText(m.compose_forked())).toHaveCount(0)
  await page.reload()
  await expect(page.getByRole('textbox', { name: m.compose_editor() })).toHaveText(/Привезём в пятницу к обеду/)
})
