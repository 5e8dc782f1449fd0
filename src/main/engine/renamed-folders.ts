import type { MailboxId } from '../../shared/model/ids.ts'
import { certainMoves, type Move, movesBelow, possibleMoves } from '../domain/renamed-folders.ts'
import type { Failure, FolderOnServer } from '../mail/types.ts'
import { folderById, foldersOf, lostFolders } from '../store/folders.ts'
import { newestArrivals } from '../store/placements.ts'
import type { Deps } from './deps.ts'

/** So many of the newest letters are compared; UIDs and arrival times of one folder are not those of another. */
const COMPARED = 20

/**
 * Folders that another program renamed on the server. A folder is the same when its UIDVALIDITY is and the letters that we
 * know lie there; where two would do, or none of its letters is left, it counts as taken away.
 */
export async function renamedFolders(
  deps: Deps,
  id: MailboxId,
  seen: readonly FolderOnServer[],
): Promise<{ ok: true; moves: Move[] } | Failure> {
  const reader = deps.store.reader
  const known = [...foldersOf(reader, id), ...lostFolders(reader, id)]
  const shown = seen.filter((folder) => folder.canSelect)
  const proven: Move[] = []
  for (const { isLikely, ...move } of possibleMoves(known, shown)) {
    const sameness = await compare(deps, id, move)
    if (typeof sameness !== 'string') return sameness
    if (sameness === 'same' || (sameness === 'no-letters' && isLikely)) proven.push(move)
  }
  const moves = certainMoves(proven)
  return { ok: true, moves: [...moves, ...movesBelow(moves, known, shown)] }
}

async function compare(deps: Deps, id: MailboxId, move: Move): Promise<'same' | 'other' | 'no-letters' | Failure> {
  const { store, ports } = deps
  const uidValidity = folderById(store.reader, move.id)?.uidValidity ?? ''
  const ours = newestArrivals(store.reader, move.id, uidValidity, COMPARED)
  const [newest, oldest] = [ours[0], ours.at(-1)]
  if (!newest || !oldest) return 'no-letters'
  const answer = await ports.link.list(id, { path: move.to, uidValidity }, { low: oldest.uid, high: newest.uid })
  if (!answer.ok) return answer.trouble === 'protocol' ? 'other' : answer
  const theirs = new Map(answer.listed.map((letter) => [letter.uid, letter.internalAt]))
  // Letters may have been deleted there meanwhile.
  const left = ours.filter((letter) => theirs.has(letter.uid))
  return left.length > 0 && left.every((letter) => theirs.get(letter.uid) === letter.internalAt) ? 'same' : 'other'
}
