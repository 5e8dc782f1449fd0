const CELL = 'border:1px solid #bbbbbb;padding:4px 8px;min-width:48px;vertical-align:top'
export type TableStep =
  | 'row-above'
  | 'row-below'
  | 'column-left'
  | 'column-right'
  | 'drop-row'
  | 'drop-column'
  | 'drop-table'

export function tableHtml(rows: number, columns: number): string {
  const row = `<tr>${`<td style="${CELL}"><br></td>`.repeat(columns)}</tr>`
  return `<table style="border-collapse:collapse"><tbody>${row.repeat(rows)}</tbody></table>`
}

export function cellOf(node: Node): HTMLTableCellElement | null {
  const element = node instanceof Element ? node : node.parentElement
  return element?.closest<HTMLTableCellElement>('td, th') ?? null
}

/** Changes the table around a cell; answers where the cursor goes then, null for out of the table. */
export function changeTable(cell: HTMLTableCellElement, step: TableStep): HTMLElement | null {
  const table = cell.closest('table')
  const row = cell.closest('tr')
  if (table === null || row === null) return null
  const at = cell.cellIndex
  switch (step) {
    case 'row-above':
    case 'row-below': {
      const added = emptyLike(row)
      if (step === 'row-above') row.before(added)
      else row.after(added)
      return added.cells[Math.min(at, added.cells.length - 1)] ?? null
    }
    case 'column-left':
    case 'column-right': {
      for (const one of table.rows) {
        const beside = one.cells[Math.min(at, one.cells.length - 1)]
        if (beside === undefined) continue
        if (step === 'column-left') beside.before(emptyCell(beside))
        else beside.after(emptyCell(beside))
      }
      return row.cells[step === 'column-left' ? at : at + 1] ?? null
    }
    case 'drop-row': {
      const near = row.nextElementSibling ?? row.previousElementSibling
      row.remove()
      return table.rows.length === 0 ? leave(table) : cellIn(near, at)
    }
    case 'drop-column': {
      for (const one of Array.from(table.rows)) one.cells[Math.min(at, one.cells.length - 1)]?.remove()
      return row.cells.length === 0 ? leave(table) : cellIn(row, Math.min(at, row.cells.length - 1))
    }
    case 'drop-table':
      return leave(table)
  }
}

/** The next or the one before, in reading order; null at the ends. */
export function neighbour(cell: HTMLTableCellElement, by: 1 | -1): HTMLTableCellElement | null {
  const all = Array.from(cell.closest('table')?.querySelectorAll<HTMLTableCellElement>('td, th') ?? [])
  return all[all.indexOf(cell) + by] ?? null
}

function cellIn(row: Element | null, at: number): HTMLElement | null {
  const cells = row?.querySelectorAll<HTMLElement>('td, th')
  return cells?.[at] ?? cells?.[0] ?? null
}

function emptyLike(row: HTMLTableRowElement): HTMLTableRowElement {
  const added = row.ownerDocument.createElement('tr')
  for (const cell of row.cells) added.append(emptyCell(cell))
  return added
}

function emptyCell(like: HTMLTableCellElement): HTMLTableCellElement {
  const cell = like.ownerDocument.createElement('td')
  const style = like.getAttribute('style')
  if (style !== null) cell.setAttribute('style', style)
  cell.append(like.ownerDocument.createElement('br'))
  return cell
}

/** Removes the table; the cursor goes to the line after it, which is made where there is none. */
function leave(table: HTMLTableElement): HTMLElement {
  const after = table.nextElementSibling
  if (after instanceof HTMLElement && after.localName === 'div') {
    table.remove()
    return after
  }
  const line = table.ownerDocument.createElement('div')
  line.append(table.ownerDocument.createElement('br'))
  table.replaceWith(line)
  return line
}
