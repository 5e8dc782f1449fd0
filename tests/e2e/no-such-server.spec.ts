// A typo in the name of a server, where the mailbox that has it is the only one.
import { expect, type Page } from '@playwright/test'
import { ANNA } from './mail-server.ts'
import { addPerson, PASSWORD, signIn } from './people.ts'
import { type Program, startProgram } from './program.ts'
import { test } from './test.ts'
import { m } from './words.ts'

// Two dots can be no name: the system says so by itself, whatever network the test has.
const HOST = 'mail..sever.example'

let program: Program
let page: Page
let mailbox: number

test.beforeAll(async ({ browser }) => {
  test.setTimeout(180_000)
  program = await startProgram()
  await addPerson(program, 'Анна Орлова', ANNA, 'admin')
  const token = await program.command(['token', 'add', '--user', ANNA])
  const half = { host: HOST, port: 993, security: 'tls', login: ANNA, password: PASSWORD }
  const answer = await fetch(`${program.origin}/api/v1/mailboxes`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ address: ANNA, imap: half, smtp: { ...half, port: 465 }, saveAnyway: true }),
  })
  if (!answer.ok) throw new Error(await answer.text())
  mailbox = (await answer.json()).id
  const context = await browser.newContext({ reducedMotion: 'reduce' })
  page = await context.newPage()
  await signIn(page, program, ANNA)
  await expect(page.getByRole('link', { name: m.outbox_nav() })).toBeVisible()
})

test.afterAll(async () => {
  await page?.context().close()
  await program?.stop()
})

test('the server is named in the list of mailboxes and on the page of the mailbox, in both halves, and nobody says "no network"', async () => {
  const named = page.getByText(m.trouble_host_not_found_text({ host: HOST }))
  for (const place of ['settings/mailboxes', `settings/mailboxes/${mailbox}`]) {
    await page.goto(`${program.origin}/#/${place}`)
    await expect(named).toHaveCount(2)
    await expect(page.getByText(m.send_reason_host_not_found())).toBeVisible()
    await expect(page.locator('[data-sync]')).toHaveAttribute('data-sync', 'trouble')
    await expect(page.locator('[data-sync]')).toContainText(m.trouble_host_not_found())
    await expect(page.getByText(m.shell_no_network())).toHaveCount(0)
  }
})
