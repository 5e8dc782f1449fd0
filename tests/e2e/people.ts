import { expect, type FrameLocator, type Locator, type Page } from '@playwright/test'
import { ANNA, type MailServer } from './mail-server.ts'
import type { Program } from './program.ts'
import { m } from './words.ts'

export const PASSWORD = 'корова прыгает через луну'

/** Adds a person by the command line, as an administrator does. */
export async function addPerson(program: Program, name: string, email: string, role = 'manager'): Promise<void> {
  await program.command(['user', 'add', '--name', name, '--email', email, '--role', role, '--password-stdin'], PASSWORD)
}

export async function signIn(page: Page, program: Program, email: string, password = PASSWORD): Promise<void> {
  await page.goto(`${program.origin}/#/signin`)
  await page.getByRole('textbox', { name: m.welcome_signin_email(), exact: true }).fill(email)
  await page.getByLabel(m.welcome_signin_password(), { exact: true }).fill(password)
  await page.getByRole('button', { name: m.welcome_signin_submit() }).click()
}

/** Anna with her mailbox on the mail server, connected as a script does it; what lies there is being loaded then. */
export async function addAnna(program: Program, mail: MailServer): Promise<void> {
  await addPerson(program, 'Анна Орлова', ANNA, 'admin')
  const token = await program.command(['token', 'add', '--user', ANNA])
  const half = (port: number) => ({
    host: '127.0.0.1',
    port,
    security: 'none',
    login: 'anna',
    password: mail.dovecot.password,
    allowPlaintext: true,
  })
  const answer = await fetch(`${program.origin}/api/v1/mailboxes`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ address: ANNA, imap: half(mail.dovecot.imap), smtp: half(mail.smtpPort) }),
  })
  if (!answer.ok) throw new Error(`the mailbox was not connected: ${await answer.text()}`)
}

/** A conversation in the list, by a part of what its row says. */
export const rowOf = (page: Page, words: string | RegExp): Locator =>
  page.getByRole('listbox', { name: m.inbox_conversations() }).getByRole('option').filter({ hasText: words })

/** The open conversation. */
export const threadOf = (page: Page): Locator => page.getByRole('region', { name: m.letter_pane(), exact: true })

export async function openConversation(page: Page, words: string | RegExp): Promise<void> {
  await rowOf(page, words).first().click()
  // The one before stands until this one is there.
  await expect(threadOf(page)).toHaveAttribute('aria-busy', 'false')
  await expect(threadOf(page).getByRole('article').first()).toBeVisible()
}

/** How long her letters can be taken back: a minute outlasts every step of a slow computer, with none they leave at once. */
export async function chooseUndo(page: Page, seconds: number): Promise<void> {
  await page.getByRole('link', { name: m.shell_settings() }).click()
  await page.getByRole('link', { name: m.settings_section_look() }).click()
  const label = seconds === 0 ? m.settings_look_undo_none() : m.shell_seconds({ n: seconds })
  await page.getByRole('combobox', { name: m.settings_look_undo() }).selectOption({ label })
  await page.getByRole('link', { name: m.shell_inbox() }).click()
}

/** The buttons of a letter show under the pointer: a letter that is drawn anew meanwhile has to be pointed at again. */
export async function clickInLetter(letter: Locator, name: string): Promise<void> {
  await expect(async () => {
    await letter.hover()
    await letter.getByRole('button', { name }).click({ timeout: 1000 })
  }).toPass()
}

/** The text of an HTML letter: it lives in a document of its own. */
export const inLetter = (letter: Locator): FrameLocator => letter.frameLocator('iframe')
