import { Worker } from 'node:worker_threads'
import type { Store } from '../store/database.ts'
import type { WriteQueue } from './write-queue.ts'

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
  thread.on('message', (message: 'rest' | 'go-on') => queue.rest(message === 'rest'))
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
