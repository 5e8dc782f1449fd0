import Squire from 'squire-rte'
import { ownFragment, pastedFragment } from './editor-clean.ts'
import { ownKey, placeCursor } from './editor-keys.ts'
import { pictureIn, selectOnClick, setPictureWidth, takeOutPictures } from './editor-picture.ts'
import { cellOf, changeTable, type TableStep, tableHtml } from './editor-table.ts'
import { type Align, DEFAULT_FONT, DEFAULT_SIZE, type Format, fallback, TAGS } from './format.ts'
import type { Pictures } from './pictures.svelte.ts'

export type EditorEvents = {
  onchange: (html: string) => void
  /** Ctrl+Enter. */
  onsend: () => void
  onlink: () => void
}

const FORMATS = Object.keys(TAGS) as Format[]

/** A longer text is read out of the page when the hand rests, not at every key. */
const LONG_CHARS = 20_000
const REST_MS = 250

/** One text being written: the library, what the cursor stands in, and what the toolbar does. */
export class Editor {
  active: Format[] = $state.raw([])
  font: string = $state(DEFAULT_FONT)
  size = $state<number>(DEFAULT_SIZE)
  align: Align = $state('left')
  isEmpty = $state(true)
  canUndo = $state(false)
  canRedo = $state(false)
  /** The picture that is selected. */
  picture: HTMLImageElement | null = $state.raw(null)
  /** Pictures in the text: they are shown by other addresses than they are stored by. */
  readonly #pictures: Pictures | null
  #squire: Squire | null = null
  #events: EditorEvents | null = null
  #written = ''
  #isLoading = false
  #timer: ReturnType<typeof setTimeout> | null = null
  #looking = 0

  constructor(pictures: Pictures | null = null) {
    this.#pictures = pictures
  }

  /** Gives the element to the editor; the answer takes it away again. */
  mount(root: HTMLElement, html: string, events: EditorEvents): () => void {
    this.#events = events
    const squire = new Squire(root, {
      blockTag: 'DIV',
      tagAttributes: {
        blockquote: { style: 'margin:0 0 0 4px;padding-left:12px;border-left:2px solid #ccc' },
        a: { rel: 'noopener noreferrer' },
      },
      sanitizeToDOMFragment: (text) => (this.#isLoading ? ownFragment(text) : pastedFragment(text)),
    })
    this.#squire = squire
    this.#load(html)
    squire.addEventListener('input', () => this.#changed())
    for (const event of ['pathChange', 'select', 'cursor']) squire.addEventListener(event, () => this.#lookSoon())
    // The library's event carries what can be undone, as its documentation says.
    squire.addEventListener('undoStateChange', ((event: CustomEvent<{ canUndo: boolean; canRedo: boolean }>) => {
      this.canUndo = event.detail.canUndo
      this.canRedo = event.detail.canRedo
    }) as EventListener)
    const key = (event: KeyboardEvent) => this.#key(event)
    // Before the library's own listener.
    root.addEventListener('keydown', key, true)
    const release = selectOnClick(squire, () => this.#lookSoon())
    return () => {
      release()
      this.picture = null
      this.flush()
      cancelAnimationFrame(this.#looking)
      root.removeEventListener('keydown', key, true)
      squire.destroy()
      this.#squire = null
    }
  }

  /** Text that came from elsewhere (another draft, undo, the source) replaces what is shown; our own echo does not. */
  show(html: string): void {
    if (this.#squire === null || html === this.#written || this.#timer !== null) return
    this.#load(html)
  }

  #load(html: string): void {
    if (this.#squire === null) return
    this.#isLoading = true
    this.#squire.setHTML(this.#pictures?.shown(html) ?? html)
    this.#isLoading = false
    this.#written = html
    this.#lookEmpty()
  }

  #changed(): void {
    this.#lookEmpty()
    if (this.#written.length < LONG_CHARS) this.#tell()
    else this.#timer ??= setTimeout(() => this.flush(), REST_MS)
  }

  #tell(): void {
    if (this.#squire === null) return
    const next = this.#stored(this.#squire)
    // The same text by other addresses of its pictures.
    if (next === this.#written) return
    this.#written = next
    this.#events?.onchange(next)
  }

  #stored(squire: Squire): string {
    const html = squire.getHTML()
    return this.#pictures?.stored(html) ?? html
  }

  /** Gives pictures that have none yet their addresses; in an effect, again when addresses come. */
  showPictures(): void {
    const squire = this.#squire
    // No change of the text, so none that is told or undone.
    squire?.modifyDocument(() => this.#pictures?.fill(squire.getRoot()))
  }

  /** Puts a picture where the cursor stands, or where it was dropped. */
  insertPicture(address: string, at: { x: number; y: number } | null = null): void {
    const point = at && document.caretRangeFromPoint?.(at.x, at.y)
    this.#do((squire) => {
      if (point && squire.getRoot().contains(point.startContainer)) squire.setSelection(point)
      squire.insertImage(address, { alt: '', style: 'max-width:100%' })
    })
  }

  /** By the name under which it is stored, `cid:` or an address elsewhere. */
  takeOutPicture(source: string): void {
    const address = this.#pictures?.addressOf(source)
    if (this.#squire !== null && address && takeOutPictures(this.#squire, address)) this.#changed()
  }

  /** Before a drag at a picture's corner: one step of undo takes all of it back. */
  beginResize = (): void => void this.#squire?.saveUndoState()
  resizePicture(picture: HTMLImageElement, width: number): void {
    const root = this.#squire?.getRoot()
    if (root?.contains(picture)) setPictureWidth(picture, width, root.clientWidth)
  }

  /** Reports at once what was typed last; before leaving and sending. */
  flush(): void {
    if (this.#timer === null) return
    clearTimeout(this.#timer)
    this.#timer = null
    this.#tell()
  }

  #lookEmpty(): void {
    const root = this.#squire?.getRoot()
    if (root === undefined) return
    // Of a long text only the beginning is looked at: it is not empty.
    const isEmpty =
      root.childElementCount < 2 &&
      root.textContent.trim() === '' &&
      root.querySelector('ul,ol,blockquote,img,table,hr') === null
    if (isEmpty !== this.isEmpty) this.isEmpty = isEmpty
  }

  #lookSoon(): void {
    cancelAnimationFrame(this.#looking)
    this.#looking = requestAnimationFrame(() => this.#look())
  }

  #look(): void {
    const squire = this.#squire
    if (squire === null) return
    const active = FORMATS.filter((format) => squire.hasFormat(TAGS[format]))
    if (active.join() !== this.active.join()) this.active = active
    this.picture = pictureIn(squire)
    const { fontFamily, fontSize } = squire.getFontInfo()
    this.font = fontFamily?.split(',')[0]?.replace(/["']/g, '').trim() || DEFAULT_FONT
    this.size = Math.round(Number.parseFloat(fontSize ?? '')) || DEFAULT_SIZE
    const node = squire.getSelection().startContainer
    const element = node instanceof HTMLElement ? node : node.parentElement
    const align = element?.closest<HTMLElement>('[style*="text-align"]')?.style.textAlign
    this.align = align === 'center' || align === 'right' ? align : 'left'
  }

  #key(event: KeyboardEvent): void {
    if (!this.#isDone(event)) return
    event.preventDefault()
    event.stopPropagation()
    event.stopImmediatePropagation()
    this.#lookSoon()
  }

  #isDone(event: KeyboardEvent): boolean {
    const isCommand = event.ctrlKey || event.metaKey
    if (isCommand && event.key === 'Enter') {
      this.flush()
      this.#events?.onsend()
      // Where it does not send it is no new line either.
      return true
    }
    if (isCommand && !event.shiftKey && !event.altKey && event.code === 'KeyK') {
      this.#events?.onlink()
      return true
    }
    return this.#squire !== null && ownKey(this.#squire, event)
  }

  focus(at: 'start' | 'end' | 'kept' = 'start'): void {
    this.#squire?.focus()
    if (at === 'start') this.#squire?.moveCursorToStart()
    else if (at === 'end') this.#squire?.moveCursorToEnd()
  }

  #do(act: (squire: Squire) => void): void {
    if (this.#squire === null) return
    this.#squire.focus()
    act(this.#squire)
    this.#lookSoon()
  }

  toggle(format: Exclude<Format, 'link' | 'table'>): void {
    this.#do((squire) => {
      const isOn = squire.hasFormat(TAGS[format])
      if (format === 'bold') isOn ? squire.removeBold() : squire.bold()
      else if (format === 'italic') isOn ? squire.removeItalic() : squire.italic()
      else if (format === 'underline') isOn ? squire.removeUnderline() : squire.underline()
      else if (format === 'strike') isOn ? squire.removeStrikethrough() : squire.strikethrough()
      else if (format === 'list') isOn ? squire.removeList() : squire.makeUnorderedList()
      else if (format === 'numbers') isOn ? squire.removeList() : squire.makeOrderedList()
      else squire.increaseQuoteLevel()
    })
  }

  quote = (by: 1 | -1): void =>
    this.#do((squire) => (by === 1 ? squire.increaseQuoteLevel() : squire.decreaseQuoteLevel()))
  setFont = (name: string): void =>
    this.#do((squire) => squire.setFontFace(name === DEFAULT_FONT ? null : `${name}, ${fallback(name)}`))
  setSize = (px: number): void => this.#do((squire) => squire.setFontSize(px === DEFAULT_SIZE ? null : `${px}px`))
  setColour = (colour: string | null): void => this.#do((squire) => squire.setTextColor(colour))
  setBackground = (colour: string | null): void => this.#do((squire) => squire.setHighlightColor(colour))
  setAlign = (align: Align): void => this.#do((squire) => squire.setTextAlignment(align === 'left' ? '' : align))
  undo = (): void => this.#do((squire) => squire.undo())
  redo = (): void => this.#do((squire) => squire.redo())
  clear = (): void =>
    this.#do((squire) => {
      squire.removeAllFormatting()
      squire.setTextAlignment('')
    })

  insertTable(rows: number, columns: number): void {
    this.#do((squire) => {
      squire.insertHTML(tableHtml(rows, columns))
      const cell = Array.from(squire.getRoot().querySelectorAll<HTMLElement>('table'))
        .filter((table) => table.textContent.trim() === '')
        .at(-1)
        ?.querySelector<HTMLElement>('td')
      if (cell) placeCursor(squire, cell, 'start')
    })
  }

  changeTable(step: TableStep): void {
    this.#do((squire) => {
      const cell = cellOf(squire.getSelection().startContainer)
      if (cell === null || !squire.getRoot().contains(cell)) return
      squire.saveUndoState()
      const next = changeTable(cell, step)
      if (next !== null) placeCursor(squire, next, 'start')
    })
  }

  /** The address of the link at the cursor; '' where there is none. */
  get linkAtCursor(): string {
    const node = this.#squire?.getSelection().startContainer
    const element = node instanceof Element ? node : (node?.parentElement ?? null)
    return element?.closest('a')?.getAttribute('href') ?? ''
  }

  get selectedText(): string {
    return this.#squire?.getSelectedText() ?? ''
  }

  setLink(address: string, words = ''): void {
    this.#do((squire) => {
      if (address === '') squire.removeLink()
      else if (words !== '' && squire.getSelection().collapsed) {
        const link = document.createElement('a')
        link.href = address
        link.textContent = words
        squire.insertHTML(link.outerHTML)
      } else squire.makeLink(address)
    })
  }

  /** Puts a part below the text, as it is; the cursor stays before it. */
  /** What is found later stands below what is written, and the cursor stays. False where no text is on the screen. */
  addBelow(html: string): boolean {
    const squire = this.#squire
    if (squire === null) return false
    squire.modifyDocument(() => squire.getRoot().append(ownFragment(this.#pictures?.shown(html) ?? html)))
    this.#tell()
    return true
  }

  append(html: string): void {
    const squire = this.#squire
    if (squire === null) return
    squire.saveUndoState()
    this.#load(`${this.#stored(squire)}<div><br></div>${html}`)
    // Told as the library tidied it.
    this.#written = ''
    this.#tell()
    this.focus('start')
  }
}
