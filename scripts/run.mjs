// Runs on Node 18+: installs what the lock file names if it changed, then runs the given script under Node 24+.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const MIN_NODE = 24

install()
const node = nodeToUse()
const env = {
  ...process.env,
  // The sources run as they are; what Node makes of them is kept between starts.
  NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'compile'),
  PATH: [dirname(node), join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
}
const [script, ...args] = process.argv.slice(2)
const child = spawnSync(node, ['--disable-warning=ExperimentalWarning', join(root, script), ...args], {
  stdio: 'inherit',
  env,
})
process.exit(child.status ?? 1)

function install() {
  const stamp = join(root, 'node_modules', '.install-stamp')
  const want = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(process.platform + process.arch)
    .digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === want) return
  console.error('Installing the packages, once; about a minute ...')
  // The engine warnings speak of the Node that installs, not of the Node 24 that runs the program.
  const args = ['ci', '--no-fund', '--no-audit', '--ignore-scripts', '--loglevel=error']
  const npm = process.env.npm_execpath
  const done = npm
    ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
    : spawnSync('npm', args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' })
  if (done.status !== 0) {
    console.error('The packages could not be installed. Check the network and run the command again.')
    process.exit(done.status ?? 1)
  }
  writeFileSync(stamp, want)
}

function nodeToUse() {
  if (Number(process.versions.node.split('.')[0]) >= MIN_NODE) return process.execPath
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const exe = process.platform === 'win32' ? 'node.exe' : 'node'
  for (const name of [`node-${platform}-${process.arch}`, `node-bin-${platform}-${process.arch}`]) {
    const file = join(root, 'node_modules', name, 'bin', exe)
    if (existsSync(file)) return file
  }
  console.error(
    `Golub needs Node ${MIN_NODE} or newer; this is ${process.version}. Install it from nodejs.org and run the command again.`,
  )
  process.exit(1)
}
