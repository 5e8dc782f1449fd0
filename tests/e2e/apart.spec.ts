import { expect, type Page } from '@playwright/test'
import { expectNoFindings } from './findings.ts'
import { letter } from './mail-server.ts'
import { type Inbox, openInbox } from './office.ts'
import { openConversation, rowOf, threadOf } from './people.ts'
import { test } from './test.ts'
import { m } from './words.ts'

test.describe.configure({ mode: 'serial' })

let office: Inbox
let page: Page
const BELOVA = 'Анна Белова <belova@client.example>'
const OLEG = 'Олег Ващенко <oleg@client.example>'
const about = (from: string, id: string, text: string, inReplyTo?: string) =>
  letter({
    ...{ from, id: `${id}@client.example`, text, cc: from === OLEG ? 'belova@client.example' : 'oleg@client.example' },
    ...(inReplyTo === undefined
      ? { subject: 'Освещение склада' }
      : { subject: 'Re: Освещение склада', inReplyTo: `${inReplyTo}@client.example` }),
  })

test.beforeAll(async ({ browser }) => {
  office = await openInbox(
    browser,
    [
      about(BELOVA, 'ask', 'Сколько стоит освещение склада?'),
      about(OLEG, 'passport', 'Нужен паспорт на LED-40 и протокол испытаний.', 'ask'),
      about(BELOVA, 'wait', 'Ждём предложение.', 'ask'),
    ],
    'Ждём предложение',
    { reducedMotion: 'reduce' },
  )
  ;({ page } = office)
})

test.afterAll(() => office?.close())

/** A server dates letters to the second: one that comes in the same second as the last one is no later letter. */
const nextSecond = () => page.waitForTimeout(1000)

test('letters of one person are split off with what is asked of his later ones, as is most likely meant', async () => {
  await openConversation(page, 'Освещение склада')
  await page.keyboard.press('Shift+S')
  const split = page.getByRole('dialog', { name: m.talks_split(), exact: true })
  const next = split.getByRole('checkbox', { name: m.talks_split_next({ who: 'Олег Ващенко' }) })
  const always = split.getByRole('checkbox', {
    name: m.talks_split_always({ who: 'Олег Ващенко', other: 'Анна Белова' }),
  })
  await expect(next).toHaveCount(0)
  await split
    .getByRole('checkbox', { name: /^Анна Белова/ })
    .first()
    .check()
  // Her letters stay as well: where the next one belongs is for her to say.
  await expect(split.getByRole('checkbox', { name: m.talks_split_next({ who: 'Анна Белова' }) })).not.toBeChecked()
  await split.getByRole('checkbox', { name: /^Олег Ващенко, / }).check()
  await expect(split.getByText(m.talks_split_answers({ n: 2 }))).toBeVisible()
  await split
    .getByRole('checkbox', { name: /^Анна Белова/ })
    .first()
    .uncheck()
  await expect(next).toBeChecked()
  await expect(always).not.toBeChecked()
  await expectNoFindings(page, 'split with later letters')
  await split.getByRole('textbox', { name: m.talks_split_subject() }).fill('Паспорт и протокол')
  await split.getByRole('button', { name: m.talks_split_do({ n: 1 }) }).click()
  await expect(split).toHaveCount(0)
  await expect(rowOf(page, 'Паспорт и протокол')).toHaveCount(1)
  await expect(threadOf(page).getByText(m.talks_apart_subject({ who: 'Олег Ващенко' }))).toBeVisible()
})

test('his next letter comes there by itself, and says who decided so', async () => {
  await nextSecond()
  await office.mail.deliver(about(OLEG, 'protocol', 'Протокол получили, спасибо.', 'wait'))
  await expect(rowOf(page, 'Протокол получили')).toHaveText(/Паспорт и протокол/)
  await openConversation(page, 'Протокол получили')
  await expect(threadOf(page).getByRole('article')).toHaveCount(2)
  await page.keyboard.press('y')
  const why = page.getByRole('dialog', { name: /Почему письмо в разговоре/ })
  await expect(why.getByText(m.letter_why_apart())).toBeVisible()
  await expect(why.getByText(/^так решили при отделении писем .*Анна Орлова$/)).toBeVisible()
  // A person made the rule; about this letter nobody decided anything.
  await expect(why.getByText(m.letter_why_by_apart())).toBeVisible()
  await expect(why.getByText(m.letter_why_by_manual())).toHaveCount(0)
  const byHand = why.getByRole('listitem').filter({ hasText: m.talks_rule_manual() })
  await expect(byHand).toContainText(m.talks_lost_absent())
  await expectNoFindings(page, 'why it was split off')
  await why.getByRole('button', { name: m.talks_apart_end() }).click()
  await expect(why.getByRole('button', { name: m.talks_apart_end() })).toHaveCount(0)
  await page.keyboard.press('Escape')
  await expect(threadOf(page).getByText(m.talks_apart_subject({ who: 'Олег Ващенко' }))).toHaveCount(0)
})

test('once that is ended, the next one comes to the letter that it answers', async () => {
  await nextSecond()
  await office.mail.deliver(about(OLEG, 'price', 'А какая цена?', 'wait'))
  await expect(rowOf(page, 'А какая цена?')).toHaveText(/Освещение склада/)
  await expect(rowOf(page, 'Паспорт и протокол')).toHaveCount(1)
})

test('a rule that went with its split is not begun again, and Z says why', async () => {
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(error.message))
  await openConversation(page, 'Освещение склада')
  await page.keyboard.press('Shift+S')
  const split = page.getByRole('dialog', { name: m.talks_split(), exact: true })
  await split
    .getByRole('checkbox', { name: /^Олег Ващенко, / })
    .first()
    .check()
  await split.getByRole('checkbox', { name: m.talks_split_next({ who: 'Олег Ващенко' }) }).check()
  await split.getByRole('button', { name: m.talks_split_do({ n: 1 }) }).click()
  await expect(split).toHaveCount(0)
  const end = threadOf(page).getByRole('button', { name: m.talks_apart_end() })
  await end.click()
  await expect(end).toHaveCount(0)
  await threadOf(page).getByRole('button', { name: m.talks_act_undo() }).last().click()
  await expect(page.getByRole('group', { name: m.talks_undone(), exact: true })).toBeVisible()
  await page.keyboard.press('z')
  await expect(page.getByRole('group', { name: m.talks_apart_gone(), exact: true })).toBeVisible()
  expect(faults).toEqual([])
})
