import { randomBytes } from 'node:crypto'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Locator, type Page } from '@playwright/test'
import { simpleParser } from 'mailparser'
import { ANNA, letter, type MailServer } from './mail-server.ts'
import { type Inbox, openInbox } from './office.ts'
import { chooseUndo, openConversation } from './people.ts'
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
      withFiles(),
      letter({
        from: 'Boris Ivanov <boris@client.example>',
        subject: 'Поставка светильников',
        id: 'ask@client.example',
        text: 'Пришлите счёт, пожалуйста.',
      }),
    ],
    'Поставка светильников',
  )
  ;({ program, mail, page } = office)
  await chooseUndo(page, 0)
})

test.afterAll(() => office?.close())

const editor = () => page.getByRole('textbox', { name: m.compose_editor() })
const files = () => page.getByRole('list', { name: m.files_title() })
const picker = () => page.getByLabel(m.files_attach(), { exact: true }).and(page.locator('input'))
const sentLetter = async (n: number) => simpleParser(mail.sent[n]?.source ?? '')

/** A letter with a picture in its text and a file under it. */
const withFiles = (): string =>
  [
    'From: Boris Ivanov <boris@client.example>',
    `To: ${ANNA}`,
    'Cc: Vera Smirnova <vera@client.example>',
    `Subject: =?utf-8?B?${Buffer.from('Документы по объекту').toString('base64')}?=`,
    'Message-ID: <files@client.example>',
    `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=m',
    '',
    '--m',
    'Content-Type: multipart/related; boundary=r',
    '',
    '--r',
    'Content-Type: text/html; charset=utf-8',
    '',
    '<p>Вот документы</p><img src="cid:logo@client">',
    '--r',
    'Content-Type: image/png; name=logo.png',
    'Content-ID: <logo@client>',
    'Content-Disposition: inline; filename=logo.png',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from('PNG bytes').toString('base64'),
    '--r--',
    '--m',
    "Content-Type: application/pdf; name*=utf-8''%D0%B4%D0%BE%D0%B3%D0%BE%D0%B2%D0%BE%D1%80.pdf",
    'Content-Disposition: attachment',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from('%PDF bytes').toString('base64'),
    '--m--',
    '',
  ].join('\r\n')

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

test('a program is refused with a reason, before a byte moves', async () => {
  await newLetter('boris@client.example', 'Программа')
  await picker().setInputFiles({ name: 'setup.exe', mimeType: 'application/octet-stream', buffer: Buffer.from('MZ') })
  await expect(page.getByRole('alert')).toContainText('setup.exe')
  await expect(files().getByText('setup.exe')).toHaveCount(0)
})

/** Drops onto a place of the page; only what comes in has to have its bytes. */
async function drop(onto: Locator, dropped: { name: string; type: string; mb: number }[]): Promise<void> {
  const carried = await page.evaluateHandle((files) => {
    const data = new DataTransfer()
    for (const { name, type, mb } of files)
      data.items.add(new File([new Uint8Array(Math.max(mb * 1024 * 1024, 20))], name, { type }))
    return data
  }, dropped)
  await onto.dispatchEvent('drop', { dataTransfer: carried })
}

test('of files put into the text together each that does not fit is named, and the others come in', async () => {
  const together = [
    { name: 'фасад.png', type: 'image/png', mb: 101 },
    { name: 'план.svg', type: 'image/svg+xml', mb: 102 },
    { name: 'договор.pdf', type: 'application/pdf', mb: 0 },
    { name: 'лампа.png', type: 'image/png', mb: 0 },
    { name: 'двор.jpg', type: 'image/jpeg', mb: 103 },
  ]
  const comesOut = async () => {
    await drop(editor(), together)
    const names = ['фасад.png', 'план.svg', 'двор.jpg'].map((name) => m.files_name({ name })).join(', ')
    await expect(page.getByRole('alert')).toHaveText(m.files_too_large({ names }))
    await expect(files().getByRole('button', { name: m.files_remove({ name: 'договор.pdf' }) })).toBeVisible()
    await expect(editor().locator('img')).toHaveCount(1)
    await page.getByRole('button', { name: m.compose_discard() }).click()
  }
  await newLetter('boris@client.example', 'Большие картинки')
  await comesOut()
  await page.goto(`${program.origin}/#/inbox/all`)
  await openConversation(page, 'Поставка светильников')
  await page.keyboard.press('r')
  await editor().fill('Вот они:')
  await comesOut()
})

test('files survive a reload, can be taken out, and dropped anywhere in the window', async () => {
  await newLetter('boris@client.example', 'Чертежи')
  await editor().fill('Чертежи')
  await picker().setInputFiles([
    { name: 'план.dwg', mimeType: 'application/octet-stream', buffer: randomBytes(2000) },
    { name: 'смета.xlsx', mimeType: 'application/octet-stream', buffer: randomBytes(2000) },
  ])
  await expect(files().getByRole('button', { name: m.files_remove({ name: 'смета.xlsx' }) })).toBeVisible()
  await expect(page.getByText(m.compose_saved())).toBeVisible()
  await page.reload()
  await expect(files().getByText('план.dwg')).toBeVisible()
  await files()
    .getByRole('button', { name: m.files_remove({ name: 'план.dwg' }) })
    .click()
  await expect(files().getByText('план.dwg')).toHaveCount(0)

  const carried = await page.evaluateHandle(() => {
    const data = new DataTransfer()
    data.items.add(new File(['drop'], 'заметка.txt', { type: 'text/plain' }))
    return data
  })
  // A browser says it again and again while something is dragged.
  await expect(async () => {
    await page.locator('.cmp').dispatchEvent('dragover', { dataTransfer: carried })
    await expect(page.getByText(m.files_drop_here())).toBeVisible({ timeout: 200 })
  }).toPass()
  await page.locator('.cmp').dispatchEvent('drop', { dataTransfer: carried })
  await expect(page.getByText(m.files_drop_here())).toHaveCount(0)
  await expect(files().getByText('заметка.txt')).toBeVisible()
})

test('sending waits for an upload and says so; a stopped upload goes nowhere', async () => {
  await newLetter('boris@client.example', 'Медленно')
  await editor().fill('Файл в пути')
  let letGo = () => {}
  const held = new Promise<void>((resolve) => {
    letGo = resolve
  })
  await page.route('**/api/v1/drafts/*/files?*', async (route) => {
    await held
    await route.continue()
  })
  await picker().setInputFiles([
    { name: 'нужный.bin', mimeType: 'application/octet-stream', buffer: randomBytes(50_000) },
    { name: 'лишний.bin', mimeType: 'application/octet-stream', buffer: randomBytes(50_000) },
  ])
  await files()
    .getByRole('button', { name: m.files_cancel({ name: 'лишний.bin' }) })
    .click()
  const before = mail.sent.length
  await editor().press('Control+Enter')
  await expect(page.getByText(m.files_wait())).toBeVisible()
  expect(mail.sent).toHaveLength(before)
  letGo()
  await expect.poll(() => mail.sent.length, { timeout: 30_000 }).toBe(before + 1)
  await page.unroute('**/api/v1/drafts/*/files?*')
  const sent = await sentLetter(before)
  expect(sent.attachments.map((one) => one.filename)).toEqual(['нужный.bin'])
})

test('closing the screen while a letter waits for its file leaves it among the drafts, and the file comes into it', async () => {
  await newLetter('boris@client.example', 'Передумал ждать')
  await editor().fill('Файл в пути')
  let letGo = () => {}
  const held = new Promise<void>((resolve) => {
    letGo = resolve
  })
  await page.route('**/api/v1/drafts/*/files?*', async (route) => {
    await held
    await route.continue()
  })
  await picker().setInputFiles({ name: 'схема.bin', mimeType: 'application/octet-stream', buffer: randomBytes(50_000) })
  const before = mail.sent.length
  await editor().press('Control+Enter')
  await expect(page.getByText(m.files_wait())).toBeVisible()
  await expect(page, 'the draft has its address').toHaveURL(/write\/\d+$/)
  const address = page.url()
  await editor().press('Escape')
  await expect(page.locator('.toast').getByText(m.files_wait_left())).toBeVisible()
  letGo()
  await page.goto(address)
  await expect(files().getByRole('button', { name: m.files_remove({ name: 'схема.bin' }) })).toBeVisible()
  await page.unroute('**/api/v1/drafts/*/files?*')
  expect(mail.sent).toHaveLength(before)
  await page.getByRole('button', { name: m.compose_discard() }).click()
})

test('separate letters carry the file and the picture each, and the preview shows both before', async () => {
  await newLetter('boris@client.example,vera@other.example', 'Прайс каждому')
  await editor().fill('Прайс:')
  await pasteNoise(40)
  await picker().setInputFiles({ name: 'прайс.csv', mimeType: 'text/csv', buffer: Buffer.from('price') })
  await expect(files().getByRole('button', { name: m.files_remove({ name: 'прайс.csv' }) })).toBeVisible()
  await page.keyboard.press('Control+Shift+p')
  const preview = page.getByRole('dialog', { name: m.writing_preview() })
  await expect(preview.getByText('прайс.csv')).toBeVisible()
  await expect(preview.frameLocator('iframe').locator('img')).toHaveJSProperty('naturalWidth', 40)
  await preview.getByRole('button', { name: m.writing_preview_close() }).click()
  const before = mail.sent.length
  await editor().press('Control+Enter')
  await expect.poll(() => mail.sent.length, { timeout: 30_000 }).toBe(before + 2)
  expect(mail.sent.slice(before).map((one) => one.to)).toEqual([['boris@client.example'], ['vera@other.example']])
  for (const n of [before, before + 1]) {
    const types = (await sentLetter(n)).attachments.map((one) => [one.contentType, one.related ?? false])
    expect(types).toEqual([
      ['image/png', true],
      ['text/csv', false],
    ])
  }
})

test('files stand as they were added, whichever arrives first', async () => {
  await newLetter('boris@client.example', 'По порядку')
  await editor().fill('Три файла')
  let arrived = 0
  await page.route('**/api/v1/drafts/*/files?*', async (route) => {
    // The first one is the slowest.
    while (route.request().url().includes('first') && arrived < 2) await new Promise((done) => setTimeout(done, 50))
    await route.continue()
  })
  page.on('response', (answer) => (arrived += answer.url().includes('/files?name=') ? 1 : 0))
  await picker().setInputFiles(
    ['first.txt', 'second.txt', 'third.txt'].map((name) => ({
      ...{ name, mimeType: 'text/plain', buffer: Buffer.from(name) },
    })),
  )
  const names = ['first.txt', 'second.txt', 'third.txt']
  for (const name of names) await expect(files().getByRole('button', { name: m.files_remove({ name }) })).toBeVisible()
  expect(await files().locator('.nm').allTextContents()).toEqual(names)
  await page.unroute('**/api/v1/drafts/*/files?*')
  const before = mail.sent.length
  await editor().press('Control+Enter')
  await expect.poll(() => mail.sent.length, { timeout: 30_000 }).toBe(before + 1)
  expect((await sentLetter(before)).attachments.map((one) => one.filename)).toEqual(names)
})

test('over the usual limit of mail servers the files and the ways out are named, and nothing is sent unasked', async () => {
  await newLetter('boris@client.example', 'Фильм')
  await editor().fill('Фильм')
  const carried = await page.evaluateHandle(() => {
    const data = new DataTransfer()
    data.items.add(new File([new Uint8Array(24 * 1024 * 1024)], 'фильм.mp4', { type: 'video/mp4' }))
    return data
  })
  await page.locator('.cmp').dispatchEvent('drop', { dataTransfer: carried })
  await expect(files().getByRole('button', { name: m.files_remove({ name: 'фильм.mp4' }) })).toBeVisible({
    timeout: 30_000,
  })
  await expect(page.getByRole('status').filter({ hasText: 'фильм.mp4' })).toContainText('обычно это до 25')
  const before = mail.sent.length
  await editor().press('Control+Enter')
  const checks = page.getByRole('region', { name: m.writing_checks() })
  await expect(checks).toContainText('фильм.mp4')
  await checks.getByRole('button', { name: m.writing_fix_files() }).click()
  await expect(files().getByRole('button', { name: m.files_remove({ name: 'фильм.mp4' }) })).toBeFocused()
  expect(mail.sent).toHaveLength(before)
  await page.getByRole('button', { name: m.compose_discard() }).click()
})

/** A picture of noise: as large as its points. */
async function pasteNoise(side: number): Promise<void> {
  await editor().click()
  await page.evaluate(async (points) => {
    const canvas = document.createElement('canvas')
    canvas.width = points
    canvas.height = points
    const context = canvas.getContext('2d')
    const data = context?.createImageData(points, points)
    for (let at = 0; data && at < data.data.length; at += 65_536)
      crypto.getRandomValues(
        data.data.subarray(at, Math.min(at + 65_536, data.data.length)) as unknown as Uint8Array<ArrayBuffer>,
      )
    if (data) context?.putImageData(data, 0, 0)
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'))
    const clipboard = new DataTransfer()
    clipboard.items.add(new File([blob ?? ''], 'image.png', { type: 'image/png' }))
    document.activeElement?.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: clipboard, bubbles: true, cancelable: true }),
    )
  }, side)
}

test('a pasted picture stands in the text, survives a reload and goes with the letter as a part of it', async () => {
  await newLetter('boris@client.example', 'Лампа')
  await editor().fill('Вот лампа:')
  await pasteNoise(60)
  await expect(editor().locator('img')).toBeVisible()
  await expect(page.getByText(m.compose_saved())).toBeVisible()
  await expect(files().getByRole('listitem')).toHaveCount(1)
  await page.reload()
  await expect(editor().locator('img')).toHaveJSProperty('naturalWidth', 60)
  const before = mail.sent.length
  await editor().press('Control+Enter')
  await expect.poll(() => mail.sent.length, { timeout: 30_000 }).toBe(before + 1)
  const source = mail.sent[before]?.source ?? ''
  const contentId = /Content-ID: <([^>]+)>/.exec(source)?.[1] ?? 'none'
  expect(source).toMatch(/multipart\/related/)
  const sent = await sentLetter(before)
  expect(sent.attachments[0]).toMatchObject({ contentType: 'image/png', related: true, cid: contentId })
})

test('a picture that is stopped on its way goes out of the text too, and the letter leaves without it', async () => {
  await newLetter('boris@client.example', 'Без лампы')
  await editor().fill('Лампа будет завтра.')
  // It stays on its way.
  const uploads = '**/api/v1/drafts/*/files?*'
  await page.route(uploads, () => undefined)
  await pasteNoise(60)
  await expect(editor().locator('img')).toBeVisible()
  await files()
    .getByRole('button', { name: m.files_cancel({ name: 'image.png' }) })
    .click()
  await expect(editor().locator('img')).toHaveCount(0)
  await expect(files().getByRole('button', { name: /image\.png/ })).toHaveCount(0)
  await page.unroute(uploads)
  const before = mail.sent.length
  await editor().press('Control+Enter')
  await expect.poll(() => mail.sent.length, { timeout: 30_000 }).toBe(before + 1)
  const sent = await sentLetter(before)
  expect(sent.attachments).toHaveLength(0)
  expect(sent.html).not.toMatch(/<img/)
})

test('a picture is made smaller at its corner and by keys; the letter carries the width, and one step takes a drag back', async () => {
  await newLetter('boris@client.example', 'Лампа поменьше')
  await editor().fill('Вот лампа:')
  await pasteNoise(300)
  const picture = editor().locator('img')
  await expect(picture).toHaveJSProperty('naturalWidth', 300)
  await picture.click()
  const corner = page.locator('[data-corner]')
  await expect(corner).toBeVisible()
  const { x, y } = (await corner.boundingBox())!
  await page.mouse.move(x + 12, y + 12)
  await page.mouse.down()
  await page.mouse.move(x - 40, y - 30, { steps: 4 })
  await page.mouse.move(x - 88, y - 60, { steps: 4 })
  await page.mouse.up()
  await expect(picture).toHaveAttribute('width', '200')
  await expect(picture).toHaveJSProperty('height', 200)
  await page.keyboard.press('Control+z')
  await expect(picture).not.toHaveAttribute('width')
  await picture.click()
  await page.keyboard.press('Alt+ArrowDown')
  await page.keyboard.press('Alt+ArrowDown')
  await expect(picture).toHaveAttribute('width', '260')
  await expect(page.getByText(m.files_picture_width({ n: 260 })).first()).toBeVisible()
  const before = mail.sent.length
  await editor().press('Control+Enter')
  await expect.poll(() => mail.sent.length, { timeout: 30_000 }).toBe(before + 1)
  expect((await sentLetter(before)).html).toMatch(/<img[^>]* width="260"/)
})

test('a picture of 30 MB is uploaded as a file and never lies in the text; the page goes on taking keys', async () => {
  await newLetter('boris@client.example', 'Большая картинка')
  await editor().fill('Текст')
  // 2,850 x 2,850 points of noise are about 31 MB as a PNG.
  const typing = async (word: string) => {
    const begun = Date.now()
    await editor().press('Control+Home')
    await page.keyboard.type(`${word} `)
    await expect(editor()).toContainText(word)
    return Date.now() - begun
  }
  // On a slow computer all keys are slow.
  const usualMs = await typing('Раньше')
  await pasteNoise(2850)
  await expect(editor().locator('img')).toHaveCount(1)
  expect(await typing('Слово')).toBeLessThan(5000 + 10 * usualMs)
  await expect(files().getByRole('progressbar')).toHaveCount(0, { timeout: 60_000 })
  await expect(page.getByText(m.compose_saved())).toBeVisible()
  await page.reload()
  await expect(editor().locator('img')).toHaveJSProperty('naturalWidth', 2850, { timeout: 30_000 })
  expect(await editor().innerHTML()).not.toContain('data:')
  await page.getByRole('button', { name: m.compose_discard() }).click()
})

test('a letter is sent on with its files and pictures, and nothing is loaded up again', async () => {
  let uploads = 0
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().includes('/files')) uploads++
  })
  await page.goto(`${program.origin}/#/inbox/all`)
  await openConversation(page, 'Документы по объекту')
  await page.keyboard.press('f')
  await expect(page.getByRole('heading', { name: m.files_forward_title() })).toBeVisible()
  await expect(page.getByLabel(m.compose_subject())).toHaveValue('Fwd: Документы по объекту')
  await expect(files().getByText('договор.pdf')).toBeVisible()
  const form = page.getByRole('region', { name: m.files_forward_line() })
  const names = await form.locator('dt').allTextContents()
  const values = await form.locator('dd').allTextContents()
  expect(names).toContain(m.files_forward_cc())
  await editor().fill('Посмотрите, пожалуйста.')
  await page.getByRole('combobox', { name: m.compose_to(), exact: true }).fill('vera@other.example')
  await page.keyboard.press('Enter')
  const before = mail.sent.length
  await editor().press('Control+Enter')
  await expect.poll(() => mail.sent.length, { timeout: 30_000 }).toBe(before + 1)
  const sent = await sentLetter(before)
  expect(uploads).toBe(0)
  expect(sent.text).toContain('Посмотрите, пожалуйста.')
  expect(sent.text).toContain('Вот документы')
  expect(sent.inReplyTo).toBeUndefined()
  const head = sent.text?.split('\n').filter((row) => names.some((name) => row.startsWith(`${name}: `)))
  expect(head).toEqual(names.map((name, n) => `${name}: ${values[n]}`))
  const attached = sent.attachments.map((one) => [one.filename, one.content.toString('latin1')])
  expect(attached).toEqual([
    ['logo.png', 'PNG bytes'],
    ['договор.pdf', '%PDF bytes'],
  ])
  expect(mail.sent[before]?.source).toContain('Content-ID: <logo@client>')
})

test('a letter taken back has its files again', async () => {
  await chooseUndo(page, 60)
  await newLetter('boris@client.example', 'Передумал')
  await editor().fill('С файлом')
  await picker().setInputFiles({ name: 'акт.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF акт') })
  await expect(files().getByRole('button', { name: m.files_remove({ name: 'акт.pdf' }) })).toBeVisible()
  await editor().press('Control+Enter')
  const leaves = page.getByRole('group', { name: m.compose_sent_now() })
  await leaves.getByRole('button', { name: m.shell_undo(), exact: true }).click()
  await expect(editor()).toContainText('С файлом')
  await expect(files().getByText('акт.pdf')).toBeVisible()
  await expect(page).toHaveURL(/write\/\d+/)
  const address = page.url()
  await chooseUndo(page, 0)
  await page.goto(address)
  await expect(editor()).toContainText('С файлом')
  await expect(files().getByText('акт.pdf')).toBeVisible()
  const before = mail.sent.length
  await editor().press('Control+Enter')
  await expect.poll(() => mail.sent.length, { timeout: 30_000 }).toBe(before + 1)
  expect((await sentLetter(before)).attachments[0]?.content.toString()).toBe('%PDF акт')
})

test('a file dropped onto an open conversation begins the answer', async () => {
  await page.goto(`${program.origin}/#/inbox/all`)
  await openConversation(page, 'Поставка светильников')
  const carried = await page.evaluateHandle(() => {
    const data = new DataTransfer()
    data.items.add(new File(['price'], 'прайс.csv', { type: 'text/csv' }))
    return data
  })
  await page.locator('body').dispatchEvent('drop', { dataTransfer: carried })
  await expect(files().getByRole('button', { name: m.files_remove({ name: 'прайс.csv' }) })).toBeVisible()
  await editor().fill('Прайс во вложении.')
  const before = mail.sent.length
  await editor().press('Control+Enter')
  await expect.poll(() => mail.sent.length, { timeout: 30_000 }).toBe(before + 1)
  const sent = await sentLetter(before)
  expect(sent.inReplyTo).toBe('<ask@client.example>')
  expect(sent.attachments.map((one) => [one.filename, one.content.toString()])).toEqual([['прайс.csv', 'price']])
})

test('the writing screen with files has no serious fault for people who do not see or use no mouse', async () => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await newLetter('boris@client.example', 'Для всех')
  await editor().fill('Файлы')
  await picker().setInputFiles([
    { name: 'план.dwg', mimeType: 'application/octet-stream', buffer: randomBytes(2000) },
    { name: 'setup.exe', mimeType: 'application/octet-stream', buffer: randomBytes(20) },
  ])
  await expect(files().getByRole('button', { name: m.files_remove({ name: 'план.dwg' }) })).toBeVisible()
  const check = async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).analyze()
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      expect(serious.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`))).toEqual([])
    }
  }
  await check()
  await page.getByRole('button', { name: m.files_picture_add() }).click()
  await page.getByLabel(m.files_picture_address()).fill('http://127.0.0.1/secret.png')
  await page.getByRole('button', { name: m.files_picture_set(), exact: true }).click()
  // An address of the inner network is never asked, and looks like one where there is nothing.
  await expect(page.getByText(m.files_picture_not_found())).toBeVisible()
  await check()
})
