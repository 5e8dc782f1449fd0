import { m } from '../../../shared/i18n/paraglide/messages.js'
import type { KeyBinding } from '../../lib/keys.svelte.ts'
import type { Settable } from './acts.ts'

/** What the keys of the list do; the list gives the hands. */
type Hands = {
  move: (by: 1 | -1) => void
  /** The open conversation has been read to its end: the next one. False where none is open. */
  pageOn: () => unknown
  edge: (to: 'first' | 'last') => void
  enter: () => void
  /** False where there is nothing to leave. */
  leave: () => unknown
  pick: (range: boolean) => void
  pickAll: () => void
  state: (state: Settable) => void
  toggleRead: () => void
  /** True while the list itself has the focus: arrows and Enter belong to other things elsewhere. */
  hasFocus: () => boolean
}

export function inboxKeys(hands: Hands): KeyBinding[] {
  const group = 'inbox'
  const focused = (act: () => void) => () => (hands.hasFocus() ? act() : false)
  return [
    { keys: 'j', label: m.inbox_key_next, group, run: () => hands.move(1) },
    { keys: 'k', label: m.inbox_key_previous, group, run: () => hands.move(-1) },
    { keys: 'space', group, run: () => hands.pageOn() },
    { keys: 'arrowdown', group, run: focused(() => hands.move(1)) },
    { keys: 'arrowup', group, run: focused(() => hands.move(-1)) },
    { keys: 'home', group, run: focused(() => hands.edge('first')) },
    { keys: 'end', group, run: focused(() => hands.edge('last')) },
    { keys: 'enter', label: m.inbox_key_open, group, run: focused(hands.enter) },
    { keys: 'o', group, run: hands.enter },
    { keys: 'esc', label: m.inbox_key_back, group, run: hands.leave },
    { keys: 'e', label: m.inbox_close, group, run: () => hands.state('closed') },
    { keys: 'shift+e', label: m.inbox_reopen, group, run: () => hands.state('open') },
    { keys: 'w', label: m.inbox_wait, group, run: () => hands.state('waiting') },
    { keys: 'u', label: m.inbox_toggle_read, group, run: hands.toggleRead },
    { keys: 'x', label: m.inbox_key_pick, group, run: () => hands.pick(false) },
    { keys: 'shift+x', label: m.inbox_key_pick_range, group, run: () => hands.pick(true) },
    { keys: 'ctrl+a', label: m.inbox_key_pick_all, group, run: focused(hands.pickAll) },
  ]
}
