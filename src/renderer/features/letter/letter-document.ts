import { escapeHtml } from '../../../shared/text/html.ts'
import { QUOTE_CLASS, TAIL_CLASS } from './letter-quotes.ts'
import type { CleanLetter } from './sanitize.ts'

export const SANDBOX = 'allow-same-origin allow-popups allow-popups-to-escape-sandbox'
/** Only our own signed addresses and pictures inside the letter; no scripts, frames, fonts, forms or sheets from outside. */
const POLICY =
  "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"

export type Paper = {
  /** `page`: in the colours of the page; `white`: a white sheet; `dark`: the white sheet turned dark. */
  kind: 'page' | 'white' | 'dark'
  isDarkPage: boolean
  text: string
  link: string
  font: string
}

/**
 * The empty document of a frame: its policy and three sheets (ours, the letter's, the guard). It is loaded once and filled
 * for one letter after the other, which costs far less than a new frame.
 */
export const SHELL = `<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}"><meta name="referrer" content="no-referrer"><style></style><style></style><style></style></head><body><div></div></body></html>`

/** Puts a letter into the frame's document. It loads and opens nothing until `dress` fills in the addresses. */
export function fill(page: Document, letter: CleanLetter, paper: Paper, language: string): void {
  const [ours, theirs, guard] = page.querySelectorAll('head > style')
  // A frame that is moved to another place begins its document anew, and has no body for a moment; its load fills it again.
  const sheet = page.querySelector('body > div')
  if (!(ours && theirs && guard && sheet)) return
  page.documentElement.lang = language === 'ru' || language === 'en' ? language : ''
  page.body.style.removeProperty('zoom')
  setText(ours, base(letter, paper))
  setText(theirs, letter.css)
  setText(guard, GUARD)
  sheet.innerHTML = letter.html
  sheet.scrollLeft = 0
}

// The same sheet again would be parsed again.
function setText(style: Element, css: string): void {
  if (style.textContent !== css) style.textContent = css
}

function base(letter: CleanLetter, paper: Paper): string {
  const isWhite = paper.kind !== 'page'
  const colours = isWhite
    ? 'color-scheme:light;background:#fff;color:#222'
    : `color-scheme:${paper.isDarkPage ? 'dark' : 'light'};color:${paper.text};background:transparent`
  const turned = 'html{filter:invert(.9) hue-rotate(180deg)}img,[data-lit]{filter:invert(1) hue-rotate(180deg)}'
  return `
html{${colours};font:14px/1.57 ${paper.font};-webkit-text-size-adjust:100%}
body{margin:0;overflow-wrap:break-word}
body>div{padding:${isWhite && !letter.hasMargins ? '18px 20px' : '0'}}
a{color:${isWhite ? '#1a56c4' : paper.link}} a:not([href]){text-decoration:underline;cursor:not-allowed}
p{margin:0 0 9px} ul,ol{margin:0 0 9px;padding-left:18px} pre{white-space:pre-wrap}
blockquote{margin:0 0 9px;padding-left:12px;border-left:2px solid ${isWhite ? '#ddd' : 'currentcolor'}}
img{max-width:100%;border:0}
${paper.kind === 'dark' ? turned : ''}
details.${QUOTE_CLASS}{display:block;margin:6px 0}
.${QUOTE_CLASS}>summary{display:inline-flex;align-items:center;height:24px;cursor:default;list-style:none;outline-offset:2px}
.${QUOTE_CLASS}>summary::-webkit-details-marker{display:none}
.${QUOTE_CLASS}>summary::before{content:"···";display:inline-flex;align-items:center;padding:0 6px;height:16px;border-radius:8px;font:700 14px/10px ${paper.font};letter-spacing:1px;
background:${isWhite ? '#eee' : 'color-mix(in srgb,currentcolor 9%,transparent)'};color:${isWhite ? '#555' : 'inherit'};opacity:.9}
img[data-hidden]{box-sizing:border-box;border:1px dashed #999;border-radius:4px;height:34px!important;min-width:24px;max-width:100%}`
}

/** Stands after the letter's own sheet: the frame follows the height of the letter, so the letter may not follow the frame's. */
const GUARD = `
html:root,html:root>body{height:auto!important;min-height:0!important;max-height:none!important;margin:0!important;overflow:hidden!important;
position:static!important;display:block!important;visibility:visible!important;width:auto!important;transform:none!important}
html:root>body>div{position:relative!important;display:flow-root!important;overflow:auto hidden!important;box-sizing:border-box!important;
width:100%!important;height:auto!important;max-height:60000px!important}
html:root>body:not(:has(.${QUOTE_CLASS}[open])) .${TAIL_CLASS}{display:none!important}`

export type Dressing = {
  links: string[]
  areLinksOpen: boolean
  /** Signed address by the remote address, once the reader asked for the pictures. */
  pictures: Record<string, string>
  remote: string[]
  inline: Record<string, string>
  words: { hiddenPicture: string; showQuote: string }
}

/** Gives the inert document its addresses. Called again whenever links or pictures are opened or closed. */
export function dress(page: Document, dressing: Dressing): void {
  for (const link of page.querySelectorAll<HTMLAnchorElement>('a[data-link]')) {
    const address = dressing.links[Number(link.dataset.link)]
    if (address === undefined || !dressing.areLinksOpen) link.removeAttribute('href')
    else link.href = address
    link.target = '_blank'
    link.rel = 'noopener noreferrer'
  }
  for (const element of page.querySelectorAll<HTMLElement>('[data-picture]')) {
    const signed = dressing.pictures[dressing.remote[Number(element.dataset.picture)] ?? '']
    if (signed !== undefined) showPicture(element, signed)
    else hidePicture(element, dressing.words.hiddenPicture)
  }
  for (const element of page.querySelectorAll<HTMLElement>('[data-cid]')) {
    const signed = dressing.inline[element.dataset.cid ?? '']
    if (signed !== undefined) showPicture(element, signed)
    else hidePicture(element, dressing.words.hiddenPicture)
  }
  for (const fold of page.querySelectorAll(`.${QUOTE_CLASS}>summary`)) {
    fold.setAttribute('aria-label', dressing.words.showQuote)
    fold.setAttribute('title', dressing.words.showQuote)
  }
}

function showPicture(element: HTMLElement, address: string): void {
  if (element.localName !== 'img') {
    element.style.backgroundImage = `url(${JSON.stringify(address)})`
    return
  }
  if (element.getAttribute('src') === address || element.hasAttribute('data-lost')) return
  element.removeAttribute('data-hidden')
  element.setAttribute('src', address)
  // A large picture keeps its proportions in a narrow pane; small ones are often spacers stretched on purpose.
  if (Number(element.getAttribute('width')) > 200) element.style.height = 'auto'
}

function hidePicture(element: HTMLElement, words: string): void {
  if (element.localName !== 'img') return
  const width = Number.parseInt(element.getAttribute('width') ?? '132', 10) || 132
  const height = Number.parseInt(element.getAttribute('height') ?? '34', 10) || 34
  if (width < 24 || height < 16) return
  const label = width < 110 ? '' : element.getAttribute('alt')?.trim() || words
  element.setAttribute('data-hidden', '')
  element.setAttribute('src', placeholder(Math.min(width, 600), label))
}

/**
 * It could not be fetched: words in its place, not the browser's broken icon in a hole as large as it would have been. It
 * is tried again when the letter is opened again.
 */
export function losePicture(element: HTMLElement, words: string): void {
  const width = Number.parseInt(element.getAttribute('width') ?? '', 10) || words.length * 8 + 16
  element.setAttribute('data-hidden', '')
  element.setAttribute('data-lost', '')
  element.style.removeProperty('height')
  if (width < 24) element.removeAttribute('src')
  else element.setAttribute('src', placeholder(Math.min(width, 600), width < 110 ? '' : words))
  element.title ||= words
}

/** A drawn picture instead of `alt`: it keeps its place and looks the same in every browser. */
function placeholder(width: number, label: string): string {
  const text = label.length > width / 7 ? `${label.slice(0, Math.floor(width / 7) - 1)}…` : label
  const drawn = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="34"><text x="50%" y="21" text-anchor="middle" font-family="sans-serif" font-size="11" fill="#767676">${escapeHtml(text)}</text></svg>`
  return `data:image/svg+xml,${encodeURIComponent(drawn)}`
}
