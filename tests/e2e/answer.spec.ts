import { expect, type Page } from '@playwright/test'
import { simpleParser } from 'mailparser'
import { ANNA, letter, type MailServer } from './mail-server.ts'
import { type Inbox, openInbox } from './office.ts'
import { chooseUndo, inLetter, openConversation, rowOf, threadOf } from './people.ts'
import type { Program } from './program.ts'
import { test } from './test.ts'
import { m } from './words.ts'

test.describe.configure({ mode: 'serial' })

let office: Inbox
let program: Program
let mail: MailServer
let page: Page

test.beforeAll(async ({ browser }) => {
  office = await openInbox(
    browser,
    [
      letter({
        from: 'Boris Ivanov <boris@client.example>',
        cc: 'Vera <vera@client.example>',
        subject: 'Поставка светильников',
        id: 'ask@client.example',
        text: 'Сколько стоит доставка до Тулы?',
      }),
      letter({
        from: 'Oleg <oleg@other.example>',
        subject: 'Договор',
        id: 'deal@other.example',
        text: 'Пришлите договор, пожалуйста.',
      }),
    ],
    'Поставка светильников',
  )
  ;({ program, mail, page } = office)
})

test.afterAll(() => office?.close())

const editor = () => page.getByRole('textbox', { name: m.compose_editor() })
const button = (name: string) => page.getByRole('button', { name, exact: true })
const saved = () => expect(page.getByText(m.compose_saved())).toBeVisible()
const inbox = () => page.getByRole('link', { name: m.shell_inbox() }).click()

const sentLetter = (n: number) => simpleParser(mail.sent[n]?.source ?? '')

test('an answer with formatting is a draft by itself, and a reload keeps it', async () => {
  await chooseUndo(page, 60)
  await openConversation(page, 'Поставка светильников')
  await page.keyboard.press('r')
  await page.keyboard.type('Доставка стоит ')
  await page.keyboard.press('Control+b')
  await page.keyboard.type('900 рублей')
  await page.keyboard.press('Control+b')
  await saved()
  await page.reload()
  await expect(editor()).toHaveText('Доставка стоит 900 рублей')
  await expect(editor().locator('b, strong')).toHaveText('900 рублей')
})

test('a sent answer can be taken back for a few seconds, with its text', async () => {
  await editor().press('Control+Enter')
  await expect(page.getByRole('group', { name: m.compose_sent_now() })).toBeVisible()
  await expect(threadOf(page).getByText(/Уйдёт через \d+ с/)).toBeVisible()
  await button(m.shell_undo()).first().click()
  await expect(editor()).toHaveText('Доставка стоит 900 рублей')
  expect(mail.sent).toHaveLength(0)
})

test('taken back beside the letter, the message of sending with its own way back is gone too', async () => {
  await editor().press('Control+Enter')
  const message = page.getByRole('group', { name: m.compose_sent_now() })
  await expect(message).toBeVisible()
  await threadOf(page).getByRole('button', { name: m.letter_out_undo() }).click()
  await expect(editor()).toHaveText('Доставка стоит 900 рублей')
  // Long before its minute is over.
  await expect(message).toHaveCount(0)
  expect(mail.sent).toHaveLength(0)
})

test('then it leaves, reaches the client as an answer and stands in the conversation', async () => {
  await chooseUndo(page, 0)
  await openConversation(page, 'Поставка светильников')
  await expect(editor()).toHaveText('Доставка стоит 900 рублей')
  await editor().press('Control+Enter')
  await expect.poll(() => mail.sent.length).toBe(1)

  const sent = await sentLetter(0)
  expect(mail.sent[0]?.to).toEqual(['boris@client.example'])
  expect(sent).toMatchObject({ inReplyTo: '<ask@client.example>', references: '<ask@client.example>' })
  expect(sent.subject).toBe('Re: Поставка светильников')
  expect(sent.from?.value[0]?.address).toBe(ANNA)
  expect(sent.text).toContain('Доставка стоит 900 рублей')
  expect(sent.text).toContain('> Сколько стоит доставка до Тулы?')
  expect(sent.html).toMatch(/<(b|strong)>900 рублей/)
  await expect(inLetter(threadOf(page).getByRole('article').last()).getByText('900 рублей')).toBeVisible()
})

test('the conversation waits for the client', async () => {
  await expect(button(`${m.letter_state_change()}: ${m.letter_state_waiting()}`)).toBeVisible()
  await expect(rowOf(page, 'Поставка светильников').getByLabel(m.glyph_waiting())).toBeVisible()
})

test('an answer to all goes to everybody of the letter but us', async () => {
  await mail.deliver(
    letter({
      from: 'Boris Ivanov <boris@client.example>',
      to: `${ANNA}, Pavel <pavel@client.example>`,
      cc: 'Vera <vera@client.example>',
      subject: 'Re: Поставка светильников',
      id: 'more@client.example',
      inReplyTo: 'ask@client.example',
      text: 'Тогда две коробки.',
    }),
  )
  await expect(threadOf(page).getByText('Тогда две коробки.')).toBeVisible()
  await page.keyboard.press('a')
  await editor().fill('Собираем.')
  await editor().press('Control+Enter')
  await expect.poll(() => mail.sent.length).toBe(2)
  expect(mail.sent[1]?.to.toSorted()).toEqual(['boris@client.example', 'pavel@client.example', 'vera@client.example'])
  expect((await sentLetter(1)).headers.get('cc')).toMatchObject({ value: [{ address: 'vera@client.example' }] })
})

test('a new letter says what is wrong with an address, and leaves when it is put right', async () => {
  await page.keyboard.press('Escape')
  await page.keyboard.press('c')
  await expect(page.getByRole('heading', { name: m.compose_new_title() })).toBeVisible()
  const to = page.getByRole('combobox', { name: m.compose_to(), exact: true })
  await to.pressSequentially('ivan@client')
  await to.press('Enter')
  await expect(to).toHaveAccessibleDescription(`ivan@client: ${m.compose_bad_no_ending()}`)
  await page.getByRole('textbox', { name: m.compose_subject() }).fill('Каталог')
  await editor().fill('Высылаю каталог.')
  await editor().press('Control+Enter')
  await expect(page.getByRole('region', { name: m.writing_checks() })).toContainText(m.compose_fix_addresses({ n: 1 }))
  expect(mail.sent).toHaveLength(2)

  await button(`${m.shell_remove()}: ivan@client`).click()
  await to.pressSequentially('ivan@client.example')
  await to.press('Enter')
  await editor().press('Control+Enter')
  await expect.poll(() => mail.sent.length).toBe(3)
  expect(mail.sent[2]?.to).toEqual(['ivan@client.example'])
  await expect(rowOf(page, 'Каталог')).toBeVisible()
})

test('a refused letter says why, with the server’s own words, and can be sent again', async () => {
  mail.refusal = '5.1.1 <oleg@other.example>: user unknown in virtual table'
  await inbox()
  await openConversation(page, 'Договор')
  await page.keyboard.press('r')
  await editor().fill('Договор готов, высылаю.')
  await editor().press('Control+Enter')
  const failure = threadOf(page).getByRole('alert')
  await expect(failure).toContainText(m.send_reason_unknown_recipient())
  await expect(failure).toContainText('user unknown in virtual table')
  await expect(rowOf(page, 'Договор').getByLabel(m.glyph_failed())).toBeVisible()

  mail.refusal = null
  await button(m.letter_out_retry()).click()
  await expect.poll(() => mail.sent.length).toBe(4)
  await expect(failure).toHaveCount(0)
})

test('a deleted draft does not come back', async () => {
  await page.keyboard.press('r')
  await page.keyboard.type('Лишние слова')
  await saved()
  await button(m.compose_discard()).click()
  await expect(editor()).toHaveCount(0)
  await page.reload()
  await expect(page.getByTitle(m.compose_recipients_edit())).toBeVisible()
  await expect(editor()).toHaveCount(0)
})

test('text written while the program is gone is kept and saved when it is back', async () => {
  await openConversation(page, 'Поставка светильников')
  await page.keyboard.press('r')
  await editor().fill('Первая половина')
  await saved()
  await program.kill()
  await editor().pressSequentially(', вторая половина')
  await expect(page.getByText(m.compose_kept_here())).toBeVisible()
  await expect(page.getByText(m.shell_lost_title())).toBeVisible()
  await program.startAgain()
  await expect(page.getByText(m.shell_lost_title())).toHaveCount(0)
  await saved()
  await page.reload()
  await expect(editor()).toHaveText('Первая половина, вторая половина')
})

test('copies of what was sent lie once in the server’s folder, and once in the conversation', async () => {
  const first = (await sentLetter(0)).messageId ?? ''
  const inSent = () => mail.fetch('hdr.message-id', 'Sent')
  // Many servers file a copy themselves: for 20 seconds the program only looks for it.
  await expect.poll(inSent, { timeout: 30_000 }).toContain(first)
  const copies = await inSent()
  expect(new Set(copies).size).toBe(copies.length)
  await expect(threadOf(page).getByText(m.letters_count({ n: 4 }))).toBeVisible()
})
