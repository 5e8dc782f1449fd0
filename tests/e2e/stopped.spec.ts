import { expect, type Page } from '@playwright/test'
import { letter, type MailServer } from './mail-server.ts'
import { type Inbox, openInbox } from './office.ts'
import { chooseUndo, openConversation, rowOf, threadOf } from './people.ts'
import { test } from './test.ts'
import { m } from './words.ts'

test.describe.configure({ mode: 'serial' })

const BORIS = 'Boris <boris@client.example>'
let office: Inbox
let mail: MailServer
let page: Page

test.beforeAll(async ({ browser }) => {
  office = await openInbox(
    browser,
    [
      letter({ from: BORIS, subject: 'Доставка', id: 'ask@client.example', text: 'Когда привезёте?' }),
      letter({ from: 'Oleg <oleg@other.example>', subject: 'Договор', id: 'deal@other.example', text: 'Жду договор.' }),
    ],
    'Доставка',
  )
  ;({ mail, page } = office)
})

test.afterAll(() => office?.close())

const editor = () => page.getByRole('textbox', { name: m.compose_editor() })
const boris = (n: number) =>
  letter({
    ...{ from: BORIS, subject: 'Re: Доставка', id: `more${n}@client.example`, inReplyTo: 'ask@client.example' },
    text: `И ещё вопрос ${n}`,
  })
const banner = () => threadOf(page).getByRole('status').filter({ hasText: m.send_reason_newer_letter() })

async function answer(words: string): Promise<void> {
  await page.keyboard.press('r')
  await editor().fill(words)
  await editor().press('Control+Enter')
}

test('an answer that a newer letter stops says so to its author wherever he is, and leads to itself', async () => {
  await chooseUndo(page, 60)
  await openConversation(page, 'Доставка')
  await answer('В пятницу.')
  const leaves = page.getByRole('group', { name: m.compose_sent_now() })
  await expect(leaves).toBeVisible()
  await openConversation(page, 'Договор')
  await mail.deliver(boris(1))
  const told = page.getByRole('group', { name: m.outbox_news_stopped() })
  // Under the pointer it stays for as long as this takes.
  await told.hover({ timeout: 40_000 })
  await expect(leaves).toHaveCount(0)
  await expect(rowOf(page, 'Доставка').getByRole('img', { name: m.glyph_stopped() })).toBeVisible()
  expect(mail.sent).toHaveLength(0)
  await told.getByRole('button', { name: m.outbox_news_show() }).click()
  await expect(banner()).toBeVisible()
  await expect(banner().getByRole('button', { name: m.talks_send_as_is() })).toBeVisible()
})

test('it stands open above the letters that came after it, also when the page is loaded anew', async () => {
  for (const n of [2, 3, 4]) await mail.deliver(boris(n))
  await expect(threadOf(page).getByText('И ещё вопрос 4').first()).toBeVisible({ timeout: 20_000 })
  await page.reload()
  await expect(threadOf(page).getByText('И ещё вопрос 4').first()).toBeVisible()
  await expect(banner()).toBeVisible()
  await expect(threadOf(page).getByRole('button', { name: m.letter_older({ n: 4, since: '' }).trim() })).toHaveCount(0)
})

test('a second answer hides nothing: the list tells of the stopped one until its author has decided', async () => {
  await chooseUndo(page, 0)
  await openConversation(page, 'Доставка')
  await answer('Отвечаю на всё сразу.')
  await expect.poll(() => mail.sent.length).toBe(1)
  await expect(rowOf(page, 'Доставка').getByRole('img', { name: m.glyph_stopped() })).toBeVisible()
  await banner().getByRole('button', { name: m.talks_send_as_is() }).click()
  await expect.poll(() => mail.sent.length).toBe(2)
  await expect(rowOf(page, 'Доставка').getByRole('img', { name: m.glyph_waiting() })).toBeVisible()
})
