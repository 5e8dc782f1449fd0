import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, type Page } from '@playwright/test'
import { type PracticeServer, startPracticeServer } from '../../src/main/practice/server.ts'
import { expectNoFindings } from './findings.ts'
import { ANNA } from './mail-server.ts'
import { addPerson, openConversation, PASSWORD, signIn, threadOf } from './people.ts'
import { type Program, startProgram } from './program.ts'
import { test } from './test.ts'
import { m } from './words.ts'

test.describe.configure({ mode: 'serial' })

let program: Program
let mail: PracticeServer
let page: Page
let token: string
let mailbox: number

test.beforeAll(async ({ browser }) => {
  ;[program, mail] = await Promise.all([
    startProgram('--allow-host', '127.0.0.1'),
    startPracticeServer({ now: Date.now, accounts: [{ address: ANNA, password: PASSWORD }] }),
  ])
  await addPerson(program, 'Анна Орлова', ANNA, 'admin')
  token = await program.command(['token', 'add', '--user', ANNA])
  const half = (port: number) => ({
    ...{ host: '127.0.0.1', port, security: 'none', login: ANNA, password: PASSWORD, allowPlaintext: true },
  })
  const made: { id: number } = await api('mailboxes', {
    address: ANNA,
    imap: half(mail.imapPort),
    smtp: half(mail.smtpPort),
  })
  mailbox = made.id
  const context = await browser.newContext({ reducedMotion: 'reduce' })
  page = await context.newPage()
  await signIn(page, program, ANNA)
  await page.getByRole('link', { name: m.outbox_nav() }).click()
  await expect(page.getByRole('heading', { name: m.outbox_title() })).toBeVisible()
})

test.afterAll(async () => {
  await page?.context().close()
  await program?.stop()
  await mail?.close()
})

/** Where nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function api<T>(path: string, body: object, method = 'POST'): Promise<T> {
  const answer = await fetch(`${program.origin}/api/v1/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
  return answer.json()
}

const write = (subject: string, to = ['client@client.example'], delaySeconds = 0) =>
  api<{ id: number; shortId: string }>('messages', { mailbox, to, subject, text: `Текст: ${subject}`, delaySeconds })
const get = async <T>(path: string): Promise<T> =>
  (await fetch(`${program.origin}/api/v1/${path}`, { headers: { authorization: `Bearer ${token}` } })).json()
/** The sentence with whatever time. */
const NEXT_TRY = new RegExp(m.send_reason_next_try({ until: '#' }).replace('#', String.raw`.*\d\d:\d\d`))
const row = (words: string | RegExp) => page.getByRole('row').filter({ hasText: words })
const tab = (name: string) => page.getByRole('navigation', { name: m.outbox_tabs() }).getByRole('link', { name })
const button = (name: string) => page.getByRole('button', { name, exact: true })

test('a letter that left says that the server accepted it, and the gauge counts its recipients', async () => {
  await write('Прайс на декабрь', ['a@client.example', 'b@client.example'])
  await expect(row('Прайс на декабрь')).toContainText(m.outbox_state_sent())
  await expect(page.getByRole('list', { name: m.outbox_gauges() })).toContainText(`2 из 2 000`)
})

test('a refused letter stands on top with the reason in words, the rail counts it, and its address is put right in the form', async () => {
  mail.faults.smtp = {
    refuse: [{ phase: 'RCPT', address: 'sedov@metizz.example', code: 550, text: '5.1.1 user unknown' }],
  }
  await write('Смета', ['sedov@metizz.example'])
  await expect(row('Смета')).toContainText(m.send_reason_unknown_recipient())
  await expect(page.getByTitle(m.outbox_nav_needs())).toHaveText('1')
  await row('Смета').getByRole('button', { name: m.outbox_act_address() }).click()
  await expect(page.getByRole('textbox', { name: m.compose_subject() })).toHaveValue('Смета')
  await expect(page.getByText('sedov@metizz.example').first()).toBeVisible()
  mail.faults.smtp = {}
  await page.goto(`${program.origin}/#/outbox/drafts`)
  await expect(page.getByRole('list', { name: m.outbox_group_drafts() })).toContainText('Смета')
  await expect(page.getByTitle(m.outbox_nav_needs()), 'nothing has left in its place').toHaveText('1')
  await button(m.outbox_act_continue()).click()
  await page.getByRole('button', { name: m.compose_send() }).click()
  await expect(page.getByTitle(m.outbox_nav_needs())).toHaveCount(0, { timeout: 20_000 })
  await page.goto(`${program.origin}/#/outbox/sent`)
  await expect(row('Смета')).toHaveCount(1)
})

test('the log tells every attempt in the words of the server; trying again sends the same letter', async () => {
  mail.faults.smtp = { refuse: [{ phase: 'DOT', code: 554, text: '5.6.0 policy says no', times: 1 }] }
  const { shortId } = await write('Счёт 1042')
  await page.goto(`${program.origin}/#/outbox/failed`)
  // A refusal has no sentence of ours: the words of the server stand open, in the row and in the log.
  await expect(row('Счёт 1042')).toContainText('554 5.6.0 policy says no')
  await row('Счёт 1042').getByText('Счёт 1042').click()
  const dialog = page.getByRole('dialog', { name: 'Счёт 1042' })
  await expect(dialog).toContainText(shortId)
  await expect(dialog.getByText('554 5.6.0 policy says no', { exact: true })).toBeVisible()
  await dialog.getByRole('button', { name: m.outbox_act_retry() }).click()
  await expect(row('Счёт 1042')).toHaveCount(0)
  await tab(m.outbox_tab_sent()).click()
  await page.getByRole('searchbox', { name: m.outbox_search() }).fill(`id:${shortId}`)
  await expect(row('Счёт 1042')).toContainText(m.outbox_state_sent())
  await expect(row('Прайс на декабрь')).toHaveCount(0)
  await row('Счёт 1042').getByText('Счёт 1042').click()
  await expect(page.getByRole('dialog').getByRole('listitem')).toHaveCount(2)
  await page.keyboard.press('Escape')
  await page.getByRole('searchbox', { name: m.outbox_search() }).fill('')
  const [first, second] = mail.handovers.slice(-2)
  expect(second?.messageId).toBe(first?.messageId)
  expect(second?.sha256).toBe(first?.sha256)
})

const report = (original: string, email: string, name = 'report') =>
  Buffer.from(
    [
      'Return-Path: <>',
      'From: Mail Delivery System <mailer-daemon@mx.client.example>',
      `To: ${ANNA}`,
      'Subject: Undelivered Mail Returned to Sender',
      `Message-ID: <${name}-${original}>`,
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
      ...['', '--b', 'Content-Type: text/plain', '', 'It did not work out.', '--b'],
      ...['Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.client.example', ''],
      ...[`Final-Recipient: rfc822; ${email}`, 'Action: failed', 'Status: 5.1.1'],
      ...['Diagnostic-Code: smtp; 550 5.1.1 nobody of that name', '--b', 'Content-Type: text/rfc822-headers', ''],
      ...[`From: ${ANNA}`, `To: ${email}`, `Message-ID: <${original}>`, '', '--b--', ''],
    ].join('\r\n'),
  )

test('a letter that came back says so, from whom and why, in the log and in the list of conversations', async () => {
  await api('messages', {
    mailbox,
    to: ['client@client.example'],
    cc: ['gone@client.example'],
    subject: 'Вернётся',
    text: 'Текст',
  })
  await page.goto(`${program.origin}/#/outbox/all`)
  await expect(row('Вернётся')).toContainText(m.outbox_state_sent())
  await expect(row('Вернётся'), 'a copy is a recipient too').toContainText(m.outbox_more_to({ n: 1 }))
  mail.deliver(ANNA, report(mail.handovers.at(-1)?.messageId ?? '', 'gone@client.example'))
  // Whoever is elsewhere is told, for a few seconds; the rail and the tab count it.
  const told = page.getByRole('group', { name: m.outbox_news_returned({ who: 'gone@client.example' }) })
  await expect(told).toBeVisible({ timeout: 40_000 })
  await expect(row('Вернётся')).toContainText(m.outbox_state_partly_returned())
  await expect(row('Вернётся')).toContainText(m.talks_report_failed({ email: 'gone@client.example' }))
  await expect(row('Вернётся')).toContainText(m.talks_report_unknown_recipient({ host: 'client.example' }))
  await expect(page.getByTitle(m.outbox_nav_needs())).toHaveText('1')
  await tab(m.outbox_tab_failed()).click()
  await expect(row('Вернётся').getByRole('button', { name: m.outbox_act_draft() })).toBeVisible()
  await expect(row('Вернётся').getByRole('button', { name: m.outbox_act_address() })).toBeVisible()
  await page.goto(`${program.origin}/#/inbox/reply`)
  const conversation = page.getByRole('option').filter({ hasText: 'Вернётся' })
  await expect(conversation.getByRole('img', { name: m.glyph_returned() })).toBeVisible()
  await conversation.click()
  await expect(page.getByRole('alert')).toContainText(m.talks_report_failed({ email: 'gone@client.example' }))
})

test('sent again, a letter that came back is one that left in the letter, the list, the queue and its log', async () => {
  await page.getByRole('alert').getByRole('button', { name: m.outbox_act_again() }).click()
  const settled = page.getByRole('status').filter({ hasText: 'gone@client.example' })
  await expect(settled).toContainText(/отправлено ещё раз: сегодня, \d\d:\d\d/)
  await page.getByRole('link', { name: m.shell_waiting() }).click()
  await expect(page.getByRole('option').filter({ hasText: 'Вернётся' })).toBeVisible()
  await expect(page.getByRole('img', { name: m.glyph_returned() })).toHaveCount(0)
  await page.goto(`${program.origin}/#/outbox/sent`)
  await expect(row('Вернётся')).toContainText(m.outbox_state_sent())
  await row('Вернётся').getByText('Вернётся').click()
  const log = page.getByRole('dialog', { name: 'Вернётся' })
  await expect(log.getByRole('listitem')).toHaveCount(3)
  await expect(log.getByRole('listitem').nth(1)).toContainText(m.outbox_report_failed({ email: 'gone@client.example' }))
  await page.keyboard.press('Escape')
  expect(mail.handovers.at(-1)?.to).toEqual(['gone@client.example'])
})

test('the address of a letter that came back is put right in its form, and another one is put away', async () => {
  mail.deliver(ANNA, report(mail.handovers.at(-1)?.messageId ?? '', 'gone@client.example', 'again'))
  await expect(row('Вернётся')).toHaveCount(0, { timeout: 20_000 })
  await tab(m.outbox_tab_failed()).click()
  await row('Вернётся').getByRole('button', { name: m.outbox_act_address() }).click()
  await expect(page.getByRole('heading', { name: m.compose_new_title() })).toBeVisible()
  await expect(page.getByText('gone@client.example').first()).toBeVisible()
  await expect(page.getByTitle(m.outbox_nav_needs()), 'nothing has left in its place').toHaveText('1')
  await page.getByRole('button', { name: m.compose_send() }).click()
  await expect(page.getByTitle(m.outbox_nav_needs())).toHaveCount(0, { timeout: 20_000 })

  await write('Вернётся тоже', ['away@client.example'])
  await expect.poll(() => mail.handovers.at(-1)?.to).toEqual(['away@client.example'])
  mail.deliver(ANNA, report(mail.handovers.at(-1)?.messageId ?? '', 'away@client.example'))
  const told = page.getByRole('group', { name: m.outbox_news_returned({ who: 'away@client.example' }) })
  await told.getByRole('button', { name: m.outbox_news_show() }).click({ timeout: 20_000 })
  await page.getByRole('alert').getByRole('button', { name: m.outbox_act_put_away() }).click()
  await expect(page.getByRole('status').filter({ hasText: 'away@client.example' })).toContainText(
    m.talks_report_put_away({ email: 'away@client.example' }),
  )
  await expect(page.getByTitle(m.outbox_nav_needs())).toHaveCount(0)
})

test('a letter that is too big for the server names no limit that nobody has told', async () => {
  mail.faults.smtp = { refuse: [{ phase: 'MAIL', code: 552, text: '5.3.4 size', times: 1 }] }
  await write('Велико')
  await page.goto(`${program.origin}/#/outbox/failed`)
  await expect(row('Велико')).toContainText(m.send_reason_too_big_text())
  await row('Велико').getByRole('button', { name: m.outbox_act_draft() }).click()
  await expect(page.getByRole('heading', { name: m.compose_new_title() })).toBeVisible()
})

test('each of many letters that wait for a limit has one time', async () => {
  const set = (limitMinute: number | null) => api(`mailboxes/${mailbox}`, { limitMinute }, 'PATCH')
  await set(1)
  for (const name of ['Первое', 'Второе', 'Третье']) await write(`${name} за лимитом`)
  await page.goto(`${program.origin}/#/outbox/queued`)
  const times = async () => (await row('Третье за лимитом').textContent())?.match(/\d\d:\d\d/g) ?? []
  await expect.poll(async () => (await times()).length).toBeGreaterThan(1)
  await expect.poll(async () => new Set(await times()).size).toBe(1)
  await api(`mailboxes/${mailbox}`, {}, 'PATCH')
  await set(null)
  await expect(row(/за лимитом/)).toHaveCount(0)
})

test('a letter of unknown fate shows the evidence and waits for one of two buttons', async () => {
  mail.faults.smtp = { drop: { when: 'after-dot', times: 1 } }
  await write('Договор, корпус 2')
  await page.goto(`${program.origin}/#/outbox/failed`)
  await expect(row('Договор, корпус 2')).toContainText(m.outbox_state_uncertain())
  await expect(row(new RegExp(`^${m.outbox_group_uncertain()} 1$`))).toBeVisible()
  await expect(page.getByTitle(m.outbox_nav_needs())).toHaveText('1')
  await expect(tab(m.outbox_tab_uncertain())).toHaveText(`${m.outbox_tab_uncertain()}1`)
  // It stands above those that did not go, and is not called one of them.
  await expect(tab(m.outbox_tab_failed())).toHaveText(`${m.outbox_tab_failed()}1`)
  await expect(row(new RegExp(`^${m.outbox_group_failed()}`))).toHaveCount(0)
  await row('Договор, корпус 2').getByText('Договор, корпус 2').click()
  await expect(page).toHaveURL(/outbox\/uncertain\/\d+/)
  await expect(page.getByRole('heading', { name: /Ушло ли письмо/ })).toBeVisible()
  await expect(page.getByText(m.outbox_fact_begun())).toBeVisible()
  await expect(page.getByText(m.outbox_fact_lost())).toBeVisible()
  await expect(page.getByText(m.outbox_fact_absent())).toBeVisible()
  await expect(page.getByText(m.outbox_fact_no_bounce())).toBeVisible()
  mail.deliver(ANNA, report(mail.handovers.at(-1)?.messageId ?? '', 'client@client.example'))
  await expect(page.getByText(m.outbox_fact_bounce({ email: 'client@client.example' }))).toBeVisible({
    timeout: 20_000,
  })
  await expect(page.getByText('550 5.1.1 nobody of that name')).toBeVisible()
  await expect(page.getByText(m.outbox_verdict_left())).toBeVisible()
  await button(m.outbox_act_again()).click()
  await expect(page.getByText(m.outbox_gone())).toBeVisible()
  await expect.poll(() => mail.handovers.slice(-2).map((one) => one.outcome)).toEqual(['dropped', 'accepted'])
  expect(new Set(mail.handovers.slice(-2).map((one) => one.messageId)).size).toBe(1)
})

test('a block of the provider stops the mailbox for a day; a letter by hand goes after a warning', async () => {
  mail.faults.smtp = { refuse: [{ phase: 'DOT', code: 554, text: '5.7.1 Spam limit exceeded', times: 1 }] }
  await write('Первое под запретом')
  await page.goto(`${program.origin}/#/outbox/all`)
  await expect(row('Первое под запретом')).toContainText(m.outbox_why_block())
  await write('Второе под запретом')
  await expect(row('Второе под запретом')).toContainText(m.send_reason_provider_block())
  await expect(page.getByRole('list', { name: m.outbox_gauges() })).toContainText(/Сервис остановил отправку до/)
  await expect(page.getByTitle(/: отправка стоит до/).locator('.dot--danger')).toBeVisible()
  const before = mail.handovers.length
  await row('Второе под запретом').getByRole('button', { name: m.outbox_act_anyway() }).click()
  await expect(page.getByRole('dialog')).toContainText('Spam limit exceeded')
  await page.getByRole('dialog').getByRole('button', { name: m.outbox_act_anyway() }).click()
  await expect(row('Второе под запретом')).toContainText(m.outbox_state_sent())
  expect(mail.handovers).toHaveLength(before + 1)
  await expect(page.getByRole('list', { name: m.outbox_gauges() })).not.toContainText(/Сервис остановил/)
})

test('everything can be paused, and goes on in its order', async () => {
  await button(m.outbox_pause_all()).click()
  await expect(page.getByText(m.outbox_paused_banner())).toBeVisible()
  const rests = m.shell_box_says({ address: ANNA, words: m.outbox_box_paused() })
  await expect(page.getByTitle(rests).locator('.dot--warn')).toBeVisible()
  const before = mail.handovers.length
  await write('Раз')
  await write('Два')
  await tab(m.outbox_tab_queued()).click()
  await expect(row('Раз')).toContainText(m.send_reason_sending_paused())
  await button(m.outbox_go_on()).click()
  await expect.poll(() => mail.handovers.length).toBe(before + 2)
  const subjects = mail.handovers.slice(-2).map((one) => one.source?.toString() ?? '')
  expect(subjects[0]).toContain(Buffer.from('Текст: Раз').toString('base64').slice(0, 16))
})

test('a letter that the server did not take for everybody names who is without it', async () => {
  mail.faults.smtp = { refuse: [{ phase: 'RCPT', address: 'gone@client.example', code: 550, text: '5.1.1 no' }] }
  await write('Двоим', ['here@client.example', 'gone@client.example'])
  await page.goto(`${program.origin}/#/outbox/all`)
  await expect(row('Двоим')).toContainText(m.outbox_state_partly())
  await expect(row('Двоим')).toContainText(m.outbox_refused_for({ emails: 'gone@client.example' }))
  mail.faults.smtp = {}
})

test('a letter that one recipient still waits for says meanwhile whom the server has refused for good', async () => {
  const [gone, late] = ['gone@client.example', 'late@client.example']
  const ofGone = { phase: 'RCPT' as const, address: gone, code: 550, text: '5.1.1 nobody' }
  mail.faults.smtp = { refuse: [ofGone, { phase: 'RCPT', address: late, code: 451, text: '4.7.1 Greylisted' }] }
  await write('Троим', ['here@client.example', gone, late])
  await page.goto(`${program.origin}/#/outbox/queued`)
  await expect(row('Троим')).toContainText(m.outbox_state_waits())
  await expect(row('Троим')).toContainText(m.outbox_refused_for({ emails: gone }))
  await expect(row('Троим')).toContainText(m.send_reason_greylisted())
  await page.goto(`${program.origin}/#/inbox/all`)
  await openConversation(page, 'Троим')
  const state = threadOf(page).getByRole('status').filter({ hasText: m.send_reason_greylisted() })
  await expect(state).toContainText(m.letter_out_refused_for({ email: gone }))
  await expect(state).toContainText('550 5.1.1 nobody')
  mail.faults.smtp = { refuse: [ofGone] }
  await state.getByRole('button', { name: m.letter_out_try_now() }).click()
  await expect(threadOf(page)).toContainText(m.letter_out_partly())
  mail.faults.smtp = {}
})

test('in the conversation of a refused letter the words of the server stand once', async () => {
  mail.faults.smtp = { refuse: [{ phase: 'RCPT', code: 550, text: '5.1.1 user unknown', times: 1 }] }
  await write('Нет такого')
  await page.goto(`${program.origin}/#/inbox/all`)
  await openConversation(page, 'Нет такого')
  const refusal = threadOf(page).getByRole('alert')
  await expect(refusal).toContainText(m.send_reason_unknown_recipient())
  expect((await refusal.textContent())?.split('550 5.1.1 user unknown')).toHaveLength(2)
  await refusal.getByRole('button', { name: m.letter_out_retry() }).click()
  await page.goto(`${program.origin}/#/outbox/sent`)
  await expect(row('Нет такого')).toContainText(m.outbox_state_sent())
})

test('several letters are picked by the keyboard and sent again together', async () => {
  mail.faults.smtp = { refuse: [{ phase: 'RCPT', code: 552, text: '5.2.2 mailbox full', times: 3 }] }
  for (const n of [1, 2, 3]) await write(`Ящик полон ${n}`)
  await page.goto(`${program.origin}/#/outbox/failed`)
  await expect(row(/Ящик полон 3/)).toContainText(m.outbox_why_full())
  await expect(row(/Ящик полон/)).toHaveCount(3)
  // Pressed where no row has the focus, the keys of a row do nothing.
  await page.getByRole('heading', { name: m.outbox_title() }).click()
  for (const key of ['r', 'd', 'o', 'x']) await page.keyboard.press(key)
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page.getByRole('toolbar')).toHaveCount(0)
  await expect(row(/Ящик полон/)).toHaveCount(3)
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('Shift+x')
  await expect(page.getByRole('toolbar')).toContainText('Выбрано 3 письма')
  const before = mail.handovers.length
  await page.keyboard.press('r')
  await expect(row(/Ящик полон/)).toHaveCount(0)
  await expect.poll(() => mail.handovers.length).toBe(before + 3)
})

test('the screens of the queue have no serious fault for people who cannot see or use a mouse', async () => {
  test.setTimeout(180_000)
  mail.faults.smtp = { drop: { when: 'after-dot', times: 1 } }
  await write('Неизвестное')
  await expect.poll(() => mail.handovers.at(-1)?.outcome).toBe('dropped')
  mail.faults.smtp = { refuse: [{ phase: 'RCPT', code: 550, text: '5.1.1 user unknown', times: 1 }] }
  await write('Не туда')
  await expect(row('Не туда')).toContainText(m.send_reason_unknown_recipient())
  await button(m.outbox_pause_all()).click()
  await expect(button(m.outbox_go_on())).toBeVisible()
  await write('В очереди')
  const heading = (name: string | RegExp) => expect(page.getByRole('heading', { name })).toBeVisible()
  const places: [path: string, isThere: () => Promise<unknown>][] = [
    ['outbox/all', () => expect(row('В очереди').last()).toBeVisible()],
    ['outbox/drafts', () => expect(page.getByRole('list', { name: m.outbox_group_drafts() })).toBeVisible()],
    ['outbox/uncertain', () => heading(/Ушло ли письмо/)],
    [`settings/mailboxes/${mailbox}`, () => heading(m.outbox_limits_title())],
    ['outbox/failed', () => row('Не туда').getByText('Не туда').click()],
  ]
  for (const [path, isThere] of places) {
    await page.goto(`${program.origin}/#/${path}`)
    await isThere()
    await expectNoFindings(page, path)
  }
})

test('an answer that found no server says in the conversation when it is tried again, and can be tried at once', async () => {
  const half = { host: '127.0.0.1', security: 'none', login: 'olga', password: PASSWORD, allowPlaintext: true }
  const closed = await closedPort()
  const other = await api<{ id: number }>('mailboxes', {
    ...{ address: 'olga@golub.example', saveAnyway: true },
    smtp: { ...half, port: closed },
  })
  const { id } = await api<{ id: number }>('messages', {
    ...{ mailbox: other.id, to: ['client@client.example'], subject: 'В пустоту', text: 'Есть кто?' },
  })
  await page.goto(`${program.origin}/#/outbox/queued`)
  await expect(row('В пустоту')).toContainText(NEXT_TRY)
  await page.goto(`${program.origin}/#/inbox/all`)
  await openConversation(page, 'В пустоту')
  const state = threadOf(page).getByRole('status').filter({ hasText: m.send_reason_unreachable() })
  await expect(state).toContainText(NEXT_TRY)
  await state.getByRole('button', { name: m.letter_out_try_now() }).click()
  await expect.poll(async () => (await get<{ attempts: unknown[] }>(`outbox/${id}`)).attempts.length).toBe(2)
  await expect(state).toContainText(NEXT_TRY)
})
