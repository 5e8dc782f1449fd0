// `npm start`: the desktop window where Electron and a display are, else the same program served to a browser.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { engineEnv, engineFlags } from './engine-start.mjs'
import { buildDesktop, buildPage, root } from './prepare.mjs'

const args = process.argv.slice(2)
buildPage()
buildDesktop()
const electron = electronBinary()
const hasDisplay = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY
if (electron && hasDisplay && !args.includes('--json')) {
  start(electron, [root, ...args])
} else {
  start(process.execPath, [...engineFlags, join(root, 'out/main/cli.js'), 'serve', ...args])
}

// Importing the package would try to download the binary; its own note tells whether it is there.
function electronBinary() {
  const folder = join(root, 'node_modules', 'electron')
  const note = join(folder, 'path.txt')
  if (!existsSync(note)) return null
  const binary = join(folder, 'dist', readFileSync(note, 'utf8').trim())
  return existsSync(binary) ? binary : null
}

function start(program, programArgs) {
  const child = spawn(program, programArgs, { stdio: 'inherit', env: { ...process.env, ...engineEnv } })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 0)))
}
