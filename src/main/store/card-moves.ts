// Letters that are still on their way to a card or from it: what a kill must not forget.
import type { CardActId, ContactId } from '../../shared/model/ids.ts'
import type { Claim } from './contact-letters.ts'
import type { Reader, Writer } from './handle.ts'
import { setSetting, setting } from './settings.ts'

export type CardMove =
  /** The letters of a card that is merged away or deleted leave it; then the card goes. */
  | { is: 'act'; act: CardActId }
  /** The way back of such an act. */
  | { is: 'undo'; act: CardActId }
  /** Letters of an address come to a card; `from` is the moment up to which they are through. */
  | { is: 'claim'; how: Claim; email: string; contact: ContactId; from: number }

/** Hardly ever one, since most cards have few letters. */
export function cardMoves(db: Reader): CardMove[] {
  // Written below, and by nobody else.
  return JSON.parse(setting(db, 'card.moves') ?? '[]')
}

export function setCardMoves(tx: Writer, moves: readonly CardMove[]): void {
  setSetting(tx, 'card.moves', moves.length === 0 ? null : JSON.stringify(moves))
}
