// The real program as a child process on a data folder, and a page's way into it.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import { WebSocket } from 'ws'
import { engineEnv, engineFlags } from '../../scripts/engine-start.mjs'
import type { Contract } from '../../src/shared/api/contract.ts'
import { type Usage, usageOf } from './harness.ts'
import type { Login } from './mail-server.ts'

/** What `npm start` runs: of the sources every thread would compile its own. */
const CLI = fileURLToPath(new URL('../../out/main/cli.js', import.meta.url))
export const ADMIN = { email: 'bench@our.example', password: 'a long bench password' }

export interface Office {
  /** Without a path. */
  url: string
  /** The one-time link while there is no administrator, else ''. */
  link: string
  /** From the start of the process to the line that says it answers. */
  readyMs: number
  pid: number
  usage(): Usage
  stop(): Promise<void>
}

/** What a page keeps after signing in. */
export interface Entry {
  url: string
  cookie: string
  secret: string
}

/** Starts `golub serve` on a folder. `profile` names a folder for its CPU profiles, one a thread. */
export async function startOffice(folder: string, profile: string | null = null): Promise<Office> {
  const data = join(folder, 'data')
  mkdirSync(data, { recursive: true })
  const flags = profile === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`]
  const command = [
    ...engineFlags,
    ...flags,
    CLI,
    'serve',
    '--json',
    '--no-open',
    '--port',
    '0',
    '--allow-host',
    '127.0.0.1',
    '--data',
    data,
  ]
  const begun = performance.now()
  const child = spawn(process.execPath, command, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...engineEnv, XDG_CONFIG_HOME: join(folder, 'config') },
  })
  // A bench that fails must not leave its program behind.
  process.once('exit', () => child.kill())
  const ready = await firstLine(child)
  const readyMs = performance.now() - begun
  const { origin, hash } = new URL(ready.url)
  return {
    url: origin,
    link: new URLSearchParams(hash.split('?')[1] ?? '').get('link') ?? '',
    readyMs,
    pid: ready.pid,
    usage: () => usageOf(ready.pid),
    stop: () => ended(child),
  }
}

function firstLine(child: ChildProcess): Promise<{ url: string; pid: number }> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the program ended with ${code} before it answered`)))
    // Spawned with a pipe as its output.
    createInterface({ input: child.stdout! }).once('line', (line) => resolve(JSON.parse(line)))
  })
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.removeAllListeners('exit')
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })
}

/** Makes the first administrator of an empty office. */
export function enterFirst(office: Office): Promise<Entry> {
  return enter(office.url, '/session/first-admin', {
    link: office.link,
    office: 'Bench',
    firstName: 'Bench',
    lastName: '',
    ...ADMIN,
    locale: 'ru',
  })
}

export function signIn(url: string): Promise<Entry> {
  return enter(url, '/session/sign-in', { ...ADMIN, remember: true })
}

async function enter(url: string, path: string, body: object): Promise<Entry> {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  const { secret }: { secret: string } = await response.json()
  return { url, secret, cookie: (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '' }
}

export const headersOf = ({ cookie, secret }: Entry) => ({
  cookie,
  'x-golub-secret': secret,
  'content-type': 'application/json',
})

/** One REST call as the page makes it; throws what is no success. `Answer` is the contract's output of that path. */
export async function call<Answer>(entry: Entry, method: 'GET' | 'POST', path: string, body?: object): Promise<Answer> {
  const response = await fetch(`${entry.url}/api/v1${path}`, {
    method,
    headers: headersOf(entry),
    body: body && JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  return response.json()
}

/** Saves a mailbox of the bench's mail server: from now on the program loads it. */
export async function connect(entry: Entry, login: Login): Promise<void> {
  const { host, port, user, password } = login
  const imap = { host, port, security: 'none', login: user, password, allowPlaintext: true }
  await call(entry, 'POST', '/mailboxes', { address: login.address, imap, smtp: null })
}

export interface Line {
  client: ContractRouterClient<Contract>
  close(): void
}

/** The socket that the page uses. */
export async function openLine(entry: Entry): Promise<Line> {
  const socket = new WebSocket(`${entry.url.replace('http', 'ws')}/ws`, {
    headers: { cookie: entry.cookie, origin: entry.url },
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.once('open', () => socket.send(JSON.stringify({ secret: entry.secret, build: '' })))
    socket.once('message', (data) =>
      JSON.parse(String(data)).ok ? resolve() : reject(new Error('the socket was refused')),
    )
  })
  // The `ws` socket has what the link uses of the browser's.
  const link = new RPCLink({ websocket: socket as unknown as globalThis.WebSocket })
  return { client: createORPCClient(link), close: () => socket.terminate() }
}
