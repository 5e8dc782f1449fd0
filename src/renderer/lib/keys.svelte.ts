import { untrack } from 'svelte'
import { session } from './session.svelte.ts'

export type KeyGroup = 'everywhere' | 'inbox' | 'letter' | 'composer' | 'outbox' | 'palette' | 'people'

export type KeyBinding = {
  /** "j", "shift+e", "ctrl+k", "g i" (one after the other), "enter", "/", "?", "f6", "alt+arrowleft". */
  keys: string
  /** Shown in the map of the screen; without it the key works but is not listed (a second key of the same thing). */
  label?: () => string
  group: KeyGroup
  /** Return false to let the key through to the page. */
  run: (event: KeyboardEvent) => unknown
  /** Works while typing too. */
  inText?: boolean
}

type Step = { code: string; ctrl: boolean; shift: boolean; alt: boolean }
type Entry = { binding: KeyBinding; steps: Step[] }

const SEQUENCE_MS = 1200
const CODES: Record<string, string> = {
  '/': 'Slash',
  '?': 'Slash',
  '[': 'BracketLeft',
  ']': 'BracketRight',
  '.': 'Period',
  ',': 'Comma',
  '=': 'Equal',
  '-': 'Minus',
  enter: 'Enter',
  esc: 'Escape',
  space: 'Space',
  tab: 'Tab',
  del: 'Delete',
  backspace: 'Backspace',
  home: 'Home',
  end: 'End',
  arrowup: 'ArrowUp',
  arrowdown: 'ArrowDown',
  arrowleft: 'ArrowLeft',
  arrowright: 'ArrowRight',
  pageup: 'PageUp',
  pagedown: 'PageDown',
}

function codeOf(name: string): string {
  if (/^[a-z]$/.test(name)) return `Key${name.toUpperCase()}`
  if (/^\d$/.test(name)) return `Digit${name}`
  if (/^f\d{1,2}$/.test(name)) return name.toUpperCase()
  const code = CODES[name]
  if (code === undefined) throw new Error(`Unknown key: ${name}`)
  return code
}

function stepOf(text: string): Step {
  const parts = text.split('+')
  const name = parts.at(-1) ?? ''
  return {
    code: codeOf(name),
    ctrl: parts.includes('ctrl'),
    shift: parts.includes('shift') || name === '?',
    alt: parts.includes('alt'),
  }
}

let entries: Entry[] = []
let version = $state(0)
let pending: { steps: number; at: number; taken: string[] } = { steps: 0, at: 0, taken: [] }

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable) return true
  if (target instanceof HTMLInputElement)
    return !['checkbox', 'radio', 'button', 'submit', 'range'].includes(target.type)
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
}

const PRESSED = 'button, summary, input, [role="button"], [role="switch"], [role="tab"]'

/** Space presses what has the focus, as everywhere. Of any document: a letter has its own. */
export function pressesFocused(event: KeyboardEvent): boolean {
  const { target } = event
  return (
    event.code === 'Space' &&
    target !== null &&
    'matches' in target &&
    typeof target.matches === 'function' &&
    target.matches(PRESSED) === true
  )
}

function isLetterKey(step: Step): boolean {
  return !step.ctrl && !step.alt && /^(Key|Digit|Slash|Bracket|Period|Comma)/.test(step.code)
}

function letterKeysOn(): boolean {
  const now = session.current
  return now.is !== 'signed-in' || now.user.letterKeys
}

function matches(step: Step | undefined, event: KeyboardEvent): boolean {
  // The physical key counts, so that J is J in the Russian layout too; Cmd does Ctrl's work on a Mac.
  return (
    step !== undefined &&
    step.code === event.code &&
    step.ctrl === (event.ctrlKey || event.metaKey) &&
    step.shift === event.shiftKey &&
    step.alt === event.altKey
  )
}

function stepKey(step: Step): string {
  return `${step.ctrl}${step.alt}${step.shift}${step.code}`
}

let holds = 0

/** While something opens in which one writes: what is typed too early is lost, but no letter of it does anything. */
export function holdKeys(): () => void {
  let isHeld = true
  holds += 1
  return () => {
    if (isHeld) holds -= 1
    isHeld = false
  }
}

function handleKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return
  const typing = isTyping(event.target)
  if (holds > 0 && !typing && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault()
    return
  }
  if (pressesFocused(event)) return
  // A menu or dialog on top owns the keyboard.
  const isCovered = document.querySelector('[role="menu"], [role="dialog"][data-modal]') !== null
  if (Date.now() - pending.at > SEQUENCE_MS) pending = { steps: 0, at: 0, taken: [] }
  let starts: Step | null = null
  // The newest binding wins: a pane laid over another takes its keys.
  for (const { binding, steps } of [...entries].reverse()) {
    if ((typing || isCovered) && binding.inText !== true) continue
    const next = steps[pending.steps]
    if (!matches(next, event)) continue
    if (pending.taken.some((taken, i) => steps[i] === undefined || stepKey(steps[i]) !== taken)) continue
    if (next !== undefined && isLetterKey(next) && !letterKeysOn()) continue
    if (steps.length > pending.steps + 1) {
      starts ??= next ?? null
      continue
    }
    if (binding.run(event) === false) continue
    pending = { steps: 0, at: 0, taken: [] }
    event.preventDefault()
    return
  }
  if (starts !== null) {
    pending = { steps: pending.steps + 1, at: Date.now(), taken: [...pending.taken, stepKey(starts)] }
    event.preventDefault()
  } else if (!['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) {
    pending = { steps: 0, at: 0, taken: [] }
  }
}

/** In a component: its keys live as long as it does. */
export function useKeys(bindings: readonly KeyBinding[]): void {
  $effect(() => {
    const mine = bindings.map((binding) => ({ binding, steps: binding.keys.split(' ').map(stepOf) }))
    const replace = (next: Entry[]) => {
      entries = next
      version = untrack(() => version) + 1
    }
    replace([...entries, ...mine])
    return () => replace(entries.filter((entry) => !mine.includes(entry)))
  })
}

export const keys = {
  /** The map of what is on the screen now, for "?". */
  get shown(): KeyBinding[] {
    return version >= 0 ? entries.map((entry) => entry.binding).filter((binding) => binding.label !== undefined) : []
  },
}

export function installKeys(): void {
  window.addEventListener('keydown', handleKey)
}

const CAPS: Record<string, string> = {
  enter: '↵',
  arrowup: '↑',
  arrowdown: '↓',
  arrowleft: '←',
  arrowright: '→',
  esc: 'Esc',
  space: '␣',
  del: 'Del',
}

/** "ctrl+k" -> ["Ctrl", "K"] (Mac: ["⌘", "K"]), "g i" -> ["G", "I"]. */
export function keyCaps(binding: string): string[] {
  const isMac = /Mac|iPhone|iPad/.test(navigator.platform)
  return binding.split(/[ +]/).map((part) => {
    if (part === 'ctrl') return isMac ? '⌘' : 'Ctrl'
    if (part === 'shift') return isMac ? '⇧' : 'Shift'
    if (part === 'alt') return isMac ? '⌥' : 'Alt'
    return CAPS[part] ?? part.toUpperCase()
  })
}
