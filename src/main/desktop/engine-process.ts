import { join } from 'node:path'
import { type UtilityProcess, utilityProcess } from 'electron'
import type { FromEngine, ToEngine } from './messages.ts'

const STOP_PATIENCE_MS = 15_000
/** A crash is followed by a new start after 1, 2, 4 … 30 s. */
const LONGEST_WAIT_MS = 30_000

export interface EngineProcess {
  send(message: ToEngine): void
  /** Letters that wait to be sent; null when the engine does not answer within two seconds. */
  waiting(): Promise<number | null>
  stop(): Promise<void>
}

/** Keeps the engine running; `onReady` is called after each start with the address to open. */
export function startEngineProcess(
  args: readonly string[],
  onReady: (url: string) => void,
  onFailed: (sentence: string) => void,
): EngineProcess {
  let child: UtilityProcess
  let now = args
  // Another file, or the real office after the sample: the engine ended by itself to be started anew at once.
  let isAgain = false
  let isStopping = false
  let crashes = 0
  let answer: ((letters: number) => void) | null = null

  function start() {
    child = utilityProcess.fork(join(import.meta.dirname, 'engine.js'), [...now], {
      serviceName: 'Golub engine',
      // As scripts/engine-start.mjs says.
      execArgv: ['--max-semi-space-size=8', '--heap-growing-percent=80'],
    })
    // Only our own engine holds the other end.
    child.on('message', (message: FromEngine) => {
      if (message.is === 'ready') {
        crashes = 0
        onReady(message.url)
      }
      if (message.is === 'again') {
        isAgain = true
        if (message.withoutSample) now = now.filter((arg) => arg !== '--sample')
      }
      if (message.is === 'failed') onFailed(message.sentence)
      if (message.is === 'waiting') answer?.(message.letters)
    })
    // Out of memory: its exit follows and is what counts.
    child.on('error', () => undefined)
    child.on('exit', () => {
      if (isStopping) return
      setTimeout(start, isAgain ? 0 : Math.min(1000 * 2 ** crashes++, LONGEST_WAIT_MS))
      isAgain = false
    })
  }
  start()

  return {
    send: (message) => child.postMessage(message),
    waiting() {
      child.postMessage({ is: 'waiting?' } satisfies ToEngine)
      return new Promise((resolve) => {
        const timer = setTimeout(() => resolve(null), 2000)
        answer = (letters) => {
          clearTimeout(timer)
          resolve(letters)
        }
      })
    },
    stop() {
      isStopping = true
      return new Promise((resolve) => {
        const timer = setTimeout(() => child.kill(), STOP_PATIENCE_MS)
        child.once('exit', () => {
          clearTimeout(timer)
          resolve()
        })
        child.postMessage({ is: 'stop' } satisfies ToEngine)
      })
    },
  }
}
