import type Squire from 'squire-rte'
import { pictureKey } from './editor-picture.ts'
import { cellOf, changeTable, neighbour } from './editor-table.ts'

/**
 * Keys that the editor's library leaves to the browser, which does the wrong thing: Tab in a table, Alt with arrows at a picture, Backspace behind a
 * table or behind a part that cannot be written in. True when the key is done.
 */
export function ownKey(squire: Squire, event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey) return false
  if (event.altKey) return pictureKey(squire, event)
  if (event.key === 'Tab') return tab(squire, event.shiftKey ? -1 : 1)
  if (event.key === 'Backspace' && !event.shiftKey) return backspace(squire)
  return false
}

function tab(squire: Squire, by: 1 | -1): boolean {
  const cell = cellOf(squire.getSelection().startContainer)
  if (cell === null || !squire.getRoot().contains(cell)) return false
  let next: HTMLElement | null = neighbour(cell, by)
  if (next === null && by === 1) {
    squire.saveUndoState()
    next = changeTable(cell, 'row-below')?.closest('tr')?.cells[0] ?? null
  }
  if (next !== null) placeCursor(squire, next, 'start')
  return true
}

function backspace(squire: Squire): boolean {
  const range = squire.getSelection()
  if (!range.collapsed) return false
  const before = nodeBefore(range, squire.getRoot())
  const cell = cellOf(range.startContainer)
  // At the start of a cell there is nothing to delete: the cell before it is another one.
  if (cell !== null && squire.getRoot().contains(cell) && before !== null && !cell.contains(before)) return true
  if (!(before instanceof HTMLElement)) return false
  if (before.localName === 'table') {
    const cells = before.querySelectorAll<HTMLElement>('td, th')
    const last = cells[cells.length - 1]
    if (last === undefined) return false
    placeCursor(squire, last, 'end')
    return true
  }
  if (before.getAttribute('contenteditable') !== 'false') return false
  squire.saveUndoState()
  before.remove()
  return true
}

/** What stands directly before the cursor; null inside a text. */
function nodeBefore(range: Range, root: HTMLElement): Node | null {
  let { startContainer: node, startOffset: offset } = range
  if (node instanceof Text) {
    if (node.data.slice(0, offset).replaceAll('\u200b', '') !== '') return null
    offset = 0
  }
  if (node instanceof Element && offset > 0) return node.childNodes[offset - 1] ?? null
  while (node !== root && node.parentNode !== null) {
    if (node.previousSibling !== null) return node.previousSibling
    node = node.parentNode
  }
  return null
}

export function placeCursor(squire: Squire, where: HTMLElement, at: 'start' | 'end'): void {
  const range = document.createRange()
  range.selectNodeContents(where)
  range.collapse(at === 'start')
  squire.focus()
  squire.setSelection(range)
}
