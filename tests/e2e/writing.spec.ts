import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { type ParsedMail, simpleParser } from 'mailparser'
import { letter, type MailServer } from './mail-server.ts'
import { type Inbox, openInbox } from './office.ts'
import { openConversation, rowOf, threadOf } from './people.ts'
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
    ],
    'Поставка светильников',
    {
      reducedMotion: 'reduce',
      permissions: ['clipboard-read', 'clipboard-write'],
    },
  )
  ;({ program, mail, page } = office)
})

test.afterAll(() => office?.close())

const editor = () => page.getByRole('textbox', { name: m.compose_editor() })
const button = (name: string) => page.getByRole('button', { name, exact: true })
const to = () => page.getByRole('combobox', { name: m.compose_to(), exact: true })
const subject = () => page.getByRole('textbox', { name: m.compose_subject() })
const checks = () => page.getByRole('region', { name: m.writing_checks() })
const saved = () => expect(page.getByText(m.compose_saved())).toBeVisible()
const write = async () => {
  await page.goto(`${program.origin}/#/write/new`)
  await expect(to()).toBeVisible()
}
const addTo = async (address: string) => {
  await to().fill(address)
  await to().press('Enter')
}

/** The letter that the SMTP server takes next. */
async function sentAfter(send: () => Promise<unknown>): Promise<ParsedMail> {
  const before = mail.sent.length
  await send()
  await expect.poll(() => mail.sent.length).toBeGreaterThan(before)
  return simpleParser(mail.sent[before]?.source ?? '')
}

/** Puts HTML on the clipboard as another program does, and pastes it. */
async function paste(html: string): Promise<void> {
  await page.evaluate(
    async (text) =>
      navigator.clipboard.write([new ClipboardItem({ 'text/html': new Blob([text], { type: 'text/html' }) })]),
    html,
  )
  await page.keyboard.press('Control+v')
}

async function expectNoSeriousFindings(): Promise<void> {
  const axe = new AxeBuilder({ page }).exclude('iframe').options({ resultTypes: ['violations'] })
  const { violations } = await axe.analyze()
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect(serious.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))).toEqual([])
}

test('the signature is edited with its looks, and letters leave at once from now on', async () => {
  await page.goto(`${program.origin}/#/settings/look`)
  await page
    .getByRole('combobox', { name: m.settings_look_undo() })
    .selectOption({ label: m.settings_look_undo_none() })
  await button(m.mailboxes_one_change_what({ what: m.writing_settings_signature() })).click()
  const field = page.getByRole('textbox', { name: m.writing_settings_signature() })
  await expect(field).toBeFocused()
  await page.keyboard.type('Анна Орлова, ')
  await page.keyboard.press('Control+b')
  await page.keyboard.type('Северный свет')
  await expectNoSeriousFindings()
  await button(m.writing_settings_signature_save()).click()
  await expect(page.locator('.shown b')).toHaveText('Северный свет')
})

test('formatting, a list, a table and the signature arrive in both parts of the letter', async () => {
  await write()
  await addTo('boris@client.example')
  await subject().fill('Предложение')
  await editor().click()
  await page.keyboard.type('Борис, добрый день!')
  await page.keyboard.press('Enter')
  await button(m.writing_underline()).click()
  await page.keyboard.type('Срочно')
  await button(m.writing_underline()).click()
  await page.keyboard.type(': две вещи')
  await page.keyboard.press('Enter')
  await button(m.writing_numbers()).click()
  await page.keyboard.type('доставка')
  await page.keyboard.press('Enter')
  await page.keyboard.type('монтаж')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await button(m.writing_table()).click()
  await page.getByRole('dialog', { name: m.writing_table() }).getByRole('button').press('Enter')
  for (const [n, word] of ['Товар', 'Цена', 'LED-40', '900'].entries()) {
    if (n > 0) await page.keyboard.press('Tab')
    await page.keyboard.type(word)
  }
  await expect(editor().locator('td')).toHaveText(['Товар', 'Цена', 'LED-40', '900'])
  await expectNoSeriousFindings()

  const sent = await sentAfter(() => page.keyboard.press('Control+Enter'))
  const html = sent.html || ''
  expect(html).toMatch(/<u>Срочно<\/u>: две вещи/)
  expect(html).toMatch(/<ol><li>доставка<\/li><li>монтаж<\/li><\/ol>/)
  expect(html).toMatch(/<table style="[^"]*collapse[^"]*"><tbody><tr><td style="[^"]*border[^"]*">Товар<\/td>/)
  expect(html).toMatch(/golub-signature[\s\S]*<b>Северный свет<\/b>/)
  expect(html.replace(/class="golub-\w+"/g, '')).not.toMatch(/<style|class=|contenteditable/)
  expect(sent.text).toContain('Борис, добрый день!\nСрочно: две вещи')
  expect(sent.text).toMatch(/1\. доставка\n\s*2\. монтаж/)
  expect(sent.text).toMatch(/Товар +Цена\nLED-40 +900/)
  expect(sent.text).toMatch(/\n-- \nАнна Орлова,\sСеверный свет\s*$/)
})

test('font, size, colour, alignment and a link are written into the letter itself', async () => {
  await write()
  await addTo('boris@client.example')
  await subject().fill('Оформление')
  await editor().click()
  await page.keyboard.type('Слово')
  await page.keyboard.press('Control+a')
  await button(`${m.writing_font()}: Arial`).click()
  await page.getByRole('menuitemcheckbox', { name: 'Georgia' }).click()
  await button(`${m.writing_size()}: 14`).click()
  await page.getByRole('menuitemcheckbox', { name: '24' }).click()
  await button(m.writing_colour()).click()
  await button(m.writing_colour_red()).first().click()
  await button(`${m.writing_align()}: ${m.writing_align_left()}`).click()
  await page.getByRole('menuitemcheckbox', { name: m.writing_align_center() }).click()
  await page.keyboard.press('Control+k')
  await page.getByRole('textbox', { name: m.compose_link_address() }).fill('golub.example/price')
  await page.keyboard.press('Enter')
  const sent = await sentAfter(() => editor().press('Control+Enter'))
  expect(sent.html).toMatch(/font-family: ?Georgia/)
  expect(sent.html).toMatch(/font-size: ?24px/)
  expect(sent.html).toMatch(/color: ?(?:rgb\(180, 35, 24\)|#b42318)/)
  expect(sent.html).toMatch(/text-align: ?center/)
  expect(sent.html).toContain('href="https://golub.example/price"')
  expect(sent.text).toContain('Слово (https://golub.example/price)')
})

test('a table copied in a spreadsheet stays a table, and what belongs to its page goes', async () => {
  await write()
  await addTo('boris@client.example')
  await subject().fill('Из таблицы')
  await editor().click()
  await paste(
    `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>.x1{color:red}</style></head><body>
<p class="MsoNormal" style="margin:0;mso-line-height-rule:exactly;color:black"><b>Прайс</b><o:p></o:p></p>
<p class="MsoListParagraph" style="mso-list:l0 level1 lfo1"><span style="mso-list:Ignore">·<span>   </span></span>первый</p>
<p class="MsoListParagraph" style="mso-list:l0 level1 lfo1"><span style="mso-list:Ignore">·<span>   </span></span>второй</p>
<table border=0 cellpadding=0 style="width:200pt"><tr height=20><td class=x1 style="height:15pt">Лампа</td><td>100</td></tr></table>
<script>alert(1)</script><img src="https://elsewhere.example/pixel.gif"></body></html>`,
  )
  await expect(editor().locator('td')).toHaveText(['Лампа', '100'])
  await expect(editor().locator('ul > li')).toHaveText(['первый', 'второй'])
  const html = await editor().innerHTML()
  expect(html).not.toMatch(/Mso|mso-|x1|<o:p|<img|script|color: ?black|height/)
  expect(html).toMatch(/<td style="[^"]*border/)
})

test('the source can be written by hand, comes back as it was written, and what runs is left out', async () => {
  await page.getByRole('radio', { name: 'HTML' }).click()
  const source = page.getByRole('textbox', { name: m.writing_source() })
  await source.fill(
    '<div>Цена <i>до</i> пятницы<script>alert(1)</script></div><table><tbody><tr><td style="color: green;" onclick="x()">да</td></tr></tbody></table>',
  )
  await page.getByRole('radio', { name: m.writing_mode_text(), exact: true }).click()
  await expect(editor().locator('i')).toHaveText('до')
  await page.getByRole('radio', { name: 'HTML' }).click()
  await expect(source).toHaveValue(/<td style="color: green;">да<\/td>/)
  await expect(source).not.toHaveValue(/script|onclick/)
  await expectNoSeriousFindings()
  await page.getByRole('radio', { name: m.writing_mode_text(), exact: true }).click()
})

test('Backspace behind a table goes into it, rows come and go, and all of it can be undone', async () => {
  await editor().fill('')
  await button(m.writing_table()).click()
  await page.getByRole('dialog', { name: m.writing_table() }).getByRole('button').press('Enter')
  await expect(editor().locator('td')).toHaveCount(4)
  await page.keyboard.press('Control+End')
  await page.keyboard.press('Backspace')
  await page.keyboard.type('конец')
  await expect(editor().locator('td').last()).toHaveText('конец')
  await page.keyboard.press('Tab')
  await expect(editor().locator('td')).toHaveCount(6)
  await button(m.writing_table()).click()
  await page.getByRole('menuitem', { name: m.writing_table_drop_column() }).click()
  await expect(editor().locator('td')).toHaveCount(3)
  await button(m.writing_undo()).click()
  await expect(editor().locator('td')).toHaveCount(6)
  await button(m.writing_table()).click()
  await page.getByRole('menuitem', { name: m.writing_table_drop(), exact: true }).click()
  await expect(editor().locator('table')).toHaveCount(0)
  await page.keyboard.type('Слова')
  await expect(editor()).toHaveText('Слова')
})

test('before sending a list says what is missing; a warning asks once, an error keeps the letter here', async () => {
  await subject().fill('')
  await editor().click()
  await page.keyboard.press('Control+Home')
  await page.keyboard.type('Прайс во вложении. ')
  await addTo('ivan@client')
  await expect(page.getByText(`ivan@client: ${m.compose_bad_no_ending()}`)).toBeVisible()
  const before = mail.sent.length
  await editor().press('Control+Enter')
  await expect(checks().getByRole('listitem')).toHaveCount(3)
  await expect(checks().getByRole('listitem').first()).toContainText(m.compose_fix_addresses({ n: 1 }))
  await expect(button(m.compose_ask_send())).toHaveCount(0)
  await expectNoSeriousFindings()
  await button(`${m.shell_remove()}: ivan@client`).click()
  await expect(checks().getByRole('listitem')).toHaveCount(2)
  await editor().press('Control+Enter')
  expect(mail.sent.length).toBe(before)
  await sentAfter(() => button(m.compose_ask_send()).click())
})

test('of hundreds of recipients a few lines show, the one that is being typed among them', async () => {
  await write()
  await to().focus()
  await page.evaluate(() =>
    navigator.clipboard.writeText(Array.from({ length: 300 }, (_, n) => `person.${n}@client.example`).join(', ')),
  )
  await page.keyboard.press('Control+v')
  const chips = page.locator('.chip--person')
  await expect(chips).toHaveCount(300)
  await expect(editor()).toBeInViewport()
  await expect(subject()).toBeInViewport()
  await expect(to()).toBeInViewport({ ratio: 1 })
  await expect(chips.first()).not.toBeInViewport()
  await page.keyboard.type('zoe@client.example')
  await page.keyboard.press('Enter')
  await expect(chips.last()).toContainText('zoe@client.example')
  await expect(chips.last()).toBeInViewport({ ratio: 1 })
  await button(m.compose_discard()).click()
  await expect(to()).toHaveCount(0)
})

test('many addresses pasted at once become chips, each once, and To wins over the copy', async () => {
  await write()
  await button(m.compose_cc()).click()
  const cc = page.getByRole('combobox', { name: m.compose_cc(), exact: true })
  await cc.fill('b@client.example')
  await cc.press('Enter')
  await to().focus()
  await page.evaluate(() =>
    navigator.clipboard.writeText('Ася <a@client.example>, b@client.example; A@client.example\nc@client.example'),
  )
  await page.keyboard.press('Control+v')
  const chips = page.locator('.chip--person .ell')
  await expect(chips).toHaveText(['Ася', 'b@client.example', 'c@client.example'])
  await page.keyboard.press('Backspace')
  await expect(chips).toHaveCount(2)
  await page.keyboard.press('ArrowLeft')
  await expect(button(`${m.shell_remove()}: b@client.example`)).toBeFocused()
  await page.keyboard.press('Delete')
  await expect(chips).toHaveText(['Ася'])
})

test('a recipient is dragged from one line to another, and a double click changes his address', async () => {
  await page
    .locator('.held')
    .filter({ hasText: 'Ася' })
    .dragTo(page.getByRole('combobox', { name: m.compose_cc(), exact: true }))
  await expect(to().locator('xpath=ancestor::*[contains(@class, "people")]').locator('.chip--person')).toHaveCount(0)
  await page.locator('.held').filter({ hasText: 'Ася' }).dragTo(to())
  await expect(to().locator('xpath=ancestor::*[contains(@class, "people")]').locator('.chip--person')).toHaveCount(1)
  await page.locator('.held').dblclick()
  await expect(to()).toHaveValue('a@client.example')
  await to().fill('')
  await addTo('Ася <a@client.example>')
})

test('whoever was written to before is offered by name, and the keyboard is enough', async () => {
  await to().pressSequentially('ivan')
  await expect(page.getByRole('option', { name: /Boris Ivanov/ })).toBeVisible()
  await to().press('Tab')
  await expect(page.locator('.chip--person .ell')).toHaveText(['Ася', 'Boris Ivanov'])
  await to().press('ArrowDown')
  await expect(page.getByRole('listbox', { name: m.compose_suggestions() })).toBeHidden()
})

test('two people get two letters, one press takes both back, and the menu makes it one', async () => {
  await page.goto(`${program.origin}/#/settings/look`)
  await page.getByRole('combobox', { name: m.settings_look_undo() }).selectOption({ label: m.shell_seconds({ n: 60 }) })
  await write()
  await addTo('a@client.example')
  await addTo('c@client.example')
  await subject().fill('Новость')
  await editor().fill('Переезжаем.')
  await expect(page.getByText(m.writing_letters_each({ n: 2 }))).toBeVisible()
  const before = mail.sent.length
  await editor().press('Control+Enter')
  await expect(page.getByRole('group', { name: m.writing_sent_letters({ n: 2 }) })).toBeVisible()
  await page.getByRole('button', { name: m.shell_undo() }).first().click()
  await expect(page.locator('.chip--person .ell')).toHaveText(['a@client.example', 'c@client.example'])
  await expect(editor()).toHaveText('Переезжаем.')

  await button(m.compose_to()).click()
  await page.getByRole('menuitemcheckbox', { name: m.writing_way_common() }).click()
  await expect(page.getByText(m.compose_people_n({ n: 2 }))).toBeVisible()
  await button(m.compose_to()).click()
  await page.getByRole('menuitemcheckbox', { name: m.writing_way_each() }).click()
  await page.goto(`${program.origin}/#/settings/look`)
  await page
    .getByRole('combobox', { name: m.settings_look_undo() })
    .selectOption({ label: m.settings_look_undo_none() })
  await page.goBack()
  await editor().press('Control+Enter')
  await expect.poll(() => mail.sent.length).toBe(before + 2)
  expect(mail.sent.slice(before).map((one) => one.to)).toEqual([['a@client.example'], ['c@client.example']])
  await page.goto(`${program.origin}/#/inbox/all`)
  await expect(rowOf(page, 'Новость')).toHaveCount(2)
})

test('the preview shows both parts exactly as they will be sent', async () => {
  await write()
  await addTo('boris@client.example')
  await subject().fill('Проверка')
  await editor().click()
  await page.keyboard.press('Control+b')
  await page.keyboard.type('Важно')
  await page.keyboard.press('Control+Shift+P')
  const preview = page.getByRole('dialog', { name: m.writing_preview() })
  await expect(preview.frameLocator('iframe').locator('b').first()).toHaveText('Важно')
  await preview.getByRole('radio', { name: m.writing_preview_text() }).click()
  const shown = (await preview.locator('pre').textContent()) ?? ''
  expect(shown).toMatch(/^Важно\n\n-- \nАнна Орлова,\sСеверный свет$/)
  await expectNoSeriousFindings()
  await page.keyboard.press('Escape')
  await expect(preview).toHaveCount(0)
  const sent = await sentAfter(() => editor().press('Control+Enter'))
  expect(sent.text?.trimEnd()).toBe(shown)
})

test('the quote of an answer is folded; unfolded it can be cut, and goes as it was left', async () => {
  await page.goto(`${program.origin}/#/inbox/all`)
  await openConversation(page, 'Поставка светильников')
  await page.keyboard.press('r')
  await page.keyboard.type('900 рублей.')
  await expect(threadOf(page).getByText('Сколько стоит доставка до Тулы?')).toHaveCount(1)
  await button(m.writing_quote_show()).click()
  await expect(
    page.frameLocator(`iframe[title="${m.writing_quote()}"]`).getByText('Сколько стоит доставка'),
  ).toBeVisible()
  await button(m.writing_signature_without()).click()
  await button(m.writing_quote_edit()).click()
  await expect(editor().locator('blockquote')).toHaveText('Сколько стоит доставка до Тулы?')
  await editor().locator('blockquote').click()
  await page.keyboard.press('End')
  await page.keyboard.type(' Да.')
  const sent = await sentAfter(() => editor().press('Control+Enter'))
  expect(sent.text).toMatch(/900 рублей\.[\s\S]*> Сколько стоит доставка до Тулы\? Да\./)
  expect(sent.text?.match(/Сколько стоит/g)).toHaveLength(1)
  expect(sent.html).not.toContain('golub-signature')
  expect(sent.inReplyTo).toBe('<ask@client.example>')
})

test('Ctrl Enter can be switched off, and Enter never sends', async () => {
  await page.goto(`${program.origin}/#/settings/look`)
  await page.getByRole('switch', { name: m.writing_settings_send_key() }).click()
  await write()
  await addTo('boris@client.example')
  await subject().fill('Не сейчас')
  await subject().press('Enter')
  await editor().fill('Текст')
  const before = mail.sent.length
  await editor().press('Control+Enter')
  await editor().press('Enter')
  await saved()
  expect(mail.sent.length).toBe(before)
  await page.keyboard.press('Escape')
  await expect(page).not.toHaveURL(/write/)
})
