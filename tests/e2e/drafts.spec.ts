import { type BrowserContext, expect, type Page } from '@playwright/test'
import { letter, type MailServer } from './mail-server.ts'
import { type Inbox, openInbox } from './office.ts'
import { openConversation, rowOf } from './people.ts'
import type { Program } from './program.ts'
import { test } from './test.ts'
import { m } from './words.ts'

test.describe.configure({ mode: 'serial' })

let office: Inbox
let program: Program
let mail: MailServer
let context: BrowserContext
let page: Page

test.beforeAll(async ({ browser }) => {
  office = await openInbox(
    browser,
    [letter({ from: 'Boris <boris@client.example>', subject: 'Вопрос', id: 'ask@client.example', text: 'Когда?' })],
    'Вопрос',
  )
  ;({ program, mail, page } = office)
  context = page.context()
})

test.afterAll(() => office?.close())

const editor = (at: Page) => at.getByRole('textbox', { name: m.compose_editor() })
const saved = (at: Page) => expect(at.getByText(m.compose_saved())).toBeVisible()

async function newLetter(at: Page, subject: string): Promise<void> {
  await at.goto(`${program.origin}/#/write/new?to=boris@client.example`)
  await at.getByLabel(m.compose_subject()).fill(subject)
}

test('a crash of the program in the middle of a word loses none', async () => {
  await newLetter(page, 'Сбой')
  await editor(page).fill('Сохранённое начало')
  await saved(page)
  await editor(page).pressSequentially(', и ещё сло')
  await program.kill()
  await editor(page).pressSequentially('во')
  await program.startAgain()
  await saved(page)
  await page.reload()
  await expect(editor(page)).toHaveText('Сохранённое начало, и ещё слово')
})

test('a window closed in the middle of a word: the text, the subject and the people are among the drafts', async () => {
  test.setTimeout(150_000)
  const other = await context.newPage()
  await other.goto(program.origin)
  await expect(rowOf(other, 'Вопрос')).toBeVisible()
  await newLetter(other, 'Закрытое окно')
  await editor(other).pressSequentially('Недописанное пред')
  await other.close()
  const draft = page.getByText('Закрытое окно')
  await expect(async () => {
    await page.goto(`${program.origin}/#/outbox/drafts`)
    await page.reload()
    await draft.click({ timeout: 4000 })
    // The beginning may have been saved while it was typed.
    await expect(editor(page)).toHaveText('Недописанное пред', { timeout: 4000 })
  }).toPass({ timeout: 100_000 })
  await expect(page.getByText('boris@client.example')).toBeVisible()
})

test('words of windows that closed while the line was down are among the drafts soon after it is back, all of them', async () => {
  test.setTimeout(150_000)
  await page.goto(`${program.origin}/#/outbox/drafts`)
  await expect(page.getByText('Закрытое окно')).toBeVisible()
  const others: Page[] = []
  // Both are open before either closes: what a closed window left is soon taken up by the next that begins a letter.
  for (const subject of ['Без связи 1', 'Без связи 2']) {
    const other = await context.newPage()
    await other.goto(program.origin)
    await expect(rowOf(other, 'Вопрос')).toBeVisible()
    await newLetter(other, subject)
    others.push(other)
  }
  // One that the office refuses must not hold up the others.
  await page.evaluate(() =>
    localStorage.setItem('golub.unsaved.new#0', JSON.stringify({ content: {}, id: null, at: 0 })),
  )
  await program.kill()
  for (const other of others) {
    await editor(other).pressSequentially('Недописанное пред')
    await other.close()
  }
  await program.startAgain()
  const drafts = page.getByText('Без связи')
  await expect(drafts).toHaveCount(2, { timeout: 60_000 })
  await page.evaluate(() => localStorage.removeItem('golub.unsaved.new#0'))
  await drafts.first().click()
  await expect(editor(page)).toHaveText('Недописанное пред')
})

test('two windows on one draft: neither text is lost, and both are told', async () => {
  await newLetter(page, 'Двое')
  await editor(page).fill('Общее начало')
  await saved(page)
  const address = page.url()
  const other = await context.newPage()
  await other.goto(program.origin)
  await expect(rowOf(other, 'Вопрос')).toBeVisible()
  await other.goto(address)
  await expect(editor(other)).toHaveText('Общее начало')
  await Promise.all([
    editor(page).pressSequentially(' и первое окно'),
    editor(other).pressSequentially(' и второе окно'),
  ])
  const told = (at: Page) => at.getByText(m.compose_forked()).or(at.getByText(m.files_second_draft()))
  await expect(told(page)).toBeVisible()
  await expect(told(other)).toBeVisible()
  await page.reload()
  await other.reload()
  expect(page.url()).not.toBe(other.url())
  const texts = async () => [await editor(page).textContent(), await editor(other).textContent()].join(' | ')
  await expect.poll(texts).toContain('первое окно')
  await expect.poll(texts).toContain('второе окно')
  await other.close()
})

test('two windows on one answer: whom it goes to and what happened are both read in full, in a narrow window too', async () => {
  const other = await context.newPage()
  for (const at of [page, other]) {
    await at.goto(`${program.origin}/#/inbox/all`)
    await rowOf(at, 'Вопрос').click()
    await expect(at.getByRole('region', { name: m.compose_reply_box() })).toBeVisible()
  }
  await page.keyboard.press('r')
  await editor(page).fill('Общее начало')
  await saved(page)
  await other.reload()
  await expect(editor(other)).toHaveText('Общее начало')
  await Promise.all([
    editor(page).pressSequentially(' и первое окно'),
    editor(other).pressSequentially(' и второе окно'),
  ])
  for (const at of [page, other]) {
    const told = at.getByText(m.compose_forked()).or(at.getByText(m.files_second_draft()))
    for (const width of [1024, 1440]) {
      await at.setViewportSize({ width, height: 900 })
      await expect(told).toBeVisible()
      const box = at.getByRole('region', { name: m.compose_reply_box() })
      const cut = () =>
        box.evaluate((region) =>
          [...region.querySelectorAll('.qr-t *, .qr-f *')]
            .filter((one) => getComputedStyle(one).display !== 'inline' && one.scrollWidth > one.clientWidth + 1)
            .map((one) => one.textContent),
        )
      await expect.poll(cut).toEqual([])
    }
  }
  for (const at of [page, other]) await at.getByRole('button', { name: m.compose_discard() }).click()
  await other.close()
})

test('a window that only looks on shows what another one wrote', async () => {
  await newLetter(page, 'Смотрю')
  await editor(page).fill('Раз')
  await saved(page)
  const other = await context.newPage()
  await other.goto(program.origin)
  await expect(rowOf(other, 'Вопрос')).toBeVisible()
  await other.goto(page.url())
  await expect(editor(other)).toHaveText('Раз')
  await editor(page).pressSequentially(', два')
  await expect(editor(other)).toHaveText('Раз, два')
  await other.close()
})

test('an answer begun in one window shows in the other, and R there goes on with it', async () => {
  const other = await context.newPage()
  for (const at of [page, other]) {
    await at.goto(`${program.origin}/#/inbox/all`)
    await rowOf(at, 'Вопрос').click()
    await expect(at.getByRole('region', { name: m.compose_reply_box() }).getByText('Boris')).toBeVisible()
  }
  await page.keyboard.press('r')
  await editor(page).pressSequentially('Начато в первом')
  await saved(page)
  await expect(editor(other)).toHaveText('Начато в первом')
  await other.keyboard.press('r')
  await expect(editor(other)).toBeFocused()
  await other.keyboard.press('Control+End')
  await editor(other).pressSequentially(', продолжено во втором')
  await expect(editor(page)).toHaveText('Начато в первом, продолжено во втором')
  await expect(page.getByText(m.files_second_draft())).toHaveCount(0)
  await page.getByRole('button', { name: m.compose_discard() }).click()
  await other.close()
})

test('an answer whose saved words are all erased is no draft once its box is closed, or its conversation left', async () => {
  const erase = async () => {
    await editor(page).press('Control+a')
    await page.keyboard.press('Backspace')
  }
  const begin = async () => {
    await openConversation(page, 'Вопрос')
    await expect(page.getByRole('region', { name: m.compose_reply_box() }).getByText('Boris')).toBeVisible()
    await page.keyboard.press('r')
    await page.keyboard.type('абв')
    await saved(page)
    await erase()
  }
  const draft = page.getByText('Re: Вопрос')
  // Once it shows, so do the others.
  const another = page.getByText('Другое письмо')
  await newLetter(page, 'Другое письмо')
  await editor(page).fill('Другое')
  await saved(page)
  await page.goto(`${program.origin}/#/inbox/all`)
  await begin()
  await page.keyboard.press('Escape')
  await expect(editor(page)).toHaveCount(0)
  await page.goto(`${program.origin}/#/outbox/drafts`)
  await expect(another).toBeVisible()
  await expect(draft).toHaveCount(0)

  await page.goto(`${program.origin}/#/inbox/all`)
  await begin()
  await page.goto(`${program.origin}/#/outbox/drafts`)
  await expect(another).toBeVisible()
  await expect(draft).toHaveCount(0)

  // Whom it goes to was chosen by hand: that is worth keeping.
  await page.goto(`${program.origin}/#/inbox/all`)
  await begin()
  await page.getByTitle(m.compose_recipients_edit(), { exact: false }).click()
  await page.getByRole('combobox', { name: m.compose_to(), exact: true }).fill('vera@client.example')
  await page.keyboard.press('Enter')
  await editor(page).focus()
  await page.keyboard.press('Escape')
  await page.goto(`${program.origin}/#/outbox/drafts`)
  await expect(draft).toHaveCount(1)
  await page.getByRole('listitem').filter({ has: draft }).getByRole('button', { name: m.outbox_act_discard() }).click()
  await expect(draft).toHaveCount(0)
})

test('a letter whose answer got lost with the line leaves once, and its author sees that it is sent', async () => {
  const other = await context.newPage()
  let isArmed = false
  await other.routeWebSocket(/\/ws/, (socket) => {
    const server = socket.connectToServer()
    let isCut = false
    socket.onMessage((said) => {
      server.send(said)
      if (!isArmed || !String(said).includes('outbox/send')) return
      isArmed = false
      isCut = true
      setTimeout(() => void socket.close({ code: 4000 }), 600)
    })
    server.onMessage((said) => {
      if (!isCut) socket.send(said)
    })
  })
  await other.goto(program.origin)
  await expect(rowOf(other, 'Вопрос')).toBeVisible()
  await newLetter(other, 'Lost answer')
  await editor(other).fill('Текст')
  await saved(other)
  isArmed = true
  await other.getByRole('button', { name: m.compose_send() }).click()
  await expect(other.getByText(m.compose_sent_now()).first()).toBeVisible()
  await expect(editor(other)).toHaveCount(0)
  expect(isArmed).toBe(false)
  const left = () => mail.sent.filter((one) => one.source.includes('Subject: Lost answer')).length
  await expect.poll(left, { timeout: 30_000 }).toBe(1)
  await other.close()
})

test('what the lost line had stopped is no longer said once it is back', async () => {
  const other = await context.newPage()
  let isDown = false
  let cut: () => unknown = () => undefined
  await other.routeWebSocket(/\/ws/, (socket) => {
    if (isDown) return void socket.close({ code: 4000 })
    cut = () => socket.close({ code: 4000 })
    socket.connectToServer()
  })
  await other.goto(program.origin)
  await expect(rowOf(other, 'Вопрос')).toBeVisible()
  await newLetter(other, 'Линия вернулась')
  await editor(other).fill('Текст')
  await saved(other)
  isDown = true
  cut()
  const isLost = other.getByText(m.shell_line_lost()).first()
  await expect(isLost).toBeVisible()
  await editor(other).pressSequentially(' без линии')
  await other.getByRole('button', { name: m.compose_send() }).click()
  const said = other.getByRole('alert').filter({ hasText: m.compose_kept_here() })
  await expect(said).toBeVisible()
  isDown = false
  await expect(isLost).toHaveCount(0)
  await expect(said).toHaveCount(0)
  await other.getByRole('button', { name: m.compose_send() }).click()
  await expect(other.getByText(m.compose_sent_now()).first()).toBeVisible()
  await other.close()
})

test('an answer sent in one window empties and closes the reply box of the other', async () => {
  const other = await context.newPage()
  for (const at of [page, other]) {
    await at.goto(`${program.origin}/#/inbox/all`)
    await rowOf(at, 'Вопрос').click()
    await expect(at.getByRole('region', { name: m.compose_reply_box() })).toBeVisible()
  }
  await page.keyboard.press('r')
  await editor(page).fill('Завтра')
  await saved(page)
  await other.reload()
  await expect(editor(other)).toHaveText('Завтра')
  await page.getByRole('button', { name: m.compose_send() }).click()
  await expect(other.getByText(/Это письмо уже отправлено/).first()).toBeVisible()
  await expect(editor(other)).toHaveCount(0)
  await other.close()
})

test('a draft lies in the Drafts folder of the server, once, and goes from there when it is sent', async () => {
  test.setTimeout(150_000)
  await page.goto(`${program.origin}/#/settings/mailboxes/1`)
  const toggle = page.getByRole('switch', { name: m.files_drafts_on_server() })
  await toggle.check()
  await newLetter(page, 'На сервер')
  await editor(page).fill('Первый текст')
  await saved(page)
  const lying = () => mail.fetch('hdr.subject', 'Drafts').catch(() => [])
  await expect
    .poll(async () => (await mail.fetch('text', 'Drafts').catch(() => [])).join(), { timeout: 60_000 })
    .toContain('X-Golub-Draft')
  await editor(page).fill('Второй текст')
  await saved(page)
  await page.getByRole('button', { name: m.compose_send() }).click()
  await expect.poll(async () => (await lying()).join(), { timeout: 60_000 }).not.toContain('На сервер')
})

test('“Write” in a letter that is being written opens another one, and Back leads to the first', async () => {
  for (const isSaved of [true, false]) {
    const first = `Первое, ${isSaved ? 'сохранено' : 'ещё нет'}`
    await newLetter(page, first)
    await editor(page).fill('Текст первого')
    if (isSaved) await saved(page)
    await page.getByRole('button', { name: m.shell_write() }).click()
    await expect(page.getByLabel(m.compose_subject())).toHaveValue('')
    await expect(editor(page)).toHaveText('')
    await page.getByLabel(m.compose_subject()).fill('Второе')
    await saved(page)
    if (isSaved) {
      await page.goBack()
      await expect(page.getByLabel(m.compose_subject())).toHaveValue(first)
      await expect(editor(page)).toHaveText('Текст первого')
    }
    await page.goto(`${program.origin}/#/outbox/drafts`)
    for (const subject of [first, 'Второе']) {
      const draft = page.getByRole('listitem').filter({ hasText: subject })
      await draft.getByRole('button', { name: m.outbox_act_discard() }).click()
      await expect(draft).toHaveCount(0)
    }
  }
})

test('“Write” also opens another letter beside one that has no address of its own yet', async () => {
  await page.goto(`${program.origin}/#/write/new`)
  await page.getByLabel(m.compose_subject()).fill('Без адреса')
  await page.getByRole('button', { name: m.shell_write() }).click()
  await expect(page.getByLabel(m.compose_subject())).toHaveValue('')
  await page.goto(`${program.origin}/#/outbox/drafts`)
  const draft = page.getByRole('listitem').filter({ hasText: 'Без адреса' })
  await draft.getByRole('button', { name: m.outbox_act_discard() }).click()
  await expect(draft).toHaveCount(0)
})

test('a new letter that is left while it is being saved gives its address to no other screen', async () => {
  await newLetter(page, 'Оставлено сразу')
  await editor(page).fill('Текст')
  await page.getByRole('link', { name: m.shell_inbox() }).click()
  const unsaved = () => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('golub.unsaved')))
  await expect.poll(unsaved).toEqual([])
  await expect(page).toHaveURL(/inbox\/all$/)
  const draft = page.getByRole('listitem').filter({ hasText: 'Оставлено сразу' })
  await page.goto(`${program.origin}/#/outbox/drafts`)
  await draft.getByRole('button', { name: m.outbox_act_discard() }).click()
  await expect(draft).toHaveCount(0)
})

test('a letter sent in one window is not offered again in the writing screen of the other', async () => {
  await newLetter(page, 'Отправлено рядом')
  await editor(page).fill('Одно письмо')
  await expect(page).toHaveURL(/write\/\d+/)
  const other = await context.newPage()
  await other.goto(page.url())
  // The other window shows what is saved: the whole text, though it came after the subject was.
  await expect(editor(other)).toHaveText('Одно письмо')
  await page.getByRole('button', { name: m.compose_send() }).click()
  await expect(other.getByText(/Это письмо уже отправлено/).first()).toBeVisible()
  await other.close()
})
