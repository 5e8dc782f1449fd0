import { type BrowserContext, expect, type Page } from '@playwright/test'
import { ANNA, letter, type MailServer, startMailServer } from './mail-server.ts'
import { addAnna, openConversation, rowOf, signIn, threadOf } from './people.ts'
import { type Program, startProgram } from './program.ts'
import { test } from './test.ts'
import { m } from './words.ts'

test.describe.configure({ mode: 'serial' })

let program: Program
let mail: MailServer
let context: BrowserContext
let page: Page
const faults: string[] = []
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000)
const BORIS = 'Boris <boris@client.example>'

test.beforeAll(async ({ browser }) => {
  test.setTimeout(180_000)
  ;[program, mail] = await Promise.all([startProgram('--allow-host', '127.0.0.1'), startMailServer()])
  for (const [n, subject] of ['Замер', 'Смета', 'Монтаж'].entries())
    await mail.deliver(
      letter({
        from: BORIS,
        subject,
        id: `ask${n}@client.example`,
        text: `Вопрос: ${subject}`,
        date: daysAgo(120 - n),
      }),
    )
  for (const days of [100, 90, 80, 70])
    await mail.deliver(
      letter({
        from: BORIS,
        subject: 'Re: Монтаж',
        id: `mount${days}@client.example`,
        inReplyTo: 'ask2@client.example',
        text: `Ждём уже ${120 - days} дней`,
        date: daysAgo(days),
      }),
    )
  await addAnna(program, mail)
  context = await browser.newContext()
  page = await context.newPage()
  page.on('pageerror', (fault) => faults.push(fault.message))
  await signIn(page, program, ANNA)
  await expect(rowOf(page, 'Замер')).toBeVisible()
  // The letter that it answers has not come yet: after so long a time it stands alone.
  await mail.deliver(
    letter({
      from: BORIS,
      subject: 'Re: Замер',
      id: 'late@client.example',
      inReplyTo: 'mother@client.example',
      text: 'Тогда в четверг.',
    }),
  )
  await expect(rowOf(page, 'Тогда в четверг')).toBeVisible({ timeout: 60_000 })
})

test.afterAll(async () => {
  await context?.close()
  await program?.stop()
  await mail?.stop()
})

const editor = (at: Page) => at.getByRole('textbox', { name: m.compose_editor() })
const numberOf = (at: Page) => Number(/\/inbox\/all\/(\d+)/.exec(at.url())?.[1])
const articles = (at: Page) => threadOf(at).locator('[data-letter]')
const review = (at: Page, n: number) => at.getByRole('button', { name: m.compose_review({ n }) })

test('a letter that comes late joins two conversations: the open one goes along under the hands of its reader', async () => {
  await openConversation(page, 'Тогда в четверг')
  const before = numberOf(page)
  await page.keyboard.press('r')
  await page.keyboard.type('В четверг нас не')
  await mail.deliver(
    letter({
      from: BORIS,
      subject: 'Re: Замер',
      id: 'mother@client.example',
      inReplyTo: 'ask0@client.example',
      text: 'Когда вы приедете?',
      date: daysAgo(60),
    }),
  )
  await expect.poll(() => numberOf(page), { timeout: 20_000 }).not.toBe(before)
  await page.keyboard.type(' будет')
  await expect(editor(page)).toHaveText('В четверг нас не будет')
  await expect(threadOf(page).getByText('Когда вы приедете?').first()).toBeVisible()
  await expect(articles(page)).toHaveCount(3)
  await mail.deliver(
    letter({
      from: BORIS,
      subject: 'Re: Замер',
      id: 'stop@client.example',
      inReplyTo: 'late@client.example',
      text: 'Стойте, лучше в пятницу.',
    }),
  )
  await expect(review(page, 1)).toBeVisible({ timeout: 20_000 })
  await expect(threadOf(page).getByText('Стойте, лучше в пятницу.').first()).toBeVisible()
  await page.reload()
  await expect(editor(page)).toHaveText('В четверг нас не будет')
})

test('another window merges the open conversation: what is being written follows into the one that is left', async () => {
  await openConversation(page, 'Монтаж')
  const first = threadOf(page).getByRole('listitem').first()
  // What was not yet read stays in sight until the conversation is opened again.
  await expect(rowOf(page, 'Монтаж').filter({ hasText: /непрочитан/ })).toHaveCount(0)
  await page.reload()
  await expect(first).toContainText(m.letter_older({ n: 3, since: '' }).trim())
  await page.keyboard.press('r')
  await page.keyboard.type('Монтаж начнём')
  const other = await context.newPage()
  await other.goto(program.origin)
  await openConversation(other, 'Смета')
  await expect(rowOf(other, 'Смета').filter({ hasText: /непрочитан/ })).toHaveCount(0)
  const [one, two] = [numberOf(page), numberOf(other)]
  await other.keyboard.press('Shift+M')
  const merge = other.getByRole('dialog', { name: m.talks_merge(), exact: true })
  await merge.getByRole('textbox').fill('монтаж')
  await expect(merge.getByRole('radio')).toHaveCount(1)
  await merge.getByRole('radio').check()
  await merge.getByRole('button', { name: m.talks_merge_do(), exact: true }).click()
  await expect(merge).toHaveCount(0)
  for (const at of [page, other]) await expect.poll(() => numberOf(at)).toBe(Math.min(one, two))
  // What is older than the folded letters folds with them, and nothing stands above what was written before it.
  await expect(first).toContainText(m.letter_older({ n: 4, since: '' }).trim())
  await expect(articles(page)).toHaveCount(2)
  await expect(articles(other)).toHaveCount(6)
  await page.bringToFront()
  await page.keyboard.type(' завтра')
  await expect(editor(page)).toHaveText('Монтаж начнём завтра')
  await expect(page.getByText(m.compose_saved())).toBeVisible()
  await expect(editor(other)).toHaveText('Монтаж начнём завтра')
  await mail.deliver(
    letter({
      from: BORIS,
      subject: 'Re: Смета',
      id: 'stop2@client.example',
      inReplyTo: 'ask1@client.example',
      text: 'Монтаж не нужен.',
    }),
  )
  await expect(threadOf(page).getByText('Монтаж не нужен.').first()).toBeVisible({ timeout: 20_000 })
  await expect(review(page, 1)).toBeVisible()

  // Taken back in the other window, each has its own again: the words go with the talk for which they are written.
  await threadOf(other).getByRole('button', { name: m.talks_act_undo() }).click()
  await expect.poll(() => numberOf(page)).toBe(one)
  await expect(editor(page)).toHaveText('Монтаж начнём завтра')
  await expect.poll(() => numberOf(other)).toBe(two)
  await expect(editor(other)).toHaveCount(0)
  await page.bringToFront()
  await expect(editor(page)).toBeFocused()
  await page.keyboard.type(' утром')
  await expect(page.getByText(m.compose_saved())).toBeVisible()
  await page.reload()
  await expect(editor(page)).toHaveText('Монтаж начнём завтра утром')
  await other.close()
  expect(faults).toEqual([])
})
