// The last mailbox is removed and its letters stay: they are read as before, and what was being written is not lost.
import { expect, type Page } from '@playwright/test'
import { ANNA, letter } from './mail-server.ts'
import { type Inbox, openInbox } from './office.ts'
import { openConversation, rowOf } from './people.ts'
import { test } from './test.ts'
import { m } from './words.ts'

test.describe.configure({ mode: 'serial' })

let office: Inbox
let page: Page

test.beforeAll(async ({ browser }) => {
  office = await openInbox(
    browser,
    [
      letter({ from: 'Boris <boris@client.example>', subject: 'Смета', id: 'ask@client.example', text: 'Где смета?' }),
      letter({ from: 'Oleg <oleg@other.example>', subject: 'Акт', id: 'act@other.example', text: 'Жду акт.' }),
    ],
    'Смета',
  )
  page = office.page
})

test.afterAll(() => office?.close())

const editor = () => page.getByRole('textbox', { name: m.compose_editor() })

test('after the last mailbox is removed with its letters kept they are all there, and can be gone through', async () => {
  await openConversation(page, 'Смета')
  await page.keyboard.press('r')
  await page.keyboard.type('Смета готова.')
  await expect(page.getByText(m.compose_saved())).toBeVisible()
  await page.goto(`${office.program.origin}/#/settings/mailboxes`)
  await page.getByRole('link', { name: ANNA }).last().click()
  await page.getByRole('button', { name: m.mailboxes_one_remove(), exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: m.mailboxes_remove_do_keep(), exact: true }).click()
  await expect(page).toHaveURL(/settings\/mailboxes$/)

  await page.getByRole('link', { name: m.shell_inbox() }).click()
  await expect(rowOf(page, /Смета|Акт/)).toHaveCount(2)
  await expect(page.getByText(m.inbox_nothing_open_title())).toBeVisible()
  await openConversation(page, 'Акт')
  await expect(page.getByRole('article')).toContainText('Жду акт.')
  await page.getByRole('link', { name: m.shell_waiting() }).click()
  await expect(page.getByText(m.inbox_no_waiting_title())).toBeVisible()
  await expect(page.getByText(m.inbox_no_boxes_title())).toHaveCount(0)
})

test('an answer that was begun goes on in its conversation; where no mailbox is left to send it from, one is connected', async () => {
  await page.goto(`${office.program.origin}/#/outbox/drafts`)
  await page.getByRole('button', { name: m.outbox_act_continue() }).click()
  await expect(page.getByRole('article')).toContainText('Где смета?')
  await expect(editor()).toHaveText('Смета готова.')
  const checks = page.getByRole('region', { name: m.writing_checks() })
  const connects = async () => {
    await expect(checks).toContainText(m.writing_check_from())
    await checks.getByRole('button', { name: m.shell_connect() }).click()
    await expect(page).toHaveURL(/settings\/mailboxes\/new\/address$/)
  }
  await expect(page.getByTitle(m.compose_recipients_edit(), { exact: false })).toHaveText('Boris')
  await editor().press('Control+Enter')
  await connects()

  await page.goto(`${office.program.origin}/#/write/new?to=boris@client.example`)
  await page.getByLabel(m.compose_subject()).fill('Новое')
  await editor().fill('Новое письмо.')
  await page.getByRole('button', { name: m.compose_send(), exact: false }).click()
  await connects()
})
