import type { DraftContent } from '../../../shared/api/compose.ts'
import { client } from '../../lib/client.ts'
import { LineLost, line } from '../../lib/line.svelte.ts'
import { problemOf } from '../../lib/problems.ts'
import { answeredOf, emptyContent } from './draft-content.ts'

/** What is written and not yet in the office lies in the browser's own store: a crash, a closed window and a lost line leave it there. */
export interface Kept {
  content: DraftContent
  id: number | null
  revision: number
  at: number
  /** Saves without an answer so far: the office may have heard them. */
  unheard?: DraftContent[]
  /** An answer that was begun before the office had said what its draft is: of the content only the words count. */
  early?: Early
}
export type Early = { conversation: number; mode: 'reply' | 'reply-all' | null }

const PREFIX = 'golub.unsaved.'
/** While a window writes, it saves within seconds, and one that was reloaded comes back for its text. Older text may be nobody's. */
const NOBODYS_MS = 15_000
const LOOK_MS = 15_000
/** Windows that are there say so within this time. */
const ANSWER_MS = 1000

/** Each window keeps its own: one that saves must not take away what another one writes. A reload stays the same window. */
const WINDOW = 'golub.window'
const ownName = (): string => {
  let name = sessionStorage.getItem(WINDOW)
  if (name === null) {
    name = Math.random().toString(36).slice(2, 10)
    sessionStorage.setItem(WINDOW, name)
  }
  return name
}
const mine = (place: string): string => `${PREFIX}${place}#${ownName()}`
/** Text that a box of this page still saves by itself. */
const held = new Set<string>()
/** Text that a box of this page sends, perhaps one that is gone: no other box takes it up. */
const leaving = new Set<string>()

/** False where the browser's small store is full: the draft is still saved in the office two seconds later. */
export function keep(place: string, kept: Kept): boolean {
  try {
    held.add(mine(place))
    localStorage.setItem(mine(place), JSON.stringify(kept))
    return true
  } catch (error) {
    if (!(error instanceof DOMException)) throw error
    return false
  }
}

export function forgetKept(place: string): void {
  held.delete(mine(place))
  localStorage.removeItem(mine(place))
}

/** The box is gone and saves it no more: it stays for the next box of its place, and becomes a draft when none comes. */
export function letGo(place: string): void {
  held.delete(mine(place))
}

/** What is kept of this place is being sent; the answer ends that. */
export function lockKept(place: string): () => void {
  const key = mine(place)
  leaving.add(key)
  return () => void leaving.delete(key)
}

/** Our own text, else (`takesLeft`) one that a closed window left; that one is ours from now on. */
export function readKept(place: string, takesLeft: boolean): Kept | null {
  if (leaving.has(mine(place))) return null
  const own = parse(localStorage.getItem(mine(place)))
  if (own !== null || !takesLeft) return own
  for (const key of keysOf(`${PREFIX}${place}#`)) {
    const left = parse(localStorage.getItem(key))
    if (left === null || Date.now() - left.at < NOBODYS_MS) continue
    localStorage.removeItem(key)
    keep(place, left)
    return left
  }
  return null
}

/**
 * For the life of the page: text of windows that never came back becomes drafts of the office. The line may be down, or the
 * text be too young to be nobody's, so it is looked for again and again.
 */
export function rescuesKept(): () => void {
  const windows = new BroadcastChannel(WINDOW)
  const there = new Set<string>()
  const refused = new Set<string>()
  let isLooking = false
  windows.addEventListener('message', ({ data }: MessageEvent<string>) => {
    if (data === '') windows.postMessage(ownName())
    else there.add(data)
  })

  const look = async () => {
    const isLive = line.state.is === 'live'
    if (isLooking || !isLive || !keysOf(PREFIX).some((key) => isNobodys(key) && !refused.has(key))) return
    isLooking = true
    there.clear()
    windows.postMessage('')
    await new Promise((done) => setTimeout(done, ANSWER_MS))
    try {
      for (const key of keysOf(PREFIX)) {
        if (!isNobodys(key) || refused.has(key) || there.has(windowOf(key))) continue
        if (!(await rescue(key))) refused.add(key)
      }
    } catch (error) {
      if (!(error instanceof LineLost)) throw error
    } finally {
      isLooking = false
    }
  }
  void line.ready().then(look, () => undefined)
  const timer = setInterval(() => void look(), LOOK_MS)
  return () => {
    clearInterval(timer)
    windows.close()
  }
}

const windowOf = (key: string): string => key.slice(key.lastIndexOf('#') + 1)

function isNobodys(key: string): boolean {
  const left = parse(localStorage.getItem(key))
  return left !== null && Date.now() - left.at >= NOBODYS_MS && !held.has(key) && !leaving.has(key)
}

/** False where the office does not take it: it stays where it is, and the next start of the page tries again. */
async function rescue(key: string): Promise<boolean> {
  const text = localStorage.getItem(key)
  const left = parse(text)
  if (text === null || left === null) return true
  // Under a name of ours no other window takes it too.
  const taken = mine(`left:${windowOf(key)}`)
  localStorage.setItem(taken, text)
  localStorage.removeItem(key)
  try {
    await client.drafts.save(left.early === undefined ? whole(left) : await answerOf(left.early, left.content.html))
  } catch (error) {
    if (problemOf(error)?.problem !== 'draft-sent') {
      if (localStorage.getItem(key) === null) localStorage.setItem(key, text)
      if (error instanceof LineLost) throw error
      return false
    }
  } finally {
    localStorage.removeItem(taken)
  }
  return true
}

const whole = ({ content, id, revision, unheard }: Kept) => ({ ...content, id, revision, unheard: unheard ?? [] })

/** The draft that an early answer belongs to, with its words above what stands there. */
async function answerOf({ conversation, mode }: Early, html: string) {
  const { messages } = await client.conversations.get({ id: conversation })
  const letter = answeredOf(messages)
  if (letter === undefined) return { ...emptyContent(), html, id: null, revision: 0, unheard: [] }
  const draft = await client.drafts.forReply({ messageId: letter.id, mode: mode ?? 'reply' })
  return { ...draft, html: html + draft.html, unheard: [] }
}

const keysOf = (prefix: string): string[] => Object.keys(localStorage).filter((key) => key.startsWith(prefix))

// Written by `keep` of this program under a name of its own.
const parse = (text: string | null): Kept | null => (text === null ? null : (JSON.parse(text) as Kept))
