// Playwright's test, and a line that is late on request: with E2E_LATE=500 every page hears the office half a second later.
// What passes only while answers come at once fails then, as it does now and then on a busy computer.
import { type BrowserContext, type Page, test as plain } from '@playwright/test'

const LATE_MS = Number(process.env.E2E_LATE ?? 0)

export const test = plain.extend<object, { lateBrowser: undefined }>({
  lateBrowser: [
    async ({ browser }, use) => {
      if (LATE_MS > 0) {
        const newContext = browser.newContext.bind(browser)
        browser.newContext = async (options) => {
          const context = await newContext(options)
          await lateLine(context, LATE_MS)
          return context
        }
        const newPage = browser.newPage.bind(browser)
        browser.newPage = async (options) => {
          const page = await newPage(options)
          await lateLine(page, LATE_MS)
          return page
        }
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
