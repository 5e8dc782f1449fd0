// The one way by which letters of a UID range reach the store: sizes first, then whole letters, then the cursor.
import type { Failure, Listed, PulledLetter } from '../mail/types.ts'
import { extendCursor, type FolderRow, isNumberedAs, touchesCursor } from '../store/folders.ts'
import type { Writer } from '../store/handle.ts'
import { mailboxById } from '../store/mailboxes.ts'
import { addPending } from '../store/pending.ts'
import { countPlacements, livePlacements } from '../store/placements.ts'
import type { Deps } from './deps.ts'
import { ingestOf } from './ingest.ts'
import { diskFull } from './room.ts'
import { type Suspects, suspectFirst, suspectsIn } from './suspects.ts'

/** Letters above this take the streamed path, which gives way to the small ones. */
export const LARGE_BYTES = 1024 * 1024
/** Raw bytes asked for in one go: small enough that several goes are on their way within the credit. */
const GO_BYTES = 1024 * 1024
/** Goes of one range on their way at a time: a letter that arrives now waits on the line behind these only. */
const GOES_AT_ONCE = 4

export interface Range {
  low: number
  high: number
  /** Only these UIDs of the range are wanted (the depth left the others out); null wants all. */
  wanted: ReadonlySet<number> | null
  /** Letters that arrived before this (UTC ms) are left out; null wants all. */
  since: number | null
}

export type Pulled = { ok: true; letters: number; finish: (tx: Writer) => void } | Failure

/**
 * Stores what is new of a range. Small letters are stored when it answers; large and too big ones stand in `pending`
 * once `finish` has run. The last letter of a range that touches the cursor takes `finish` (pending rows and cursor) into
 * its own commit; the caller runs it again in order, which moves the cursor over ranges that were ready before those above
 * them: it has no gaps. `isUrgent` is said of the range that begins a cursor.
 */
export async function pullRange(deps: Deps, folder: FolderRow, range: Range, isUrgent: boolean): Promise<Pulled> {
  const { store, ports } = deps
  const listing = await ports.link.list(folder.mailboxId, folder, { low: range.low, high: range.high })
  if (!listing.ok) return listing
  const uidValidity = folder.uidValidity ?? ''
  const here = new Set(livePlacements(store.reader, folder.id, uidValidity, range.low, range.high).map((p) => p.uid))
  // INTERNALDATE knows seconds only.
  const since = Math.floor((range.since ?? 0) / 1000) * 1000
  const suspects = suspectsIn(deps, folder, range.low, range.high)
  const missing = listing.listed.filter(
    (l) =>
      !here.has(l.uid) &&
      !suspects.putOff.has(l.uid) &&
      (!range.wanted || range.wanted.has(l.uid)) &&
      l.internalAt >= since,
  )
  const limit = (mailboxById(store.reader, folder.mailboxId)?.sizeLimitMb ?? 50) * 1024 * 1024
  const small = missing.filter((letter) => letter.size <= LARGE_BYTES)
  const later = missing.filter((letter) => letter.size > LARGE_BYTES)
  const lost: Listed[] = []
  const { low, high } = range
  const wanted = here.size + small.length
  const finishWithLast = (tx: Writer) => {
    if (!touchesCursor(tx, folder.id, low, high, isUrgent)) return
    if (countPlacements(tx, folder.id, uidValidity, low, high) >= wanted) finish(tx)
  }
  const failure = await pullGoes(goesOf(small, suspects), (go) =>
    pullGo(deps, folder, go, isUrgent, lost, finishWithLast),
  )
  if (failure) return failure
  return { ok: true, letters: small.length, finish }

  function finish(tx: Writer): void {
    if (!isNumberedAs(tx, folder)) return
    for (const l of later)
      addPending(tx, {
        folderId: folder.id,
        uid: l.uid,
        size: l.size,
        internalAt: l.internalAt,
        because: l.size > limit ? 'too-big' : 'large',
      })
    for (const l of lost)
      addPending(tx, { folderId: folder.id, uid: l.uid, size: l.size, internalAt: l.internalAt, because: 'failed' })
    extendCursor(tx, folder.id, range.low, range.high)
    tx.changed('mailboxes', folder.mailboxId)
  }
}

async function pullGoes(goes: Goes, pull: (go: Listed[]) => Promise<Failure | null>): Promise<Failure | null> {
  let failure: Failure | null = null
  let next = 0
  async function lane(): Promise<void> {
    while (next < goes.whole.length && !failure) {
      const answer = await pull(goes.whole[next++]!)
      failure ??= answer
    }
  }
  await Promise.all(Array.from({ length: GOES_AT_ONCE }, lane))
  for (const letter of goes.oneByOne) failure ??= await pull([letter])
  return failure
}

interface Goes {
  whole: Listed[][]
  /** Letters among which the line broke once: the one at which it breaks again is known by that. */
  oneByOne: Listed[]
}

function goesOf(letters: Listed[], { once }: Suspects): Goes {
  const all = cut(letters)
  if (once.size === 0) return { whole: all, oneByOne: [] }
  const isSuspect = (letter: Listed) => once.has(letter.uid)
  const [whole, broken] = [all.filter((go) => !go.some(isSuspect)), all.filter((go) => go.some(isSuspect)).flat()]
  // Its neighbours come before it.
  return { whole, oneByOne: [...broken.filter((letter) => !isSuspect(letter)), ...broken.filter(isSuspect)] }
}

function cut(letters: Listed[]): Listed[][] {
  const goes: Listed[][] = []
  let bytes = Number.POSITIVE_INFINITY
  for (const letter of letters) {
    if (bytes + letter.size > GO_BYTES) {
      goes.push([])
      bytes = 0
    }
    goes.at(-1)!.push(letter)
    bytes += letter.size
  }
  return goes
}

async function pullGo(
  deps: Deps,
  folder: FolderRow,
  go: Listed[],
  isUrgent: boolean,
  lost: Listed[],
  afterEach: (tx: Writer) => void,
): Promise<Failure | null> {
  const full = diskFull(deps.ports)
  if (full) return full
  const release = await deps.credit.reserve(go.reduce((sum, letter) => sum + letter.size, 0))
  const left = new Map(go.map((letter) => [letter.uid, letter]))
  try {
    const answer = await deps.ports.link.pull(
      folder.mailboxId,
      folder,
      [...left.keys()],
      async (batch: PulledLetter[]) => {
        await deps.queue.add({ ...ingestOf(deps, folder, batch), finish: afterEach }, isUrgent)
        for (const pulled of batch) left.delete(pulled.uid)
      },
      !isUrgent,
    )
    if (!answer.ok) {
      suspectFirst(deps, folder, left.values(), answer)
      // The line stands: what is left of it comes without this letter, which waits for its own time.
      return answer.isAtLetter && go.length === 1 && answer.trouble === 'protocol' ? null : answer
    }
    // Gone between listing and fetching: the server has it no more, so there is nothing to keep.
    for (const uid of answer.gone) left.delete(uid)
    lost.push(...left.values())
    return null
  } finally {
    release()
  }
}
