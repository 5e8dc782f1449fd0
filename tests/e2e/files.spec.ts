import { randomBytes } from 'node:crypto'
import { expect, type Page, test } from '@playwright/test'
import { simpleParser } from 'mailparser'
import { ANNA, letter, type MailServer, startMailServer } from './mail-server.ts'
import { addAnna, openConversation, rowOf, signIn } from './people.ts'
import { type Program, startProgram } from './program.ts'
import { m } from './words.ts'

test.describe.configure({ mode: 'serial' })

let program: Program
let mail: MailServer
let page: Page

test.beforeAll(async ({ browser }) => {
  ;[program, mail] = await Promise.all([startProgram('--allow-host', '127.0.0.1'), startMailServer()])
  await mail.deliver(
    letter({
      from: 'Boris Ivanov <boris@client.example>',
      subject: 'Поставка светильников',
      id: 'ask@client.example',
      text: 'Пришлите счёт, пожалуйста.',
    }),
  )
  await addAnna(program, mail)
  page = await browser.newPage()
  await signIn(page, program, ANNA)
  await expect(rowOf(page, 'Поставка светильников')).toBeVisible()
})

test.afterAll(async () => {
  await page?.close()
  await program?.stop()
  await mail?.stop()
})

const editor = () => page.getByRole('textbox', { name: m.compose_editor() })
const files = () => page.getByRole('list', { name: m.files_title() })
const picker = () => page.locator('input[type=file]')
const sentLetter = async (n: number) => simpleParser(mail.sent[n]?.source ?? '')

async function newLetter(to: string, subject: string): Promise<void> {
  await page.goto(`${program.origin}/#/write/new?to=${to}`)
  await page.getByLabel(m.compose_subject()).fill(subject)
}

test('a file with a Russian name goes with a new letter, byte for byte', async () => {
  await newLetter('boris@client.example', 'Счёт')
  await editor().fill('Высылаю счёт.')
  const bytes = randomBytes(300_000)
  await picker().setInputFiles({ name: 'Счёт № 5 от 14 марта.pdf', mimeType: 'application/pdf', buffer: bytes })
  await expect(files().getByText('Счёт № 5 от 14 марта.pdf')).toBeVisible()
  await editor().press('Control+Enter')
  await expect.poll(() => mail.sent.length, { timeout: 30_000 }).toBe(1)
  const sent = await sentLetter(0)
  expect(sent.attachments[0]?.filename).toBe('Счёт № 5 от 14 марта.pdf')
  expect(sent.attachments[0]?.content.equals(bytes)).toBe(true)
  const source = mail.sent[0]?.source ?? ''
  expect(source).toMatch(/filename\*=UTF-8''%D0%A1%D1%87/)
  expect(source).toMatch(/name="?=\?UTF-8\?/)
})
