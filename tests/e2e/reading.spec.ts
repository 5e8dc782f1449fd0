import { expect, type Page } from '@playwright/test'
import { clickInLetter, inLetter, openConversation, rowOf, threadOf } from './people.ts'
import { type Program, startProgram } from './program.ts'
import { lateLine, test } from './test.ts'
import { m } from './words.ts'

test.describe.configure({ mode: 'serial' })

const BELOVA = /Анна Белова.*Освещение склада, корпус 2/s
let program: Program
let page: Page
/** What the page asked of anybody but the program. */
const outside: string[] = []

test.beforeAll(async ({ browser }) => {
  program = await startProgram('--sample')
  page = await (await browser.newContext()).newPage()
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url())
    if (protocol.startsWith('http') && origin !== program.origin) outside.push(request.url())
  })
})

test.afterAll(async () => {
  await page?.context().close()
  await program?.stop()
})

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true })
const state = (name: string) => button(`${m.letter_state_change()}: ${name}`)
const title = () => threadOf(page).getByRole('heading', { level: 2 })
const newest = () => threadOf(page).getByRole('article').last()
const letters = () => threadOf(page).getByRole('listitem')
const palette = () => page.getByRole('combobox', { name: m.shell_search() })
const found = () => page.getByRole('listbox', { name: m.search_results() })

async function search(words: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await palette().fill(words)
}

async function openByPalette(words: string): Promise<void> {
  await search(words)
  await found().getByRole('group', { name: m.search_letters() }).getByRole('option').first().click()
  await expect(palette()).toHaveCount(0)
  await expect(title()).toBeVisible()
}

test('the sample office opens by its link and tells how its letters are loading', async () => {
  await page.goto(program.url)
  await expect(page.getByRole('heading', { name: m.inbox_import_title() })).toBeVisible()
  await button(m.inbox_import_pause()).click()
  await expect(page.getByText(m.inbox_import_paused())).toBeVisible()
  await button(m.inbox_import_resume()).click()
  await expect(page.getByText(m.inbox_import_paused())).toHaveCount(0)
})

test('the list groups conversations by what they wait for', async () => {
  await expect(rowOf(page, BELOVA)).toBeVisible()
  const list = page.getByRole('listbox', { name: m.inbox_conversations() })
  await expect(list.getByText(m.shell_reply(), { exact: true })).toBeVisible()
  const first = list.getByRole('option').first()
  await expect(first.getByLabel(m.glyph_reply())).toBeVisible()
})

test('J, K, Enter and Esc walk through the conversations', async () => {
  await rowOf(page, BELOVA).click()
  await expect(title()).toHaveText('Освещение склада, корпус 2')
  await page.keyboard.press('j')
  await expect(title()).not.toHaveText('Освещение склада, корпус 2')
  await page.keyboard.press('k')
  await expect(title()).toHaveText('Освещение склада, корпус 2')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('listbox', { name: m.inbox_conversations() })).not.toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('listbox', { name: m.inbox_conversations() })).toBeFocused()
})

test('Enter leads into the letter, Space pages through it and on to the next conversation; on a button it presses it', async () => {
  await rowOf(page, BELOVA).click()
  await expect(title()).toHaveText('Освещение склада, корпус 2')
  await page.keyboard.press('Enter')
  await expect(async () => {
    await page.keyboard.press('Space')
    await expect(title()).not.toHaveText('Освещение склада, корпус 2', { timeout: 300 })
  }).toPass({ timeout: 20_000 })
  await expect(page.getByRole('menu')).toHaveCount(0)
  await page.keyboard.press('k')
  await expect(title()).toHaveText('Освещение склада, корпус 2')
  await state(m.letter_state_open()).focus()
  await page.keyboard.press('Space')
  await expect(page.getByRole('menu')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('menu')).toHaveCount(0)
  await page.keyboard.press('Escape')
})

test('the keys are the same in the Russian layout', async () => {
  const press = (key: string, code: string) =>
    page.evaluate(
      ([pressed, at]) =>
        document.activeElement?.dispatchEvent(
          new KeyboardEvent('keydown', { key: pressed, code: at, bubbles: true, cancelable: true }),
        ),
      [key, code] as const,
    )
  await press('о', 'KeyJ')
  await expect(title()).not.toHaveText('Освещение склада, корпус 2')
  await press('л', 'KeyK')
  await expect(title()).toHaveText('Освещение склада, корпус 2')
})

test('W, E and U change the state, Z takes it back', async () => {
  await openConversation(page, 'Запрос цен на прожекторы')
  await page.keyboard.press('w')
  await expect(page.getByText(m.inbox_done_waiting({ n: 1 })).first()).toBeAttached()
  await expect(title()).not.toHaveText('Запрос цен на прожекторы 200 Вт')
  await page.keyboard.press('z')
  await rowOf(page, 'Запрос цен на прожекторы').click()
  await expect(state(m.letter_state_open())).toBeVisible()

  await page.keyboard.press('e')
  await expect(page.getByRole('group', { name: m.inbox_done_closed({ n: 1 }) })).toBeVisible()
  await page.keyboard.press('z')
  await rowOf(page, 'Запрос цен на прожекторы').click()
  await expect(state(m.letter_state_open())).toBeVisible()

  const row = rowOf(page, 'Запрос цен на прожекторы')
  await expect(row).not.toContainText(m.inbox_unread_n({ n: 1 }))
  await page.keyboard.press('u')
  await expect(row).toContainText(m.inbox_unread_n({ n: 1 }))
  await page.keyboard.press('u')
  await expect(row).not.toContainText(m.inbox_unread_n({ n: 1 }))
})

test('keys go by what is shown, and Z means the last of them, also while the answers are on their way', async () => {
  const slow = await page.context().newPage()
  await lateLine(slow, 700)
  await slow.goto(program.origin)
  const row = rowOf(slow, 'Запрос цен на прожекторы')
  await openConversation(slow, 'Запрос цен на прожекторы')
  await expect(row).not.toContainText(m.inbox_unread_n({ n: 1 }))
  await slow.keyboard.press('u')
  await expect(row).toContainText(m.inbox_unread_n({ n: 1 }))
  await slow.keyboard.press('u')
  await expect(row).not.toContainText(m.inbox_unread_n({ n: 1 }))
  await slow.keyboard.press('u')
  await slow.keyboard.press('z')
  await expect(row).toContainText(m.inbox_unread_n({ n: 1 }))
  await expect(row).not.toContainText(m.inbox_unread_n({ n: 1 }))
  await slow.close()
})

test('a key right behind the click that opens a conversation counts', async () => {
  await page.goto(`${program.origin}/#/inbox/all`)
  await expect(title()).toHaveText(m.inbox_nothing_open_title())
  await expect(rowOf(page, 'Запрос цен на прожекторы')).toBeVisible()
  await rowOf(page, 'Запрос цен на прожекторы').evaluate(async (row: HTMLElement) => {
    row.click()
    // What the click changed is drawn; the browser had no moment for anything else.
    for (let n = 0; n < 3; n += 1) await Promise.resolve()
    row.dispatchEvent(new KeyboardEvent('keydown', { key: 'w', code: 'KeyW', bubbles: true, cancelable: true }))
  })
  await expect(page.getByRole('group', { name: m.inbox_done_waiting({ n: 1 }) })).toBeVisible()
  await page.keyboard.press('z')
  await rowOf(page, 'Запрос цен на прожекторы').click()
  await expect(state(m.letter_state_open())).toBeVisible()
})

test('J goes on from where the open conversation stood, when it has left the list meanwhile', async () => {
  await page.goto(`${program.origin}/#/inbox/closed`)
  const rows = page.getByRole('listbox', { name: m.inbox_conversations() }).getByRole('option')
  await expect(rows.nth(4)).toBeVisible()
  await rows.nth(2).click()
  await expect(rows.nth(2)).toHaveAttribute('aria-selected', 'true')
  const open = await rows.nth(2).getAttribute('id')
  const next = await rows.nth(3).getAttribute('id')
  await page.keyboard.press('Shift+e')
  await expect(page.getByRole('group', { name: m.inbox_done_open({ n: 1 }) })).toBeVisible()
  await expect(rows.nth(2)).toHaveAttribute('id', next ?? '')
  await page.keyboard.press('j')
  await expect(rows.nth(2)).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('e')
  await expect(page.getByRole('group', { name: m.inbox_done_closed({ n: 1 }) }), 'it is closed as it was').toBeVisible()
  await expect(rows.nth(2), 'and stays').toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('z')
  await page.keyboard.press('z')
  await expect(rows.nth(2), 'both are taken back').toHaveAttribute('id', open ?? '')
  await page.goto(`${program.origin}/#/inbox/all`)
})

test('what the last act said lies over nothing that can be done with picked rows, and rows that leave are picked no more', async () => {
  await page.goto(`${program.origin}/#/inbox/reply`)
  const rows = page.getByRole('listbox', { name: m.inbox_conversations() }).getByRole('option')
  await rows.nth(1).click()
  await page.keyboard.press('w')
  await expect(page.getByRole('group', { name: m.inbox_done_waiting({ n: 1 }) })).toBeVisible()
  await page.keyboard.press('x')
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  const bar = page.getByRole('toolbar', { name: m.inbox_picked_n({ n: 2 }) })
  for (const name of [m.inbox_close(), m.inbox_wait(), m.inbox_reopen(), m.inbox_toggle_read()])
    await bar.getByRole('button', { name }).click({ trial: true })
  // Somebody closes one of them elsewhere.
  const gone = await rows.and(page.locator('[aria-selected=true]')).first().getAttribute('id')
  const other = await page.context().newPage()
  await other.goto(`${program.origin}/#/inbox/reply`)
  await other.locator(`#${gone}`).click()
  await expect(threadOf(other).getByRole('heading', { level: 2 })).toBeVisible()
  await other.keyboard.press('e')
  await expect(page.getByRole('toolbar', { name: m.inbox_picked_n({ n: 1 }) })).toBeVisible()
  await other.keyboard.press('z')
  await expect(page.locator(`#${gone}`)).toBeVisible()
  await other.close()
  await page.keyboard.press('Escape')
  await page.keyboard.press('z')
  await page.goto(`${program.origin}/#/inbox/all`)
})

test('older letters are folded and unfold', async () => {
  await openConversation(page, BELOVA)
  // What is not yet read stands in sight for as long as the conversation is open.
  await expect(rowOf(page, BELOVA)).not.toContainText(/непрочит/)
  await openConversation(page, 'Теплицы: спектр и сроки')
  await openConversation(page, BELOVA)
  const before = await letters().count()
  await threadOf(page)
    .getByRole('button', { name: /^Ещё \d+ пис/ })
    .click()
  await expect.poll(() => letters().count()).toBeGreaterThan(before)
  await letters().first().getByRole('button').click()
  await expect(inLetter(letters().first()).getByText('Вводим второй корпус')).toBeVisible()
})

test('a letter says why it stands here, and shows its headers and its source', async () => {
  await clickInLetter(newest(), m.letter_why())
  const why = page.getByRole('dialog')
  await expect(why).toContainText(m.letter_why_rule_reply_to_ours())
  await expect(why).toContainText(/In-Reply-To:|References:/)
  await why.getByRole('button', { name: m.letter_headers() }).click()
  const source = page.getByRole('dialog', { name: m.letter_headers_title() })
  await expect(source).toContainText('Message-ID:')
  await source.getByText(m.letter_source(), { exact: true }).click()
  await expect(page.getByRole('dialog', { name: m.letter_source_title() }).locator('pre')).toContainText(
    'MIME-Version: 1.0',
  )
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

test('a PDF is shown page by page, and a file keeps its Russian name when it is downloaded', async () => {
  await newest()
    .getByRole('button', { name: /Реквизиты СкладТранс\.pdf/ })
    .click()
  const viewer = page.getByRole('dialog', { name: m.letter_viewer() })
  await expect(viewer.getByRole('img', { name: /Страница 1 из \d+/ })).toBeVisible()
  const download = page.waitForEvent('download')
  await viewer.getByRole('button', { name: m.letter_viewer_download() }).click()
  expect((await download).suggestedFilename()).toBe('Реквизиты СкладТранс.pdf')
  await page.keyboard.press('Escape')
  await expect(viewer).toHaveCount(0)

  const table = page.waitForEvent('download')
  await newest()
    .getByRole('button', { name: /Спецификация_корпус2\.xlsx/ })
    .click()
  expect((await table).suggestedFilename()).toBe('Спецификация_корпус2.xlsx')
})

test('a picture opens in the viewer', async () => {
  await openConversation(page, 'Гарантия на светильники LED-40')
  await newest()
    .getByRole('button', { name: /Фото_светильник\.png/ })
    .click()
  const picture = page
    .getByRole('dialog', { name: m.letter_viewer() })
    .getByRole('img', { name: 'Фото_светильник.png' })
  await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0)
  await page.keyboard.press('Escape')
})

test('Back and Forward lead through what was open', async () => {
  await expect(title()).toHaveText('Гарантия на светильники LED-40')
  await button(m.shell_back()).click()
  await expect(title()).toHaveText('Освещение склада, корпус 2')
  await page.keyboard.press('Alt+ArrowRight')
  await expect(title()).toHaveText('Гарантия на светильники LED-40')
})

test('the links of a letter that looks like fraud lead nowhere until the reader says otherwise', async () => {
  await expect(rowOf(page, 'новые реквизиты').getByRole('img', { name: m.glyph_doubtful() })).toBeVisible()
  await openConversation(page, 'новые реквизиты')
  await expect(threadOf(page).getByRole('alert')).toContainText(m.letter_doubt_title())
  const link = inLetter(newest()).getByText('https://skladtrans.example/rekvizity.pdf')
  await expect(link).not.toHaveAttribute('href')
  await link.hover()
  await expect(page.getByRole('status').filter({ hasText: m.letter_link_really() })).toContainText(
    'skladtrans-pay.example/doc',
  )
  await expect(page.getByRole('textbox', { name: m.compose_editor() })).toHaveCount(0)
  await button(m.letter_doubt_not()).click()
  await button(m.letter_doubt_sure({ domain: 'skladtrans-pay.example' })).click()
  await expect(link).toHaveAttribute('href', 'https://skladtrans-pay.example/doc')
  await expect(rowOf(page, 'новые реквизиты').getByRole('img', { name: m.glyph_doubtful() })).toHaveCount(0)
})

test('a broken letter shows what was read of it, and where it breaks', async () => {
  await openByPalette('Замеры фасада')
  const letter = threadOf(page).getByRole('article').filter({ hasText: 'Фасад-Плюс' }).first()
  const [folded, broken] = [
    letter.getByRole('button', { expanded: false }).first(),
    threadOf(page).getByText(m.letter_broken_text()),
  ]
  await expect(folded.or(broken).first()).toBeVisible()
  if (!(await broken.isVisible())) await letter.getByRole('button').first().click()
  await expect(broken).toBeVisible()
  await expect(button(m.letter_broken_again())).toBeVisible()
})

test('a letter of 60 MB waits on the server and loads when asked', async () => {
  await openByPalette('Запись совещания')
  await expect(newest().getByText(m.letter_big_text())).toBeVisible()
  await newest()
    .getByRole('button', { name: /^Загрузить, / })
    .click()
  await expect(newest()).toContainText('Про секцию В начинается с шестой минуты', { timeout: 30_000 })
  await expect(newest().getByRole('button', { name: /Совещание_секция_В\.wav/ })).toBeVisible()
})

test('pictures of a newsletter are not fetched until the reader asks', async () => {
  await openByPalette('СнабМаркет')
  await expect(threadOf(page).getByText(/не показан/)).toBeVisible()
  expect(outside).toEqual([])
  await button(m.letter_pictures_once()).click()
  await expect(threadOf(page).getByText(/не показан/)).toHaveCount(0)
  expect(outside).toEqual([])
})

test('a picture that cannot be fetched says so in its place', async () => {
  // The shop of the sample is nowhere on the network.
  const lost = inLetter(newest()).locator('img[data-lost]').nth(1)
  await expect(lost).toHaveAttribute('title', m.letter_picture_lost(), { timeout: 20_000 })
  expect(await lost.evaluate((img: HTMLImageElement) => [img.complete, img.offsetHeight])).toEqual([true, 34])
})

test('a date that is none is named by the search', async () => {
  await search('до:завтрака')
  await expect(page.getByText(m.search_no_date({ part: 'до:завтрака' }))).toBeVisible()
  await page.keyboard.press('Escape')
})

test('the palette finds people, other forms of a word, senders and a wrong layout', async () => {
  await search('Кузнецова')
  await expect(found().getByRole('group', { name: m.search_people() }).getByRole('option').first()).toContainText(
    'Кузнецова',
  )
  await palette().fill('прожектор')
  await expect(found().getByRole('option').filter({ hasText: 'Запрос цен на прожекторы' }).first()).toBeVisible()
  await palette().fill('from:clarke Riga')
  await expect(found().getByRole('option').filter({ hasText: 'Samples for the Riga office' }).first()).toBeVisible()
  await palette().fill('от:clarke Riga')
  await expect(found().getByRole('option').filter({ hasText: 'Samples for the Riga office' }).first()).toBeVisible()
  await palette().fill(',tkjdf')
  await expect(page.getByText(m.search_understood({ query: 'белова' }))).toBeVisible()
  await expect(found().getByRole('option').filter({ hasText: 'Белова' }).first()).toBeVisible()
  await palette().fill('samples riga')
  await expect(found().getByRole('option').filter({ hasText: 'Samples for the Riga office' }).first()).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(title()).toHaveText('Samples for the Riga office')
})

test('language and theme change at once and stay after a reload', async () => {
  const menu = async (item: string) => {
    await page.getByRole('button', { name: /Соколова/ }).click()
    await page.getByRole('menuitemcheckbox', { name: item, exact: true }).click()
  }
  await menu('English')
  await expect(page.getByRole('link', { name: 'Inbox' })).toBeVisible()
  await menu('Dark')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await page.reload()
  await expect(page.getByRole('link', { name: 'Inbox' })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await menu('Light')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light')
  await menu('Русский')
  await expect(page.getByRole('link', { name: m.shell_inbox() })).toBeVisible()
  await menu(m.shell_theme_system())
  await expect(page.locator('html')).not.toHaveAttribute('data-theme')
  const inLight = await page.locator('body').evaluate((body) => getComputedStyle(body).color)
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme })
    const colour = (element: Element) => getComputedStyle(element).color
    const ofPage = await page.locator('body').evaluate(colour)
    // An open letter goes along: pale on a pale page it could not be read.
    await expect.poll(() => inLetter(newest()).locator('body').evaluate(colour)).toBe(ofPage)
    if (colorScheme === 'dark') expect(ofPage).not.toBe(inLight)
    else expect(ofPage).toBe(inLight)
  }
})
