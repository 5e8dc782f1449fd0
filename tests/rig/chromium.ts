import { existsSync } from 'node:fs'
import { chromium } from '@playwright/test'

const system = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)

/** The browser of the tests: said by hand, Playwright's own download (undefined: Playwright knows where), the system's. */
export const chromiumPath: string | undefined =
  process.env.E2E_CHROMIUM ?? (existsSync(chromium.executablePath()) ? undefined : system)
