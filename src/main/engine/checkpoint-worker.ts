// A thread that folds the write-ahead log into the file, so that no commit of the engine waits for it.
import { parentPort, workerData } from 'node:worker_threads'
import { openCheckpointer } from '../store/checkpoints.ts'

const EVERY_MS = 250

const checkpointer = openCheckpointer(workerData.file)
const timer = setInterval(() => checkpointer.step(), EVERY_MS)
parentPort?.once('message', () => {
  clearInterval(timer)
  checkpointer.close()
})
