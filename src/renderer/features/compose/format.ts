/** What the cursor stands in; the toolbar switches most of them on and off. */
export type Format = 'bold' | 'italic' | 'underline' | 'strike' | 'list' | 'numbers' | 'quote' | 'link' | 'table'
/** The elements that the editor's library makes of them. */
export const TAGS = {
  bold: 'B',
  italic: 'I',
  underline: 'U',
  strike: 'S',
  list: 'UL',
  numbers: 'OL',
  quote: 'BLOCKQUOTE',
  link: 'A',
  table: 'TABLE',
} as const satisfies Record<Format, string>
export type Align = 'left' | 'center' | 'right'

/** Fonts that every mail program has; the first is the one that letters without a choice are shown in. */
export const FONTS = [
  'Arial',
  'Verdana',
  'Tahoma',
  'Trebuchet MS',
  'Georgia',
  'Times New Roman',
  'Courier New',
] as const
export const DEFAULT_FONT = FONTS[0]
/** For readers without the font. */
export const fallback = (name: string): string =>
  name === 'Georgia' || name === 'Times New Roman' ? 'serif' : name === 'Courier New' ? 'monospace' : 'sans-serif'
/** Pixels. */
export const SIZES = [11, 12, 14, 16, 18, 24, 32] as const
export const DEFAULT_SIZE = 14
/** Readable on the white sheet of the reader. */
export const TEXT_COLOURS = [
  '#b42318',
  '#b54708',
  '#7a5d00',
  '#067647',
  '#0b6e8f',
  '#175cd3',
  '#6941c6',
  '#667085',
] as const
export const BACK_COLOURS = ['#fef0c7', '#fee4e2', '#d1fadf', '#d1e9ff', '#ebe9fe', '#fce7f6', '#eaecf0'] as const

/** A link as a person writes it ("example.org", "anna@example.org") made whole; null when it is no address. */
export function linkAddress(written: string): string | null {
  const text = written.trim()
  if (/^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(text)) return `mailto:${text}`
  const whole = /^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`
  if (!/^(?:https?|mailto|tel):/i.test(whole) || /\s/.test(whole)) return null
  return URL.canParse(whole) && (/^(?:mailto|tel):/i.test(whole) || /\.[^.\s/]{2,}/.test(new URL(whole).hostname))
    ? whole
    : null
}
