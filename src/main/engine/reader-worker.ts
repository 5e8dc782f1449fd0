import { parentPort, workerData } from 'node:worker_threads'
import { openReader } from '../store/database.ts'
import { prepareSearch } from '../store/search-read.ts'
import { QUESTIONS, type QuestionName } from './reader-questions.ts'

const { reader } = openReader(workerData.file)
prepareSearch(reader)

parentPort?.on('message', ({ id, name, input }: { id: number; name: QuestionName; input: unknown }) => {
  try {
    // `ask` is typed by the same table: name and input belong together.
    parentPort?.postMessage({
      id,
      answer: (QUESTIONS[name] as (db: typeof reader, input: unknown) => unknown)(reader, input),
    })
  } catch (error) {
    parentPort?.postMessage({ id, error })
  }
})
