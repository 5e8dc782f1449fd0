import { m } from '../../../shared/i18n/paraglide/messages.js'
import type { Depth, Mailbox } from '../../../shared/model/mailbox.ts'
import { clockTime, rowTime, sinceTime } from '../../lib/format.ts'
import { depthName } from './depth-name.ts'
import { mailboxWord } from './mailbox-state.ts'

export function stateWords(mailbox: Mailbox): string {
  const word = mailboxWord(mailbox)
  switch (word.is) {
    case 'offline':
      return m.mailboxes_state_offline()
    case 'paused':
      return m.mailboxes_state_paused()
    case 'needs-login':
      return m.mailboxes_state_needs_login()
    case 'broken':
      return m.mailboxes_state_broken()
    case 'waiting':
      return m.mailboxes_state_waiting({ time: clockTime(word.until) })
    case 'loading':
      return m.mailboxes_state_loading()
    case 'connecting':
      return m.mailboxes_state_connecting()
    case 'send-blocked':
      return m.outbox_box_blocked({ time: sinceTime(word.until, Date.now()) })
    case 'send-paused':
      return m.outbox_box_paused()
    case 'folder-lost':
      return m.mailboxes_state_folder_lost()
    case 'send-only':
      return m.mailboxes_state_send_only()
    case 'receive-only':
      return m.mailboxes_state_receive_only()
    case 'works':
      return m.mailboxes_state_works()
  }
}

/** "now", "4 min", "12:04", "yesterday": when a mailbox was last updated. */
export function updatedWords(at: number | null, now: number): string {
  if (at === null) return m.mailboxes_updated_never()
  const seconds = (now - at) / 1000
  if (seconds < 60) return m.mailboxes_updated_now()
  return seconds < 3600 ? m.shell_minutes({ n: Math.floor(seconds / 60) }) : rowTime(at, now)
}

/** Depth of a connected mailbox: what was once "30 days" is a date by now, so the date it began with is said. */
export function depthWords(depth: Depth, now: number): string {
  return depth.kind === 'new' ? m.mailboxes_depth_new() : depthName(depth, null, now)
}
