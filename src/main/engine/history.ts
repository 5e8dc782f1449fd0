// The first import: the newest 50 whole letters of each folder, then downwards, two ranges on their way at a time.
import type { FolderId, MailboxId } from '../../shared/model/ids.ts'
import type { Failure } from '../mail/types.ts'
import { type FolderRow, foldersOf, isNumberedAs, isUnchanged, setDepthTotal, setLoaded } from '../store/folders.ts'
import { mailboxById } from '../store/mailboxes.ts'
import type { Deps } from './deps.ts'
import { refreshFolders } from './folders.ts'
import { pullRange, type Range } from './pull-letters.ts'

const FIRST = 50
const STEP = 250
const AT_ONCE = 2
/** Letters per second are counted over the last half minute. */
const RATE_WINDOW_MS = 30_000

export interface History {
  /** Loads until every ticked folder is through, the line is lost (the failure), or `isOver` says stop. */
  run(isOver: () => boolean): Promise<Failure | null>
  /** Letters per second of late, once five seconds have passed; null before and when nothing loads. */
  perSecond(): number | null
  /** Date of the letters loaded now, UTC ms. */
  nowAt(): number | null
}

/** `onMove` is called whenever it has come further. */
export function createHistory(id: MailboxId, deps: Deps, onMove: () => void): History {
  const { store, ports } = deps
  let begunAt: number | null = null
  let reached: number | null = null
  const stored: { at: number; letters: number }[] = []

  async function run(isOver: () => boolean): Promise<Failure | null> {
    begunAt = ports.clock.now()
    try {
      // The newest of every folder first, so that the first screen shows both sides of a talk.
      for (const isFirstRound of [true, false]) {
        for (const folder of foldersOf(store.reader, id)) {
          if (!folder.isTicked || folder.isLoaded || folder.uidValidity === null) continue
          if (isFirstRound && folder.lowUid !== null) continue
          const failure = await loadFolder(folder, isFirstRound, isOver)
          if (failure) return failure
          if (isOver()) return null
        }
      }
      return null
    } finally {
      begunAt = null
      reached = null
      stored.length = 0
    }
  }

  async function loadFolder(folder: FolderRow, isFirstRound: boolean, isOver: () => boolean): Promise<Failure | null> {
    const uids = await wantedUids(folder)
    const ranges = Array.isArray(uids) ? rangesBelow(folder, uids) : []
    const first = isFirstRound ? ranges.slice(0, 1) : ranges
    const failure = Array.isArray(uids) ? await pullAll(folder, first, isOver) : uids
    if (failure && !failure.isOtherFolder) return failure
    if (!failure && (isOver() || first.length < ranges.length || endsLoaded(folder))) return null
    // Another folder stands under this name, or it is numbered anew: the server's list tells.
    const listed = await refreshFolders(deps, id)
    if (listed) return listed
    const now = foldersOf(store.reader, id).find((one) => one.id === folder.id)
    if (!now) return null
    return isUnchanged(now, folder) ? failure : loadFolder(now, isFirstRound, isOver)
  }

  // False when it was begun anew meanwhile: then this was the past of other numbers.
  function endsLoaded(folder: FolderRow): boolean {
    return store.write((tx) => {
      if (!isNumberedAs(tx, folder)) return false
      setLoaded(tx, folder.id, true)
      tx.changed('mailboxes', id)
      return true
    })
  }

  async function wantedUids(folder: FolderRow): Promise<number[] | Failure> {
    const mailbox = mailboxById(store.reader, id)
    // "Only new letters": what lay here before is left alone (SEARCH SINCE knows days only, and would take today's).
    if (mailbox?.depthKind === 'new') return []
    const since = mailbox?.depthSince ?? null
    const answer = await ports.link.uids(id, folder, since ?? undefined)
    if (!answer.ok) return answer
    const uids = [...answer.uids].filter((uid) => uid < (folder.liveFromUid ?? Number.POSITIVE_INFINITY))
    store.write((tx) => {
      setDepthTotal(tx, folder.id, uids.length)
      tx.changed('mailboxes', id)
    })
    return uids
  }

  async function pullAll(folder: FolderRow, ranges: Range[], isOver: () => boolean): Promise<Failure | null> {
    let next = 0
    let end: Failure | 'thrown' | null = null
    // Each range waits for the one above it before it moves the cursor: no gaps, whatever ends first.
    let above: Promise<void> = Promise.resolve()
    async function lane(): Promise<void> {
      while (next < ranges.length && !end && !isOver()) {
        const range = ranges[next++]!
        const pulling = pullRange(deps, folder, range, next === 1)
        // Its failure is heard below; until then it must not count as unheard.
        pulling.catch(() => undefined)
        const done = above.then(async () => {
          const pulled = await pulling
          if (end) return
          if (!pulled.ok) end = pulled
          else {
            store.write(pulled.finish)
            onMove()
            stored.push({ at: ports.clock.now(), letters: pulled.letters })
            reached = oldestOf(folder.id, range) ?? reached
          }
        })
        above = done.catch(() => {
          end ??= 'thrown'
        })
        await done
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, lane))
    // What was thrown has left by the line above.
    return end === 'thrown' ? null : end
  }

  function oldestOf(folder: FolderId, range: Range): number | null {
    return (
      store.reader
        .sql<{ at: number | null }>(
          'SELECT internal_at AS at FROM placements WHERE folder_id = ? AND uid >= ? AND uid <= ? ORDER BY uid LIMIT 1',
        )
        .get(folder, range.low, range.high)?.at ?? null
    )
  }

  return {
    run,
    perSecond() {
      const now = ports.clock.now()
      if (begunAt === null || now - begunAt < 5000) return null
      while (stored[0] && stored[0].at < now - RATE_WINDOW_MS) stored.shift()
      const span = Math.min(RATE_WINDOW_MS, now - begunAt) / 1000
      return stored.reduce((sum, s) => sum + s.letters, 0) / span
    },
    nowAt: () => reached,
  }
}

/**
 * Ranges from the cursor downwards that together cover every UID below it without gaps: the newest 50, then 250 at a time;
 * the last one reaches down to UID 1.
 */
export function rangesBelow(folder: Pick<FolderRow, 'lowUid' | 'liveFromUid'>, uids: readonly number[]): Range[] {
  const top = (folder.lowUid ?? folder.liveFromUid ?? (uids.at(-1) ?? 0) + 1) - 1
  const below = uids.filter((uid) => uid <= top)
  const ranges: Range[] = []
  let high = top
  for (let end = below.length; end > 0; ) {
    const begin = Math.max(0, end - (folder.lowUid === null && ranges.length === 0 ? FIRST : STEP))
    const chunk = below.slice(begin, end)
    const low = begin === 0 ? 1 : below[begin]!
    ranges.push({ low, high, wanted: new Set(chunk), since: null })
    high = low - 1
    end = begin
  }
  return ranges
}
