import { RPCLink } from '@orpc/client/websocket'
import { secret } from './secret.ts'

// The answer of the engine to our first message; parsed by hand so that the contract stays a type here.
type HelloAnswer = { ok: true; build: string } | { ok: false; problem: string }

export type LineState = { is: 'idle' } | { is: 'connecting' } | { is: 'live' } | { is: 'lost'; since: number }

type Link = RPCLink<Record<never, never>>
type Waiter = { resolve: (link: Link) => void; reject: (error: unknown) => void; timer: ReturnType<typeof setTimeout> }

const PAUSES_MS = [500, 1000, 2000, 4000, 7000, 10_000]
/** While a call waits the next attempt is never further away: an office that is back must not be missed by a pause. */
const WAITED_MS = 1000
/** A call waits this long for a lost line, then fails in plain words. */
const PATIENCE_MS = 10_000
const HELLO_MS = 10_000
/** After so long without an answer to a call the office is looked for by another way, and given so long to show itself. */
const SILENT_MS = 8000
const LOOK_MS = 10_000

/** The line to the engine is down and the call did not go through. */
export class LineLost extends Error {
  constructor() {
    super('The line to the engine is down')
    this.name = 'LineLost'
  }
}

let state: LineState = $state({ is: 'idle' })
let socket: WebSocket | null = null
let link: Link | null = null
let waiters: Waiter[] = []
const unanswered = new Set<() => void>()
let isLooking = false
/** When anything last came over the line, by the page's own clock. */
let heardAt = 0
let failures = 0
let lostSince: number | null = null
let timer: ReturnType<typeof setTimeout> | null = null
let dueAt = 0
let wanted = false
let build = ''
let beforeReload: (() => Promise<void>)[] = []
let onSignedOut: () => void = () => undefined

function settle(open: Link): void {
  link = open
  failures = 0
  lostSince = null
  state = { is: 'live' }
  for (const waiter of waiters.splice(0)) {
    clearTimeout(waiter.timer)
    waiter.resolve(open)
  }
}

async function reloadForNewBuild(): Promise<void> {
  wanted = false
  // A draft that cannot be saved must not keep an old page talking to a new engine.
  await Promise.race([
    Promise.allSettled(beforeReload.map((save) => save())),
    new Promise((done) => setTimeout(done, 3000)),
  ])
  location.reload()
}

function connect(): void {
  if (!wanted || socket !== null) return
  if (timer !== null) clearTimeout(timer)
  timer = null
  if (state.is !== 'lost') state = { is: 'connecting' }
  const address = new URL('/ws', location.href)
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:'
  const opened = new WebSocket(address)
  socket = opened
  const impatience = setTimeout(() => opened.close(), HELLO_MS)

  opened.addEventListener('message', () => (heardAt = performance.now()))
  opened.addEventListener('open', () => opened.send(JSON.stringify({ secret: secret.current ?? '', build })))
  opened.addEventListener(
    'message',
    (event) => {
      clearTimeout(impatience)
      const answer: HelloAnswer = JSON.parse(String(event.data))
      if (!answer.ok) {
        wanted = false
        opened.close()
        onSignedOut()
      } else if (build !== '' && answer.build !== build) {
        void reloadForNewBuild()
      } else {
        build = answer.build
        settle(new RPCLink({ websocket: opened }))
      }
    },
    { once: true },
  )
  opened.addEventListener('close', () => {
    clearTimeout(impatience)
    lose(opened)
  })
}

function lose(gone: WebSocket): void {
  if (socket !== gone) return
  socket = null
  link = null
  if (wanted) {
    lostSince ??= Date.now()
    state = { is: 'lost', since: lostSince }
    const pause = PAUSES_MS[Math.min(failures, PAUSES_MS.length - 1)] ?? 0
    failures += 1
    connectIn(waiters.length === 0 ? pause : Math.min(pause, WAITED_MS))
  } else state = { is: 'idle' }
  for (const tell of [...unanswered]) tell()
}

function connectIn(ms: number): void {
  if (timer !== null) clearTimeout(timer)
  dueAt = performance.now() + ms
  timer = setTimeout(connect, ms)
}

/** A computer that falls asleep, or a network out of reach, ends no socket: that nobody is there shows only when asked. */
async function look(): Promise<void> {
  const asked = socket
  if (asked === null || isLooking) return
  isLooking = true
  const since = performance.now()
  try {
    await fetch('/', { method: 'HEAD', cache: 'no-store', signal: AbortSignal.timeout(LOOK_MS) })
  } catch {
    // Large files take all the ways that a browser has to one computer; the line may speak all the same.
    if (heardAt > since) return
    asked.close()
    // Its own word comes only once the other end has answered.
    lose(asked)
  } finally {
    isLooking = false
  }
}

/** The one socket to the engine. It reconnects by itself and at once when the network or the window comes back. */
export const line = {
  get state(): LineState {
    return state
  },
  /** `ofBuild` is the engine's build this page was loaded from; another one later reloads the page. */
  open(ofBuild: string, signedOut: () => void): void {
    build = ofBuild
    onSignedOut = signedOut
    wanted = true
    connect()
  },
  close(): void {
    wanted = false
    if (timer !== null) clearTimeout(timer)
    socket?.close()
  },
  /** "Check now": the next attempt starts at once. */
  tryNow(): void {
    failures = 0
    connect()
  },
  /** The open link, waiting for it up to ten seconds. */
  ready(): Promise<Link> {
    if (link !== null) return Promise.resolve(link)
    if (timer !== null && dueAt - performance.now() > WAITED_MS) connectIn(WAITED_MS)
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        resolve,
        reject,
        timer: setTimeout(() => {
          waiters = waiters.filter((other) => other !== waiter)
          reject(new LineLost())
        }, PATIENCE_MS),
      }
      waiters.push(waiter)
    })
  },
  /** The same answer, or `LineLost` as soon as the line is given up. */
  watched<T>(call: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const silence = setInterval(() => void look(), SILENT_MS)
      const lost = () => reject(new LineLost())
      unanswered.add(lost)
      void call.then(resolve, reject).finally(() => {
        clearInterval(silence)
        unanswered.delete(lost)
      })
    })
  },
  /** Runs before the page reloads itself for a new build: drafts are saved here. Returns the way to take it back. */
  onReload(save: () => Promise<void>): () => void {
    beforeReload.push(save)
    return () => {
      beforeReload = beforeReload.filter((other) => other !== save)
    }
  },
}

window.addEventListener('online', () => line.tryNow())
/** While somebody looks at the page and asks for nothing. */
const REST_MS = 30_000
setInterval(() => {
  if (document.visibilityState === 'visible' && performance.now() - heardAt > REST_MS) void look()
}, REST_MS)
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState !== 'visible') return
  line.tryNow()
  void look()
})
