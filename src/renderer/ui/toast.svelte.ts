import type { IconComponent } from './icon.ts'

type Toast = {
  text: string
  icon?: IconComponent
  /** Takes the action back; also on Z, up to twenty steps deep. */
  undo?: { label?: string; run: () => void | Promise<void> }
  /** How long it stays, in seconds; shown as a countdown where `showsTime`. */
  seconds?: number
  showsTime?: boolean
  /** Said at once by screen readers: a failure, a lost line. */
  tone?: 'plain' | 'urgent'
}
type ShownToast = Toast & { id: number; leftMs: number }

const QUEUE = 3
const UNDO_STEPS = 20
const TICK_MS = 200

let shown: ShownToast | null = $state(null)
let queue: ShownToast[] = []
let undos: { id: number; run: () => void | Promise<void>; until: number }[] = []
let paused = false
let nextId = 1
let timer: ReturnType<typeof setInterval> | null = null

function advance(): void {
  shown = queue.shift() ?? null
  if (shown === null && timer !== null) {
    clearInterval(timer)
    timer = null
  }
}

function tick(): void {
  if (shown === null || paused) return
  shown.leftMs -= TICK_MS
  if (shown.leftMs <= 0) advance()
}

/** Shows one toast at a time; a newer one with its own undo takes the place of the older. Returns the way to take it away. */
export function toast(next: Toast): () => void {
  const seconds = next.seconds ?? (next.undo === undefined ? 4 : 8)
  const made: ShownToast = { ...next, id: nextId, leftMs: seconds * 1000 }
  nextId += 1
  if (next.undo !== undefined)
    undos = [
      ...undos,
      {
        id: made.id,
        run: next.undo.run,
        until: next.showsTime === true ? Date.now() + seconds * 1000 : Number.POSITIVE_INFINITY,
      },
    ].slice(-UNDO_STEPS)
  if (shown === null || next.undo !== undefined || next.tone === 'urgent') shown = made
  else queue = [...queue, made].slice(-QUEUE)
  timer ??= setInterval(tick, TICK_MS)
  return () => dismiss(made.id)
}

function dismiss(id: number): void {
  undos = undos.filter((undo) => undo.id !== id)
  queue = queue.filter((waiting) => waiting.id !== id)
  if (shown?.id === id) advance()
}

export const toasts = {
  get shown(): ShownToast | null {
    return shown
  },
  /** Hover and focus stop the clock. */
  pause(on: boolean): void {
    paused = on
  },
  close(): void {
    if (shown !== null) advance()
  },
  /** Z: takes back the newest action; false where there is none left. */
  async undo(): Promise<boolean> {
    // A countdown means it: a letter that left cannot come back. Other steps wait in line.
    undos = undos.filter((undo) => undo.until > Date.now() || undo.id === shown?.id)
    const last = undos.at(-1)
    if (last === undefined) return false
    dismiss(last.id)
    await last.run()
    return true
  },
}
