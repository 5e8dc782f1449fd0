import { Worker } from 'node:worker_threads'
import type { QuestionName, Questions } from './reader-questions.ts'

/** The engine's side of the reader's thread: a read-only connection that may take its time. */
export interface ReaderThread {
  /** Rejects with what the question threw, or when the thread died under it. */
  ask<Name extends QuestionName>(
    name: Name,
    input: Parameters<Questions[Name]>[1],
  ): Promise<ReturnType<Questions[Name]>>
  end(): Promise<void>
}

interface Waiting {
  resolve(answer: unknown): void
  reject(error: unknown): void
}

/** Starts at the first question; a thread that died is started again by the next one. */
export function createReaderThread(workerUrl: URL, file: string): ReaderThread {
  const waiting = new Map<number, Waiting>()
  let worker: Worker | null = null
  let ids = 0

  function start(): Worker {
    const started = new Worker(workerUrl, { workerData: { file } })
    started.on('message', ({ id, answer, error }: { id: number; answer?: unknown; error?: unknown }) => {
      const one = waiting.get(id)
      waiting.delete(id)
      if (error === undefined) one?.resolve(answer)
      else one?.reject(error)
    })
    started.on('error', (error) => fail(started, error))
    started.on('exit', () => fail(started, new Error('the reader thread ended')))
    started.unref()
    return started
  }

  function fail(dead: Worker, error: unknown): void {
    if (worker !== dead) return
    worker = null
    for (const one of waiting.values()) one.reject(error)
    waiting.clear()
  }

  return {
    ask<Name extends QuestionName>(name: Name, input: Parameters<Questions[Name]>[1]) {
      worker ??= start()
      const id = ++ids
      const asked = worker
      return new Promise<ReturnType<Questions[Name]>>((resolve, reject) => {
        // The worker answers each name with the type that the table gives it.
        waiting.set(id, { resolve: (answer) => resolve(answer as ReturnType<Questions[Name]>), reject })
        asked.postMessage({ id, name, input })
      })
    },
    async end() {
      await worker?.terminate()
    },
  }
}
