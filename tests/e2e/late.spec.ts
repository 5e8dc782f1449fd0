// A person who is quicker than the line: what is pressed and written before the office has answered counts.
import { expect, type Page } from '@playwright/test'
import { simpleParser } from 'mailparser'
import { letter } from './mail-server.ts'
import { type Inbox, openInbox } from './office.ts'
import { chooseUndo, openConversation, rowOf, threadOf } from './people.ts'
import { lateLine, test } from './test.ts'
import { m } from './words.ts'

test.describe.configure({ mode: 'serial' })

let office: Inbox
let late: Page

test.beforeAll(async ({ browser }) => {
  office = await openInbox(
    browser,
    [
      letter({ from: 'Boris <boris@client.example>', subject: 'Доставка', id: 'ask@client.example', text: 'Когда?' }),
      letter({
        from: 'Oleg <oleg@other.example>',
        cc: 'Vera <vera@other.example>',
        subject: 'Договор',
        id: 'deal@other.example',
        text: 'Жду договор.',
      }),
    ],
    'Доставка',
  )
  await chooseUndo(office.page, 0)
  late = await office.page.context().newPage()
  await lateLine(late, 600)
})

test.afterAll(() => office?.close())

const editor = () => late.getByRole('textbox', { name: m.compose_editor() })
const sent = async (n: number) => simpleParser(office.mail.sent[n]?.source ?? '')

test('an answer that begins before its conversation is there goes on in it without a break, and its letters are no keys', async () => {
  await late.goto(office.program.origin)
  await rowOf(late, 'Доставка').click()
  await rowOf(late, 'Договор').click()
  await expect(threadOf(late)).toBeVisible()
  await late.keyboard.press('r')
  // In the English layout these would archive, forward and write anew. The conversation comes in the middle of them.
  const words = 'Deal: see the file enclosed, every word in its order'
  await late.keyboard.type(words, { delay: 70 })
  await expect(threadOf(late).getByRole('article')).toContainText('Жду договор.')
  await expect(editor()).toHaveText(words)
  await expect(editor()).toBeFocused()
  await expect(rowOf(late, /Доставка|Договор/)).toHaveCount(2)
  await expect(late.getByText(m.compose_saved())).toBeVisible()
})

test('what is written above an older draft that comes later stands above it, in its order', async () => {
  await late.goto(`${office.program.origin}/#/outbox/drafts`)
  await late.reload()
  await late.getByRole('button', { name: m.outbox_act_continue() }).waitFor()
  await late.getByRole('link', { name: m.shell_inbox() }).click()
  await rowOf(late, 'Договор').click()
  await expect(threadOf(late)).toBeVisible()
  await late.keyboard.press('r')
  await late.keyboard.type('Ещё до всего этого, не спеша. ', { delay: 70 })
  await expect(editor()).toContainText('every word in its order')
  await expect(editor()).toHaveText(
    /^Ещё до всего этого, не спеша\.\s*Deal: see the file enclosed, every word in its order$/,
  )
  await late.getByRole('button', { name: m.compose_discard() }).click()
  await expect(editor()).toHaveCount(0)
})

test('an answer to all that is thrown away or closed before its conversation has come begins no draft', async () => {
  const box = threadOf(late).getByRole('region', { name: m.compose_reply_box() })
  const begin = async () => {
    await late.goto(`${office.program.origin}/#/inbox/all`)
    await late.reload()
    await rowOf(late, 'Договор').click()
    await expect(threadOf(late)).toBeVisible()
    await late.keyboard.press('a')
    await expect(editor()).toBeFocused()
  }
  const leavesNothing = async () => {
    await expect(box.getByText('Oleg')).toBeVisible()
    await expect(editor()).toHaveCount(0)
    await late.goto(`${office.program.origin}/#/outbox/drafts`)
    await expect(late.getByText(m.outbox_empty_drafts())).toBeVisible()
  }
  await begin()
  await late.keyboard.type('Зря')
  await late.getByRole('button', { name: m.compose_discard() }).click()
  await leavesNothing()
  await begin()
  await late.keyboard.press('Escape')
  await leavesNothing()
  await begin()
  await late.keyboard.type('Нет')
  for (const _ of 'Нет') await late.keyboard.press('Backspace')
  await late.keyboard.press('Escape')
  await leavesNothing()

  // What is written stays, to all: Escape only leaves the text.
  await begin()
  await late.keyboard.type('Всё же всем')
  await late.keyboard.press('Escape')
  await expect(box.getByText('Vera')).toBeVisible()
  await expect(editor()).toHaveText('Всё же всем')
  await late.getByRole('button', { name: m.compose_discard() }).click()
  await expect(editor()).toHaveCount(0)

  // Nor does one that is opened and closed on a usual line.
  const { page, program } = office
  await openConversation(page, 'Договор')
  await expect(threadOf(page).getByRole('radio', { name: m.compose_reply_tab() })).toBeChecked()
  await page.keyboard.press('a')
  await expect(threadOf(page).getByRole('radio', { name: m.compose_reply_all_tab() })).toBeChecked()
  await page.keyboard.press('Escape')
  await page.goto(`${program.origin}/#/outbox/drafts`)
  await expect(page.getByText(m.outbox_empty_drafts())).toBeVisible()
})

test('an answer sent before its conversation has come is taken back into its form, wherever its author is by then', async () => {
  await chooseUndo(office.page, 60)
  await late.goto(`${office.program.origin}/#/inbox/all`)
  await late.reload()
  await rowOf(late, 'Договор').click()
  await expect(threadOf(late)).toBeVisible()
  await late.keyboard.press('a')
  await late.keyboard.type('Слишком рано.')
  await late.keyboard.press('Control+Enter')
  await rowOf(late, 'Доставка').click()
  const leaves = late.getByRole('group', { name: m.compose_sent_now() })
  await leaves.getByRole('button', { name: m.shell_undo(), exact: true }).click()
  await expect(threadOf(late).getByRole('article').first()).toContainText('Жду договор.')
  await expect(editor()).toHaveText('Слишком рано.')
  await late.getByRole('button', { name: m.compose_discard() }).click()
  await expect(editor()).toHaveCount(0)
  await chooseUndo(office.page, 0)
})

test('words of an answer that was begun early outlast a reload, another screen and a closed window', async () => {
  const begin = async (on: Page, words: string) => {
    await on.goto(`${office.program.origin}/#/inbox/all`)
    await on.reload()
    await rowOf(on, 'Договор').click()
    await expect(threadOf(on)).toBeVisible()
    await on.keyboard.press('r')
    await on.keyboard.type(words)
  }
  await begin(late, 'Перед перезагрузкой')
  await late.reload()
  await expect(editor()).toHaveText('Перед перезагрузкой')
  await late.getByRole('button', { name: m.compose_discard() }).click()
  await expect(editor()).toHaveCount(0)

  await begin(late, 'Перед настройками')
  await late.getByRole('link', { name: m.shell_settings() }).click()
  await late.getByRole('link', { name: m.shell_inbox() }).click()
  await rowOf(late, 'Договор').click()
  await expect(editor()).toHaveText('Перед настройками')
  await late.getByRole('button', { name: m.compose_discard() }).click()
  await expect(editor()).toHaveCount(0)

  const other = await late.context().newPage()
  await lateLine(other, 3000)
  await begin(other, 'Перед закрытием')
  await other.close()
  await late.goto(`${office.program.origin}/#/outbox/drafts`)
  await expect(late.getByRole('listitem').filter({ hasText: 'Договор' })).toBeVisible({ timeout: 60_000 })
  await late.getByRole('button', { name: m.outbox_act_continue() }).click()
  await expect(editor()).toHaveText('Перед закрытием')
  await late.getByRole('button', { name: m.compose_discard() }).click()
})

test('letters typed after F do nothing before the new letter is there', async () => {
  await late.goto(`${office.program.origin}/#/inbox/all`)
  await openConversation(late, 'Договор')
  await late.keyboard.press('f')
  await late.keyboard.type('edge')
  await expect(late.getByRole('heading', { name: m.files_forward_title() })).toBeVisible()
  await expect(late.getByLabel(m.compose_subject())).toHaveValue(/Договор/)
  await late.getByRole('button', { name: m.compose_discard() }).click()
  await expect(rowOf(late, /Доставка|Договор/)).toHaveCount(2)
})

test('Ctrl+Enter sends what is written before the office has said to whom, also when its author goes on at once', async () => {
  await late.goto(`${office.program.origin}/#/`)
  await late.reload()
  await openConversation(late, 'Доставка')
  await late.keyboard.press('r')
  await late.keyboard.type('В пятницу.')
  await late.keyboard.press('Control+Enter')
  await rowOf(late, 'Договор').click()
  await rowOf(late, 'Доставка').click()
  await expect.poll(() => office.mail.sent.length, { timeout: 30_000 }).toBe(1)
  const answer = await sent(0)
  expect(answer.text).toContain('В пятницу.')
  expect(answer.inReplyTo).toBe('<ask@client.example>')
  // Back at once: what is being sent is not written on, and not sent again.
  await expect(threadOf(late).getByRole('article')).toHaveCount(2)
  await expect(editor()).toHaveCount(0)
  expect(office.mail.sent).toHaveLength(1)
})

test('an answer sent before its conversation has come leaves too, once, whoever comes back to it at once', async () => {
  const before = office.mail.sent.length
  await late.goto(`${office.program.origin}/#/`)
  await late.reload()
  await rowOf(late, 'Доставка').click()
  await expect(threadOf(late)).toBeVisible()
  await late.keyboard.press('r')
  await late.keyboard.type('Совсем рано.')
  await late.keyboard.press('Control+Enter')
  await rowOf(late, 'Договор').click()
  await rowOf(late, 'Доставка').click()
  await expect.poll(() => office.mail.sent.length, { timeout: 30_000 }).toBe(before + 1)
  await expect(rowOf(late, 'Доставка')).toContainText('Совсем рано.')
  await expect(editor()).toHaveCount(0)

  // The same with a box that was ready.
  await expect(threadOf(late).getByRole('region', { name: m.compose_reply_box() }).getByText('Boris')).toBeVisible()
  await late.keyboard.press('r')
  await late.keyboard.type('И ещё одно.')
  await late.keyboard.press('Control+Enter')
  await rowOf(late, 'Договор').click()
  await rowOf(late, 'Доставка').click()
  await expect.poll(() => office.mail.sent.length, { timeout: 30_000 }).toBe(before + 2)
  await expect(rowOf(late, 'Доставка')).toContainText('И ещё одно.')
  await expect(editor()).toHaveCount(0)
  await late.goto(`${office.program.origin}/#/outbox/drafts`)
  await expect(late.getByText(m.outbox_empty_drafts())).toBeVisible()
  expect(office.mail.sent).toHaveLength(before + 2)
})

test('an answer to all that was begun early stays one to all after a reload', async () => {
  const before = office.mail.sent.length
  await late.goto(`${office.program.origin}/#/inbox/all`)
  await late.reload()
  await rowOf(late, 'Договор').click()
  await expect(threadOf(late)).toBeVisible()
  await late.keyboard.press('a')
  await late.keyboard.type('Всем привет.')
  await late.reload()
  await expect(editor()).toHaveText('Всем привет.')
  await editor().press('Control+Enter')
  await expect.poll(() => office.mail.sent.length, { timeout: 30_000 }).toBe(before + 1)
  expect(office.mail.sent[before]?.to.toSorted()).toEqual(['oleg@other.example', 'vera@other.example'])
})

test('a new letter sent before its page knows from where leaves all the same', async () => {
  const before = office.mail.sent.length
  await late.goto(`${office.program.origin}/#/write/new?to=boris@client.example`)
  await late.reload()
  await late.getByLabel(m.compose_subject()).fill('Сразу')
  await editor().fill('Сразу')
  await editor().press('Control+Enter')
  await expect.poll(() => office.mail.sent.length, { timeout: 30_000 }).toBe(before + 1)
})

test('whoever goes on writing before the office has taken the letter stays where he is', async () => {
  await late.goto(`${office.program.origin}/#/write/new?to=boris@client.example`)
  await late.getByLabel(m.compose_subject()).fill('Первое')
  await editor().fill('Первое письмо.')
  const before = office.mail.sent.length
  await editor().press('Control+Enter')
  await late.goto(`${office.program.origin}/#/write/new?to=oleg@other.example`)
  await late.getByLabel(m.compose_subject()).fill('Второе')
  await expect.poll(() => office.mail.sent.length, { timeout: 30_000 }).toBe(before + 1)
  await expect(late.getByText(m.compose_sent_now()).first()).toBeVisible()
  await expect(late.getByLabel(m.compose_subject())).toHaveValue('Второе')
  await late.getByRole('button', { name: m.compose_discard() }).click()
})

test('a letter that was saved before its sender was known has one when it is sent', async () => {
  const before = office.mail.sent.length
  await late.goto(`${office.program.origin}/#/write/new?to=boris@client.example`)
  await late.reload()
  await editor().fill('Очень рано')
  await late.getByLabel(m.compose_subject()).fill('Рано')
  await editor().focus()
  await expect(late.getByText(m.compose_saved())).toBeVisible()
  await editor().press('Control+Enter')
  await expect.poll(() => office.mail.sent.length, { timeout: 30_000 }).toBe(before + 1)
})

test('answers begun while the office is away stay with their conversations, and both sent ones leave once it is back', async () => {
  const { page, program, mail } = office
  await page.goto(`${program.origin}/#/inbox/all`)
  for (const subject of ['Договор', 'Доставка']) await openConversation(page, subject)
  await program.kill()
  await expect(page.getByText(m.shell_line_lost()).first()).toBeVisible()
  const text = page.getByRole('textbox', { name: m.compose_editor() })
  for (const subject of ['Договор', 'Доставка']) {
    await openConversation(page, subject)
    await page.keyboard.press('r')
    await page.keyboard.type(`Пишу без связи: ${subject}`)
  }
  for (const subject of ['Договор', 'Доставка']) {
    await openConversation(page, subject)
    await expect(text).toHaveText(`Пишу без связи: ${subject}`)
  }
  await page.reload({ timeout: 1000 }).catch(() => undefined)
  await program.startAgain()
  const before = mail.sent.length
  await page.goto(`${program.origin}/#/inbox/all`)
  for (const subject of ['Договор', 'Доставка']) {
    await openConversation(page, subject)
    await expect(text).toHaveText(`Пишу без связи: ${subject}`)
    await text.press('Control+Enter')
  }
  await expect.poll(() => mail.sent.length, { timeout: 30_000 }).toBe(before + 2)
})

test('letters sent in a moment without the office leave once: by themselves when it is back soon, else at the next press', async () => {
  const { page, program, mail } = office
  const subjects = ['Договор', 'Доставка']
  const words = (subject: string) => `Отправлено без связи: ${subject}`
  await program.kill()
  await expect(page.getByText(m.shell_line_lost()).first()).toBeVisible()
  for (const subject of subjects) {
    await openConversation(page, subject)
    await page.keyboard.press('r')
    await page.keyboard.type(words(subject))
    await page.keyboard.press('Control+Enter')
  }
  await page.getByRole('link', { name: m.people_go() }).click()
  await program.startAgain()
  await expect(page.getByText(m.shell_line_lost())).toHaveCount(0)
  const times = async () => {
    const texts = await Promise.all(mail.sent.map(async (_, n) => (await sent(n)).text ?? ''))
    return subjects.map((subject) => texts.filter((text) => text.includes(words(subject))).length)
  }
  await page.goto(`${program.origin}/#/inbox/all`)
  const text = page.getByRole('textbox', { name: m.compose_editor() })
  await expect(async () => {
    const now = await times()
    for (const subject of subjects.filter((_, n) => now[n] === 0)) {
      await openConversation(page, subject)
      await expect(text).toHaveText(words(subject), { timeout: 2000 })
      await text.press('Control+Enter')
    }
    expect(await times()).toEqual([1, 1])
  }).toPass({ timeout: 60_000 })
  await expect(text).toHaveCount(0)
  expect(await times()).toEqual([1, 1])
})
