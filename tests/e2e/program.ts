import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const CLI = join(import.meta.dirname, '..', '..', 'src', 'main', 'server', 'cli.ts')
const NODE = ['--disable-warning=ExperimentalWarning']

export interface Program {
  /** Where to begin: with the one-time link. */
  url: string
  origin: string
  folder: string
  /** Runs another command of the command line on the same data. */
  command(args: string[], input?: string): Promise<string>
  stop(): Promise<void>
}

/** Starts the real program on an empty data folder of its own, as the command line does. */
export async function startProgram(...options: string[]): Promise<Program> {
  const folder = mkdtempSync(join(tmpdir(), 'golub-e2e-'))
  // The key lies outside the data folder; here in the same temporary one.
  const env = { ...process.env, XDG_CONFIG_HOME: join(folder, 'config'), LANG: 'ru_RU.UTF-8' }
  const data = join(folder, 'data')
  const child = spawn(process.execPath, [...NODE, CLI, 'serve', '--json', '--no-open', '--port', '0', '--data', data, ...options], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const url = await firstUrl(child)
  const sample = options.includes('--sample') ? ['--sample'] : []
  return {
    url,
    origin: new URL(url).origin,
    folder,
    command: (args, input) => run([...args, ...sample, '--data', data], env, input),
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function firstUrl(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) {
    const said: { url?: string } = JSON.parse(line)
    if (said.url) return said.url
  }
  throw new Error('the program ended before it was ready')
}

function run(args: string[], env: NodeJS.ProcessEnv, input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...NODE, CLI, ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] })
    let out = ''
    let err = ''
    child.stdout.on('data', (text: Buffer) => (out += text))
    child.stderr.on('data', (text: Buffer) => (err += text))
    child.on('exit', (code) => (code === 0 ? resolve(out.trim()) : reject(new Error(err.trim() || out.trim()))))
    child.stdin.end(input)
  })
}
