import type { IconComponent } from './icon.ts'

/** One line of a menu: an action, a choice that keeps a tick, a heading or a line between. */
export type MenuItem =
  | {
      kind?: 'action'
      label: string
      icon?: IconComponent
      kbd?: string
      tone?: 'danger'
      hint?: string
      onselect: () => void
    }
  | { kind: 'choice'; label: string; icon?: IconComponent; isOn: boolean; onselect: () => void }
  | { kind: 'heading'; label: string }
  | { kind: 'line' }
