// Word copies its lists as paragraphs that only look like one: a bullet or number as text, the list in a style of its own.
const LIST = /mso-list:\s*l(\d+)\s+level(\d+)/i

interface Level {
  list: HTMLElement
  depth: number
}

/** Turns the list paragraphs of a document copied from Word into lists. */
export function listsFromWord(page: Document): void {
  let open: Level[] = []
  for (const paragraph of Array.from(page.querySelectorAll<HTMLElement>('p, li, h1, h2, h3'))) {
    const found = LIST.exec(paragraph.getAttribute('style') ?? '')
    if (found === null || paragraph.localName === 'li') continue
    const depth = Number(found[2])
    const isNumbered = /[\d\p{L}]/u.test(takeMark(paragraph))
    if (open[0] === undefined || !follows(open[0].list, paragraph)) open = []
    open = open.filter((level) => level.depth <= depth)
    let level = open.at(-1)
    if (level === undefined || level.depth < depth) {
      const list = page.createElement(isNumbered ? 'ol' : 'ul')
      if (level === undefined) paragraph.before(list)
      else (level.list.lastElementChild ?? level.list).append(list)
      level = { list, depth }
      open = [...open, level]
    }
    const item = page.createElement('li')
    item.append(...paragraph.childNodes)
    level.list.append(item)
    paragraph.remove()
  }
}

/** Only blanks lie between the list and the paragraph. */
function follows(list: HTMLElement, paragraph: HTMLElement): boolean {
  let next = list.nextSibling
  while (
    next !== null &&
    next !== paragraph &&
    (next.nodeType === Node.COMMENT_NODE || next.textContent?.trim() === '')
  )
    next = next.nextSibling
  return next === paragraph
}

/** Takes the bullet or number, which Word marks to be ignored, out of the paragraph. */
function takeMark(paragraph: HTMLElement): string {
  for (const span of paragraph.querySelectorAll('span'))
    if (/mso-list:\s*ignore/i.test(span.getAttribute('style') ?? '')) {
      const mark = span.textContent.trim()
      span.remove()
      return mark
    }
  return ''
}
