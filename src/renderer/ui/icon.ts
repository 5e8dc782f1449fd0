import type { IconProps } from '@lucide/svelte'
import type { Component } from 'svelte'

/** A Lucide icon, imported one by one: `import Inbox from '@lucide/svelte/icons/inbox'`. */
export type IconComponent = Component<IconProps>
