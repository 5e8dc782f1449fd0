import type { DraftId } from '../../shared/model/ids.ts'
import type { Clock } from './ports.ts'

/** A request that its page has broken off comes within seconds, or not at all. */
const REMEMBERED_MS = 10 * 60_000
const MOST = 1000

export interface StoppedUploads {
  add(draft: DraftId, position: number): void
  has(draft: DraftId, position: number | null | undefined): boolean
}

/** Uploads that their authors stopped: the word of it may come sooner than the upload, which takes another way. */
export function createStoppedUploads(clock: Clock): StoppedUploads {
  /** Until when, the oldest first. */
  const stopped = new Map<string, number>()
  const key = (draft: DraftId, position: number) => `${draft}:${position}`

  function makeRoom(now: number): void {
    for (const [one, until] of stopped) {
      if (until > now && stopped.size < MOST) return
      stopped.delete(one)
    }
  }

  return {
    add(draft, position) {
      const now = clock.now()
      makeRoom(now)
      stopped.delete(key(draft, position))
      stopped.set(key(draft, position), now + REMEMBERED_MS)
    },
    has: (draft, position) => typeof position === 'number' && (stopped.get(key(draft, position)) ?? 0) > clock.now(),
  }
}
