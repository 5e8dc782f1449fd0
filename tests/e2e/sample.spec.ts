import { expect } from '@playwright/test'
import { type Program, startProgram } from './program.ts'
import { test } from './test.ts'
import { m } from './words.ts'

let program: Program
test.beforeAll(async () => {
  program = await startProgram('--sample')
})
test.afterAll(() => program?.stop())

test('the sample office lets its visitor in again when the link was used and the browser closed', async ({
  browser,
}) => {
  const list = { name: m.inbox_conversations() }
  const first = await browser.newPage()
  await first.goto(program.url)
  await expect(first.getByRole('listbox', list)).toBeVisible()
  await first.close()

  const page = await browser.newPage()
  await page.goto(program.url)
  await expect(page.getByText(m.welcome_sample_text())).toBeVisible()
  await page.getByRole('button', { name: m.welcome_sample_password() }).click()
  await expect(page.getByRole('button', { name: m.welcome_signin_submit() })).toBeVisible()

  await page.goto(program.origin)
  await page.reload()
  await page.getByRole('button', { name: m.welcome_sample_enter() }).click()
  await expect(page.getByRole('listbox', list)).toBeVisible()
  await page.close()
})
