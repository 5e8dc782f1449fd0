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
      letter({ from: 'Oleg <oleg@other.example>', subject: 'Договор', id: 'deal@other.example', text: 'Жду договор.' }),
    ],
    'Доставка',
  )
  await chooseUndo(office.page, 0)
  late = await office.page.context().newPage()
  await lateLine(late, 1000)
})

test.afterAll(() => office?.close())

const editor = () => late.getByRole('textbox', { name: m.compose_editor() })
const sent = async (n: number) => simpleParser(office.mail.sent[n]?.source ?? '')

test('an answer that begins before its conversation is there is written into it, and its letters are no keys', async () => {
  await late.goto(office.program.origin)
  await rowOf(late, 'Доставка').click()
  await rowOf(late, 'Договор').click()
  await late.keyboard.press('r')
  // In the English layout these would archive, forward and write anew.
  await late.keyboard.type('Deal: see the file enclosed')
  await expect(threadOf(late).getByRole('article')).toContainText('Жду договор.')
  await expect(editor()).toHaveText('Deal: see the file enclosed')
  await expect(editor()).toBeFocused()
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
  await expect.poll(() => office.mail.sent.length, { timeout: 30_000 }).toBe(1)
  const answer = await sent(0)
  expect(answer.text).toContain('В пятницу.')
  expect(answer.inReplyTo).toBe('<ask@client.example>')
})

test('whoever goes on writing before the office has taken the letter stays where he is', async () => {
  await late.goto(`${office.program.origin}/#/write/new?to=boris@client.example`)
  await late.getByLabel(m.compose_subject()).fill('Первое')
  await editor().fill('Первое письмо.')
  await editor().press('Control+Enter')
  await late.goto(`${office.program.origin}/#/write/new?to=oleg@other.example`)
  await late.getByLabel(m.compose_subject()).fill('Второе')
  await expect.poll(() => office.mail.sent.length, { timeout: 30_000 }).toBe(2)
  await expect(late.getByText(m.compose_sent_now()).first()).toBeVisible()
  await expect(late.getByLabel(m.compose_subject())).toHaveValue('Второе')
  await late.getByRole('button', { name: m.compose_discard() }).click()
})

test('a file that is stopped before the draft is there, and one that has just arrived, do not go along', async () => {
  await late.goto(`${office.program.origin}/#/write/new?to=boris@client.example`)
  await late.getByLabel(m.compose_subject()).fill('Файлы')
  await editor().fill('Один файл.')
  const stop = (name: string) => late.getByRole('button', { name: m.files_cancel({ name }) })
  const file = (name: string) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.alloc(50_000, name) })
  await late
    .locator('input[type=file]')
    .first()
    .setInputFiles([file('нужный.bin'), file('сразу.bin'), file('потом.bin')])
  await stop('сразу.bin').click()
  await late.waitForResponse((answer) => answer.url().includes(encodeURIComponent('потом.bin')))
  await late.getByRole('button', { name: /потом\.bin/ }).click()
  await editor().press('Control+Enter')
  await expect.poll(() => office.mail.sent.length, { timeout: 30_000 }).toBe(3)
  const letterSent = await sent(2)
  expect(letterSent.attachments.map((one) => one.filename)).toEqual(['нужный.bin'])
})
