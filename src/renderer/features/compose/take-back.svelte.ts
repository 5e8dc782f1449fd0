import type { Draft } from '../../../shared/api/compose.ts'
import { go, inboxPath, route } from '../../lib/routes.svelte.ts'

let taken: Draft | null = $state.raw(null)

/** A letter that became a draft again, for the box that it belongs to. */
export const takenBack = {
  /** The draft for this conversation's box, once. */
  claim(conversationId: number): Draft | null {
    if (taken?.conversationId !== conversationId) return null
    const draft = taken
    taken = null
    return draft
  },
}

/** Puts a draft back before the writer: into its reply box or, without a conversation, onto the writing screen. */
export function takeBack(draft: Draft, number: number | null = null): void {
  if (draft.conversationId === null) {
    go(`/write/${draft.id}`)
    return
  }
  taken = draft
  const here = route.current
  if (number !== null && !(here.screen === 'inbox' && here.number === number)) go(inboxPath('all', number))
}
