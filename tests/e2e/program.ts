import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const CLI = join(import.meta.dirname, '..', '..', 'src', 'main', 'server', 'cli.ts')
const NODE = ['--disable-warning=ExperimentalWarning']

export interface Program {
  /** Where to begin: with the one-time link, where there is one. */
  url: string
  origin: string
  /** Runs another command of the command line on the same data, and answers with what it printed. */
  command(args: string[], input?: string): Promise<string>
  /** Ends the program at once, as a power cut would; the data stay. */
  kill(): Promise<void>
  /** It stands still without a word, as on a computer that fell asleep, until `wake`. */
  sleep(): void
  wake(): void
  /** Starts it again on the same data and the same port. */
  startAgain(): Promise<void>
  /** Waits until it has started anew by itself, with another file. */
  startedAnew(): Promise<void>
  stop(): Promise<void>
}

/** Starts the real program on an empty data folder of its own, as the command line does. */
export async function startProgram(...options: string[]): Promise<Program> {
  const folder = mkdtempSync(join(tmpdir(), 'golub-e2e-'))
  // The key lies outside the data folder; here in the same temporary one.
  const env = { ...process.env, XDG_CONFIG_HOME: join(folder, 'config'), LANG: 'ru_RU.UTF-8' }
  const data = ['--data', join(folder, 'data'), ...(options.includes('--sample') ? ['--sample'] : [])]
  const others = options.filter((option) => option !== '--sample')
  const serve = (port: string) => [...NODE, CLI, 'serve', '--json', '--no-open', '--port', port, ...data, ...others]
  const start = (port: string) => spawn(process.execPath, serve(port), { env, stdio: ['ignore', 'pipe', 'inherit'] })

  let child = start('0')
  let nextUrl = urlsOf(child)
  const url = await nextUrl()
  const program: Program = {
    url,
    origin: new URL(url).origin,
    command: (args, input) => run([...args, ...data], env, input),
    kill: () => end(child, 'SIGKILL'),
    sleep: () => void child.kill('SIGSTOP'),
    wake: () => void child.kill('SIGCONT'),
    async startAgain() {
      child = start(new URL(url).port)
      nextUrl = urlsOf(child)
      program.url = await nextUrl()
    },
    async startedAnew() {
      program.url = await nextUrl()
    },
    async stop() {
      child.kill('SIGCONT')
      await end(child, 'SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return program
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill(signal)
  await ended
}

/** The address that it says when it is ready, the first time and each time after. */
function urlsOf(child: ChildProcess): () => Promise<string> {
  if (child.stdout === null) throw new Error('the program has no output')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return async () => {
    const line = await lines.next()
    if (line.done) throw new Error('the program ended before it was ready')
    const said: { url: string } = JSON.parse(line.value)
    return said.url
  }
}

function run(args: string[], env: NodeJS.ProcessEnv, input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...NODE, CLI, ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] })
    let out = ''
    let err = ''
    child.stdout.on('data', (text: Buffer) => {
      out += text
    })
    child.stderr.on('data', (text: Buffer) => {
      err += text
    })
    child.on('exit', (code) => (code === 0 ? resolve(out.trim()) : reject(new Error(err.trim() || out.trim()))))
    child.stdin.end(input)
  })
}
