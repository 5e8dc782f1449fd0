import { m } from '../../../shared/i18n/paraglide/messages.js'
import type { KeyBinding } from '../../lib/keys.svelte.ts'

type Acts = {
  reply: (mode: 'reply' | 'reply-all') => void
  forward: () => void
  why: () => void
  pictures: () => void
  source: () => void
  encoding: () => void
  /** Shows the client's card where it is an overlay, hides and shows it elsewhere. */
  card: () => void
  /** Returns false when there is nothing left to scroll. */
  page: (direction: 1 | -1) => boolean
  merge: () => unknown
  split: () => unknown
}

/** Keys of an open conversation; states (E, W, U) belong to the list, which also opens the next one. */
export function threadKeys(acts: Acts): KeyBinding[] {
  const group = 'letter'
  return [
    { keys: 'r', label: m.letter_reply, group, run: () => acts.reply('reply') },
    { keys: 'a', label: m.letter_reply_all, group, run: () => acts.reply('reply-all') },
    { keys: 'f', label: m.files_forward, group, run: () => acts.forward() },
    { keys: 'y', label: m.letter_why, group, run: () => acts.why() },
    { keys: 'shift+m', label: m.talks_merge, group, run: () => acts.merge() },
    { keys: 'shift+s', label: m.talks_split, group, run: () => acts.split() },
    { keys: 'i', label: m.letter_card_show, group, run: () => acts.card() },
    { keys: ']', group, run: () => acts.card() },
    { keys: 'shift+i', label: m.letter_pictures_once, group, run: () => acts.pictures() },
    { keys: 'shift+v', label: m.letter_source, group, run: () => acts.source() },
    { keys: 'ctrl+shift+e', label: m.talks_encoding, group, run: () => acts.encoding() },
    { keys: 'space', label: m.letter_page_down, group, run: () => (acts.page(1) ? undefined : false) },
    { keys: 'shift+space', group, run: () => void acts.page(-1) },
  ]
}
