import { expect, type Page } from '@playwright/test'
import { expectNoFindings } from './findings.ts'
import { openConversation, rowOf, threadOf } from './people.ts'
import { type Program, startProgram } from './program.ts'
import { test } from './test.ts'
import { m } from './words.ts'

let sample: Program
let empty: Program
let page: Page

test.beforeAll(async ({ browser }) => {
  ;[sample, empty] = await Promise.all([startProgram('--sample'), startProgram()])
  // Without the moves a colour is never caught half way.
  const context = await browser.newContext({ reducedMotion: 'reduce' })
  page = await context.newPage()
})

test.afterAll(async () => {
  await page?.context().close()
  await Promise.all([sample?.stop(), empty?.stop()])
})

const button = (name: string) => page.getByRole('button', { name, exact: true })
const heading = (name: string) => expect(page.getByRole('heading', { name, exact: true })).toBeVisible()
const settings = (section: string) => page.goto(`${sample.origin}/#/settings/${section}`)
const wizard = (step: string) => page.goto(`${sample.origin}/#/settings/mailboxes/new/${step}`)

/** Every screen, in the order in which one leads to the next. */
const screens: [name: string, open: () => Promise<unknown>][] = [
  ['the first administrator', () => page.goto(empty.url).then(() => heading(m.welcome_admin_title()))],
  [
    'the first administrator with mistakes',
    async () => {
      await button(m.welcome_admin_submit()).click()
      await expect(page.getByRole('alert')).toBeVisible()
    },
  ],
  [
    'the list with letters on their way',
    () => page.goto(sample.url).then(() => expect(rowOf(page, 'Анна Белова').first()).toBeVisible()),
  ],
  ['a conversation', () => openConversation(page, /Анна Белова.*Освещение/s)],
  [
    'an answer being written',
    async () => {
      await page.keyboard.press('r')
      await page.keyboard.type('Добрый день!')
      await expect(button(m.compose_send())).toBeEnabled()
    },
  ],
  [
    'a letter that looks like fraud',
    () => openConversation(page, 'новые реквизиты').then(() => expect(threadOf(page).getByRole('alert')).toBeVisible()),
  ],
  [
    'the palette',
    async () => {
      await page.keyboard.press('Control+k')
      await page.getByRole('combobox', { name: m.shell_search() }).fill('Белова')
      await expect(page.getByRole('listbox', { name: m.search_results() }).getByRole('option').first()).toBeVisible()
    },
  ],
  [
    'the map of keys',
    async () => {
      await page.keyboard.press('Escape')
      await page.keyboard.press('Shift+Slash')
      await expect(page.getByRole('dialog', { name: m.shell_keys() })).toBeVisible()
    },
  ],
  [
    'a new letter',
    async () => {
      await page.keyboard.press('Escape')
      await page.goto(`${sample.origin}/#/write/new`)
      const to = page.getByRole('combobox', { name: m.compose_to(), exact: true })
      await to.fill('ivan@client')
      await to.press('Enter')
      await expect(page.getByText(m.compose_bad_no_ending())).toBeVisible()
    },
  ],
  ['what is on its way out', () => page.goto(`${sample.origin}/#/outbox`).then(() => heading(m.outbox_title()))],
  ['the mailboxes', () => settings('mailboxes').then(() => heading(m.mailboxes_list_title()))],
  [
    'one mailbox',
    async () => {
      await page
        .getByRole('link', { name: /sales@/ })
        .last()
        .click()
      await expect(page.getByText(m.mailboxes_one_audit())).toBeVisible()
    },
  ],
  ['the look', () => settings('look').then(() => heading(m.settings_section_look()))],
  ['the data', () => settings('data').then(() => heading(m.settings_section_data()))],
  ['the program', () => settings('about').then(() => heading(m.settings_section_about()))],
  [
    'the wizard, address',
    async () => {
      await wizard('address')
      await page.getByRole('textbox', { name: m.mailboxes_address_label() }).fill('i.sokolova@sever-svet.example')
      await expect(page.getByText(m.mailboxes_address_searching())).toHaveCount(0)
      await expect(page.getByText(m.mailboxes_address_need_password())).toBeVisible()
    },
  ],
  [
    'the wizard, sign-in',
    async () => {
      await button(m.mailboxes_next()).click()
      await page.getByLabel(m.mailboxes_login_password(), { exact: true }).fill('golub')
    },
  ],
  [
    'the wizard, check',
    async () => {
      await button(m.mailboxes_login_check()).click()
      await heading(m.mailboxes_check_title_ok())
    },
  ],
  [
    'the wizard, depth',
    async () => {
      await button(m.mailboxes_next()).click()
      await heading(m.mailboxes_depth_title())
    },
  ],
  [
    'the entry of the sample office',
    async () => {
      await settings('about')
      await button(m.settings_sign_out()).click()
      await expect(button(m.welcome_sample_enter())).toBeVisible()
    },
  ],
  [
    'the sign-in',
    async () => {
      await button(m.welcome_sample_password()).click()
      await expect(page.getByRole('button', { name: m.welcome_signin_submit() })).toBeVisible()
    },
  ],
]

test('no screen has a serious finding of axe, light or dark', async () => {
  test.setTimeout(300_000)
  for (const [name, open] of screens)
    await test.step(name, async () => {
      await open()
      await expectNoFindings(page, name)
    })
})
