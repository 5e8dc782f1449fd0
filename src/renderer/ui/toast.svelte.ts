import { m } from '../../shared/i18n/paraglide/messages.js'
import { LineLost } from '../lib/line.svelte.ts'
import { problemText } from '../lib/problems.ts'
import type { IconComponent } from './icon.ts'

type Toast = {
  /** Asked whenever it is shown, so that it is said in the language of the moment. */
  text: () => string
  icon?: IconComponent
  /** Takes the action back; also on Z, up to twenty steps deep. What it throws is said; after a lost line it can be run again. */
  undo?: { run: () => void | Promise<void> }
  /** The way to what it speaks of. */
  act?: { label: () => string; run: () => void }
  /** How long it stays, in seconds; with `showsTime` it counts them down, and nothing stops that: what it offers ends then. */
  seconds?: number
  showsTime?: boolean
  /** Said at once by screen readers: a failure, a lost line. */
  tone?: 'plain' | 'urgent'
}
/** `endsAt` of a countdown is a moment of the day; any other toast is read first. */
type ShownToast = Toast & { id: number; kind: string; leftMs: number; endsAt: number | null }

const AT_ONCE = 3
const UNDO_STEPS = 20
const TICK_MS = 200

/** The newest is the last. */
let shown: readonly ShownToast[] = $state.raw([])
type Step = { id: number; run: () => void | Promise<void>; until: number }

let undos: readonly Step[] = $state.raw([])
/** Without their answer yet, and so without their toast. */
const underWay = new Set<Promise<unknown>>()
let paused = false
let houses = $state(0)
let lifts = $state(0)
let nextId = 1
let timer: ReturnType<typeof setInterval> | null = null

function keep(next: readonly ShownToast[]): void {
  shown = next
  if (shown.length > 0) {
    timer ??= setInterval(tick, TICK_MS)
  } else if (timer !== null) {
    clearInterval(timer)
    timer = null
    // Its element left without a leave of the pointer.
    paused = false
  }
}

function tick(): void {
  const now = Date.now()
  const left = (one: ShownToast) =>
    one.endsAt !== null ? one.endsAt - now : paused ? one.leftMs : one.leftMs - TICK_MS
  keep(shown.map((one) => ({ ...one, leftMs: left(one) })).filter((one) => one.leftMs > 0))
}

/**
 * Shows a toast above the others. Of a kind (plain, urgent, with undo) only the newest stays, so that nothing has to wait
 * its turn; a countdown stays until its time is over. Returns the way to take it away.
 */
export function toast(next: Toast): () => void {
  const id = nextId
  nextId += 1
  show(next, id)
  return () => dismiss(id)
}

function show(next: Toast, id: number): void {
  const seconds = next.seconds ?? (next.undo === undefined ? 4 : 8)
  const isCountdown = next.showsTime === true
  const endsAt = isCountdown ? Date.now() + seconds * 1000 : null
  const kind = isCountdown ? `countdown ${id}` : next.undo === undefined ? (next.tone ?? 'plain') : 'undo'
  if (next.undo !== undefined)
    undos = [...undos, { id, run: next.undo.run, until: endsAt ?? Number.POSITIVE_INFINITY }]
      .toSorted((a, b) => a.id - b.id)
      .slice(-UNDO_STEPS)
  const others = shown.filter((other) => other.kind !== kind)
  if (others.length >= AT_ONCE)
    others.splice(
      Math.max(
        0,
        others.findIndex((other) => !other.showsTime),
      ),
      1,
    )
  keep([...others, { ...next, id, kind, leftMs: seconds * 1000, endsAt }])
}

async function takeBack({ id, run, until }: Step): Promise<void> {
  try {
    await run()
  } catch (error) {
    const leftMs = until - Date.now()
    if (!(error instanceof LineLost) || leftMs <= 0) {
      toast({ text: () => problemText(error), tone: 'urgent' })
      return
    }
    // In its old place of the line of steps, and no longer than it was offered.
    const ends = until === Number.POSITIVE_INFINITY ? {} : { seconds: leftMs / 1000, showsTime: true }
    show({ text: m.shell_undo_unanswered, tone: 'urgent', undo: { run }, ...ends }, id)
  }
}

function dismiss(id: number): void {
  undos = undos.filter((undo) => undo.id !== id)
  keep(shown.filter((one) => one.id !== id))
}

export const toasts = {
  get shown(): readonly ShownToast[] {
    return shown
  },
  /** What Z takes back, by the id of its toast. */
  get nextBack(): number | undefined {
    return undos.at(-1)?.id
  },
  /** They stand in a place of the screen that keeps room for them, not in the corner. */
  get areHoused(): boolean {
    return houses > 0
  },
  /** Something that is worked with stands in their corner: they stand above it. */
  get areLifted(): boolean {
    return lifts > 0
  },
  /** Returns the way to let them down. */
  lift(): () => void {
    lifts += 1
    return () => {
      lifts -= 1
    }
  },
  /** Returns the way to give them back. */
  house(): () => void {
    houses += 1
    return () => {
      houses -= 1
    }
  },
  /** Hover and focus leave them time to be read, but for a countdown. */
  pause(on: boolean): void {
    paused = on
  },
  act(id: number): void {
    const wanted = shown.find((one) => one.id === id)
    dismiss(id)
    wanted?.act?.run()
  },
  /** For an act on a key, and for its way back: Z right behind it waits for it, else it would take back the one before. */
  async during<T>(act: Promise<T>): Promise<T> {
    underWay.add(act)
    try {
      return await act
    } finally {
      underWay.delete(act)
    }
  },
  /** Z takes back the newest action, the button of a toast its own; false where there is none left. */
  async undo(id?: number): Promise<boolean> {
    if (id === undefined) await Promise.allSettled(underWay)
    // A countdown means it: a letter that left cannot come back. Other steps wait in line.
    undos = undos.filter((undo) => undo.until > Date.now() || shown.some((one) => one.id === undo.id))
    const wanted = id === undefined ? undos.at(-1) : undos.find((undo) => undo.id === id)
    if (wanted === undefined) return false
    dismiss(wanted.id)
    await toasts.during(takeBack(wanted))
    return true
  },
}
