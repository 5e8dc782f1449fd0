// `npm start`: the desktop window where Electron and a display are, else the same program served to a browser.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { electronBinary, hasDisplay } from './electron.mjs'
import { engineEnv, engineFlags } from './engine-start.mjs'
import { buildDesktop, buildPage, root } from './prepare.mjs'

const args = process.argv.slice(2)
buildPage()
buildDesktop()
const electron = electronBinary()
if (electron && hasDisplay() && !args.includes('--json')) {
  start(electron, [root, ...args])
} else {
  start(process.execPath, [...engineFlags, join(root, 'out/main/cli.js'), 'serve', ...args])
}

function start(program, programArgs) {
  const child = spawn(program, programArgs, { stdio: 'inherit', env: { ...process.env, ...engineEnv } })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 0)))
}
