import { expect, type Page } from '@playwright/test'
import { ANNA, letter, type MailServer } from './mail-server.ts'
import { type Office, startOffice } from './office.ts'
import { addAnna, addPerson, openConversation, PASSWORD, rowOf, signIn, threadOf } from './people.ts'
import type { Program } from './program.ts'
import { test } from './test.ts'
import { m } from './words.ts'

test.describe.configure({ mode: 'serial' })

const PAVEL = 'pavel@office.example'
let office: Office
let program: Program
let mail: MailServer
let page: Page

test.beforeAll(async ({ browser }) => {
  office = await startOffice([
    letter({
      from: 'Boris Ivanov <boris@client.example>',
      subject: 'Поставка светильников',
      id: 'ask@client.example',
      text: 'Сколько стоит доставка до Тулы?',
    }),
  ])
  ;({ program, mail } = office)
  await addAnna(program, mail)
  await addPerson(program, 'Павел Громов', PAVEL)
  page = await browser.newPage()
})

test.afterAll(async () => {
  await page?.close()
  await office?.close()
})

const button = (name: string) => page.getByRole('button', { name, exact: true })
const submit = () => page.getByRole('button', { name: m.welcome_signin_submit() })
const password = () => page.getByLabel(m.welcome_signin_password(), { exact: true })

async function signOut(name: string): Promise<void> {
  await button(m.shell_me({ name })).click()
  await page.getByRole('menuitem', { name: m.shell_sign_out() }).click()
  await expect(submit()).toBeVisible()
}

test('whoever is not signed in only sees the sign-in, whatever the address', async () => {
  for (const path of ['', '#/inbox/all/1', '#/settings/mailboxes', '#/write/new']) {
    await page.goto(`${program.origin}/${path}`)
    await expect(submit()).toBeVisible()
  }
  for (const path of ['/api/v1/conversations', '/api/v1/mailboxes', '/api/v1/search?q=Тула'])
    expect((await page.request.get(program.origin + path)).status()).toBe(401)
})

test('the owner of the mailbox signs in and sees it, also after a reload', async () => {
  await signIn(page, program, ANNA)
  await openConversation(page, 'Поставка светильников')
  await page.reload()
  await expect(threadOf(page).getByText('Сколько стоит доставка до Тулы?')).toBeVisible()
  await signOut('Анна Орлова')
})

test('another person of the office sees nothing of it: no list, no search, no address', async () => {
  await signIn(page, program, PAVEL)
  await expect(page.getByText(m.inbox_no_boxes_title())).toBeVisible()
  await expect(rowOf(page, 'Поставка')).toHaveCount(0)

  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: m.shell_search() }).fill('Тула')
  await expect(page.getByText(m.search_nothing({ query: 'Тула' }))).toBeVisible()
  await page.keyboard.press('Escape')

  await page.goto(`${program.origin}/#/inbox/all/1`)
  await expect(page.getByRole('group', { name: m.problem_not_found() })).toBeVisible()
  await expect(page.getByText('Поставка светильников')).toHaveCount(0)

  await page.goto(`${program.origin}/#/settings/mailboxes`)
  await expect(page.getByText(m.mailboxes_list_empty())).toBeVisible()
  const token = await program.command(['token', 'add', '--user', PAVEL])
  const ask = async (path: string) => {
    const answer = await page.request.get(`${program.origin}/api/v1/${path}`, {
      headers: { authorization: `Bearer ${token}` },
    })
    return { status: answer.status(), text: await answer.text() }
  }
  expect((await ask('conversations/1')).status).toBe(404)
  expect((await ask('messages/1')).status).toBe(404)
  expect((await ask('messages/1/source?placement=1')).status).toBe(404)
  expect((await ask('search?q=Тула')).text).not.toContain('boris@client.example')
  expect((await ask('contacts')).text).not.toContain('boris@client.example')
  await signOut('Павел Громов')
})

test('a wrong password is refused in words; after five tries there is a pause with a counter', async () => {
  await signIn(page, program, ANNA, 'не тот пароль')
  await expect(page.getByRole('alert')).toHaveText(m.welcome_signin_wrong())
  for (let tries = 2; tries <= 5; tries += 1) {
    const answer = page.waitForResponse((response) => response.url().endsWith('/session/sign-in'))
    await password().fill(`не тот пароль ${tries}`)
    await submit().click()
    await answer
  }
  // From the next one on also the right one has to wait.
  await password().fill(PASSWORD)
  await submit().click()
  await expect(page.getByRole('timer')).toHaveText(/Слишком много попыток. Снова можно через \d:\d\d/)
  await expect(submit()).toBeDisabled()
  const shown = await page.getByRole('timer').textContent()
  await expect(page.getByRole('timer')).not.toHaveText(shown ?? '')
})

test('while the program is gone the page says so, keeps the letters on the screen and comes back by itself', async ({
  browser,
}) => {
  const other = await browser.newPage()
  await signIn(other, program, PAVEL)
  await expect(other.getByText(m.inbox_no_boxes_title())).toBeVisible()
  await program.kill()
  await expect(other.getByText(m.shell_lost_title())).toBeVisible()
  await expect(other.getByText(m.inbox_no_boxes_title())).toBeVisible()
  await program.startAgain()
  await expect(other.getByText(m.shell_lost_title())).toHaveCount(0)
  await other.close()
})
