// Playwright's test, and a line that is late on request: with E2E_LATE=500 every page hears the office half a second later.
// With E2E_SLOW=8 the processor of every page is eight times as slow. What passes only while answers come at once, or while
// the page has drawn before the next key, fails then, as it does now and then on a busy computer.
import { type BrowserContext, type Page, test as plain } from '@playwright/test'

const LATE_MS = Number(process.env.E2E_LATE ?? 0)
const SLOW_TIMES = Number(process.env.E2E_SLOW ?? 1)

export const test = plain.extend<object, { lateBrowser: undefined }>({
  lateBrowser: [
    async ({ browser }, use) => {
      const newContext = browser.newContext.bind(browser)
      browser.newContext = async (options) => {
        const context = await newContext(options)
        if (LATE_MS > 0) await lateLine(context, LATE_MS)
        if (SLOW_TIMES > 1) slowPages(context)
        return context
      }
      const newPage = browser.newPage.bind(browser)
      browser.newPage = async (options) => {
        const page = await newPage(options)
        if (LATE_MS > 0) await lateLine(page, LATE_MS)
        if (SLOW_TIMES > 1) await slowPage(page)
        return page
      }
      await use(undefined)
    },
    { scope: 'worker', auto: true },
  ],
})

/** Every answer of the office, and what it tells by itself, comes to the pages this many milliseconds later; order is kept. */
export async function lateLine(pages: Page | BrowserContext, ms: number): Promise<void> {
  await pages.routeWebSocket(/./, (page) => {
    const office = page.connectToServer()
    office.onMessage((message) => void setTimeout(() => page.send(message), ms))
    office.onClose((code, reason) => void setTimeout(() => page.close({ code, reason }), ms))
  })
}

function slowPages(context: BrowserContext): void {
  const newPage = context.newPage.bind(context)
  context.newPage = async () => {
    const page = await newPage()
    await slowPage(page)
    return page
  }
}

async function slowPage(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOW_TIMES })
}
