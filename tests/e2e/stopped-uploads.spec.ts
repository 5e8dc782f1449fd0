// A file that its author stopped goes with no letter, however quick the stop, the line and the author are.
import { expect, type Page, type Route } from '@playwright/test'
import { simpleParser } from 'mailparser'
import { letter } from './mail-server.ts'
import { type Inbox, openInbox } from './office.ts'
import { chooseUndo } from './people.ts'
import { lateLine, test } from './test.ts'
import { m } from './words.ts'

test.describe.configure({ mode: 'serial' })

let office: Inbox
let late: Page

test.beforeAll(async ({ browser }) => {
  office = await openInbox(
    browser,
    [letter({ from: 'Boris <boris@client.example>', subject: 'Доставка', id: 'ask@client.example', text: 'Когда?' })],
    'Доставка',
  )
  await chooseUndo(office.page, 0)
  late = await office.page.context().newPage()
  await lateLine(late, 600)
})

test.afterAll(() => office?.close())

const editor = () => late.getByRole('textbox', { name: m.compose_editor() })
const sent = async (n: number) => simpleParser(office.mail.sent[n]?.source ?? '')

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
  await expect.poll(() => office.mail.sent.length, { timeout: 30_000 }).toBe(1)
  const letterSent = await sent(0)
  expect(letterSent.attachments.map((one) => one.filename)).toEqual(['нужный.bin'])
})

/** Chooses the file and presses the button that stops it so many milliseconds later, by the clock of the page. */
async function chooseAndStop(name: string, size: number, ms: number): Promise<void> {
  const [picker] = await late.locator('input[type=file]').all()
  const label = m.files_cancel({ name })
  const choose = (input: SVGElement | HTMLElement, how: { name: string; size: number; label: string; ms: number }) =>
    new Promise<boolean>((stopped) => {
      const data = new DataTransfer()
      data.items.add(new File([new Uint8Array(how.size)], how.name))
      if (input instanceof HTMLInputElement) input.files = data.files
      input.dispatchEvent(new Event('change', { bubbles: true }))
      setTimeout(() => {
        const button = document.querySelector<HTMLElement>(`button[aria-label="${how.label}"]`)
        button?.click()
        stopped(button !== null)
      }, how.ms)
    })
  expect(await picker?.evaluate(choose, { name, size, label, ms })).toBe(true)
}

const files = (page = late) => page.getByRole('list', { name: m.files_title() })

async function draftWithFile(subject: string, page = late): Promise<void> {
  await page.goto(`${office.program.origin}/#/write/new?to=boris@client.example`)
  await page.getByLabel(m.compose_subject()).fill(subject)
  await page.getByRole('textbox', { name: m.compose_editor() }).fill('Один файл.')
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'нужный.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(50_000) })
  await expect(files(page).getByRole('button', { name: m.files_remove({ name: 'нужный.bin' }) })).toBeVisible()
}

/** The office takes the next file, and its answer never comes. */
async function chooseUnanswered(page: Page, name: string): Promise<void> {
  const stored = new Promise<void>((done) => {
    const unanswered = async (route: Route) => {
      expect((await route.fetch()).status()).toBe(201)
      done()
    }
    void page.route('**/api/v1/drafts/*/files?*', unanswered, { times: 1 })
  })
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.alloc(1000) })
  await stored
}

test('a file that is stopped while it goes up does not go along, however far it is and however quick its author sends', async () => {
  test.setTimeout(180_000)
  for (const size of [1000, 5_000_000])
    for (const ms of [0, 40, 80]) {
      const before = office.mail.sent.length
      await draftWithFile(`Остановлен на ${ms}, ${size}`)
      await chooseAndStop('лишний.bin', size, ms)
      await editor().press('Control+Enter')
      await expect.poll(() => office.mail.sent.length, { timeout: 30_000 }).toBe(before + 1)
      const names = (await sent(before)).attachments.map((one) => one.filename)
      expect(names, `${size} bytes stopped after ${ms} ms`).toEqual(['нужный.bin'])
    }
})

test('a file that is stopped while it goes up does not come back into the draft', async () => {
  test.setTimeout(120_000)
  await draftWithFile('Остановлены все')
  for (const size of [1000, 5_000_000])
    for (const ms of [0, 40, 80]) await chooseAndStop(`лишний-${size}-${ms}.bin`, size, ms)
  await expect(files().locator('.nm')).toHaveText(['нужный.bin'])
  // The line is late by more than half a second: what came back would do so by then.
  await late.waitForTimeout(3000)
  await expect(files().locator('.nm')).toHaveText(['нужный.bin'])
  await late.reload()
  await expect(files().locator('.nm')).toHaveText(['нужный.bin'])
  await late.getByRole('button', { name: m.compose_discard() }).click()
})

test('a file that is stopped while the line is down goes out of the draft when it is back, before the letter leaves', async () => {
  const other = await office.page.context().newPage()
  let isDown = false
  let cut: () => unknown = () => undefined
  await other.routeWebSocket(/\/ws/, (socket) => {
    if (isDown) return void socket.close({ code: 4000 })
    cut = () => socket.close({ code: 4000 })
    socket.connectToServer()
  })
  const before = office.mail.sent.length
  await draftWithFile('Без линии', other)
  await expect(other.getByText(m.compose_saved())).toBeVisible()
  await chooseUnanswered(other, 'лишний.bin')
  isDown = true
  cut()
  const isLost = other.getByText(m.shell_line_lost()).first()
  await expect(isLost).toBeVisible()
  await files(other)
    .getByRole('button', { name: m.files_cancel({ name: 'лишний.bin' }) })
    .click()
  await expect(files(other).locator('.nm')).toHaveText(['нужный.bin'])
  await other.getByRole('textbox', { name: m.compose_editor() }).press('Control+Enter')
  await expect(other.getByText(m.files_wait())).toBeVisible()
  isDown = false
  await expect(isLost).toHaveCount(0)
  await expect.poll(() => office.mail.sent.length, { timeout: 30_000 }).toBe(before + 1)
  expect((await sent(before)).attachments.map((one) => one.filename)).toEqual(['нужный.bin'])
  await other.close()
})

test('a file that is stopped after its draft became a second one is in neither of the two', async () => {
  await draftWithFile('Два окна')
  await expect(late.getByText(m.compose_saved())).toBeVisible()
  const first = late.url()
  const other = await office.page.context().newPage()
  await other.goto(first)
  await expect(files(other).locator('.nm')).toHaveText(['нужный.bin'])
  await chooseUnanswered(late, 'лишний.bin')
  await expect(files(other).locator('.nm')).toHaveText(['нужный.bin', 'лишний.bin'])
  // Both write at once: the one whose line is late saves upon what it has not seen.
  await other.getByLabel(m.compose_subject()).fill('Два окна, одно')
  await late.getByLabel(m.compose_subject()).fill('Два окна, другое')
  await other.getByRole('textbox', { name: m.compose_editor() }).click()
  await expect(late).not.toHaveURL(first)
  await files()
    .getByRole('button', { name: m.files_cancel({ name: 'лишний.bin' }) })
    .click()
  const before = office.mail.sent.length
  await editor().press('Control+Enter')
  await expect.poll(() => office.mail.sent.length, { timeout: 30_000 }).toBe(before + 1)
  expect((await sent(before)).attachments.map((one) => one.filename)).toEqual(['нужный.bin'])
  await expect(files(other).locator('.nm')).toHaveText(['нужный.bin'])
  await other.getByRole('button', { name: m.compose_discard() }).click()
  await other.close()
})
