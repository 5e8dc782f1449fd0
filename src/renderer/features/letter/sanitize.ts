import DOMPurify, { type Config } from 'dompurify'
import { takeAddresses } from './letter-addresses.ts'
import { adaptColours, cleanStyleSheet, hasOwnBackground } from './letter-css.ts'
import { markQuotedTail } from './letter-quotes.ts'

/** A letter that may be put into the frame: no address in it loads or opens anything until the frame is dressed with them. */
export type CleanLetter = {
  html: string
  css: string
  /** Where the links lead, by their `data-link` number. */
  links: string[]
  /** Remote pictures, by their `data-picture` number. */
  pictures: string[]
  hasQuote: boolean
  /**
   * `plain`: no backgrounds and no pictures, drawn in the colours of the page. `text`: pictures in it, drawn on the page
   * while that is light. `designed`: made for a white sheet of its own.
   */
  looks: 'plain' | 'text' | 'designed'
  /** Laid out as a page of its own: it brings its margins. */
  hasMargins: boolean
}

const ALLOWED: Config = {
  USE_PROFILES: { html: true },
  FORBID_TAGS: [
    'area',
    'audio',
    'base',
    'button',
    'canvas',
    'datalist',
    'dialog',
    'embed',
    'fieldset',
    'form',
    'frame',
    'iframe',
    'input',
    'label',
    'legend',
    'link',
    'map',
    'marquee',
    'menu',
    'meta',
    'meter',
    'nav',
    'noscript',
    'object',
    'optgroup',
    'option',
    'output',
    'picture',
    'progress',
    'script',
    'search',
    'select',
    'slot',
    'source',
    'style',
    'template',
    'textarea',
    'track',
    'video',
  ],
  // Names and ids could answer for properties of the document; the rest loads, moves the focus or opens things.
  FORBID_ATTR: [
    'id',
    'name',
    'srcset',
    'sizes',
    'poster',
    'ping',
    'download',
    'usemap',
    'ismap',
    'action',
    'method',
    'formaction',
    'tabindex',
    'accesskey',
    'autofocus',
    'contenteditable',
    'draggable',
    'popover',
    'popovertarget',
    'popovertargetaction',
    'inert',
    'is',
    'slot',
    'loading',
    'crossorigin',
    'integrity',
    'nonce',
    'target',
    'rel',
    'open',
    'for',
    'role',
    'enterkeyhint',
    'inputmode',
  ],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  // Asked for every attribute, so values that are no address at all must pass; `takeAddresses` looks at the addresses again.
  ALLOWED_URI_REGEXP: /^(?:(?:https?|mailto|tel|cid):|[^a-z]|[a-z+.-]+(?:[^a-z+.\-:]|$))/i,
  IN_PLACE: true,
}
/** Elements that may wrap a whole letter and mean nothing by themselves. */
const UNWRAPPED = /^(?:form|fieldset|label|button|nav|menu|noscript|marquee|map|picture)$/
const CHUNK = 400

/** Work between two pauses; `pause` resolves when the page may be kept busy again. */
export type Slices = { budgetMs: number; pause: () => Promise<void> }

/** Cleans the HTML of a letter. The page stays responsive: work is cut into slices of `budgetMs`. */
export async function cleanLetter(html: string, slices: Slices): Promise<CleanLetter> {
  const source = new DOMParser().parseFromString(html, 'text/html')
  const css = takeStyles(source)
  const sheet = source.createElement('div')
  takeBodyLooks(source.body, sheet)
  sheet.append(...source.body.childNodes)
  source.body.replaceChildren(sheet)
  const hasQuote = markQuotedTail(sheet)

  let startedAt = performance.now()
  for (const chunk of chunksOf(sheet)) {
    purify(chunk)
    if (performance.now() - startedAt < slices.budgetMs) continue
    await slices.pause()
    startedAt = performance.now()
  }
  const found = takeAddresses(sheet)
  const isDesigned = found.hasBackground || everyRule(css).some((rule) => hasOwnBackground(rule.style))
  const looks = isDesigned ? 'designed' : found.hasPictures ? 'text' : 'plain'
  if (looks === 'plain') adaptTree(sheet)
  return {
    html: looks === 'plain' ? sheet.innerHTML : sheet.outerHTML,
    css: looks === 'plain' ? adaptedSheet(css) : css,
    links: found.links,
    pictures: found.pictures,
    hasQuote,
    looks,
    hasMargins: isDesigned && isLaidOut(sheet),
  }
}

/** A table across the letter, or a background under all of it. */
function isLaidOut(sheet: HTMLElement): boolean {
  if (sheet.style.backgroundColor !== '') return true
  return Array.from(sheet.querySelectorAll('table')).some((table) =>
    /^(?:100%|[4-9]\d\d(?:px)?)$/.test(table.getAttribute('width') ?? table.style.width),
  )
}

function takeStyles(source: Document): string {
  const styles = Array.from(source.querySelectorAll('style'))
  const css = styles
    .filter((style) => style.namespaceURI === 'http://www.w3.org/1999/xhtml')
    .map((style) => style.textContent)
  for (const style of styles) style.remove()
  return css.length === 0 ? '' : cleanStyleSheet(css.join('\n'))
}

/** The looks of `<body>` move to the sheet, which stands for it inside the frame. */
function takeBodyLooks(body: HTMLElement, sheet: HTMLElement): void {
  for (const name of ['style', 'dir', 'lang', 'background']) {
    const value = body.getAttribute(name)
    if (value !== null) sheet.setAttribute(name, value)
  }
  // As attributes they mean nothing on the sheet.
  const colourOf = (name: string) => (body.getAttribute(name) ?? '').trim().replace(/^(?=[\da-f]{6}$)/i, '#')
  if (!sheet.style.color) sheet.style.color = colourOf('text')
  if (!sheet.style.backgroundColor) sheet.style.backgroundColor = colourOf('bgcolor')
  for (const name of [
    'margin',
    'height',
    'min-height',
    'max-height',
    'width',
    'min-width',
    'overflow',
    'display',
    'position',
    'visibility',
    'opacity',
  ])
    sheet.style.removeProperty(name)
}

/** Cuts the tree into parts of about CHUNK elements; what stands above them is cleaned by itself on the way. */
function* chunksOf(root: Element): Generator<Element> {
  if (root.getElementsByTagName('*').length <= CHUNK) {
    yield root
    return
  }
  const children = Array.from(root.childNodes)
  if (!purifyShell(root)) return
  for (const child of children) {
    if (child instanceof Element) yield* chunksOf(child)
    else if (!(child instanceof Text)) child.remove()
  }
}

function purify(chunk: Element): void {
  try {
    DOMPurify.sanitize(chunk, ALLOWED)
  } catch {
    // Thrown for a root that is itself forbidden or clobbered: the part is left out of the letter.
    chunk.remove()
  }
}

/** Cleans one element without what is in it; false when it went away together with its content. */
function purifyShell(element: Element): boolean {
  const shell = element.cloneNode(false)
  if (!(shell instanceof HTMLElement)) {
    element.remove()
    return false
  }
  if (UNWRAPPED.test(element.localName)) {
    element.replaceWith(...element.childNodes)
    return true
  }
  try {
    DOMPurify.sanitize(shell, ALLOWED)
  } catch {
    element.remove()
    return false
  }
  for (const { name } of Array.from(element.attributes)) {
    const value = shell.getAttribute(name)
    if (value === null) element.removeAttribute(name)
    else element.setAttribute(name, value)
  }
  return true
}

function adaptTree(sheet: HTMLElement): void {
  for (const element of sheet.querySelectorAll<HTMLElement>('[style], [color], [bgcolor]')) {
    const colour = element.getAttribute('color')
    if (colour !== null && element.style.color === '') element.style.color = colour
    for (const name of ['color', 'bgcolor']) element.removeAttribute(name)
    adaptColours(element.style)
  }
}

function adaptedSheet(css: string): string {
  const rules = everyRule(css)
  for (const rule of rules) adaptColours(rule.style)
  return rules
    .map((rule) => `${rule.selectorText}{${rule.style.cssText}}`)
    .join('')
    .replaceAll('<', '\\3c ')
}

function everyRule(css: string): CSSStyleRule[] {
  if (css === '') return []
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  return Array.from(sheet.cssRules).filter((rule) => rule instanceof CSSStyleRule)
}
