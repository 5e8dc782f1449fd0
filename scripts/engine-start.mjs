// How Node is started for the engine, measured with `npm run bench`: a third of the memory for about 2 % of the processor.
import { availableParallelism } from 'node:os'

export const engineFlags = [
  '--disable-warning=ExperimentalWarning',
  // Short-lived objects of its own thread may take 8 MB instead of V8's 48.
  '--max-semi-space-size=8',
  // What was collected leaves room for less than as much again; by itself V8 lets a busy heap grow to a multiple. Half of it costs 5 % more.
  '--heap-growing-percent=80',
]

// glibc would give each thread heaps of its own that keep what they once held, and raise both bounds with the largest letter.
export const engineEnv =
  process.platform === 'linux'
    ? {
        MALLOC_ARENA_MAX: availableParallelism() > 2 ? '2' : '1',
        MALLOC_MMAP_THRESHOLD_: String(128 * 1024),
        MALLOC_TRIM_THRESHOLD_: String(1024 * 1024),
      }
    : {}
