// One Chromium on one program: an answer to a long letter, typed key by key.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type Browser, chromium, type Page } from '@playwright/test'
import { chromiumPath } from '../rig/chromium.ts'
import { answer, pause } from './harness.ts'
import { ADMIN, enterFirst, startOffice } from './office.ts'
import { mainThread, type Trace } from './page-trace.ts'

export interface TypingRun {
  foldedMs: number[]
  unfoldedMs: number[]
  insideMs: number[]
}

export const QUOTE_KB = 200
const KEYS = 60
const APART_MS = 60
const CLI = fileURLToPath(new URL('../../src/main/server/cli.ts', import.meta.url))

async function run(): Promise<TypingRun> {
  const folder = mkdtempSync(join(tmpdir(), 'golub-bench-typing-'))
  const office = await startOffice(folder)
  const browser = await chromium.launch({ executablePath: chromiumPath })
  try {
    await enterFirst(office)
    load(folder)
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'ru-RU' })
    await page.goto(`${office.url}/#/signin`)
    await page.locator('input[type="email"], input[name="email"]').first().fill(ADMIN.email)
    await page.locator('input[type="password"]').first().fill(ADMIN.password)
    await page.keyboard.press('Enter')
    await page.locator('[role="option"]').first().click()
    await page.locator('article iframe').first().waitFor()
    await page.locator('.qr .ph').click()
    const foldedMs = await typed(browser, page, 'folded')
    await page.locator('.quoted .dots').click()
    await page.locator('.quoted iframe.ready').waitFor()
    await toText(page)
    const unfoldedMs = await typed(browser, page, 'unfolded')
    await page.locator('.quoted .rowx .btn').first().click()
    await page.locator('.qr .body blockquote').first().waitFor()
    await toText(page)
    const insideMs = await typed(browser, page, 'inside')
    return { foldedMs, unfoldedMs, insideMs }
  } finally {
    await browser.close()
    await office.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function toText(page: Page): Promise<void> {
  await page.locator('.qr .body').focus()
  await page.keyboard.press('Control+Home')
  await pause(500)
}

/** The long letter, as a mailing with tables is written; imported, so that no mail server is needed. */
function load(folder: string): void {
  const row =
    '<tr style="background:#f7f7f7"><td style="border:1px solid #ccc;padding:4px 8px">Светильник LED-40, 40 Вт</td><td style="border:1px solid #ccc"><b>1 200 ₽</b></td><td style="border:1px solid #ccc"><a href="https://shop.example/led">подробнее</a></td></tr>'
  const rows = row.repeat(Math.ceil((QUOTE_KB * 1024) / row.length))
  const body = Buffer.from(
    `<html><body><p>Прайс</p><table style="border-collapse:collapse">${rows}</table></body></html>`,
  )
  const file = join(folder, 'long.eml')
  writeFileSync(
    file,
    [
      'From: Client <client@their.example>',
      `To: ${ADMIN.email}`,
      'Subject: Price list',
      'Message-ID: <long@their.example>',
      'Date: Mon, 02 Mar 2026 10:00:00 +0000',
      'MIME-Version: 1.0',
      'Content-Type: text/html; charset=utf-8',
      'Content-Transfer-Encoding: base64',
      '',
      body.toString('base64').replace(/.{76}/g, '$&\r\n'),
      '',
    ].join('\r\n'),
  )
  const args = [
    '--disable-warning=ExperimentalWarning',
    CLI,
    'import',
    '--mailbox',
    ADMIN.email,
    '--data',
    join(folder, 'data'),
    file,
  ]
  const env = { ...process.env, XDG_CONFIG_HOME: join(folder, 'config') }
  const done = spawnSync(process.execPath, args, { env, encoding: 'utf8' })
  if (done.status !== 0) throw new Error(`the letter was not imported: ${done.stderr}${done.stdout}`)
}

async function typed(browser: Browser, page: Page, name: string): Promise<number[]> {
  await page.evaluate((mark) => {
    let n = 0
    const begin = (event: Event) => {
      const key = n++
      performance.mark(`${mark}-${key} begins`, { startTime: event.timeStamp })
      // The frame that shows the key, and the tasks that follow it.
      requestAnimationFrame(() => requestAnimationFrame(() => performance.mark(`${mark}-${key} ends`)))
    }
    removeEventListener('keydown', (window as unknown as { benchKey?: typeof begin }).benchKey ?? begin, true)
    Object.assign(window, { benchKey: begin })
    addEventListener('keydown', begin, true)
  }, name)
  await browser.startTracing(page, {
    categories: ['toplevel', 'blink.user_timing', 'disabled-by-default-devtools.timeline'],
  })
  // Latin letters: others come without a key from here.
  const text = 'good morning to you '
  for (let n = 0; n < KEYS; n++) {
    await page.keyboard.type(text[n % text.length] ?? ' ')
    await pause(APART_MS)
  }
  await pause(500)
  const trace: Trace = JSON.parse(String(await browser.stopTracing()))
  return mainThread(trace, `${name}-`)
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) answer(await run())
