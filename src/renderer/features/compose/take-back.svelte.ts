import type { Draft } from '../../../shared/api/compose.ts'
import { go, inboxPath, route } from '../../lib/routes.svelte.ts'

let taken: { draft: Draft; isForAddress: boolean } | null = $state.raw(null)

/** A letter that became a draft again, for the box that it belongs to. */
export const takenBack = {
  /** The draft for this conversation's box, once. */
  claim(conversationId: number): { draft: Draft; isForAddress: boolean } | null {
    if (taken?.draft.conversationId !== conversationId) return null
    const claimed = taken
    taken = null
    return claimed
  },
}

/**
 * Puts a draft back before the writer: into its reply box or, without a conversation, onto the writing screen. `isForAddress`:
 * it is an address that has to be put right.
 */
export function takeBack(draft: Draft, number: number | null = null, isForAddress = false): void {
  if (draft.conversationId === null) {
    go(`/write/${draft.id}`)
    return
  }
  taken = { draft, isForAddress }
  const here = route.current
  if (number !== null && !(here.screen === 'inbox' && here.number === number)) go(inboxPath('all', number))
}
