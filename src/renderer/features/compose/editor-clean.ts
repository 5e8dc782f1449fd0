import DOMPurify, { type Config } from 'dompurify'
import { listsFromWord } from './editor-word.ts'
import { isOurPicture } from './pictures.svelte.ts'

const COMMON: Config = {
  USE_PROFILES: { html: true },
  WHOLE_DOCUMENT: false,
  FORBID_TAGS: ['style', 'form', 'input', 'button', 'select', 'textarea', 'audio', 'video', 'iframe', 'dialog'],
  FORBID_ATTR: ['id', 'name', 'srcset', 'target', 'contenteditable', 'tabindex', 'autofocus'],
  ALLOW_DATA_ATTR: false,
  // As the library has it, and `blob:` for pictures that are still on their way.
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|tel:|cid:|blob:|[^a-z]|[a-z+.-]+(?:[^a-z+.:-]|$))/i,
}
/** Looks that a letter may take over from elsewhere: what was written, not how its page was laid out. */
const TEXT_LOOKS = ['color', 'background-color', 'font-weight', 'font-style', 'text-decoration-line', 'text-align']
const PARAGRAPH_LOOKS = [...TEXT_LOOKS, 'margin-top', 'margin-right', 'margin-bottom', 'margin-left']
const TABLE_LOOKS = [
  ...TEXT_LOOKS,
  'vertical-align',
  'width',
  'border-collapse',
  ...['top', 'right', 'bottom', 'left'].flatMap((side) => [
    `padding-${side}`,
    `border-${side}-width`,
    `border-${side}-style`,
    `border-${side}-color`,
  ]),
]
const TABLE = /^(?:TABLE|TBODY|THEAD|TFOOT|TR|TD|TH|COL|COLGROUP)$/

/** A letter's own HTML as it may stand in the editor: its looks stay, what runs goes. */
export function ownFragment(html: string): DocumentFragment {
  return document.importNode(DOMPurify.sanitize(html, { ...COMMON, RETURN_DOM_FRAGMENT: true }), true)
}

/** The HTML a person wrote by hand, without what a letter cannot carry. */
export const cleanSource = (html: string): string =>
  DOMPurify.sanitize(html, { ...COMMON, FORBID_ATTR: [...(COMMON.FORBID_ATTR ?? []), 'class'] })

/** What was copied in Word, a table or a page: words, lists, links, tables and emphasis, without the page around them. */
export function pastedFragment(html: string): DocumentFragment {
  const source = new DOMParser().parseFromString(html, 'text/html')
  listsFromWord(source)
  const clean = DOMPurify.sanitize(source.body.innerHTML, {
    ...COMMON,
    FORBID_ATTR: [...(COMMON.FORBID_ATTR ?? []), 'class', 'lang', 'title', 'background', 'height'],
    RETURN_DOM_FRAGMENT: true,
  })
  // Pictures from elsewhere would load now and break later: only the text is taken over, and our own pictures.
  for (const picture of clean.querySelectorAll('img, svg'))
    if (!isOurPicture(picture.getAttribute('src') ?? '')) picture.remove()
  for (const paragraph of clean.querySelectorAll('p')) spaceOut(paragraph)
  for (const element of clean.querySelectorAll<HTMLElement>('[style]')) keepLooks(element)
  for (const table of clean.querySelectorAll('table')) drawTable(table)
  return document.importNode(clean, true)
}

/** A paragraph keeps its space as mail programs show it; one without space, as Word writes them, is a line like ours. */
function spaceOut(paragraph: HTMLParagraphElement): void {
  const isTight = /^0(?:px|pt|cm|in|em)?$/.test(paragraph.style.marginBottom)
  if (!isTight) {
    paragraph.style.margin = '0px 0px 10px'
    return
  }
  const line = document.createElement('div')
  line.style.cssText = paragraph.style.cssText
  line.append(...paragraph.childNodes)
  paragraph.replaceWith(line)
}

function keepLooks(element: HTMLElement): void {
  const allowed = TABLE.test(element.nodeName) ? TABLE_LOOKS : element.localName === 'p' ? PARAGRAPH_LOOKS : TEXT_LOOKS
  const kept = allowed.flatMap((name) => {
    const value = element.style.getPropertyValue(name)
    return value === '' || (!name.startsWith('margin') && isNothing(name, value)) ? [] : [[name, value] as const]
  })
  element.removeAttribute('style')
  for (const [name, value] of kept) element.style.setProperty(name, value)
}

/** Black on white is what every page says of every word; here it would be wrong on a dark sheet. */
function isNothing(name: string, value: string): boolean {
  if (/^(?:initial|inherit|normal|none|auto|transparent|windowtext|start|baseline|medium|0px|0pt)$/i.test(value))
    return true
  const parts = /^rgba?\((\d+), ?(\d+), ?(\d+)(?:, ?([\d.]+))?\)$/.exec(value)
  if (name !== 'color' && name !== 'background-color') return false
  if (parts === null) return value === 'black' || value === 'white'
  const [red, green, blue] = parts.slice(1, 4).map(Number)
  const light = (Number(red) + Number(green) + Number(blue)) / 3
  return parts[4] === '0' || (name === 'color' ? light < 60 : light > 248)
}

/** A table without lines of its own gets some: in the letter nothing else would tell its cells apart. */
function drawTable(table: HTMLTableElement): void {
  table.style.borderCollapse = 'collapse'
  for (const name of ['border', 'cellspacing', 'cellpadding']) table.removeAttribute(name)
  const cells = Array.from(table.querySelectorAll<HTMLElement>('td, th'))
  const hasLines = cells.some((cell) => cell.style.borderTopStyle !== '' || cell.style.borderBottomStyle !== '')
  for (const cell of cells) {
    if (!hasLines) cell.style.border = '1px solid #bbbbbb'
    if (cell.style.paddingLeft === '') cell.style.padding = '4px 8px'
  }
}
