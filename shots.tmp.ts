import { chromium } from '@playwright/test'
import { writeFileSync } from 'node:fs'
import { startProgram } from './tests/e2e/program.ts'
const program = await startProgram('--sample')
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium' })
const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'ru-RU', timezoneId: 'Europe/Moscow', reducedMotion: 'reduce' })
const page = await context.newPage()
page.on('console', (one) => one.type() === 'error' && console.log('console', one.text()))
page.on('pageerror', (one) => console.log('pageerror', one.stack))
await page.goto(program.url)
await page.getByRole('option').first().waitFor()
const script = await import(process.argv[2]!)
try { await script.default(page, program, '/tmp/talks-shots') } catch (error) { console.log(String(error)); await page.screenshot({ path: '/tmp/talks-shots/failed.png' }) }
await browser.close()
await program.stop()
