// Marks the earlier correspondence at the end of an HTML letter, so that the frame can fold it without scripts.

const BY_MARK =
  '.gmail_quote, .gmail_quote_container, .yahoo_quoted, .moz-cite-prefix, .moz-forward-container, .mail-quote-collapse, ' +
  '.ms-outlook-mobile-reference-message, #appendonsend, #divRplyFwdMsg, #mail-editor-reference-message-container, blockquote'
/** Outlook draws a thin line above "From: … Sent: …". */
const OUTLOOK_LINE = 'div[style*="border-top" i]'
const OUTLOOK_HEAD = /^\s*(?:From|От|Von|De)\s*:/i
const ATTRIBUTION = /(?:wrote|writes|пишет|написал\S*|пишут|schrieb|a écrit)\s*:?\s*$|\d{4}[^\n]*[@<«"][^\n]*:\s*$/i
const SHORT = 240
export const QUOTE_CLASS = 'golub-quote'
export const TAIL_CLASS = 'golub-tail'

/**
 * Puts an empty `<details class=golub-quote>` before the quoted tail and marks the tail's nodes. Answers written between
 * the quotes, and letters that are nothing but a quote, stay as they are.
 */
export function markQuotedTail(body: HTMLElement): boolean {
  const start = findStart(body)
  if (!start) return false
  const tail = tailFrom(start, body)
  if (start.matches('blockquote') && !tail.every(isOnlyQuote)) return false
  if (textBefore(start, body) === '') return false
  const from = withAttribution(start)
  const fold = body.ownerDocument.createElement('details')
  fold.className = QUOTE_CLASS
  fold.append(body.ownerDocument.createElement('summary'))
  from.before(fold)
  for (const node of tailFrom(from, body)) mark(node)
  return true
}

function findStart(body: HTMLElement): Element | null {
  const marked = body.querySelector(BY_MARK)
  const outlook = Array.from(body.querySelectorAll(OUTLOOK_LINE)).find((line) => OUTLOOK_HEAD.test(line.textContent))
  if (!marked || !outlook) return marked ?? outlook ?? null
  return marked.compareDocumentPosition(outlook) & Node.DOCUMENT_POSITION_PRECEDING ? outlook : marked
}

/** The node, its following siblings, and those of its ancestors. */
function tailFrom(start: Node, body: HTMLElement): Node[] {
  const tail: Node[] = [start]
  for (let node: Node | null = start; node && node !== body; node = node.parentNode) {
    for (let next = node.nextSibling; next; next = next.nextSibling) tail.push(next)
  }
  return tail
}

function isOnlyQuote(node: Node): boolean {
  if (node instanceof Element && node.matches('blockquote')) return true
  return (node.textContent ?? '').trim() === ''
}

function textBefore(start: Element, body: HTMLElement): string {
  const range = body.ownerDocument.createRange()
  range.setStart(body, 0)
  range.setEndBefore(withAttribution(start))
  return range.toString().trim() || (range.cloneContents().querySelector('img') ? '·' : '')
}

/** «20.11.2025, Анна пишет:» just above a quote belongs to it. */
function withAttribution(start: Element): ChildNode {
  let line = start.previousSibling
  while (line && (line.textContent ?? '').trim() === '') line = line.previousSibling
  const text = (line?.textContent ?? '').trim()
  return line && text.length < SHORT && ATTRIBUTION.test(text) ? line : start
}

function mark(node: Node): void {
  if (node instanceof Element) {
    node.classList.add(TAIL_CLASS)
    return
  }
  if (!(node instanceof Text) || node.data.trim() === '') return
  const wrap = node.ownerDocument.createElement('span')
  wrap.className = TAIL_CLASS
  node.replaceWith(wrap)
  wrap.append(node)
}
