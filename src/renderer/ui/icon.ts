import type { LucideIcon } from '@lucide/svelte'

/** A Lucide icon, imported one by one: `import Inbox from '@lucide/svelte/icons/inbox'`. */
export type IconComponent = LucideIcon
