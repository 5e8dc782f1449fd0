import { m } from '../../../shared/i18n/paraglide/messages.js'
import type { KeyBinding } from '../../lib/keys.svelte.ts'

type Acts = {
  reply: (mode: 'reply' | 'reply-all') => void
  why: () => void
  pictures: () => void
  source: () => void
  state: (state: 'open' | 'waiting' | 'closed') => void
  isStateClosed: () => boolean
  unread: () => void
  /** Returns false when there is nothing left to scroll. */
  page: (direction: 1 | -1) => boolean
}

/** Keys of an open conversation. */
export function threadKeys(acts: Acts): KeyBinding[] {
  const group = 'letter'
  return [
    { keys: 'r', label: m.letter_reply, group, run: () => acts.reply('reply') },
    { keys: 'a', label: m.letter_reply_all, group, run: () => acts.reply('reply-all') },
    { keys: 'y', label: m.letter_why, group, run: () => acts.why() },
    { keys: 'e', label: m.letter_close, group, run: () => (acts.isStateClosed() ? undefined : acts.state('closed')) },
    { keys: 'shift+e', label: m.letter_reopen, group, run: () => acts.state('open') },
    { keys: 'w', label: m.letter_state_waiting, group, run: () => acts.state('waiting') },
    { keys: 'u', label: m.letter_mark_unread, group, run: () => acts.unread() },
    { keys: 'shift+i', label: m.letter_pictures_once, group, run: () => acts.pictures() },
    { keys: 'shift+v', label: m.letter_source, group, run: () => acts.source() },
    { keys: 'space', label: m.letter_page_down, group, run: () => (acts.page(1) ? undefined : false) },
    { keys: 'shift+space', group, run: () => void acts.page(-1) },
  ]
}
