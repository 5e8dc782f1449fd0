import { Worker } from 'node:worker_threads'
import type { Store } from '../store/database.ts'
import type { WriteQueue } from './write-queue.ts'

/** The log is long: rest until it is in the file; go on; nothing made it long for a while. */
export type FromCheckpoints = 'rest' | 'go-on' | 'quiet'

/** Starts the thread that checkpoints. When it dies, the engine's own connection checkpoints again. */
export function startCheckpoints(worker: URL, store: Store, queue: WriteQueue): { end(): Promise<void> } {
  const thread = new Worker(worker, { workerData: { file: store.file } })
  store.leaveCheckpoints(true)
  let isEnding = false
  const gone = new Promise<void>((resolve) => {
    thread.once('exit', () => {
      if (!isEnding) store.leaveCheckpoints(false)
      queue.rest(false)
      resolve()
    })
  })
  thread.on('message', (message: FromCheckpoints) => {
    if (message === 'rest') store.keepLog(true)
    if (message === 'quiet') store.keepLog(false)
    else queue.rest(message === 'rest')
  })
  // Its exit follows and is what counts.
  thread.on('error', () => undefined)
  return {
    async end() {
      isEnding = true
      thread.postMessage('end')
      await gone
    },
  }
}
