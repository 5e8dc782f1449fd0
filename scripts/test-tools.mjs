// The servers and the browser that the tests use for real. Installed by apt where that is allowed.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const NEEDED = [
  { package: 'dovecot-imapd', files: ['/usr/lib/dovecot/imap', '/usr/libexec/dovecot/imap'] },
  { package: 'dovecot-pop3d', files: ['/usr/lib/dovecot/pop3', '/usr/libexec/dovecot/pop3'] },
  { package: 'dovecot-lmtpd', files: ['/usr/lib/dovecot/lmtp', '/usr/libexec/dovecot/lmtp'] },
  {
    package: 'chromium',
    files: [process.env.E2E_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'],
  },
  { package: 'openssl', files: ['/usr/bin/openssl'] },
]

/** Answers null when everything is there, else one sentence on what to install. */
export function installTestTools() {
  const missing = () =>
    NEEDED.filter((tool) => !tool.files.some((file) => file && existsSync(file))).map((tool) => tool.package)
  if (!missing().length) return null
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n']
  if (existsSync('/usr/bin/apt-get')) {
    console.log(`Installing ${missing().join(', ')} for the tests ...`)
    const apt = (...args) =>
      spawnSync([...asRoot, 'apt-get'][0], [...asRoot.slice(1), ...(asRoot.length ? ['apt-get'] : []), ...args], {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      })
    apt('update', '-qq')
    apt('install', '-y', '-qq', '--no-install-recommends', ...missing())
  }
  const left = missing()
  return left.length
    ? `The tests need ${left.join(', ')}: install them (on Debian and Ubuntu: sudo apt-get install ${left.join(' ')}) and run npm test again.`
    : null
}
