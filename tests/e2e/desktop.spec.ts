import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication, expect, type Page } from '@playwright/test'
import { electronBinary, hasDisplay } from '../../scripts/electron.mjs'
import { root } from '../../scripts/prepare.mjs'
import { test } from './test.ts'
import { m } from './words.ts'

test.describe.configure({ mode: 'serial' })

const binary = electronBinary()
test.skip(binary === null, 'the Electron binary is not on this computer: node_modules/electron/path.txt names none')
test.skip(!hasDisplay(), 'there is no display for the desktop window')

const folder = mkdtempSync(join(tmpdir(), 'golub-desktop-'))
let app: ElectronApplication
let window: Page

test.beforeAll(async () => {
  app = await _electron.launch({
    executablePath: binary ?? '',
    // Chromium's own sandbox does not start for root, as containers run.
    args: [root, '--sample', '--lang=ru', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    env: {
      ...process.env,
      XDG_DATA_HOME: join(folder, 'data'),
      XDG_CONFIG_HOME: join(folder, 'config'),
      LOCALAPPDATA: folder,
      APPDATA: folder,
      HOME: folder,
    },
  })
  window = await app.firstWindow()
})

test.afterAll(async () => {
  await app?.close()
  rmSync(folder, { recursive: true, force: true })
})

const windows = () =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((one) => ({ isVisible: one.isVisible() })))

test('the window opens the sample office by itself, without a sign-in', async () => {
  await expect(window.getByRole('listbox', { name: m.inbox_conversations() }).getByRole('option').first()).toBeVisible({
    timeout: 30_000,
  })
  expect(new URL(window.url()).hostname).toBe('127.0.0.1')
  expect(window.url()).not.toContain('link=')
})

test('the page in the window has nothing of Node and cannot leave the program', async () => {
  expect(await window.evaluate(() => ['require', 'process', 'module'].filter((name) => name in globalThis))).toEqual([])
  const before = new URL(window.url()).origin
  await window.evaluate(() => {
    location.href = 'data:text/html,elsewhere'
  })
  expect(new URL(window.url()).origin).toBe(before)
})

test('closing the window keeps the program in the tray, and it comes back', async () => {
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  await expect.poll(windows).toEqual([{ isVisible: false }])
  await app.evaluate(({ app: shell }) => void shell.emit('activate'))
  await expect.poll(windows).toEqual([{ isVisible: true }])
})
