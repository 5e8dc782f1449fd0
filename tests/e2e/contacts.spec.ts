import { expect, type Page } from '@playwright/test'
import { expectNoFindings } from './findings.ts'
import { letter } from './mail-server.ts'
import { type Inbox, openInbox } from './office.ts'
import { openConversation, threadOf } from './people.ts'
import type { Program } from './program.ts'
import { lateLine, test } from './test.ts'
import { m } from './words.ts'

test.describe.configure({ mode: 'serial' })

let office: Inbox
let program: Program
let page: Page

test.beforeAll(async ({ browser }) => {
  office = await openInbox(
    browser,
    [
      letter({
        from: '"Ващенко, Олег" <oleg@sklad.example>',
        cc: 'Vera <vera@other.example>',
        subject: 'Поставка светильников',
        id: 'one@sklad.example',
        text: 'Сколько стоит доставка до Тулы?',
      }),
      letter({
        from: 'О. Ващенко <o.vaschenko@mail.example>',
        subject: 'Пишу с личной почты',
        id: 'two@mail.example',
        text: 'Рабочая не открывается.',
      }),
    ],
    'Поставка светильников',
    { reducedMotion: 'reduce' },
  )
  ;({ program, page } = office)
})

test.afterAll(() => office?.close())

const button = (name: string) => page.getByRole('button', { name, exact: true })
const dialog = (name: string) => page.getByRole('dialog', { name, exact: true })
const table = () => page.getByRole('grid', { name: m.people_table() })
const card = (name: string) => expect(page.getByRole('heading', { name, level: 1, exact: true })).toBeVisible()
const feed = () => page.getByRole('feed', { name: m.card_feed() })
/** Of the feed; lines of what happened to the card stand between them. */
const letters = () => feed().locator('article.tl-card')
const shown = (field: string, value: string) => button(m.card_edit({ field, value }))
const toast = (text: string) => expect(page.getByRole('group', { name: text })).toBeVisible()

test('one click in a letter makes a contact, by the rule for names, and the card leads to its page', async () => {
  await openConversation(page, 'Поставка светильников')
  await button(m.new_create_contact()).click()
  await toast(m.new_created({ name: 'Олег Ващенко' }))
  await page
    .getByRole('complementary', { name: m.letter_contact_pane() })
    .getByRole('link', { name: 'Олег Ващенко' })
    .click()
  await card('Олег Ващенко')
  await expect(letters()).toHaveCount(1)
  await expect(feed()).toContainText('Сколько стоит доставка до Тулы?')
})

test('any address of a letter can be made a contact, and who is there already is shown', async () => {
  await page.goBack()
  await threadOf(page).getByTitle(m.letter_details()).first().click()
  const add = async (person: string) => {
    await threadOf(page).getByRole('button', { name: person }).click()
    await page.getByRole('menuitem', { name: m.new_create_contact() }).click()
  }
  await add('Vera <vera@other.example>')
  await toast(m.new_created({ name: 'Vera' }))
  await add('Vera <vera@other.example>')
  const same = dialog(m.new_exists_title())
  await expect(same).toContainText('vera@other.example')
  await same.getByRole('button', { name: m.new_exists_open() }).click()
  await card('Vera')
})

test('fields are edited in place: a mistake is told beside the field, what was typed stays, Esc gives up', async () => {
  await shown(m.card_email(), 'vera@other.example').click()
  const email = page.getByRole('textbox', { name: m.card_email(), exact: true })
  await email.fill('vera@other')
  await email.press('Enter')
  await expect(email).toHaveAccessibleDescription(m.compose_bad_no_ending())
  await expect(email).toHaveValue('vera@other')
  await email.press('Escape')
  await expect(shown(m.card_email(), 'vera@other.example')).toBeVisible()

  await button(m.card_edit_empty({ field: m.card_phone_new() })).click()
  const phone = page.getByRole('textbox', { name: m.card_phone_new() })
  await phone.fill('позвонить позже')
  await phone.press('Enter')
  await expect(phone).toHaveAccessibleDescription(m.card_phone_letters())
  await phone.fill('8 912 555-01-42')
  await phone.press('Enter')
  await expect(shown(m.card_phone(), '8 912 555-01-42')).toBeVisible()
})

test('Tab goes on to the next field, leaving a field saves it, and the toast takes it back', async () => {
  await shown(m.card_name(), 'Vera').click()
  const name = page.getByRole('textbox', { name: m.card_name(), exact: true })
  await name.fill('Вера Орлова')
  await name.press('Tab')
  const position = page.getByRole('textbox', { name: m.card_position(), exact: true })
  await position.fill('закупки')
  await position.blur()
  await toast(m.card_saved({ field: m.card_position() }))
  await card('Вера Орлова')
  await button(m.shell_undo()).first().click()
  await expect(button(m.card_edit_empty({ field: m.card_position() }))).toBeVisible()
})

const addPhone = async (on: Page, phone: string) => {
  await on.getByRole('button', { name: m.card_phone_new(), exact: true }).click()
  const field = on.getByRole('textbox', { name: m.card_phone_new() })
  await field.fill(phone)
  await field.press('Enter')
  await expect(field, 'it is saved').toHaveCount(0)
}

test('on a slow line, phones added one right after the other are both kept', async () => {
  const slow = await page.context().newPage()
  await lateLine(slow, 700)
  await slow.goto(page.url())
  await addPhone(slow, '8 495 111-11-11')
  await addPhone(slow, '8 495 222-22-22')
  for (const phone of ['8 912 555-01-42', '8 495 111-11-11', '8 495 222-22-22'])
    await expect(shown(m.card_phone(), phone)).toBeVisible()
  await slow.close()
})

test('Z takes back what one added, not what came from another window since; what was changed there stays and is said', async () => {
  const other = await page.context().newPage()
  await other.goto(page.url())
  const phoneIn = (on: Page, value: string) =>
    on.getByRole('button', { name: m.card_edit({ field: m.card_phone(), value }), exact: true })
  await addPhone(page, '8 495 333-33-33')
  await addPhone(other, '8 495 444-44-44')
  await expect(phoneIn(page, '8 495 444-44-44')).toBeVisible()
  await page.keyboard.press('z')
  await toast(m.card_undone())
  await expect(phoneIn(page, '8 495 333-33-33')).toHaveCount(0)
  await expect(phoneIn(other, '8 495 333-33-33')).toHaveCount(0)
  await expect(phoneIn(page, '8 495 444-44-44')).toBeVisible()

  await addPhone(page, '8 495 555-55-55')
  await phoneIn(other, '8 495 555-55-55').click()
  const field = other.getByRole('textbox', { name: m.card_phone(), exact: true })
  await field.fill('8 495 666-66-66')
  await field.press('Enter')
  await expect(phoneIn(page, '8 495 666-66-66')).toBeVisible()
  await page.keyboard.press('z')
  await toast(m.card_kept({ fields: m.card_phone() }))
  await expect(phoneIn(page, '8 495 666-66-66')).toBeVisible()
  await other.close()
})

test('letters of an added address come to the card', async () => {
  await page.goto(`${program.origin}/#/people`)
  await page.getByRole('link', { name: 'Олег Ващенко' }).click()
  await card('Олег Ващенко')
  await button(m.card_email_new()).click()
  const email = page.getByRole('textbox', { name: m.card_email_new() })
  // What is wrong with it is read whole, and giving it up leaves the focus where one was.
  await email.fill('o.vaschenko')
  await email.press('Enter')
  await expect(email).toHaveAttribute('aria-invalid', 'true')
  const around = page.getByRole('definition').filter({ has: email })
  await expect(around).toHaveCSS('overflow', 'visible')
  await email.press('Escape')
  await expect(button(m.card_email_new())).toBeFocused()
  await button(m.card_email_new()).click()
  await email.fill('o.vaschenko@mail.example')
  await email.press('Enter')
  await expect(letters()).toHaveCount(2)
  await expect(page.getByRole('radio', { name: m.feed_in({ n: 2 }) })).toBeVisible()
})

test('the feed finds a letter by its words, and narrows to a kind', async () => {
  await button(m.feed_search()).click()
  await page.getByRole('textbox', { name: m.feed_search() }).fill('не открывается')
  await expect(letters()).toHaveCount(1)
  await page.getByRole('textbox', { name: m.feed_search() }).fill('до:завтрака')
  await expect(page.getByText(m.search_no_date({ part: 'до:завтрака' }), { exact: true })).toBeVisible()
  await page.getByRole('textbox', { name: m.feed_search() }).press('Escape')
  await expect(letters()).toHaveCount(2)
  await page.getByRole('radio', { name: m.feed_out({ n: 0 }) }).click()
  await expect(page.getByText(m.feed_empty_kind())).toBeVisible()
  await button(m.feed_all()).click()
})

test('R writes to the person of the card', async () => {
  await page.getByRole('heading', { level: 1 }).click()
  await page.keyboard.press('r')
  await expect(page.getByRole('heading', { name: m.compose_new_title() })).toBeVisible()
  await expect(page.getByTitle('oleg@sklad.example')).toBeVisible()
  await page.keyboard.press('Escape')
  await card('Олег Ващенко')
})

test('a company is made by its name, takes a domain of its own, refuses a free mail service', async () => {
  await button(m.card_edit_empty({ field: m.card_company() })).click()
  const company = page.getByRole('combobox', { name: m.card_company() })
  await company.fill('СкладТранс')
  await company.press('Enter')
  await page.getByRole('link', { name: 'СкладТранс' }).first().click()
  await card('СкладТранс')
  await button(m.company_domain_new()).click()
  const domain = page.getByRole('textbox', { name: m.company_domain_new() })
  await domain.fill('mail.ru')
  await domain.press('Enter')
  await expect(domain).toHaveAccessibleDescription(m.problem_domain_of_everybody({ domain: 'mail.ru' }))
  await domain.fill('sklad.example')
  await domain.press('Enter')
  await expect(domain, 'it is saved').toHaveCount(0)
  await expect(page.getByText('@sklad.example', { exact: true })).toBeVisible()
})

test('a new person of the domain joins by itself, with a line in the feed; writing asks for the person', async () => {
  await page.keyboard.press('g')
  await page.keyboard.press('p')
  await button(m.new_contact()).click()
  await dialog(m.new_contact()).getByLabel(m.card_email()).fill('petr@sklad.example')
  await button(m.new_create()).click()
  await card('petr')
  await expect(feed()).toContainText(m.feed_joined({ name: 'petr', company: 'СкладТранс', domain: 'sklad.example' }))
  await page.getByRole('link', { name: 'СкладТранс' }).first().click()
  await card('СкладТранс')
  await expect(page.getByRole('link', { name: /petr@/ }), 'the card knows him').toBeVisible()
  await page.keyboard.press('r')
  await dialog(m.company_ask_person()).getByRole('button', { name: /petr@/ }).click()
  await expect(page.getByTitle('petr@sklad.example')).toBeVisible()
  await page.keyboard.press('Escape')
})

test('the table is worked with the keyboard: arrows, Enter edits and opens, F2 renames', async () => {
  await page.goto(`${program.origin}/#/people`)
  await expect(table().getByRole('row')).toHaveCount(4)
  await table().focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('F2')
  const name = table().getByRole('textbox', { name: `${m.people_col_name()}: Вера Орлова` })
  await expect(name).toHaveValue('Вера Орлова')
  await name.press('Escape')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  const position = table().getByRole('textbox', { name: `${m.people_col_position()}: Вера Орлова` })
  await position.fill('бухгалтер')
  await position.press('Enter')
  await expect(position, 'it is saved').toHaveCount(0)
  await expect(table().getByRole('gridcell', { name: 'бухгалтер' })).toBeVisible()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Enter')
  await card('Вера Орлова')
  await page.goBack()
})

test('the filter narrows as one types, and says when nobody fits', async () => {
  const filter = page.getByRole('textbox', { name: m.people_filter() })
  await filter.fill('912 555')
  await expect(table().getByRole('row')).toHaveCount(2)
  await filter.fill('никого нет')
  await expect(page.getByText(m.people_no_match())).toBeVisible()
  await button(m.people_clear_filter()).click()
  await expect(table().getByRole('row')).toHaveCount(4)
})

test('the filter says what the address says: by a link, Back, Forward and another tab', async () => {
  const filter = page.getByRole('textbox', { name: m.people_filter() })
  const link = (hash: string) => page.evaluate((to) => location.assign(to), hash)
  await link('#/people?q=petr')
  await expect(filter).toHaveValue('petr')
  await expect(table().getByRole('row')).toHaveCount(2)
  await link('#/people?q=912')
  await expect(filter).toHaveValue('912')
  await page.goBack()
  await expect(filter).toHaveValue('petr')
  await page.goForward()
  await expect(filter).toHaveValue('912')
  await filter.fill('912 5')
  await expect(page).toHaveURL(/q=912\+5$/)
  await expect(filter, 'what is typed stays as it is typed').toHaveValue('912 5')
  await link('#/people')
  await expect(filter).toHaveValue('')
  await expect(table().getByRole('row')).toHaveCount(4)
})

test('two picked rows are merged after a comparison of what differs, and taken apart again', async () => {
  await table().focus()
  await page.getByRole('checkbox', { name: m.people_pick({ name: 'petr' }) }).click()
  await page.getByRole('checkbox', { name: m.people_pick({ name: 'Олег Ващенко' }) }).click()
  await page.keyboard.press('m')
  const merge = dialog(m.merge_title())
  await expect(merge.getByRole('radio', { name: 'Олег Ващенко' }).first()).toBeChecked()
  await merge.getByRole('button', { name: m.merge_go() }).click()
  await toast(m.merge_done({ name: 'Олег Ващенко' }))
  await expect(table().getByRole('row')).toHaveCount(3)
  await page.getByRole('link', { name: 'Олег Ващенко' }).click()
  await expect(shown(m.card_email(), 'petr@sklad.example')).toBeVisible()
  await button(m.feed_undo()).click()
  await expect(shown(m.card_email(), 'petr@sklad.example')).toHaveCount(0)
})

test('pairs that look alike are one strip, and "not the same" is remembered', async () => {
  await page.goto(`${program.origin}/#/people`)
  await button(m.new_contact()).click()
  await dialog(m.new_contact()).getByLabel(m.card_name()).fill('Ващенко Олег')
  await button(m.new_create()).click()
  await card('Ващенко Олег')
  await page.goto(`${program.origin}/#/people`)
  await expect(page.getByText(m.people_pairs_n({ n: 1 }))).toBeVisible()
  await button(m.people_pairs_review()).click()
  await expect(dialog(m.pairs_title())).toContainText(m.people_why_name())
  await page.keyboard.press('n')
  await expect(page.getByText(m.pairs_done(), { exact: true })).toBeVisible()
  await button(m.pairs_close()).click()
  await page.reload()
  await expect(table()).toBeVisible()
  await expect(page.getByText(m.people_pairs_n({ n: 1 }))).toHaveCount(0)
})

test('a deleted card leaves its letters, says so at its address and comes back', async () => {
  await page.getByRole('link', { name: 'Олег Ващенко' }).click()
  await card('Олег Ващенко')
  await button(m.card_more()).click()
  await page.getByRole('menuitem', { name: m.card_delete() }).click()
  await expect(
    page.getByRole('heading', { name: m.card_gone_title({ name: 'Олег Ващенко' }), exact: true }),
  ).toBeVisible()
  await button(m.card_gone_back()).click()
  await card('Олег Ващенко')
  await expect(letters()).toHaveCount(2)
})

test('the palette opens the page of a contact', async () => {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: m.shell_search() }).fill('орлова')
  await expect(page.getByRole('option', { name: /Вера Орлова/ })).toBeVisible()
  await page.keyboard.press('Enter')
  await card('Вера Орлова')
})

test('the table and both cards have no serious finding of axe, light or dark', async () => {
  test.setTimeout(180_000)
  const screens: [name: string, open: () => Promise<unknown>][] = [
    ['a contact', () => card('Вера Орлова')],
    ['the table', () => page.goto(`${program.origin}/#/people`).then(() => expect(table()).toBeVisible())],
    ['a row picked', () => page.getByRole('checkbox', { name: m.people_pick({ name: 'petr' }) }).click()],
    ['a new contact', () => button(m.new_contact()).click()],
    [
      'companies',
      async () => {
        await page.keyboard.press('Escape')
        await page.goto(`${program.origin}/#/people?kind=companies`)
        await expect(page.getByRole('grid', { name: m.people_table_companies() })).toBeVisible()
      },
    ],
    [
      'a company',
      () =>
        page
          .getByRole('link', { name: 'СкладТранс' })
          .click()
          .then(() => card('СкладТранс')),
    ],
  ]
  for (const [name, open] of screens)
    await test.step(name, async () => {
      await open()
      await expectNoFindings(page, name)
    })
})
