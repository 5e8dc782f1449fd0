import type { ConversationState } from '../../shared/model/conversation.ts'

export interface LetterForState {
  /** Date of the letter and arrival at the server, UTC ms. */
  at: number
  receivedAt: number
  /** When it was stored here: a letter that came in while the user pressed a key is newer than the key. */
  storedAt: number
  direction: 'in' | 'out'
  /** A machine wrote it: it never asks for an answer. */
  isAutomatic: boolean
  /** Loaded with the mailbox's past, not arrived since. */
  isHistory: boolean
  /** When it was refused or came back, and nobody has dealt with that yet. */
  undeliveredAt: number | null
}

const OLD_MS = 14 * 86_400_000

/**
 * Whose move it is after these letters (oldest first): our answer makes it wait, theirs opens it, and so does one of ours that
 * does not arrive. A state set by hand holds until something newer. History older than two weeks when the mailbox was connected starts closed.
 */
export function stateOf(
  letters: readonly LetterForState[],
  byHand: { state: ConversationState; at: number } | null,
  connectedAt: number,
): ConversationState {
  const last = letters.findLast((letter) => !letter.isAutomatic)
  if (byHand && !letters.some((letter) => isNewerThan(letter, byHand.at))) return byHand.state
  if (letters.some((letter) => letter.undeliveredAt !== null)) return 'open'
  if (!last || (last.isHistory && last.at < connectedAt - OLD_MS)) return 'closed'
  return last.direction === 'out' ? 'waiting' : 'open'
}

function isNewerThan(letter: LetterForState, at: number): boolean {
  if (letter.undeliveredAt !== null && letter.undeliveredAt > at) return true
  return !letter.isAutomatic && (letter.receivedAt > at || (!letter.isHistory && letter.storedAt > at))
}
