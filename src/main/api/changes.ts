import type { Change } from '../../shared/api/office.ts'
import type { Changes, Store } from '../store/database.ts'

/** Above this many ids a screen asks everything again anyway; an empty list says so. */
const MANY = 200
/** A burst of commits becomes one message; the first commit after a pause is told at once. */
const QUIET_MS = 40

/** Batches of changes until `signal` ends. Nothing is lost between two batches; a slow reader gets them joined. */
export async function* changesOf(store: Store, signal: AbortSignal | undefined): AsyncGenerator<Change[]> {
  let waiting: Changes = new Map()
  let wake: () => void = () => undefined
  const stop = store.onChanges((told) => {
    for (const [topic, ids] of told) waiting.set(topic, joined(waiting.get(topic), ids))
    wake()
  })
  const onAbort = () => wake()
  signal?.addEventListener('abort', onAbort)
  try {
    // Tells that the line stands, before the first change.
    yield []
    while (!signal?.aborted) {
      if (!waiting.size) await new Promise<void>((resolve) => (wake = resolve))
      if (!waiting.size) continue
      const batch = waiting
      waiting = new Map()
      yield [...batch].map(([topic, ids]) => ({ topic, ids: ids.size > MANY ? [] : [...ids] }))
      await new Promise((resolve) => setTimeout(resolve, QUIET_MS))
    }
  } finally {
    stop()
    signal?.removeEventListener('abort', onAbort)
  }
}

/** An empty set means "many" and swallows the rest. */
function joined(known: Set<number> | undefined, ids: Set<number>): Set<number> {
  if (!known) return new Set(ids)
  if (!known.size || !ids.size) return new Set()
  for (const id of ids) known.add(id)
  return known
}
