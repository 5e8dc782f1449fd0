// Hash routes: every open thing has an address, Back and Forward work, filters live in the query.

const INBOX_VIEWS = ['all', 'reply', 'waiting', 'closed'] as const
export type InboxView = (typeof INBOX_VIEWS)[number] | `box/${number}`

const OUTBOX_TABS = ['all', 'drafts', 'queued', 'sent', 'failed', 'uncertain'] as const
export type OutboxTab = (typeof OUTBOX_TABS)[number]

export type Route =
  | { screen: 'welcome' }
  | { screen: 'welcome-admin' }
  | { screen: 'signin' }
  | { screen: 'restored' }
  | { screen: 'inbox'; view: InboxView; number: number | null }
  | { screen: 'write'; draft: string }
  | { screen: 'outbox'; tab: OutboxTab; id: number | null }
  | { screen: 'people'; kind: 'contacts' | 'companies' }
  | { screen: 'contact'; id: number }
  | { screen: 'company'; id: number }
  | { screen: 'settings'; section: string; rest: readonly string[] }

type Place = { path: string; query: URLSearchParams }

/** What the browser keeps with an entry of its history: how deep it lies, and by which opening it was made. */
type Entry = { i: number; opening: string }

let place: Place = $state.raw(readPlace())
let depth = $state(entryOf(history.state).i)
let furthest = $state(entryOf(history.state).i)
let opening = $state(entryOf(history.state).opening)

function entryOf(state: unknown): Entry {
  const { i, opening } = (typeof state === 'object' && state !== null ? state : {}) as Partial<Record<string, unknown>>
  return { i: typeof i === 'number' ? i : 0, opening: typeof opening === 'string' ? opening : '' }
}

const entry = (): Entry => ({ i: depth, opening })

function readPlace(): Place {
  const [path = '', query = ''] = location.hash.replace(/^#/, '').split('?', 2)
  return { path: path.startsWith('/') ? path : `/${path}`, query: new URLSearchParams(query) }
}

function asNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null
}

// A hand-typed address may carry a stray percent sign.
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

function read(path: string, query: URLSearchParams): Route {
  const [first, second, third, fourth] = path
    .split('/')
    .filter((part) => part !== '')
    .map(decoded)
  if (first === 'welcome') return { screen: second === 'admin' ? 'welcome-admin' : 'welcome' }
  if (first === 'signin') return { screen: 'signin' }
  if (first === 'restored') return { screen: 'restored' }
  if (first === 'write') return { screen: 'write', draft: second ?? 'new' }
  if (first === 'outbox')
    return { screen: 'outbox', tab: OUTBOX_TABS.find((tab) => tab === second) ?? 'all', id: asNumber(third) }
  if (first === 'people')
    return { screen: 'people', kind: query.get('kind') === 'companies' ? 'companies' : 'contacts' }
  const card = asNumber(second)
  if ((first === 'contact' || first === 'company') && card !== null) return { screen: first, id: card }
  if (first === 'settings') {
    const rest = path
      .split('/')
      .slice(3)
      .filter((part) => part !== '')
    return { screen: 'settings', section: second ?? 'mailboxes', rest: rest.map(decoded) }
  }
  const box = second === 'box' ? asNumber(third) : null
  if (box !== null) return { screen: 'inbox', view: `box/${box}`, number: asNumber(fourth) }
  const view = INBOX_VIEWS.find((known) => known === second) ?? 'all'
  return { screen: 'inbox', view, number: asNumber(third) }
}

const current: Route = $derived(read(place.path, place.query))

type Query = Record<string, string | number | null | undefined>

function address(path: string, query: URLSearchParams): string {
  const text = query.toString()
  return `#${path}${text === '' ? '' : `?${text}`}`
}

function withQuery(base: URLSearchParams, changes: Query): URLSearchParams {
  const next = new URLSearchParams(base)
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === undefined || value === '') next.delete(name)
    else next.set(name, String(value))
  }
  return next
}

function move(to: string, replace: boolean, isOpening: boolean, isAnother = false): void {
  if (to === location.hash && !isAnother) return
  if (isOpening) opening = crypto.randomUUID()
  if (replace) {
    history.replaceState(entry(), '', to)
  } else {
    depth += 1
    furthest = depth
    history.pushState(entry(), '', to)
  }
  place = readPlace()
}

export const route = {
  /** What the address says. */
  get current(): Route {
    return current
  },
  get path(): string {
    return place.path
  },
  get query(): URLSearchParams {
    return place.query
  },
  /** Another one for each screen that is opened; filters, a new name and a reload keep it, Back and Forward bring it back. */
  get opening(): string {
    return opening
  },
  get canGoBack(): boolean {
    return depth > 0
  },
  get canGoForward(): boolean {
    return depth < furthest
  },
}

/** Opens a path ("/inbox/all/1042"); the query starts empty unless given. `another` opens it also where it is open already. */
export function go(path: string, options: { query?: Query; replace?: boolean; another?: boolean } = {}): void {
  move(
    address(path, withQuery(new URLSearchParams(), options.query ?? {})),
    options.replace ?? false,
    true,
    options.another ?? false,
  )
}

/** What is open has another path from now on: a new letter that was saved. */
export function rename(path: string): void {
  move(address(path, new URLSearchParams()), true, false)
}

/** Changes filters of the present path; null removes one. Replaces the entry unless told otherwise. */
export function setQuery(changes: Query, options: { push?: boolean } = {}): void {
  move(address(place.path, withQuery(place.query, changes)), options.push !== true, false)
}

export function back(): void {
  if (depth > 0) history.back()
}

export function forward(): void {
  history.forward()
}

/** Path of a conversation inside a view of the inbox (the list stays). */
export function inboxPath(view: InboxView, number: number | null = null): string {
  return `/inbox/${view}${number === null ? '' : `/${number}`}`
}

/** Follows links and the browser's own buttons. */
export function installRoutes(): void {
  window.addEventListener('popstate', (event) => {
    if (event.state === null && location.hash !== address(place.path, place.query)) {
      // A link was followed: the browser made the entry, we number it.
      depth += 1
      furthest = depth
      opening = crypto.randomUUID()
      history.replaceState(entry(), '')
    } else {
      ;({ i: depth, opening } = entryOf(event.state))
      furthest = Math.max(furthest, depth)
    }
    place = readPlace()
  })
}
