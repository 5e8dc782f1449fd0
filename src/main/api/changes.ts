import type { Change } from '../../shared/api/office.ts'
import type { UserId } from '../../shared/model/ids.ts'
import { draftIdsOf, isOwned, seenBy } from '../store/changes-seen.ts'
import type { Changes, Store } from '../store/database.ts'

/** Above this many ids a screen asks everything again anyway; an empty list says so. */
const MANY = 200
/** A burst of commits becomes one message; the first commit after a pause is told at once. */
const QUIET_MS = 40

/**
 * Batches of changes until `signal` ends, of what the user may read. Nothing is lost between two batches; a slow reader gets
 * them joined.
 */
export async function* changesOf(
  store: Store,
  user: UserId,
  signal: AbortSignal | undefined,
): AsyncGenerator<Change[]> {
  const drafts = new Set(draftIdsOf(store.reader, user))
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
      const told = toldTo(store, user, batch, drafts)
      if (told.length) yield told
      await new Promise((resolve) => setTimeout(resolve, QUIET_MS))
    }
  } finally {
    stop()
    signal?.removeEventListener('abort', onAbort)
  }
}

// `drafts`: those that the user is known to have had, since a draft is told of also when it ends.
function toldTo(store: Store, user: UserId, batch: Changes, drafts: Set<number>): Change[] {
  const told: Change[] = []
  for (const [topic, ids] of batch) {
    if (topic === 'profile') {
      if (ids.has(user)) told.push({ topic, ids: [user] })
      continue
    }
    const isAsked = isOwned(topic) && ids.size > 0
    const shown = isAsked ? ownOf(store, user, topic, ids, drafts) : [...ids]
    if (!isAsked || shown.length) told.push({ topic, ids: shown.length > MANY ? [] : shown })
  }
  // The counts are of letters: where only the letters of others changed, so did their counts alone.
  const isOfOthers = [...batch.keys()].some(isOwned) && !told.some(({ topic }) => isOwned(topic))
  return isOfOthers ? told.filter(({ topic }) => topic !== 'counts') : told
}

function ownOf(
  store: Store,
  user: UserId,
  topic: Parameters<typeof seenBy>[2],
  ids: Set<number>,
  drafts: Set<number>,
): number[] {
  const { own, gone } = seenBy(store.reader, user, topic, ids)
  if (topic === 'drafts') {
    for (const id of own) drafts.add(id)
    return [...own, ...gone.filter((id) => drafts.delete(id))]
  }
  // One that has joined another goes with that; one that nobody can tell the owner of is told to nobody.
  return own.length ? [...own, ...gone] : own
}

/** An empty set means "many" and swallows the rest. */
function joined(known: Set<number> | undefined, ids: Set<number>): Set<number> {
  if (!known) return new Set(ids)
  if (!known.size || !ids.size) return new Set()
  for (const id of ids) known.add(id)
  return known
}
