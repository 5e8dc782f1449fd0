// One Chromium on one program with the large office: paints, opening, keys, scrolling, memory, what was loaded.
import { readFileSync } from 'node:fs'
import { type Browser, type CDPSession, chromium, type Page } from '@playwright/test'
import { chromiumPath } from '../rig/chromium.ts'
import { answer, asked, pause } from './harness.ts'
import { ADMIN, startOffice } from './office.ts'
import { type Scrolled, watchFrames } from './page-frames.ts'
import { mainThread, type Trace } from './page-trace.ts'

export interface PageRun {
  /** First contentful paint of a page that was never loaded before, ms from its navigation. */
  paintMs: number
  /** Until the first rows of the list stand. */
  rowsMs: number
  /** From the key to the letter on the screen, and what of it the main thread worked. */
  cached: Opened
  uncached: Opened
  /** From the key (J, K) to the next frame that shows it. */
  keyMs: number[]
  scrolled: Scrolled
  /** Once more, after every row of the list was loaded. */
  scrolledWhole: Scrolled
  rows: number
  loadAllSeconds: number
  heapMb: number
  rendererMb: number
  /** Processor time of the program from the first list until it rests. */
  settlingMs: number
  /** Share of one core while nothing happens, percent. */
  idlePercent: { renderer: number; program: number }
  /** Paths that the first screen asked for. */
  firstLoad: string[]
}

export interface Opened {
  shownMs: number[]
  mainMs: number[]
}

const OPENED = 20
const SCROLL_PX = 20_000
const SCROLL_PX_PER_SECOND = 4000
const LOAD_ALL_MS = 45_000
/** About 8 s after the last work V8 collects what it left, once in every thread that worked: that belongs to the start. */
const SETTLED_MS = 15_000
const IDLE_MS = 5000
const ROW = '[role="option"]'

async function run(folder: string): Promise<PageRun> {
  const office = await startOffice(folder)
  const browser = await chromium.launch({ executablePath: chromiumPath })
  try {
    const { page, state } = await signedIn(browser, office.url)
    await page.close()
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      locale: 'ru-RU',
      storageState: state,
    })
    const fresh = await context.newPage()
    await fresh.goto(`${office.url}/#/inbox/all`)
    await fresh.waitForSelector(ROW)
    const rowsMs = await fresh.evaluate(() => performance.now())
    const paintMs = await fresh.evaluate(
      () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
    )
    const firstLoad = await fresh.evaluate(() => [
      '/',
      ...performance.getEntriesByType('resource').map((entry) => new URL(entry.name).pathname),
    ])
    const shown = office.usage().cpuSeconds
    await pause(SETTLED_MS)
    const before = office.usage().cpuSeconds
    const system = await browser.newBrowserCDPSession()
    const idle = await rendererSeconds(system, async () => pause(IDLE_MS))
    const idlePercent = {
      renderer: (100 * idle) / (IDLE_MS / 1000),
      program: (100 * (office.usage().cpuSeconds - before)) / (IDLE_MS / 1000),
    }
    const { cached, uncached, keyMs } = await opened(browser, fresh)
    const cdp = await context.newCDPSession(fresh)
    const scrolled = await scroll(fresh, cdp)
    const loadAllSeconds = await loadAll(fresh)
    const rows = await fresh.evaluate(
      (row) =>
        Math.max(0, ...[...document.querySelectorAll(row)].map((one) => Number(one.getAttribute('aria-posinset')))),
      ROW,
    )
    await fresh.locator('[role="listbox"]').evaluate((list) => {
      list.scrollTop = list.scrollHeight / 2
    })
    await pause(1000)
    const scrolledWhole = await scroll(fresh, cdp)
    return {
      settlingMs: (before - shown) * 1000,
      paintMs,
      rowsMs,
      cached,
      uncached,
      keyMs,
      scrolled,
      scrolledWhole,
      rows,
      loadAllSeconds,
      idlePercent,
      firstLoad,
      ...(await memory(cdp, system)),
    }
  } finally {
    await browser.close()
    await office.stop()
  }
}

async function signedIn(browser: Browser, url: string) {
  const context = await browser.newContext({ locale: 'ru-RU' })
  const page = await context.newPage()
  await page.goto(`${url}/#/signin`)
  await page.locator('input[type="email"], input[name="email"]').first().fill(ADMIN.email)
  await page.locator('input[type="password"]').first().fill(ADMIN.password)
  await page.keyboard.press('Enter')
  await page.waitForSelector(ROW)
  return { page, state: await context.storageState() }
}

/** J walks over rows that were asked ahead; a press far below opens what nobody asked for yet. */
async function opened(browser: Browser, page: Page): Promise<Pick<PageRun, 'cached' | 'uncached' | 'keyMs'>> {
  await page.evaluate(() => {
    const keys: number[] = []
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (entry.name === 'keydown') keys.push(entry.duration)
    }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit)
    Object.assign(window, { benchKeys: keys })
  })
  await page.locator(ROW).first().click()
  await pause(1000)
  await browser.startTracing(page, {
    categories: ['toplevel', 'blink.user_timing', 'disabled-by-default-devtools.timeline'],
  })
  const cached: number[] = []
  for (let n = 0; n < OPENED; n++) {
    cached.push(await opening(page, `cached-${n}`, () => page.keyboard.press(n % 4 === 3 ? 'k' : 'j')))
    // As somebody reads: time enough for the next one to be asked ahead.
    await pause(250)
  }
  const uncached: number[] = []
  const list = page.locator('[role="listbox"]')
  for (let n = 0; n < OPENED; n++) {
    await list.evaluate((element) => {
      element.scrollTop += 1500
    })
    await pause(300)
    const box = await list.boundingBox()
    if (!box) throw new Error('the list is not on the screen')
    uncached.push(await opening(page, `uncached-${n}`, () => page.mouse.click(box.x + 120, box.y + box.height / 2)))
  }
  const trace: Trace = JSON.parse(String(await browser.stopTracing()))
  const keyMs = await page.evaluate(() => (window as unknown as { benchKeys: number[] }).benchKeys)
  // The browser names only what took 16 ms or more; the others were at least as fast.
  const quick = Array.from({ length: Math.max(0, OPENED - keyMs.length) }, () => 16)
  return {
    cached: { shownMs: cached, mainMs: mainThread(trace, 'cached-') },
    uncached: { shownMs: uncached, mainMs: mainThread(trace, 'uncached-') },
    keyMs: [...keyMs, ...quick],
  }
}

/** From the press until another letter than before stands there, readable. */
async function opening(page: Page, name: string, press: () => Promise<void>): Promise<number> {
  await page.evaluate((mark) => {
    const standing = () => {
      const letter = [...document.querySelectorAll<HTMLElement>('article[data-letter]')].at(-1)
      return letter?.querySelector('.text, iframe.ready') ? letter.dataset.letter : undefined
    }
    const before = standing()
    const ready = new Promise<number>((resolve) => {
      const begin = (event: Event) => {
        removeEventListener('keydown', begin, true)
        removeEventListener('pointerdown', begin, true)
        performance.mark(`${mark} begins`, { startTime: event.timeStamp })
        const look = () => {
          const now = standing()
          if (now === undefined || now === before) requestAnimationFrame(look)
          else requestAnimationFrame(() => resolve(performance.mark(`${mark} ends`).startTime - event.timeStamp))
        }
        requestAnimationFrame(look)
      }
      addEventListener('keydown', begin, true)
      addEventListener('pointerdown', begin, true)
    })
    Object.assign(window, { benchReady: ready })
  }, name)
  await press()
  return page.evaluate(() => (window as unknown as { benchReady: Promise<number> }).benchReady)
}

async function scroll(page: Page, cdp: CDPSession): Promise<Scrolled> {
  const box = await page.locator('[role="listbox"]').boundingBox()
  if (!box) throw new Error('the list is not on the screen')
  return watchFrames(page, () =>
    cdp.send('Input.synthesizeScrollGesture', {
      x: box.x + box.width / 2,
      y: box.y + box.height / 2,
      yDistance: -SCROLL_PX,
      speed: SCROLL_PX_PER_SECOND,
      gestureSourceType: 'mouse',
    }),
  )
}

/** Goes to the end of the list until there is no more of it. */
async function loadAll(page: Page): Promise<number> {
  const begun = performance.now()
  while (performance.now() - begun < LOAD_ALL_MS) {
    const isComplete = await page.locator('[role="listbox"]').evaluate((list, row) => {
      list.scrollTop = list.scrollHeight
      return list.querySelector(row)?.getAttribute('aria-setsize') !== '-1'
    }, ROW)
    if (isComplete) break
    await pause(30)
  }
  return (performance.now() - begun) / 1000
}

async function memory(cdp: CDPSession, system: CDPSession): Promise<{ heapMb: number; rendererMb: number }> {
  await cdp.send('HeapProfiler.collectGarbage')
  await cdp.send('Performance.enable')
  const { metrics } = await cdp.send('Performance.getMetrics')
  const heap = metrics.find((metric) => metric.name === 'JSHeapUsedSize')?.value ?? Number.NaN
  const { processInfo } = await system.send('SystemInfo.getProcessInfo')
  const resident = processInfo
    .filter((one) => one.type === 'renderer')
    .map((one) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${one.id}/status`, 'utf8'))?.[1]) / 1024)
  return { heapMb: heap / 1e6, rendererMb: Math.max(...resident) }
}

async function rendererSeconds(system: CDPSession, meanwhile: () => Promise<void>): Promise<number> {
  const spent = async () => {
    const { processInfo } = await system.send('SystemInfo.getProcessInfo')
    return processInfo.filter((one) => one.type === 'renderer').reduce((sum, one) => sum + one.cpuTime, 0)
  }
  const before = await spent()
  await meanwhile()
  return (await spent()) - before
}

answer(await run(asked<string>()))
