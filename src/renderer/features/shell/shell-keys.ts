import { m } from '../../../shared/i18n/paraglide/messages.js'
import type { KeyBinding } from '../../lib/keys.svelte.ts'
import { office } from '../../lib/office.svelte.ts'
import { jumpPane } from '../../lib/panes.svelte.ts'
import { back, forward, go, inboxPath } from '../../lib/routes.svelte.ts'
import { toast, toasts } from '../../ui/toast.svelte.ts'

async function undo(): Promise<void> {
  if (!(await toasts.undo())) toast({ text: () => m.shell_nothing_to_undo(), seconds: 2 })
}

function openMailbox(n: number): void {
  const mailbox = office.mailboxes.data?.[n - 1]
  if (mailbox !== undefined) go(inboxPath(`box/${mailbox.id}`))
}

function write(): void {
  if ((office.mailboxes.data ?? []).length > 0) go('/write/new')
}

/** Keys that work on every screen. */
export function shellKeys(open: { search: () => void; keys: () => void; rail: () => void }): KeyBinding[] {
  const group = 'everywhere'
  return [
    { keys: 'ctrl+k', label: m.shell_search, group, run: open.search, inText: true },
    { keys: 'ctrl+shift+k', group, run: open.search, inText: true },
    { keys: '/', group, run: open.search },
    { keys: 'c', label: m.shell_write, group, run: write },
    { keys: 'g i', label: m.shell_go_inbox, group, run: () => go(inboxPath('all')) },
    { keys: 'g r', label: m.shell_go_reply, group, run: () => go(inboxPath('reply')) },
    { keys: 'g w', label: m.shell_go_waiting, group, run: () => go(inboxPath('waiting')) },
    { keys: 'g p', label: m.people_go, group, run: () => go('/people') },
    { keys: 'g q', label: m.outbox_key_queue, group, run: () => go('/outbox/all') },
    { keys: 'z', label: m.shell_undo_last, group, run: () => void undo() },
    { keys: 'ctrl+z', group, run: () => void undo() },
    { keys: 'alt+arrowleft', label: m.shell_back, group, run: back, inText: true },
    { keys: 'alt+arrowright', label: m.shell_forward, group, run: forward, inText: true },
    { keys: 'f6', label: m.shell_next_pane, group, run: () => jumpPane(1), inText: true },
    { keys: 'shift+f6', label: m.shell_previous_pane, group, run: () => jumpPane(-1), inText: true },
    { keys: '[', label: m.shell_hide_rail, group, run: open.rail },
    { keys: '?', label: m.shell_keys, group, run: open.keys },
    ...Array.from(
      { length: 9 },
      (_, i): KeyBinding => ({
        keys: `ctrl+${i + 1}`,
        ...(i === 0 ? { label: m.shell_nth_mailbox } : {}),
        group,
        run: () => openMailbox(i + 1),
        inText: true,
      }),
    ),
  ]
}
