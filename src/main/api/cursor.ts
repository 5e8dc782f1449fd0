import { Problem } from './problems.ts'

/** A cursor is opaque to callers: the list that it belongs to and the numbers of the last row. */
export function cursorOf(list: string, place: readonly number[]): string {
  return Buffer.from(JSON.stringify([list, ...place])).toString('base64url')
}

/** The numbers again; refuses a cursor of another list or one that was tampered with. */
export function placeOf(list: string, length: number, cursor: string | undefined): number[] | null {
  if (cursor === undefined || cursor === '') return null
  const parts = parsed(cursor)
  const [named, ...place] = Array.isArray(parts) ? parts : []
  if (
    named !== list ||
    place.length !== length ||
    !place.every((part) => typeof part === 'number' && Number.isSafeInteger(part))
  ) {
    throw new Problem('cursor-malformed', { field: 'cursor' })
  }
  return place
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    return null
  }
}
