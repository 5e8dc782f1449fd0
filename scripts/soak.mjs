// `npm run soak`: the long runs of the tests that `npm test` runs short: a hundred kills, thousands of shuffled mailboxes.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { compileMessages, root } from './prepare.mjs'

compileMessages()
const env = {
  ...process.env,
  GOLUB_KILLS: '100',
  GOLUB_SEND_KILLS: '200',
  GOLUB_THREAD_RUNS: '20000',
  GOLUB_MAILROOM_RUNS: '1000',
}
const done = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--testTimeout=3600000',
    'kill',
    'thread',
    'property',
    'engine/conversations',
  ],
  { cwd: root, stdio: 'inherit', env },
)
process.exit(done.status ?? 1)
