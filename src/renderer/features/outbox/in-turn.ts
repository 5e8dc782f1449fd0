import type { OutboxRow } from '../../../shared/api/compose.ts'

const MINUTE_MS = 60_000

/** Its time has come, or comes within this minute, and the letter before it is still on the line: nobody knows how long. */
export const isInTurn = ({ isBehind, plannedAt }: Pick<OutboxRow, 'isBehind' | 'plannedAt'>, now: number): boolean =>
  isBehind && plannedAt !== null && plannedAt <= now + MINUTE_MS
