import { MediaQuery } from 'svelte/reactivity'
import { session } from './session.svelte.ts'

const system = new MediaQuery('(prefers-color-scheme: dark)')

/** Whether the page is dark now: by the user's choice, else by the system. */
export const dark = {
  get isOn(): boolean {
    const { theme } = session.user
    return theme === 'dark' || (theme === 'system' && system.current)
  },
}
