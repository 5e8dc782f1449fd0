import { pressesFocused } from '../../lib/keys.svelte.ts'

type Handlers = {
  mailto: (address: string) => void
  /** The real address of the link under the pointer or the focus, and where to show it; null when it is left. */
  hover: (address: string | null, x: number, y: number) => void
  links: string[]
}

/**
 * The frame has no scripts, so the page listens in it: keys and presses go on to the frame element, where the shell's own
 * listeners see them. Safari calls no listeners in such frames; there links still open and keys wait for a click outside.
 */
export function forwardInput(inside: Document, frame: HTMLIFrameElement, on: Handlers): () => void {
  const abort = new AbortController()
  const options = { signal: abort.signal }
  const view = inside.defaultView
  const key = (event: KeyboardEvent) => {
    if (pressesFocused(event)) return
    const { key, code, ctrlKey, altKey, shiftKey, metaKey, repeat, isComposing } = event
    const copy = { key, code, ctrlKey, altKey, shiftKey, metaKey, repeat, isComposing, bubbles: true, cancelable: true }
    if (!frame.dispatchEvent(new KeyboardEvent(event.type, copy))) event.preventDefault()
  }
  const press = () => frame.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }))
  const click = (event: MouseEvent) => {
    const address = on.links[linkNumber(event.target)]
    if (address === undefined || !/^mailto:/i.test(address)) return
    event.preventDefault()
    on.mailto(address)
  }
  const over = (event: Event) => {
    const link = linkOf(event.target)
    const address = on.links[linkNumber(event.target)]
    if (!link || address === undefined) return on.hover(null, 0, 0)
    const box = link.getBoundingClientRect()
    on.hover(address.replace(/^https?:\/\//i, ''), Math.max(0, box.left), box.bottom + 6)
  }
  inside.addEventListener('keydown', key, options)
  inside.addEventListener('pointerdown', press, options)
  inside.addEventListener('click', click, options)
  inside.addEventListener('mouseover', over, options)
  inside.addEventListener('focusin', over, options)
  view?.addEventListener('blur', () => on.hover(null, 0, 0), options)
  inside.documentElement.addEventListener('mouseleave', () => on.hover(null, 0, 0), options)
  return () => abort.abort()
}

// Nodes of the frame belong to its own realm, so `instanceof` of ours says no.
function linkOf(target: EventTarget | null): Element | null {
  return target !== null && 'closest' in target && typeof target.closest === 'function'
    ? target.closest('a[data-link]')
    : null
}

const linkNumber = (target: EventTarget | null): number => Number(linkOf(target)?.getAttribute('data-link') ?? -1)
