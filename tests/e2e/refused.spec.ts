// A mailbox that does not get its letters, and what the screens make of it.
import { expect, type Page } from '@playwright/test'
import { type PracticeServer, startPracticeServer } from '../../src/main/practice/server.ts'
import { selfSigned } from '../rig/certificate.ts'
import { ANNA, letter } from './mail-server.ts'
import { addPerson, PASSWORD, rowOf, signIn } from './people.ts'
import { type Program, startProgram } from './program.ts'
import { test } from './test.ts'
import { m } from './words.ts'

test.describe.configure({ mode: 'serial' })

let program: Program
let mail: PracticeServer
let page: Page
let mailbox: number
const certificate = selfSigned()

test.beforeAll(async ({ browser }) => {
  test.setTimeout(180_000)
  ;[program, mail] = await Promise.all([
    startProgram('--allow-host', '127.0.0.1'),
    startPracticeServer({ now: Date.now, accounts: [{ address: ANNA, password: PASSWORD }], tls: certificate }),
  ])
  mail.deliver(
    ANNA,
    Buffer.from(letter({ from: 'boris@client.example', subject: 'Давно здесь', id: 'a@client.example', text: 'Да.' })),
  )
  await addPerson(program, 'Анна Орлова', ANNA, 'admin')
  const token = await program.command(['token', 'add', '--user', ANNA])
  const half = (port: number, security: 'none' | 'starttls') => ({
    ...{ host: '127.0.0.1', port, security, login: ANNA, password: PASSWORD, allowPlaintext: true },
  })
  const answer = await fetch(`${program.origin}/api/v1/mailboxes`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ address: ANNA, imap: half(mail.imapPort, 'starttls'), smtp: half(mail.smtpPort, 'none'), saveAnyway: true },
    }),
  })
  if (!answer.ok) throw new Error(await answer.text())
  const made: { id: number } = await answer.json()
  mailbox = made.id
  page = await browser.newPage({ reducedMotion: 'reduce' })
  await signIn(page, program, ANNA)
  await expect(page.getByRole('link', { name: m.outbox_nav() })).toBeVisible()
})

test.afterAll(async () => {
  await page?.close()
  await program?.stop()
  await mail?.close()
})

const titleBar = () => page.getByRole('banner')
const button = (name: string) => page.getByRole('button', { name, exact: true })

test('the title bar says what is wrong with the mailbox, and one click leads there', async () => {
  await titleBar().getByRole('link', { name: m.trouble_certificate() }).click()
  await expect(page).toHaveURL(new RegExp(`settings/mailboxes/${mailbox}$`))
  await expect(page.getByRole('heading', { name: ANNA })).toBeVisible()
})

test('connected once more, the wizard says that the mailbox is there and leads to it', async () => {
  await page.goto(`${program.origin}/#/settings/mailboxes/new/address`)
  const address = page.getByRole('textbox', { name: m.mailboxes_address_label(), exact: true })
  await address.fill(ANNA.toUpperCase())
  await expect(page.getByText(m.mailboxes_address_existing(), { exact: true })).toBeVisible()
  await expect(page.getByRole('link', { name: ANNA }).last()).toHaveAttribute('href', `#/settings/mailboxes/${mailbox}`)
  await expect(button(m.mailboxes_next())).toHaveCount(0)
  await address.press('Enter')
  await expect(page).toHaveURL(new RegExp(`settings/mailboxes/${mailbox}$`))
})

test('its page shows the certificate of the server; trusted by hand, letters come', async () => {
  await expect(page.getByText(m.trouble_certificate()).first()).toBeVisible()
  await expect(page.getByText(certificate.sha256.slice(0, 8))).toBeVisible()
  await button(m.mailboxes_cert_trust()).click()
  await expect(page.getByTitle(m.mailboxes_receiving_works())).toBeVisible()
  await expect(page.getByText(m.mailboxes_one_pinned())).toBeVisible()
  await expect(titleBar().getByText(m.shell_mail_fresh())).toBeVisible()
  await page.goto(`${program.origin}/#/inbox/all`)
  await expect(rowOf(page, 'Давно здесь')).toBeVisible()
})
