import { expect, type Page } from '@playwright/test'
import { letter } from './mail-server.ts'
import { type Inbox, openInbox } from './office.ts'
import { inLetter, openConversation, threadOf } from './people.ts'
import { test } from './test.ts'
import { m } from './words.ts'

test.describe.configure({ mode: 'serial' })

let office: Inbox
let page: Page

test.beforeAll(async ({ browser }) => {
  office = await openInbox(
    browser,
    [1, 2].map((n) =>
      letter({
        from: `Boris <boris${n}@client.example>`,
        subject: `Заказ номер ${n}`,
        id: `next-${n}@client.example`,
        text: `<p style="font-weight: bold">Письмо номер ${n}</p>`,
      }).replace('text/plain', 'text/html'),
    ),
    'Заказ номер 2',
  )
  ;({ page } = office)
})

test.afterAll(() => office?.close())

test('J shows the next letter in the same frame, and nothing of the letter before stays open', async () => {
  await openConversation(page, /Заказ номер/)
  const card = threadOf(page).getByRole('article').last()
  const first = (await inLetter(card).locator('p').textContent()) ?? ''
  const frame = await card.locator('iframe').elementHandle()
  await card.getByTitle(m.letter_details()).click()
  await expect(card.getByText(m.letter_d_subject())).toBeVisible()

  await page.keyboard.press('j')
  const other = first.endsWith('1') ? 'Письмо номер 2' : 'Письмо номер 1'
  await expect(inLetter(card).locator('p')).toHaveText(other)
  await expect(card.getByText(m.letter_d_subject())).toHaveCount(0)
  expect(await card.locator('iframe').evaluate((now, before) => now === before, frame)).toBe(true)

  await page.keyboard.press('Shift+v')
  await expect(
    page
      .getByRole('dialog')
      .getByText(`next-${other.at(-1)}@client.example`)
      .first(),
  ).toBeVisible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('k')
  await expect(inLetter(card).locator('p')).toHaveText(first)
})
