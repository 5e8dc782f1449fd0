// `npm run package`: installers for this system into dist/ (electron-builder fetches what it needs).
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { buildDesktop, buildPage, root } from './prepare.mjs'

buildPage()
buildDesktop()
const done = spawnSync(
  process.execPath,
  [join(root, 'node_modules/electron-builder/cli.js'), ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit' },
)
process.exit(done.status ?? 1)
