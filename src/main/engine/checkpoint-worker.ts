// A thread that folds the write-ahead log into the file, so that no commit of the engine waits for it.
import { parentPort, workerData } from 'node:worker_threads'
import { openCheckpointer } from '../store/checkpoints.ts'

const EVERY_MS = 500
const WHILE_RESTING_MS = 10
// A long question of a reader keeps the log from being folded: then it grows on, and the writer is asked again later.
const LONGEST_REST_MS = 500
const BETWEEN_RESTS_MS = 5000

const checkpointer = openCheckpointer(workerData.file)
let restingSince: number | null = null
let restAgainAt = 0
let timer = setTimeout(step, EVERY_MS)

function step(): void {
  const isFolded = checkpointer.step()
  const now = performance.now()
  if (restingSince === null) {
    if (!isFolded && now >= restAgainAt) {
      restingSince = now
      parentPort?.postMessage('rest')
    }
  } else if (isFolded || now - restingSince > LONGEST_REST_MS) {
    restingSince = null
    restAgainAt = isFolded ? 0 : now + BETWEEN_RESTS_MS
    parentPort?.postMessage('go-on')
  }
  timer = setTimeout(step, restingSince === null ? EVERY_MS : WHILE_RESTING_MS)
}

parentPort?.once('message', () => {
  clearTimeout(timer)
  checkpointer.close()
})
