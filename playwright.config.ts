import { defineConfig } from '@playwright/test'
import { chromiumPath } from './tests/rig/chromium.ts'

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'out/test-results',
  // One server and one data folder per spec file; two cores.
  workers: 2,
  fullyParallel: false,
  // Long enough for a slow computer that has others to serve; whoever is quick waits for none of it.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  // Without a file to go to the JSON would fill the terminal.
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ? [['list'], ['json']] : 'list',
  use: {
    // In the C locale Chromium cannot name a downloaded file in Russian.
    launchOptions: { executablePath: chromiumPath, env: { ...process.env, LANG: process.env.LANG ?? 'C.UTF-8' } },
    viewport: { width: 1440, height: 900 },
    locale: 'ru-RU',
    timezoneId: 'Europe/Moscow',
    actionTimeout: 20_000,
    // Recording costs a third of the time: E2E_TRACE=1 for the one that fails.
    trace: process.env.E2E_TRACE ? 'retain-on-failure' : 'off',
    screenshot: 'only-on-failure',
  },
})
