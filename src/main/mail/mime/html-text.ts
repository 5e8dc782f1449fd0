import { Parser } from 'htmlparser2'

const BLOCKS = new Set([
  'p',
  'div',
  'section',
  'article',
  'header',
  'footer',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'ul',
  'ol',
  'table',
  'tr',
  'blockquote',
  'pre',
  'form',
  'dl',
  'dt',
  'dd',
  'address',
  'center',
  'figure',
])
const PARAGRAPHS = new Set(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'table', 'ul', 'ol', 'blockquote', 'pre'])
const SILENT = new Set(['style', 'script', 'head', 'title', 'template', 'noscript', 'svg', 'select', 'object', 'xml'])
// Soft hyphens and what has no width stand inside of words, and pad the preview line of newsletters; of pictures joined into one
// they are a part.
const INVISIBLE = /(?:[\u200b\u200c\u00ad\u2060\ufeff]|\u034f)+|\u200d(?!\p{Extended_Pictographic})/gu
const BLANKS = /\s+/g
const MAX_HTML = 2_000_000

/** The words of an HTML text: blocks as lines, quotes with "> ", addresses of links where they differ from their words. */
export function htmlToText(html: string, limit = 200_000): string {
  const lines: string[] = []
  let line = ''
  let silent = 0
  let quote = 0
  let pre = 0
  let size = 0
  let blanks = 1
  const links: { href: string; from: number; line: number }[] = []
  const push = () => {
    const text = line.trimEnd()
    line = ''
    if (text === '' || (quote > 0 && text === '>'.repeat(quote))) return
    blanks = 0
    size += text.length + 1
    lines.push(quote > 0 ? `${'>'.repeat(quote)} ${text.trimStart()}` : text)
  }
  const gap = () => {
    if (blanks > 0) return
    blanks++
    lines.push('')
  }
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (SILENT.has(name)) silent++
        if (silent || size > limit) return
        if (name === 'br') {
          if (line.trim() === '') gap()
          else push()
        } else if (name === 'hr') {
          push()
          gap()
        } else if (BLOCKS.has(name) || name === 'li') {
          push()
          if (PARAGRAPHS.has(name)) gap()
          if (name === 'blockquote') quote++
          if (name === 'pre') pre++
          if (name === 'li') line = '• '
        } else if ((name === 'td' || name === 'th') && line.trim() !== '' && !line.endsWith(' ')) line += ' '
        else if (name === 'a') links.push({ href: attributes.href ?? '', from: line.length, line: lines.length })
        else if (name === 'img' && attributes.alt && attributes.alt.length < 120) line += attributes.alt.trim()
      },
      ontext(text) {
        if (silent || size > limit) return
        if (pre) {
          const rows = text.split(/\r?\n/)
          for (const row of rows.slice(0, -1)) {
            line += row
            push()
          }
          line += rows.at(-1) ?? ''
          return
        }
        const words = text.replace(INVISIBLE, '').replace(BLANKS, ' ')
        line += line === '' || line.endsWith(' ') ? words.trimStart() : words
      },
      onclosetag(name) {
        if (SILENT.has(name)) silent = Math.max(0, silent - 1)
        if (silent || size > limit) return
        if (name === 'a') {
          const link = links.pop()
          if (link && link.line === lines.length) line += linkTail(link.href, line.slice(link.from))
        }
        if (!BLOCKS.has(name) && name !== 'li') return
        push()
        if (PARAGRAPHS.has(name)) gap()
        if (name === 'blockquote') quote = Math.max(0, quote - 1)
        if (name === 'pre') pre = Math.max(0, pre - 1)
      },
    },
    { decodeEntities: true, lowerCaseTags: true },
  )
  parser.write(html.slice(0, MAX_HTML))
  parser.end()
  push()
  return lines.join('\n').trim().slice(0, limit)
}

function linkTail(href: string, words: string): string {
  if (!/^(https?:|tel:)/i.test(href) || href.length > 200) return ''
  const shown = words.trim()
  const bare = (text: string) =>
    text
      .replace(/^(https?:\/\/|tel:)(www\.)?/i, '')
      .replace(/\/$/, '')
      .toLowerCase()
  return shown === '' || bare(shown) === bare(href) || /^tel:/i.test(href) ? '' : ` (${href})`
}
