import type { DraftContent } from '../../../shared/api/compose.ts'
import { client } from '../../lib/client.ts'

/** What is written and not yet in the office lies in the browser's own store: a crash, a closed window and a lost line leave it there. */
export interface Kept {
  content: DraftContent
  id: number | null
  revision: number
  at: number
}

const PREFIX = 'golub.unsaved.'
/** Text of another window: while it writes, it saves within seconds. Older text is nobody's. */
const NOBODYS_MS = 15_000
/** A page that was reloaded comes back for its own text in this time. */
const RESCUE_AFTER_MS = 60_000

/** Each window keeps its own: one that saves must not take away what another one writes. A reload stays the same window. */
const WINDOW = 'golub.window'
const mine = (place: string): string => {
  let name = sessionStorage.getItem(WINDOW)
  if (name === null) {
    name = Math.random().toString(36).slice(2, 10)
    sessionStorage.setItem(WINDOW, name)
  }
  return `${PREFIX}${place}#${name}`
}

export function keep(place: string, kept: Kept): void {
  try {
    localStorage.setItem(mine(place), JSON.stringify(kept))
  } catch (error) {
    // The browser's small store is full; the draft is still saved in the office two seconds later.
    if (!(error instanceof DOMException)) throw error
  }
}

export const forgetKept = (place: string): void => localStorage.removeItem(mine(place))

/** Our own text, else one that a closed window left; that one is ours from now on. */
export function readKept(place: string): Kept | null {
  const own = parse(localStorage.getItem(mine(place)))
  if (own !== null) return own
  for (const key of keysOf(`${PREFIX}${place}#`)) {
    const left = parse(localStorage.getItem(key))
    if (left === null || Date.now() - left.at < NOBODYS_MS) continue
    localStorage.removeItem(key)
    keep(place, left)
    return left
  }
  return null
}

/** Text of windows that never came back becomes drafts of the office. A failure leaves it for the next start. */
export async function rescueKept(): Promise<void> {
  for (const key of keysOf(PREFIX)) {
    const left = parse(localStorage.getItem(key))
    if (left === null || Date.now() - left.at < RESCUE_AFTER_MS || key.endsWith(mine('').slice(PREFIX.length))) continue
    await client.drafts.save({ ...left.content, id: left.id, revision: left.revision })
    localStorage.removeItem(key)
  }
}

const keysOf = (prefix: string): string[] => Object.keys(localStorage).filter((key) => key.startsWith(prefix))

// Written by `keep` of this program under a name of its own.
const parse = (text: string | null): Kept | null => (text === null ? null : (JSON.parse(text) as Kept))
