import { expect, type Locator, type Page } from '@playwright/test'
import { letter } from './mail-server.ts'
import { type Inbox, openInbox } from './office.ts'
import { chooseUndo, openConversation, rowOf, threadOf } from './people.ts'
import { test } from './test.ts'
import { m } from './words.ts'

test.describe.configure({ mode: 'serial' })

let office: Inbox
let page: Page

test.beforeAll(async ({ browser }) => {
  office = await openInbox(
    browser,
    [1, 2].map((n) =>
      letter({
        from: `Boris <boris${n}@client.example>`,
        subject: `Заказ номер ${n}`,
        id: `toast-${n}@client.example`,
        text: 'Добрый день!',
      }),
    ),
    'Заказ номер 2',
  )
  ;({ page } = office)
})

test.afterAll(() => office?.close())

const toast = (text: string): Locator => page.getByRole('group', { name: text, exact: true })

test('of several messages in a row none waits for the one before, and the way back stays in reach', async () => {
  await openConversation(page, 'Заказ номер 1')
  await page.keyboard.press('e')
  const closed = toast(m.inbox_done_closed({ n: 1 }))
  await expect(closed).toBeVisible()
  await page.getByRole('button', { name: m.shell_me({ name: 'Анна Орлова' }) }).focus()
  for (let n = 0; n < 3; n += 1) await page.keyboard.press('e')
  // One after the other they would take seconds each; of a kind only the newest stands.
  await expect(closed).toHaveCount(1)
  await closed.getByRole('button', { name: m.shell_undo() }).click()
  await expect(closed).toHaveCount(0)
})

test('Z without anything to take back says so at once, beside what else is said', async () => {
  for (let n = 0; n < 6; n += 1) await page.keyboard.press('z')
  await expect(toast(m.shell_nothing_to_undo())).toBeVisible()
  await page.keyboard.press('u')
  await expect(page.getByRole('group').filter({ has: page.getByRole('button', { name: m.shell_undo() }) })).toHaveCount(
    1,
  )
})

test('the time to take a letter back runs on under a resting pointer, and the message goes with the letter', async () => {
  await chooseUndo(page, 20)
  await openConversation(page, 'Заказ номер 1')
  await page.keyboard.press('r')
  await page.keyboard.type('Отправим завтра')
  await expect(page.getByText(m.compose_saved())).toBeVisible()
  await page.getByRole('textbox', { name: m.compose_editor() }).press('Control+Enter')
  const sent = toast(m.compose_sent_now())
  await sent.hover()
  await expect(sent).toContainText(/(?<!\d)[1-8]\s/, { timeout: 30_000 })
  await expect(sent).toHaveCount(0, { timeout: 30_000 })
  await expect.poll(() => office.mail.sent.length).toBe(1)
})

test('what the lost line kept from being taken back is said, and can be taken back when the line is there again', async () => {
  const other = await page.context().newPage()
  const faults: string[] = []
  other.on('pageerror', (error) => faults.push(error.message))
  let isDown = false
  let cut: () => unknown = () => undefined
  await other.routeWebSocket(/\/ws/, (socket) => {
    if (isDown) return void socket.close({ code: 4000 })
    cut = () => socket.close({ code: 4000 })
    socket.connectToServer()
  })
  await other.goto(office.program.origin)
  const row = rowOf(other, 'Заказ номер 2')
  await openConversation(other, 'Заказ номер 2')
  await other.keyboard.press('e')
  await expect(other.getByRole('group', { name: m.inbox_done_closed({ n: 1 }), exact: true })).toBeVisible()
  isDown = true
  cut()
  await expect(other.getByText(m.shell_line_lost()).first()).toBeVisible()
  await other.keyboard.press('z')
  const failed = other.getByRole('group', { name: m.shell_undo_unanswered(), exact: true })
  await expect(failed.getByRole('button', { name: m.shell_undo() })).toBeVisible({ timeout: 30_000 })
  isDown = false
  await expect(other.getByText(m.shell_line_lost())).toHaveCount(0)
  await other.keyboard.press('z')
  await expect(failed).toHaveCount(0)
  await expect(row).toBeVisible()
  await other.keyboard.press('z')
  await expect(other.getByRole('group', { name: m.shell_nothing_to_undo(), exact: true })).toBeVisible()
  expect(faults).toEqual([])
  await other.close()
})

test('a message that appears under a resting pointer goes by itself; one that is pointed at stays', async () => {
  await page.mouse.move(700, 20)
  await page.getByRole('button', { name: m.shell_me({ name: 'Анна Орлова' }) }).focus()
  const nothing = toast(m.shell_nothing_to_undo())
  await expect(async () => {
    await page.keyboard.press('z')
    await nothing.hover({ timeout: 3000 })
  }).toPass()
  await page.waitForTimeout(6000)
  await expect(nothing).toBeVisible()
  const box = await nothing.boundingBox()
  const [x, y] = [(box?.x ?? 0) + 20, (box?.y ?? 0) + 10]
  await page.mouse.move(700, 20)
  await expect(nothing).toHaveCount(0)
  await page.mouse.move(x, y)
  await page.keyboard.press('z')
  await expect(nothing).toBeVisible()
  await expect(nothing).toHaveCount(0)
})

test('the message of a letter that leaves covers nothing of the next one that is written', async () => {
  test.setTimeout(180_000)
  // It stands for as long as all of this may take.
  await chooseUndo(page, 60)
  await openConversation(page, 'Заказ номер 2')
  await page.keyboard.press('r')
  await page.keyboard.type('Выставим счёт')
  await expect(page.getByText(m.compose_saved())).toBeVisible()
  await page.getByRole('textbox', { name: m.compose_editor() }).press('Control+Enter')
  const sent = toast(m.compose_sent_now())
  await expect(sent).toBeVisible()
  await page.getByRole('button', { name: m.shell_write() }).first().click()
  await expect(page.getByRole('button', { name: m.files_up_to() })).toBeVisible()
  for (const width of [1440, 1024, 800])
    await isUncovered(
      sent,
      page.locator('[data-pane="main"]').locator('button:not(.toast *), input, [role="textbox"]'),
      width,
    )
  await page.goBack()
  for (const width of [800, 1024, 1440])
    await isUncovered(sent, threadOf(page).getByRole('region', { name: m.compose_reply_box() }), width)
  await sent.getByRole('button', { name: m.shell_undo() }).click()
  await expect(sent).toHaveCount(0)
  expect(office.mail.sent).toHaveLength(1)
})

/** In a window of this width; all is measured in one moment of the page. */
async function isUncovered(message: Locator, parts: Locator, width: number): Promise<void> {
  await page.setViewportSize({ width, height: 800 })
  // What follows the width of the window has followed it by the second frame.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
  await expect(message).toBeVisible()
  await expect(parts.filter({ visible: true }).first()).toBeVisible()
  const covered = async () =>
    parts.evaluateAll(
      (all, toast) => {
        const of = toast?.getBoundingClientRect()
        if (of === undefined || of.width === 0) return ['there is no message']
        return all
          .filter((one) => one.getClientRects().length > 0)
          .filter((one) => {
            const box = one.getBoundingClientRect()
            const isBeside = box.x >= of.right || box.right <= of.x
            const isAbove = box.y >= of.bottom || box.bottom <= of.y
            return !isBeside && !isAbove
          })
          .map((one) => one.outerHTML.slice(0, 200))
      },
      await message.elementHandle(),
    )
  await expect.poll(covered, `what the message covers at ${width}`).toEqual([])
}

// Last: the page speaks English from here on.
test('what a message said is said in the other language as soon as it is chosen, and still taken back', async () => {
  await openConversation(page, 'Заказ номер 1')
  await page.keyboard.press('e')
  const closed = toast(m.inbox_done_closed({ n: 1 }))
  // Under the pointer it stays for as long as the menu takes.
  await closed.hover()
  await page.getByRole('button', { name: m.shell_me({ name: 'Анна Орлова' }) }).press('Enter')
  await page.getByRole('menuitemcheckbox', { name: 'English' }).press('Enter')
  const inEnglish = toast(m.inbox_done_closed({ n: 1 }, { locale: 'en' }))
  await expect(inEnglish).toBeVisible()
  await expect(page.getByRole('button', { name: m.shell_me({ name: 'Анна Орлова' }, { locale: 'en' }) })).toBeFocused()
  await expect(closed).toHaveCount(0)
  await inEnglish.getByRole('button', { name: m.shell_undo({}, { locale: 'en' }) }).click()
  await expect(inEnglish).toHaveCount(0)
})
