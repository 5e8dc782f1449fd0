// A thread that folds the write-ahead log into the file, so that no commit of the engine waits for it.
import { parentPort, workerData } from 'node:worker_threads'
import { openCheckpointer } from '../store/checkpoints.ts'
import type { FromCheckpoints } from './checkpoints.ts'

const EVERY_MS = 500
const WHILE_RESTING_MS = 10
// A long question of a reader keeps the log from being folded: then it grows on, and the writer is asked again later.
const LONGEST_REST_MS = 500
const BETWEEN_RESTS_MS = 5000
const QUIET_AFTER_MS = 15_000

const checkpointer = openCheckpointer(workerData.file)
let restingSince: number | null = null
let restAgainAt = 0
let longAt: number | null = null
let pagesBefore = -1
let timer = setTimeout(step, EVERY_MS)

function step(): void {
  const { pages, isWhole, isLong } = checkpointer.step()
  const now = performance.now()
  // Under steady writing the log grows while it is folded; only when nothing came in between is it at its end.
  const isAtEnd = isWhole && pages === pagesBefore
  pagesBefore = pages
  if (restingSince === null) {
    if (isLong && now >= restAgainAt) {
      restingSince = now
      longAt = now
      say('rest')
    } else if (longAt !== null && now - longAt > QUIET_AFTER_MS) {
      longAt = null
      say('quiet')
    }
  } else if (isAtEnd || now - restingSince > LONGEST_REST_MS) {
    restingSince = null
    restAgainAt = now + (isAtEnd ? 0 : BETWEEN_RESTS_MS)
    say('go-on')
  }
  timer = setTimeout(step, restingSince === null ? EVERY_MS : WHILE_RESTING_MS)
}

function say(message: FromCheckpoints): void {
  parentPort?.postMessage(message)
}

parentPort?.once('message', () => {
  clearTimeout(timer)
  checkpointer.close()
})
