import Inbox from '@lucide/svelte/icons/inbox'
import Keyboard from '@lucide/svelte/icons/keyboard'
import Mail from '@lucide/svelte/icons/mail'
import Plus from '@lucide/svelte/icons/plus'
import Settings from '@lucide/svelte/icons/settings'
import SquarePen from '@lucide/svelte/icons/square-pen'
import { m } from '../../../shared/i18n/paraglide/messages.js'
import { keys } from '../../lib/keys.svelte.ts'
import { office } from '../../lib/office.svelte.ts'
import { go, inboxPath } from '../../lib/routes.svelte.ts'
import type { IconComponent } from '../../ui/icon.ts'

export type Command = { id: string; label: string; icon: IconComponent; kbd?: string; run: () => void }

/** Moves and the search itself are no commands. */
const SKIPPED = new Set([
  'ctrl+k',
  'j',
  'k',
  'enter',
  'esc',
  'f6',
  'shift+f6',
  'x',
  'shift+x',
  'ctrl+a',
  'ctrl+1',
  'space',
  '?',
  'alt+arrowleft',
  'alt+arrowright',
])

/** Everything that can be done from here: the keys of the screen, the mailboxes, the settings. */
export function commands(openKeys: () => void): Command[] {
  const byKey = keys.shown
    .filter((binding) => !SKIPPED.has(binding.keys) && binding.group !== 'palette')
    .map(
      (binding): Command => ({
        id: `key ${binding.keys}`,
        label: binding.label?.() ?? '',
        icon: binding.keys === 'c' ? SquarePen : binding.group === 'everywhere' ? Inbox : Mail,
        kbd: binding.keys,
        run: () => void binding.run(new KeyboardEvent('keydown')),
      }),
    )
  const boxes = (office.mailboxes.data ?? []).map(
    (mailbox): Command => ({
      id: `box ${mailbox.id}`,
      label: mailbox.address,
      icon: Inbox,
      run: () => go(inboxPath(`box/${mailbox.id}`)),
    }),
  )
  // The same thing bound twice (by the list and by the letter) is one command: the newest binding wins.
  const unique = new Map(byKey.map((command) => [command.kbd, command]))
  return [
    ...unique.values(),
    ...boxes,
    { id: 'connect', label: m.shell_connect(), icon: Plus, run: () => go('/settings/mailboxes/new/address') },
    { id: 'settings', label: m.shell_settings(), icon: Settings, run: () => go('/settings/mailboxes') },
    { id: 'look', label: m.search_settings_look(), icon: Settings, run: () => go('/settings/look') },
    { id: 'keys', label: m.shell_keys(), icon: Keyboard, kbd: '?', run: openKeys },
  ]
}

/** Commands whose words begin like the query's words. */
export function matching(all: readonly Command[], query: string): Command[] {
  const wanted = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  if (wanted.length === 0) return [...all]
  return all.filter((command) => {
    const words = command.label.toLowerCase().split(/[\s«»"(),]+/)
    return wanted.every((word) => words.some((own) => own.startsWith(word)))
  })
}
