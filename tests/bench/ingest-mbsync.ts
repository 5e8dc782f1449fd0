// The peer that people use: mbsync copies the mailbox into a Maildir, as it comes (fsync on), without any index.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { answer, asked } from './harness.ts'
import type { Login } from './mail-server.ts'

async function load({ host, port, user, password }: Login): Promise<{ perSecond: number; stored: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'golub-bench-mbsync-'))
  mkdirSync(join(folder, 'mail'))
  const config = join(folder, 'mbsyncrc')
  const account = `IMAPAccount a\nHost ${host}\nPort ${port}\nUser ${user}\nPass ${password}\nSSLType None\nAuthMechs PLAIN\n`
  const stores = `IMAPStore far\nAccount a\n\nMaildirStore near\nPath ${folder}/mail/\nInbox ${folder}/mail/INBOX\nSubFolders Verbatim\n`
  const channel = 'Channel c\nFar :far:\nNear :near:\nPatterns INBOX\nCreate Near\nSyncState *\nSync Pull\n'
  writeFileSync(config, [account, stores, channel].join('\n'), { mode: 0o600 })
  const begun = performance.now()
  await finished(config)
  const seconds = (performance.now() - begun) / 1000
  const stored = ['cur', 'new'].reduce((sum, name) => sum + readdirSync(join(folder, 'mail', 'INBOX', name)).length, 0)
  rmSync(folder, { recursive: true, force: true })
  return { perSecond: stored / seconds, stored }
}

function finished(config: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('mbsync', ['-c', config, '-q', 'c'], { stdio: ['ignore', 'ignore', 'inherit'] })
    child.on('error', reject)
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`mbsync ended with ${code}`))))
  })
}

answer(await load(asked<Login>()))
