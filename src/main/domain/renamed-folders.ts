import type { FolderId } from '../../shared/model/ids.ts'

/** A folder as we know it. */
interface KnownFolder {
  id: FolderId
  path: string
  /** Null before its first letter was asked for. */
  uidValidity: string | null
  highUid: number | null
}

/** A folder as the server shows it now; the numbers are null where it did not tell them. */
interface ShownFolder {
  path: string
  delimiter: string
  uidValidity: string | null
  uidNext: number | null
}

export interface Move {
  id: FolderId
  from: string
  to: string
  delimiter: string
}

/** A move that the letters of both sides may still prove or disprove. */
interface PossibleMove extends Move {
  /**
   * No other folder has its UIDVALIDITY, and its old name is gone or no two folders of the server have the same: without
   * letters to compare this is enough.
   */
  isLikely: boolean
}

/** Folders that stand under their name no more, each with the new ones that are numbered as it was. */
export function possibleMoves(known: readonly KnownFolder[], shown: readonly ShownFolder[]): PossibleMove[] {
  const byPath = new Map(shown.map((folder) => [folder.path, folder]))
  const stays = (folder: KnownFolder) => {
    const there = byPath.get(folder.path)
    if (there === undefined) return false
    return folder.uidValidity === null || there.uidValidity === null || there.uidValidity === folder.uidValidity
  }
  const taken = new Set(known.filter(stays).map((folder) => folder.path))
  // Where each folder has a number of its own, the number is the folder, whatever has its name now.
  const isNumberAName =
    new Set(shown.map((one) => one.uidValidity)).size === shown.length && shown.every((one) => one.uidValidity !== null)
  return known.flatMap((folder) => {
    // INBOX is never renamed: what a server calls so moves its letters away and leaves it (RFC 9051, 6.3.6).
    if (stays(folder) || folder.uidValidity === null || folder.path.toUpperCase() === 'INBOX') return []
    const alike = shown.filter((one) => one.uidValidity === folder.uidValidity)
    return alike
      .filter((one) => !taken.has(one.path) && one.uidNext !== null && one.uidNext > (folder.highUid ?? 0))
      .map((one) => ({
        id: folder.id,
        from: folder.path,
        to: one.path,
        delimiter: one.delimiter,
        isLikely: alike.length === 1 && (isNumberAName || !byPath.has(folder.path)),
      }))
  })
}

/** Of the moves that hold, those that leave no choice: one folder, one new place. */
export function certainMoves(moves: readonly Move[]): Move[] {
  return moves.filter(
    (move) =>
      moves.filter((other) => other.id === move.id).length === 1 &&
      moves.filter((other) => other.to === move.to).length === 1,
  )
}

/** Folders that were never read have no number to be known by: they go where the folder above them went. */
export function movesBelow(
  moves: readonly Move[],
  known: readonly KnownFolder[],
  shown: readonly ShownFolder[],
): Move[] {
  const there = new Set(shown.map((folder) => folder.path))
  const taken = new Set([...known.map((folder) => folder.path), ...moves.map((move) => move.to)])
  return known.flatMap((folder) => {
    if (folder.uidValidity !== null || there.has(folder.path)) return []
    const above = moves.find((move) => isBelow(folder.path, move.from, move.delimiter))
    if (!above) return []
    const to = above.to + folder.path.slice(above.from.length)
    return there.has(to) && !taken.has(to) ? [{ id: folder.id, from: folder.path, to, delimiter: above.delimiter }] : []
  })
}

/** True when a folder moved only because the one above it did. */
export function isCarried(move: Move, moves: readonly Move[]): boolean {
  return moves.some(
    (above) =>
      isBelow(move.from, above.from, above.delimiter) && move.to === above.to + move.from.slice(above.from.length),
  )
}

const isBelow = (path: string, above: string, delimiter: string) =>
  delimiter !== '' && path.startsWith(above + delimiter)
