import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Browser, chromium, expect, type Page } from '@playwright/test'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { build } from 'vite'
import { chromiumPath } from '../rig/chromium.ts'
import { vectors } from './letter-safety/vectors.ts'
import { test } from './test.ts'

test.describe.configure({ mode: 'serial' })

const root = `${import.meta.dirname}/../..`
const asked = { outside: [] as string[], own: [] as string[] }
const PICTURE = Buffer.from('R0lGODlhAQABAIAAAAUEBAAAACwAAAAAAQABAAACAkQBADs=', 'base64')
let servers: Server[] = []
let browser: Browser
let page: Page
let ours = ''
let outside = ''

async function listen(
  answer: (path: string) => { type: string; body: string | Buffer } | null,
  log: string[],
): Promise<string> {
  const server = createServer((request, response) => {
    const found = answer(request.url ?? '')
    if (found === null) log.push(`${request.method} ${request.url}`)
    response
      .writeHead(found === null ? 404 : 200, { 'content-type': found?.type ?? 'text/plain' })
      .end(found?.body ?? '')
  })
  servers.push(server)
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function bundle(): Promise<string> {
  const made = await build({
    root,
    configFile: false,
    logLevel: 'error',
    plugins: [svelte({ configFile: `${root}/svelte.config.js`, emitCss: false })],
    build: {
      write: false,
      minify: false,
      lib: { entry: `${root}/tests/e2e/letter-safety/harness.ts`, formats: ['es'], fileName: 'harness' },
    },
  })
  const output = Array.isArray(made) ? made[0] : made
  const chunk = output && 'output' in output ? output.output[0] : null
  if (chunk?.type !== 'chunk') throw new Error('The harness was not bundled')
  return chunk.code
}

test.beforeAll(async () => {
  const code = await bundle()
  const html = '<!doctype html><title>calm</title><main></main><script type="module" src="/harness.js"></script>'
  ours = await listen((path) => {
    if (path === '/') return { type: 'text/html', body: html }
    if (path === '/harness.js') return { type: 'text/javascript', body: code }
    if (path.startsWith('/signed/')) return { type: 'image/gif', body: PICTURE }
    return path === '/favicon.ico' ? { type: 'image/gif', body: PICTURE } : null
  }, asked.own)
  outside = await listen(() => null, asked.outside)
  browser = await chromium.launch({ executablePath: chromiumPath })
  page = await browser.newPage()
})

test.beforeEach(async () => {
  asked.outside.length = 0
  asked.own.length = 0
  await page.goto(`http://${ours}/`)
  await page.waitForFunction(() => 'show' in globalThis)
})

test.afterAll(async () => {
  await browser?.close()
  for (const server of servers) server.close()
  servers = []
})

type Shown = { links: string[]; pictures: string[]; html: string; css: string; looks: string; hasQuote: boolean }
const show = (html: string, options: Record<string, unknown> = {}): Promise<Shown> =>
  // The harness puts `show` on the page.
  page.evaluate(
    ([given, chosen]) =>
      (globalThis as unknown as { show: (h: string, o: unknown) => Promise<Shown> }).show(given, chosen),
    [html, options] as const,
  )

for (const [name, html] of Object.entries(vectors)) {
  test(`${name}: nothing runs, nothing loads, the page stays`, async () => {
    const popups: Page[] = []
    page.on('popup', (popup) => popups.push(popup))
    const letter = await show(
      html.replaceAll('OUTHOST', outside).replaceAll('OUT', `http://${outside}`).replaceAll('USHOST', ours),
    )
    const frame = page.frames().find((one) => one !== page.mainFrame())
    expect(frame, 'the letter is shown').toBeDefined()
    // Every handler that a reader could set off by accident, and a moment for what fires by itself.
    await frame?.evaluate(() => {
      for (const element of document.querySelectorAll('*'))
        for (const type of [
          'click',
          'mouseover',
          'mouseenter',
          'focus',
          'error',
          'load',
          'toggle',
          'submit',
          'animationstart',
        ])
          if (!(element.localName === 'a' && type === 'click'))
            element.dispatchEvent(new Event(type, { bubbles: true, cancelable: true }))
    })
    await page.waitForTimeout(120)

    expect(await page.evaluate(() => 'touched' in globalThis)).toBe(false)
    expect(await page.title()).toBe('calm')
    expect(page.url()).toBe(`http://${ours}/`)
    expect(popups).toEqual([])
    expect(asked.outside).toEqual([])
    expect(asked.own).toEqual([])
    const left = await frame?.evaluate(() => {
      const handlers = Array.from(document.querySelectorAll('*')).flatMap((element) =>
        element.getAttributeNames().filter((attribute) => attribute.startsWith('on')),
      )
      const barred = document.body.querySelectorAll(
        'script, style, iframe, frame, object, embed, form, input, button, svg, math, link, meta, base, template, video, audio, dialog, [id], [name], [srcset], [background]',
      )
      return {
        handlers,
        barred: barred.length,
        cover: Array.from(document.querySelectorAll('*')).filter((element) =>
          /fixed|sticky/.test(getComputedStyle(element).position),
        ).length,
      }
    })
    expect(left).toEqual({ handlers: [], barred: 0, cover: 0 })
    expect(letter.links.filter((address) => !/^(https?:|mailto:|tel:)/i.test(address))).toEqual([])
    const height = () => page.locator('iframe').evaluate((element) => element.clientHeight)
    const growth = async () => {
      const before = await height()
      await page.waitForTimeout(60)
      return (await height()) - before
    }
    await expect.poll(growth, 'the height comes to rest').toBe(0)
    expect(await height()).toBeLessThan(40_000)
  })
}

test('the frame never may run scripts and its own policy bars the rest', async () => {
  await show('<p>Hello</p>')
  const frame = page.locator('iframe')
  const sandbox = (await frame.getAttribute('sandbox')) ?? ''
  expect(sandbox.split(' ').sort()).toEqual(['allow-popups', 'allow-popups-to-escape-sandbox', 'allow-same-origin'])
  expect(await frame.getAttribute('srcdoc')).toContain(
    "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'",
  )
})

test('even markup that slipped through the sanitiser is stopped by the frame', async () => {
  await show('<p>Hello</p>')
  await page.evaluate((address) => {
    const inside = document.querySelector('iframe')?.contentDocument
    if (!inside) throw new Error('no frame')
    inside.body.insertAdjacentHTML(
      'beforeend',
      `<img src="${address}/x.png" onerror="parent.touched=1"><iframe src="${address}/f"></iframe><link rel=stylesheet href="${address}/s.css"><form action="${address}/steal"><button>x</button></form>`,
    )
    const script = inside.createElement('script')
    script.textContent = 'parent.touched=1'
    inside.body.append(script)
    inside.querySelector('button')?.click()
  }, `http://${outside}`)
  await page.waitForTimeout(300)
  expect(await page.evaluate(() => 'touched' in globalThis)).toBe(false)
  expect(asked.outside).toEqual([])
})

test('links open in a window of their own and do not know where they came from', async () => {
  const letter = await show(
    '<a href="https://example.org/a" target=_top rel=opener ping="/leak" onclick="x()">one</a> <a href="//example.org/b">two</a>',
  )
  expect(letter.links).toEqual(['https://example.org/a', 'https://example.org/b'])
  const link = page.frameLocator('iframe').locator('a').first()
  expect(await link.evaluate((a) => a.getAttributeNames().sort())).toEqual(['data-link', 'href', 'rel', 'target'])
  await expect(link).toHaveAttribute('target', '_blank')
  await expect(link).toHaveAttribute('rel', 'noopener noreferrer')
})

test('links of a doubtful letter lead nowhere, and the pointer shows their real address', async () => {
  await show('<p><a href="https://pay.example.org/x?id=1">https://bank.example.com</a></p>', { areLinksOpen: false })
  const link = page.frameLocator('iframe').locator('a')
  expect(await link.getAttribute('href')).toBeNull()
  await link.hover()
  await expect(page.locator('.tip')).toContainText('pay.example.org/x?id=1')
})

test('pictures inside the letter are shown by signed addresses, remote ones only when asked for', async () => {
  const remote = `http://${outside}/logo.png`
  const html = `<p>Hello</p><img src="cid:logo%40x" width=40 height=40><img src="${remote}" width=200 height=80 alt="Sale"><img src="data:image/gif;base64,${PICTURE.toString('base64')}">`
  const letter = await show(html, { inline: { 'logo@x': '/signed/1' } })
  expect(letter.pictures).toEqual([remote])
  const pictures = page.frameLocator('iframe').locator('img')
  await expect(pictures.nth(0)).toHaveAttribute('src', '/signed/1')
  expect(await pictures.nth(0).evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(1)
  await expect(pictures.nth(1)).toHaveAttribute('data-hidden', '')
  expect(asked.outside).toEqual([])

  await show(html, { inline: {}, pictures: { [remote]: '/signed/2' } })
  await expect(pictures.nth(1)).toHaveAttribute('src', '/signed/2')
  expect(asked.outside).toEqual([])
})

test('earlier correspondence is folded and opens without scripts', async () => {
  const letter = await show(
    '<div>Thank you, agreed.</div><br><div>On 20 Nov 2025 Anna &lt;a@example.org&gt; wrote:</div><blockquote type="cite"><p>The old letter</p></blockquote>',
  )
  expect(letter.hasQuote).toBe(true)
  const inside = page.frameLocator('iframe')
  await expect(inside.getByText('The old letter')).toBeHidden()
  await expect(inside.getByText('wrote:')).toBeHidden()
  const before = await page.locator('iframe').evaluate((frame) => frame.clientHeight)
  await inside.locator('summary').click()
  await expect(inside.getByText('The old letter')).toBeVisible()
  await expect.poll(() => page.locator('iframe').evaluate((frame) => frame.clientHeight)).toBeGreaterThan(before)
})

test('answers between the quotes and a letter that is only a quote stay open', async () => {
  const between = await show(
    '<p>See below</p><blockquote>Question one</blockquote><p>Answer one</p><blockquote>Question two</blockquote>',
  )
  expect(between.hasQuote).toBe(false)
  const only = await show('<blockquote type=cite><p>Forwarded</p></blockquote>')
  expect(only.hasQuote).toBe(false)
})

test('keys pressed in the letter reach the page', async () => {
  await show('<p>Hello</p>')
  await page.evaluate(() => addEventListener('keydown', (event) => document.body.setAttribute('data-key', event.code)))
  await page.frameLocator('iframe').locator('p').click()
  await page.keyboard.press('KeyJ')
  await expect(page.locator('body')).toHaveAttribute('data-key', 'KeyJ')
})

test('a table wider than the pane scrolls inside the letter', async () => {
  await page.setViewportSize({ width: 500, height: 600 })
  await show(`<table width=1400 border=1><tr>${'<td>cell</td>'.repeat(10)}</tr></table><p>${'long'.repeat(200)}</p>`)
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)).toBe(
    true,
  )
  expect(
    await page
      .frameLocator('iframe')
      .locator('body > div')
      .evaluate((sheet) => sheet.scrollWidth > sheet.clientWidth),
  ).toBe(true)
})

test('a letter without colours of its own follows the page, another lies on white', async () => {
  expect((await show('<p style="color:#222;font-family:Arial">Hello</p>')).looks).toBe('plain')
  expect((await show('<table bgcolor="#ffeeaa"><tr><td>Hello</td></tr></table>')).looks).toBe('designed')
  expect(
    await page
      .frameLocator('iframe')
      .locator('html')
      .evaluate((html) => getComputedStyle(html).backgroundColor),
  ).toBe('rgb(255, 255, 255)')
})

test('a frame that is moved and begins anew is waited for', async () => {
  await page.evaluate(() => (globalThis as unknown as { fillTooEarly: () => Promise<void> }).fillTooEarly())
})

test('a letter white on dark lies on the dark that it was written on', async () => {
  expect((await show('<body bgcolor="112233" text="#ffffff"><p>Hello</p></body>')).looks).toBe('designed')
  const sheet = page.frameLocator('iframe').locator('body > div > div')
  expect(await sheet.evaluate((one) => [getComputedStyle(one).backgroundColor, getComputedStyle(one).color])).toEqual([
    'rgb(17, 34, 51)',
    'rgb(255, 255, 255)',
  ])
})

test('coloured text without backgrounds stays readable on the dark page', async () => {
  const letter = await show(
    '<p style="background:#fff">Hello <span style="color:#1f3864">Anna</span> <font color="navy">Ltd</font></p>',
  )
  expect(letter.looks).toBe('plain')
  expect(letter.html).not.toContain('background')
  const darkness = (theme: string) =>
    page
      .frameLocator('iframe')
      .locator('span')
      .evaluate((span, scheme) => {
        span.ownerDocument.documentElement.style.colorScheme = scheme
        return getComputedStyle(span).color
      }, theme)
  expect(await darkness('light')).toBe('rgb(31, 56, 100)')
  expect(await darkness('dark')).toMatch(/^oklch\(0\.74 /)
})

test('a very long letter is cleaned in slices that keep the page alive', async () => {
  const html = `<div onclick="x()">${'<div style="margin:2px"><p>Some text <b>bold</b> <a href="https://example.org">link</a></p></div>'.repeat(6000)}</div>`
  const { turns, longest, whole } = await page.evaluate(async (given) => {
    const begun = performance.now()
    let last = begun
    let worst = 0
    let count = 0
    let isDone = false
    const tick = () => {
      if (isDone) return
      count += 1
      worst = Math.max(worst, performance.now() - last)
      last = performance.now()
      setTimeout(tick)
    }
    setTimeout(tick)
    const { clean } = globalThis as unknown as { clean: (h: string) => Promise<unknown> }
    await clean(given)
    isDone = true
    const now = performance.now()
    return { turns: count, longest: Math.max(worst, now - last), whole: now - begun }
  }, html)
  // In proportion, not in milliseconds: a slow computer cleans slower, and gives the page its turns all the same.
  expect(turns).toBeGreaterThan(10)
  expect(longest).toBeLessThan(whole / 2)
})
