import type { ConversationDetail } from '../../../shared/api/conversations.ts'
import { client } from '../../lib/client.ts'

const DWELL_MS = 800

interface Shown {
  detail: ConversationDetail | undefined
  /** It is the one that was asked for, not the one before it that still stands. */
  isCurrent: boolean
  /** A new letter of it waits out of sight. */
  hasUnseen: boolean
}

/**
 * Marks the conversation that is shown as read after a moment of looking. A letter that could not be read is never marked
 * by itself, and "unread" said by the reader (no letter came) holds until the conversation is left.
 */
export function marksRead(shown: () => Shown): void {
  let isKeptUnread = $state(false)
  let before = { id: 0, unread: 0, letters: 0 }

  $effect(() => {
    const { detail } = shown()
    if (detail === undefined) return
    const { id, unread } = detail.conversation
    const letters = detail.messages.length
    if (before.id !== id || letters > before.letters) isKeptUnread = false
    else if (unread > before.unread && letters === before.letters) isKeptUnread = true
    before = { id, unread, letters }
  })

  const id = $derived.by(() => {
    const { detail, isCurrent, hasUnseen } = shown()
    const mayMark = isCurrent && !hasUnseen && detail?.messages.at(-1)?.reading !== 'not-parsed'
    return mayMark && detail && detail.conversation.unread > 0 ? detail.conversation.id : null
  })
  $effect(() => {
    if (id === null || isKeptUnread) return
    const ids = [id]
    const look = () => {
      // A refusal is harmless: the letter stays unread and the next look tries again.
      if (document.visibilityState === 'visible')
        client.conversations.markRead({ ids, read: true }).catch(() => undefined)
    }
    const timer = setTimeout(look, DWELL_MS)
    document.addEventListener('visibilitychange', look)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', look)
    }
  })
}
