import type Squire from 'squire-rte'

const LEAST = 16
const STEP = 20

/** The picture that alone is selected, else null. */
export function pictureIn(squire: Squire): HTMLImageElement | null {
  const range = squire.getSelection()
  const { startContainer: node, startOffset: from } = range
  if (range.collapsed || node !== range.endContainer || range.endOffset !== from + 1) return null
  const picture = node.childNodes[from]
  return picture instanceof HTMLImageElement && squire.getRoot().contains(picture) ? picture : null
}

/** The picture directly before or behind the cursor. */
function pictureBeside(squire: Squire): HTMLImageElement | null {
  const { collapsed, startContainer: node, startOffset: at } = squire.getSelection()
  if (!collapsed) return null
  const sides =
    node instanceof Text
      ? [at === 0 ? node.previousSibling : null, at === node.length ? node.nextSibling : null]
      : [node.childNodes[at - 1], node.childNodes[at]]
  return sides.find((side): side is HTMLImageElement => side instanceof HTMLImageElement) ?? null
}

export function selectPicture(squire: Squire, picture: HTMLImageElement): void {
  const range = document.createRange()
  range.selectNode(picture)
  squire.focus()
  squire.setSelection(range)
}

/** A click takes a picture as a whole; the browser would only put the cursor near it. Answers how to stop. */
export function selectOnClick(squire: Squire, onselect: () => void): () => void {
  const root = squire.getRoot()
  const click = (event: MouseEvent) => {
    const { target } = event
    if (!(target instanceof HTMLImageElement) || !target.isContentEditable) return
    // The library's own handles take every key, undo nothing and write a style, which Outlook drops.
    event.stopPropagation()
    selectPicture(squire, target)
    // The library tells of a cursor that moved, not of this.
    onselect()
  }
  root.addEventListener('click', click)
  return () => root.removeEventListener('click', click)
}

/** Takes the pictures of this address out of the text; undo brings them back. False when there are none. */
export function takeOutPictures(squire: Squire, address: string): boolean {
  const pictures = [...squire.getRoot().querySelectorAll('img')].filter((one) => one.getAttribute('src') === address)
  if (pictures.length === 0) return false
  squire.saveUndoState()
  squire.modifyDocument(() => {
    for (const picture of pictures) picture.remove()
  })
  return true
}

/**
 * The width stands in the attribute, which Outlook keeps where it drops styles; the height follows by itself. No wider than
 * the text, no smaller than can be taken hold of.
 */
export function setPictureWidth(picture: HTMLImageElement, width: number, widest: number): number {
  const px = Math.round(Math.min(Math.max(width, LEAST), Math.max(widest, LEAST)))
  picture.setAttribute('width', String(px))
  picture.removeAttribute('height')
  picture.style.removeProperty('width')
  picture.style.removeProperty('height')
  return px
}

/** Alt with up and down: the picture that is selected or beside the cursor becomes wider or narrower. True when there is one. */
export function pictureKey(squire: Squire, { key }: KeyboardEvent): boolean {
  const by = key === 'ArrowUp' ? STEP : key === 'ArrowDown' ? -STEP : 0
  const picture = by === 0 ? null : (pictureIn(squire) ?? pictureBeside(squire))
  if (picture === null) return false
  squire.saveUndoState()
  setPictureWidth(picture, picture.getBoundingClientRect().width + by, squire.getRoot().clientWidth)
  selectPicture(squire, picture)
  return true
}
