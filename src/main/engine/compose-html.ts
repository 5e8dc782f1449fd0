import { Parser } from 'htmlparser2'
import { escapeHtml } from '../../shared/text/html.ts'
import { looksOf, scopedStyles } from './compose-styles.ts'

/** Elements that vanish with everything in them. */
const DROPPED = new Set(['script', 'iframe', 'frame', 'frameset', 'object', 'applet', 'noscript', 'template', 'title'])
/** Elements without content that vanish. */
const DROPPED_VOID = new Set(['meta', 'base', 'link', 'embed'])
/** Their tags vanish, their content stays: a letter has one document, ours. */
const UNWRAPPED = new Set(['html', 'head', 'body'])
const VOID = new Set([
  'area',
  'br',
  'col',
  'embed',
  'hr',
  'img',
  'input',
  'link',
  'meta',
  'param',
  'source',
  'track',
  'wbr',
  'base',
])
const ADDRESSES = new Set(['href', 'src', 'action', 'formaction', 'background', 'xlink:href'])

/**
 * The inside of a document without anything that runs, every tag closed, so that it can stand inside another one.
 * Everything else stays as it is written. `styles` keeps style sheets, which then reach no further than that
 * selector, the names they go by, and the looks of the whole page: they belong to a quoted letter, never to ours, whose
 * looks stand in its style attributes alone.
 */
export function inertHtml(html: string, options: { styles: string | null }): string {
  const out: string[] = []
  const bodies: Cell[] = []
  let dropping: string | null = null
  let depth = 0
  let isSheet = false
  const isDropped = (name: string) => DROPPED.has(name) || (name === 'style' && options.styles === null)

  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (dropping) {
          if (name === dropping) depth++
          return
        }
        if (isDropped(name)) {
          dropping = name
          depth = 1
          return
        }
        if (name === 'body' && options.styles !== null) {
          bodies.push(bodyCell(attributes))
          out.push(bodies.at(-1)?.open ?? '')
        }
        if (DROPPED_VOID.has(name) || UNWRAPPED.has(name)) return
        const kept = Object.entries(attributes).filter(
          ([key, value]) => !runs(key, value) && (options.styles !== null || !isName(key, value)),
        )
        isSheet = name === 'style'
        const isWhole = kept.length === Object.keys(attributes).length
        out.push(
          isWhole
            ? html.slice(parser.startIndex, parser.endIndex + 1)
            : `<${name}${kept.map(([key, value]) => ` ${key}="${escapeHtml(value)}"`).join('')}>`,
        )
      },
      ontext() {
        // The source, not the decoded text: entities stay as they are written.
        const text = html.slice(parser.startIndex, parser.endIndex + 1)
        if (!dropping) out.push(isSheet && options.styles !== null ? scopedStyles(text, options.styles) : text)
      },
      onclosetag(name) {
        isSheet = false
        if (dropping) {
          if (name === dropping && --depth === 0) dropping = null
          return
        }
        if (name === 'body') out.push(bodies.pop()?.close ?? '')
        if (!VOID.has(name) && !DROPPED_VOID.has(name) && !UNWRAPPED.has(name) && !isDropped(name))
          out.push(`</${name}>`)
      },
    },
    { decodeEntities: true },
  )
  parser.end(html)
  return out.join('')
}

type Cell = { open: string; close: string }

/** A table cell with the looks of `<body>`: of all that can hold a background, every mail program paints that one. */
function bodyCell(attributes: Record<string, string>): Cell {
  const colour = (attributes.text ?? '').trim().replace(/^(?=[\da-f]{6}$)/i, '#')
  const style = [/^#?\w+$/.test(colour) ? `color:${colour}` : '', looksOf(attributes.style ?? '')]
  const looks = { ...attributes, style: style.filter(Boolean).join(';') }
  const kept = Object.entries(looks).filter(
    ([key, value]) => /^(?:style|bgcolor|background|class|dir|lang)$/.test(key) && value !== '' && !runs(key, value),
  )
  if (kept.length === 0) return { open: '', close: '' }
  const written = kept.map(([key, value]) => ` ${key}="${escapeHtml(value)}"`).join('')
  return {
    open: `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td${written}>`,
    close: '</td></tr></table>',
  }
}

// Only our own marks mean something to those who read the letter later: where the signature and the quote begin.
const isName = (key: string, value: string): boolean =>
  key === 'id' || key === 'contenteditable' || (key === 'class' && !/^golub-[\w-]+$/.test(value))

function runs(key: string, value: string): boolean {
  if (key.startsWith('on') || key === 'srcdoc') return true
  // Browsers skip control characters and blanks in front of and inside a scheme.
  return (
    ADDRESSES.has(key) && /^(javascript|vbscript|data:text|data:image\/svg)/i.test(value.replace(/[\p{Cc}\s]/gu, ''))
  )
}
