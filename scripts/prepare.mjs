// What both commands need before they run: the messages compiled, the page built; each only when its sources changed.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
const bin = (name) => join(root, 'node_modules', ...name.split('/'))

export function compileMessages() {
  once(
    'messages',
    ['src/shared/i18n/ru', 'src/shared/i18n/en', 'project.inlang/settings.json'],
    ['src/shared/i18n/paraglide/messages.js'],
    () => {
      run(bin('@inlang/paraglide-js/bin/run.js'), [
        ...['compile', '--project', './project.inlang', '--outdir', './src/shared/i18n/paraglide'],
        ...['--strategy', 'globalVariable', 'baseLocale', '--silent'],
      ])
      // Without its plugin paraglide compiles every message to nothing and only warns.
      const compiled = readFileSync(join(root, 'src/shared/i18n/paraglide/messages/_index.js'), 'utf8')
      if (!compiled.includes('letters_count'))
        throw new Error('The messages did not compile: the message plugin was not loaded.')
    },
  )
}

export function buildPage() {
  compileMessages()
  once('page', ['src/renderer', 'src/shared', 'vite.config.ts'], ['out/renderer/index.html'], () =>
    run(bin('vite/bin/vite.js'), ['build', '--logLevel', 'warn']),
  )
}

export function buildDesktop() {
  compileMessages()
  once('desktop', ['src/main', 'src/shared', 'migrations', 'electron.vite.config.ts'], ['out/main/index.js'], () =>
    run(bin('electron-vite/bin/electron-vite.js'), ['build', '--logLevel', 'warn', '--ignoreConfigWarning']),
  )
}

function run(script, args) {
  execFileSync(process.execPath, [script, ...args], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production' },
  })
}

function once(name, sources, results, make) {
  const hash = createHash('sha256')
  for (const file of sources.flatMap((source) => filesOf(join(root, source))))
    hash.update(file).update(readFileSync(file))
  const want = hash.digest('hex')
  const stamp = join(root, 'out', `.${name}`)
  const isThere = results.every((file) => existsSync(join(root, file)))
  if (isThere && existsSync(stamp) && readFileSync(stamp, 'utf8') === want) return
  console.error(`Building: ${name} ...`)
  make()
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, want)
}

function filesOf(path) {
  if (!existsSync(path)) return []
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path)
    .filter((name) => name !== 'paraglide')
    .sort()
    .flatMap((name) => filesOf(join(path, name)))
}
