import { whenIdle } from '../lib/idle.ts'
import { screenFile } from '../lib/screen-file.ts'

// Every screen that comes with a file of its own, when it is first opened or ahead of that.
export const welcome = () => import('../features/welcome/Welcome.svelte')
export const firstAdmin = () => import('../features/welcome/FirstAdmin.svelte')
export const signIn = () => import('../features/welcome/SignIn.svelte')
export const restored = () => import('../features/welcome/Restored.svelte')

/** Letters, their cleaner and the editor are half of the bundle: they come after the list, unless one is asked for. */
export const threadPane = () => import('../features/letter/ThreadPane.svelte')
export const composer = () => import('../features/compose/Composer.svelte')
export const palette = () => import('../features/search/Palette.svelte')
export const outbox = () => import('../features/outbox/OutboxScreen.svelte')
export const people = () => import('../features/people/PeopleScreen.svelte')
export const contact = () => import('../features/contact/ContactScreen.svelte')
export const company = () => import('../features/contact/CompanyScreen.svelte')
export const settings = () => import('../features/settings/Settings.svelte')
export const wizard = () => import('../features/mailboxes/Wizard.svelte')

/** What is wanted first while the office does not answer stands first: a letter is written then too. */
const AHEAD = [threadPane, composer, palette, outbox, people, contact, company, settings, wizard]
/** The first rows stand by then. */
const PAUSE_MS = 2000
/** Nobody who types or points is held up by a file that comes. */
const STILL_MS = 500

let touchedAt = 0
for (const kind of ['keydown', 'pointerdown', 'pointermove', 'wheel'])
  window.addEventListener(kind, () => (touchedAt = Date.now()), { capture: true, passive: true })

async function whenStill(): Promise<void> {
  for (;;) {
    const leftMs = touchedAt + STILL_MS - Date.now()
    if (leftMs <= 0) return whenIdle()
    await pause(leftMs)
  }
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/**
 * Fetches the screens that are not open yet, one after the other while nobody does anything: when one is wanted the office may
 * not answer. Returns the way to stop. What came is not fetched again.
 */
export function fetchAhead(): () => void {
  let isStopped = false
  void (async () => {
    await pause(PAUSE_MS)
    for (const load of AHEAD) {
      await whenStill()
      if (isStopped) return
      // The line is about to be known as lost: once it is back all of this begins anew, and whoever opens the screen is told.
      const isHere = await screenFile<unknown>(load).then(
        () => true,
        () => false,
      )
      if (!isHere) return
    }
  })()
  return () => {
    isStopped = true
  }
}
