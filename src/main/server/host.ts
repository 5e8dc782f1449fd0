import { randomBytes } from 'node:crypto'
import { existsSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import type { App } from '../api/context.ts'
import { isLoopbackName } from '../api/guard.ts'
import { Http } from '../api/http.ts'
import { CountsKeeper } from '../api/mailbox-counts.ts'
import { SessionKeeper } from '../api/sessions.ts'
import { Signer } from '../api/signed.ts'
import { startCheckpoints } from '../engine/checkpoints.ts'
import { createEngine } from '../engine/engine.ts'
import { createReaderThread } from '../engine/reader.ts'
import { lettersWaiting } from '../store/outbox.ts'
import { sweepSessions } from '../store/sessions.ts'
import { firstAdministrator } from '../store/users.ts'
import { runner } from './commands.ts'
import { openControl } from './control.ts'
import type { Place } from './data-folder.ts'
import { isTaken, lockedStop, type OpenOffice, openOffice } from './office.ts'
import { portsOf } from './ports.ts'
import { buildOf, rendererFolder, threads, version } from './resources.ts'
import { furnishSample, startSample } from './sample.ts'
import { giveSpare, keepSpare } from './spare.ts'
import { EXIT, Stop } from './stop.ts'

export interface HostOptions {
  place: Place
  isSample: boolean
  isDesktop: boolean
  /** Null takes the usual port or the next free one. */
  port: number | null
  host: string
  allowHosts: readonly string[]
}

export interface Host {
  readonly port: number
  /** `http://127.0.0.1:8417`, without a link. */
  readonly url: string
  /** The address to open: with a one-time link while the office, the sample office or a restored file needs one, always for the desktop window. */
  entry(): string
  /** Resolves when this host is to be closed and another started: with another file, or without the sample office. */
  readonly restartAsked: Promise<'restart' | 'discard-sample'>
  /** Drops and reopens every connection: resume from sleep. */
  reconnect(): void
  /** Letters that wait to be sent. */
  waitingToSend(): number
  /** Ends every loop and closes the file. */
  close(): Promise<void>
}

export const USUAL_PORT = 8417
const PORTS_TRIED = 20

/** Data folder, lock, migration, store, engine, listener: in this order, undone in the other. Throws `Stop` with a sentence. */
export async function startHost(options: HostOptions): Promise<Host> {
  if (!isLoopbackName(options.host)) throw new Stop('no-network-host', { host: options.host }, EXIT.usage)
  // A first start that cannot be heard leaves no office behind.
  if (!existsSync(options.place.file)) await tryPort(options)
  try {
    return await begin(options)
  } catch (error) {
    if (!giveSpare(options.place.folder, error)) throw error
    return await begin(options)
  }
}

async function begin(options: HostOptions): Promise<Host> {
  const opened = openOffice(options.place)
  if (isTaken(opened)) throw lockedStop(options.place, opened)
  // What was begun, ended in the other order: at the end, or when a later step fails.
  const ends: End[] = [opened.release, () => opened.store.close()]
  try {
    const host = await start(options, opened, ends)
    keepSpare(options.place.folder)
    return host
  } catch (error) {
    await endAll(ends)
    throw error
  }
}

type End = () => void | Promise<void>

async function endAll(ends: End[]): Promise<void> {
  for (const end of ends.splice(0).reverse()) await end()
}

async function start(options: HostOptions, opened: OpenOffice, ends: End[]): Promise<Host> {
  const { place, store } = opened
  const ports = portsOf(opened, options.isSample ? ['*'] : options.allowHosts)
  const { clock, log } = ports
  ends.push(() => ports.link.end())
  store.write((tx) => sweepSessions(tx, clock.now()))
  const sample = options.isSample ? await startSample(store, clock) : null
  if (sample) ends.push(() => sample.close())
  const engine = createEngine(store, ports)
  ends.push(() => engine.stop())
  if (sample) await furnishSample(engine, sample)
  const reader = createReaderThread(threads.reader, place.file)
  ends.push(() => reader.end())
  const checkpoints = startCheckpoints(threads.checkpoint, store, engine.deps.queue)
  ends.push(() => checkpoints.end())
  const sessions = new SessionKeeper(store, clock)
  let askRestart: (why: 'restart' | 'discard-sample') => void = () => undefined
  const restartAsked = new Promise<'restart' | 'discard-sample'>((resolve) => (askRestart = resolve))
  const app: App = {
    store,
    clock,
    log,
    engine,
    reader,
    counts: new CountsKeeper(reader, clock),
    about: {
      version,
      build: buildOf(),
      isSample: options.isSample,
      isDesktop: options.isDesktop,
      dataFile: place.file,
      practice: sample?.logins ?? [],
    },
    sessions,
    signer: new Signer(randomBytes(32)),
    discardSample() {
      // Last of all: on Windows a folder with an open lock cannot be deleted.
      ends.unshift(() => rmSync(place.folder, { recursive: true, force: true }))
      askRestart('discard-sample')
    },
    freeDiskBytes: ports.freeDiskBytes,
  }
  const http = new Http(app, { assets: rendererFolder, allowHosts: [options.host, ...options.allowHosts] })
  ends.push(() => http.close())
  const port = await listen(http, options)
  const replaceFile = (how: () => void) => {
    // After the store is closed and before the folder is given up: no other program may see half a change.
    ends.splice(ends.indexOf(opened.release) + 1, 0, how)
    askRestart('restart')
  }
  const run = runner({ opened, clock, deps: async () => engine.deps, replaceFile }, log)
  const control = await openControl(place.folder, run, log)
  ends.push(() => control.close())
  const url = `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`
  opened.nameAddress(url)
  log.info({ port, version }, 'started')

  return {
    port,
    url,
    restartAsked,
    entry() {
      const admin = firstAdministrator(store.reader)
      if (!admin) return `${url}/#/welcome/admin?link=${sessions.links.make({ is: 'first-admin' }, clock.now())}`
      if (!admin.hasPassword && !options.isSample) {
        // The address to sign in with stands in the fragment, which no server and no log ever sees.
        const link = sessions.links.make({ is: 'new-password', userId: admin.id }, clock.now())
        return `${url}/#/restored?link=${link}&email=${encodeURIComponent(admin.email)}`
      }
      if (admin.hasPassword && !options.isDesktop) return `${url}/`
      return `${url}/#/signin?link=${sessions.links.make({ is: 'sign-in', userId: admin.id }, clock.now())}`
    },
    reconnect: () => engine.reconnect(),
    waitingToSend: () => lettersWaiting(store.reader),
    async close() {
      log.info({}, 'stopping')
      await endAll(ends)
    },
  }
}

async function tryPort(options: HostOptions): Promise<void> {
  const trial = createServer()
  const bound = (port: number, host: string) =>
    new Promise<number>((resolve, reject) => {
      trial.once('error', reject)
      trial.listen(port, host, () => resolve(port))
    })
  await listen({ listen: bound }, options)
  await new Promise((resolve) => trial.close(resolve))
}

async function listen(on: Pick<Http, 'listen'>, { port, host }: HostOptions): Promise<number> {
  const last = port ?? USUAL_PORT + PORTS_TRIED - 1
  for (let next = port ?? USUAL_PORT; next <= last; next++) {
    try {
      return await on.listen(next, host)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error
    }
  }
  if (port !== null) throw new Stop('port-in-use', { port }, EXIT.portInUse)
  throw new Stop('no-free-port', { from: USUAL_PORT, to: last }, EXIT.portInUse)
}
