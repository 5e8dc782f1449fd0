import { expect, type Page } from '@playwright/test'
import { expectNoFindings } from './findings.ts'
import { ANNA, letter, type MailServer } from './mail-server.ts'
import { type Inbox, openInbox } from './office.ts'
import { chooseUndo, clickInLetter, openConversation, rowOf, threadOf } from './people.ts'
import type { Program } from './program.ts'
import { test } from './test.ts'
import { m } from './words.ts'

test.describe.configure({ mode: 'serial' })

let office: Inbox
let program: Program
let mail: MailServer
let page: Page
const BORIS = 'Boris Ivanov <boris@client.example>'
const form = (n: number) =>
  letter({
    from: 'Site <form@site.example>',
    subject: 'Заявка с сайта',
    id: `form${n}@site.example`,
    text: `Заявка номер ${n}`,
  })

/** A letter that a gateway has read wrongly and sent on as UTF-8. */
const broken = (id: string) =>
  letter({
    from: 'Robot <robot@metiz.example>',
    subject: 'Çàêàç ïðèíÿò',
    id,
    text: 'Çäðàâñòâóéòå! Âàø çàêàç ñîáðàí è ãîòîâ ê îòïðàâêå. Ìåíåäæåð âàì ïîçâîíèò.',
  })

test.beforeAll(async ({ browser }) => {
  office = await openInbox(
    browser,
    [
      letter({
        from: BORIS,
        subject: 'Поставка светильников',
        id: 'ask@client.example',
        text: 'Сколько стоит доставка до Тулы?',
      }),
      letter({
        from: BORIS,
        subject: 'Re: Поставка светильников',
        id: 'more@client.example',
        inReplyTo: 'ask@client.example',
        text: 'И ещё нужен паспорт на изделие.',
      }),
      letter({
        from: 'Oleg <oleg@other.example>',
        subject: 'Договор',
        id: 'deal@other.example',
        text: 'Пришлите договор, пожалуйста.',
      }),
      form(1),
      form(2),
      broken('broken1@metiz.example'),
    ],
    'Поставка светильников',
    { reducedMotion: 'reduce' },
  )
  ;({ program, mail, page } = office)
  await expect(rowOf(page, 'Договор')).toBeVisible()
})

test.afterAll(() => office?.close())

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' })
const dialog = (name: string) => page.getByRole('dialog', { name, exact: true })
const toast = () => page.getByRole('group').filter({ has: page.getByRole('button', { name: m.shell_undo() }) })
const undo = () => toast().getByRole('button', { name: m.shell_undo() }).click()

test('"why is it here" says the rule with its header, and what else was considered', async () => {
  await openConversation(page, 'Поставка светильников')
  await page.keyboard.press('y')
  const why = page.getByRole('dialog', { name: /Почему письмо в разговоре/ })
  await expect(why.getByText('<ask@client.example>')).toBeVisible()
  await expect(why.getByText(m.talks_considered())).toBeVisible()
  await expect(why.getByText(m.talks_lost_not_listed())).toBeVisible()
  await expect(why.getByText('%')).toHaveCount(0)
  await expectNoFindings(page, 'why')
  await page.keyboard.press('Escape')
  await expect(why).toHaveCount(0)
})

test('a letter is split off from there at once, and Z brings it back', async () => {
  await page.keyboard.press('y')
  await page
    .getByRole('dialog', { name: /Почему письмо/ })
    .getByRole('button', { name: m.talks_split_short() })
    .click()
  await expect(rowOf(page, 'Поставка светильников')).toHaveCount(2)
  await page.keyboard.press('z')
  await expect(rowOf(page, 'Поставка светильников')).toHaveCount(1)
})

test('two conversations are merged after the result was spelled out, with a warning about other clients', async () => {
  await page.keyboard.press('Shift+M')
  const merge = dialog(m.talks_merge())
  await merge.getByRole('textbox').fill('договор')
  await merge.getByRole('radio').first().check()
  await expect(merge.getByText(m.talks_other_clients({ one: 'Boris Ivanov', other: 'Oleg' }))).toBeVisible()
  await expect(merge.getByText(m.letters_count({ n: 3 }), { exact: false })).toBeVisible()
  await merge.getByRole('combobox', { name: m.talks_result_subject() }).selectOption('Поставка светильников')
  await expectNoFindings(page, 'merge')
  await merge.getByRole('button', { name: m.talks_merge_do(), exact: true }).click()
  await expect(merge).toHaveCount(0)
  await expect(threadOf(page).getByText(/присоединён разговор №/)).toBeVisible()
  await expect(threadOf(page).getByRole('heading', { name: 'Поставка светильников', exact: true })).toBeVisible()
  await expect(rowOf(page, 'Пришлите договор').or(rowOf(page, 'Договор'))).toHaveCount(1)
})

test('the line in the conversation takes it back, also after a reload', async () => {
  await page.reload()
  await expect(threadOf(page).getByText(/присоединён разговор №/)).toBeVisible()
  await threadOf(page).getByRole('button', { name: m.talks_act_undo(), exact: true }).click()
  await expect(rowOf(page, 'Договор')).toHaveCount(1)
  await expect(rowOf(page, 'Поставка светильников')).toHaveCount(1)
  await expect(threadOf(page).getByText(/присоединён разговор №/)).toHaveCount(0)
})

test('ticked letters are split off by the keyboard; at least one stays', async () => {
  await openConversation(page, 'Поставка светильников')
  await page.keyboard.press('Shift+S')
  const split = dialog(m.talks_split())
  await expect(split).toBeVisible()
  const boxes = split.getByRole('checkbox')
  await boxes.first().focus()
  await page.keyboard.press('Space')
  await page.keyboard.press('Shift+ArrowDown')
  await expect(split.getByText(m.talks_split_all())).toBeVisible()
  await expect(split.getByRole('button', { name: /^Отделить/ })).toBeDisabled()
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Space')
  // Both are of one person: where his next letter belongs is for the user to say.
  await expect(split.getByRole('checkbox', { name: m.talks_split_next({ who: 'Boris Ivanov' }) })).not.toBeChecked()
  const name = split.getByRole('textbox', { name: m.talks_split_subject() })
  await expect(name).toHaveValue('Поставка светильников')
  await name.fill('Паспорт на изделие')
  await expectNoFindings(page, 'split')
  await split.getByRole('button', { name: m.talks_split_do({ n: 1 }) }).click()
  await expect(split).toHaveCount(0)
  await expect(threadOf(page).getByText(/1 письмо отделено в №/)).toBeVisible()
  await expect(rowOf(page, 'Паспорт на изделие')).toHaveCount(1)
  await undo()
  await expect(rowOf(page, 'Поставка светильников')).toHaveCount(1)
})

test('a letter moves to another conversation and back', async () => {
  await clickInLetter(threadOf(page).getByRole('article').last(), m.letter_letter_menu())
  await page.getByRole('menuitem', { name: m.talks_move() }).click()
  const move = dialog(m.talks_move())
  await move.getByRole('textbox').fill('договор')
  await move.getByRole('radio').first().check()
  await move.getByRole('button', { name: m.talks_move_do(), exact: true }).click()
  await expect(move).toHaveCount(0)
  await expect(rowOf(page, 'Поставка светильников').first()).toBeVisible()
  await expect(threadOf(page).getByText(/1 письмо перенесено в №/)).toBeVisible()
  await undo()
  await expect(threadOf(page).getByText(/1 письмо перенесено в №/)).toHaveCount(0)
})

test('exclusions: good lines are added, bad ones stay with their reason; old conversations are split and joined again', async () => {
  await expect(rowOf(page, 'Заявка с сайта')).toHaveCount(1)
  await page.goto(`${program.origin}/#/settings/exclusions`)
  const field = page.getByRole('textbox', { name: m.exclusions_editor() })
  await field.fill('form@site.example\nОльга Петрова\nivanov@@mail.ru\nform@site.example')
  await expect(page.getByText(m.exclusions_bad_space_inside())).toBeVisible()
  await expect(page.getByText(m.exclusions_bad_several_at())).toBeVisible()
  await expect(page.getByText(m.letters_count({ n: 2 }), { exact: true })).toBeVisible()
  const old = page.getByRole('checkbox', { name: new RegExp(m.exclusions_split()) })
  await expect(page.getByText(/1 письмо отойдёт отдельно: получится 1 новый разговор/)).toBeVisible()
  await old.check()
  await expectNoFindings(page, 'exclusions')
  await button(m.exclusions_do_add({ n: 1 })).click()
  await expect(page.getByRole('region', { name: m.exclusions_there() }).getByText('form@site.example')).toBeVisible()
  await expect(field).toHaveValue('Ольга Петрова\nivanov@@mail.ru')
  // From the end of the field it goes round to the first one, then on.
  await field.press('F8')
  await field.press('F8')
  expect(
    await field.evaluate((one: HTMLTextAreaElement) => one.value.slice(one.selectionStart, one.selectionEnd)),
  ).toBe('ivanov@@mail.ru')
  await page.getByRole('link', { name: m.shell_inbox() }).click()
  await expect(rowOf(page, 'Заявка с сайта')).toHaveCount(2)
  await undo()
  await expect(rowOf(page, 'Заявка с сайта')).toHaveCount(1)
})

test('broken text is shown in another encoding, which is remembered for its sender', async () => {
  await openConversation(page, /Çàêàç/)
  await expect(threadOf(page).getByText(m.talks_encoding_broken())).toBeVisible()
  const other = await page.context().newPage()
  await other.goto(page.url())
  await expect(threadOf(other).getByText(m.talks_encoding_broken())).toBeVisible()
  await page.bringToFront()
  await page.keyboard.press('Control+Shift+E')
  const menu = page.getByRole('listbox', { name: m.talks_encoding() })
  await expect(menu.getByRole('option', { name: /Windows-1251.*советуем/s })).toBeFocused()
  await expect(threadOf(page).getByText('Здравствуйте! Ваш заказ собран')).toBeVisible()
  await expectNoFindings(page, 'encoding')
  await page.keyboard.press('Enter')
  await expect(rowOf(page, 'Заказ принят')).toBeVisible()
  for (const at of [page, other])
    await expect(threadOf(at).getByText('Здравствуйте! Ваш заказ собран').first()).toBeVisible()
  await expect(threadOf(other).getByText('Çäðàâñòâóéòå')).toHaveCount(0)
  await other.close()
  // The strip with its button is gone; the keyboard is where it was, or at the menu of the letter.
  const actions = threadOf(page).getByRole('button', { name: m.letter_letter_menu(), exact: true }).last()
  await expect(page.locator('body:focus')).toHaveCount(0)
  await actions.press('Enter')
  await page.getByRole('menuitem', { name: m.talks_encoding() }).press('Enter')
  await expect(menu.getByRole('option').first()).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(actions).toBeFocused()
  await mail.deliver(broken('broken2@metiz.example').replace('Ðobot', 'Robot'))
  await expect(rowOf(page, /Çàêàç/)).toHaveCount(0)
  await undo()
  await expect(rowOf(page, /Çàêàç/)).toBeVisible()
})

test('a newer letter stops an answer in its undo window; it leaves when its author says so', async () => {
  await chooseUndo(page, 60)
  await openConversation(page, 'Поставка светильников')
  await page.keyboard.press('r')
  await page.keyboard.type('Доставка стоит 900 рублей')
  await expect(page.getByText(m.compose_saved())).toBeVisible()
  await page.getByRole('textbox', { name: m.compose_editor() }).press('Control+Enter')
  await expect(page.getByRole('group', { name: m.compose_sent_now() })).toBeVisible()
  await mail.deliver(
    letter({
      from: BORIS,
      subject: 'Re: Поставка светильников',
      id: 'stop@client.example',
      inReplyTo: 'more@client.example',
      text: 'Стойте, адрес другой!',
    }),
  )
  await expect(threadOf(page).getByText(m.send_reason_newer_letter())).toBeVisible({ timeout: 20_000 })
  await expect(threadOf(page).getByText('Стойте, адрес другой!').first()).toBeVisible()
  await expect(page.getByRole('group', { name: m.compose_sent_now() })).toHaveCount(0)
  // The queue offers the same.
  await expect(page.getByTitle(m.outbox_nav_needs())).toHaveText('1')
  await page.getByRole('link', { name: m.outbox_nav() }).click()
  const stopped = page.getByRole('row').filter({ hasText: m.outbox_state_stopped() })
  await expect(stopped).toContainText(m.outbox_waits_you())
  await stopped.getByRole('button', { name: m.talks_send_as_is() }).click()
  await expect.poll(() => mail.sent.length, { timeout: 20_000 }).toBe(1)
  await page.goBack()
  await expect(threadOf(page).getByRole('article').first()).toBeVisible()
})

test('a report of a failed delivery is shown on the letter, with the report one click away', async () => {
  const id = /^Message-ID: <(.+)>/im.exec(mail.sent[0]?.source ?? '')?.[1] ?? ''
  await mail.deliver(
    [
      'Return-Path: <>',
      'From: Mail Delivery System <mailer-daemon@office.example>',
      `To: ${ANNA}`,
      'Subject: Undelivered Mail Returned to Sender',
      `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
      'Message-ID: <report1@office.example>',
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'The letter came back from mx.client.example.',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; office.example',
      '',
      'Final-Recipient: rfc822; boris@client.example',
      'Action: failed',
      'Status: 5.1.1',
      '--b',
      'Content-Type: text/rfc822-headers',
      '',
      `Message-ID: <${id}>`,
      '--b--',
      '',
    ].join('\r\n'),
  )
  await expect(rowOf(page, 'Поставка светильников').getByLabel(m.glyph_returned())).toBeVisible({ timeout: 20_000 })
  await expect(rowOf(page, 'Undelivered')).toHaveCount(0)
  const ours = threadOf(page).getByRole('button', { name: /Доставка стоит 900 рублей/ })
  const told = threadOf(page).getByText(/нет адреса|такого адреса нет/)
  await expect(ours.or(told).first()).toBeVisible()
  if (!(await told.isVisible())) await ours.click()
  await expect(told).toBeVisible()
  await expectNoFindings(page, 'report')
  await button(m.talks_report_show()).click()
  await expect(dialog(m.talks_report_title()).getByText('The letter came back from mx.client.example.')).toBeVisible()
})
