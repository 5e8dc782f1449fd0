import { spawn } from 'node:child_process'
import type { Place } from './data-folder.ts'
import { type Host, type HostOptions, startHost, USUAL_PORT } from './host.ts'
import { say } from './words.ts'

export interface ServeOptions extends HostOptions {
  /** One JSON line instead of sentences. */
  json: boolean
  open: boolean
  /** The real office's folder, for when the sample office is thrown away. */
  realPlace: Place
}

/** Runs until it is told to stop; a restored file makes it start again on the same port. */
export async function serve(options: ServeOptions): Promise<void> {
  const stopped = new Promise<'stop'>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve('stop'))
  })
  let host = await startHost(options)
  announce(host, options)
  for (let now = options; ; ) {
    const why = await Promise.race([stopped, host.restartAsked])
    if (why === 'stop') break
    tell(options, say('restarting'))
    await host.close()
    now = {
      ...now,
      port: host.port,
      ...(why === 'discard-sample' ? { place: options.realPlace, isSample: false } : {}),
    }
    host = await startHost(now)
    announce(host, now)
  }
  tell(options, say('stopping'))
  await host.close()
}

function announce(host: Host, options: ServeOptions): void {
  const url = host.entry()
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ ready: true, url, pid: process.pid })}\n`)
    return
  }
  if (options.port === null && host.port !== USUAL_PORT)
    tell(options, say('port-moved', { usual: USUAL_PORT, port: host.port }))
  tell(options, say('running-at', { url }))
  if (url.includes('/restored?')) tell(options, say('held-note'))
  if (url.includes('?link=')) tell(options, say('enter-at'))
  if (options.open && process.stdout.isTTY) openBrowser(url)
}

function tell({ json }: ServeOptions, sentence: string): void {
  if (!json) process.stdout.write(`${sentence}\n`)
}

// Where no browser can be opened the printed address is enough.
function openBrowser(url: string): void {
  const [program, ...args] =
    process.platform === 'win32'
      ? ['rundll32', 'url.dll,FileProtocolHandler', url]
      : process.platform === 'darwin'
        ? ['open', url]
        : ['xdg-open', url]
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return
  const child = spawn(program ?? 'xdg-open', args, { stdio: 'ignore', detached: true })
  child.on('error', () => process.stderr.write(`${url}\n`))
  child.unref()
}
