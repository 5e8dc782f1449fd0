import { isAttribution, isForwardMark, isHeaderBlock, isOriginalMark } from './quote-lines.ts'

/**
 * Where the quoted history at the end of a plain letter begins (an index into the text), or null: nothing is quoted, the
 * answer stands between or below the quotes, the letter is a forward, or nothing would be left above.
 */
export function quoteStartInText(text: string): number | null {
  const lines = text.split('\n')
  let offset = 0
  for (const [at, line] of lines.entries()) {
    const start = startsQuote(lines, at)
    if (start) {
      const above = lines.slice(0, at).join('\n')
      if (above.trim() === '' || isForwardMark(lines.slice(Math.max(0, at - 2), at + 1).join('\n'))) return null
      if (start === 'marks' && !isQuotedToTheEnd(lines.slice(at))) {
        // An answer between the quotes: nothing above the last quoted block may be folded.
        const last = lastBlock(lines)
        return last === null || last <= at ? null : lines.slice(0, last).join('\n').length + 1
      }
      return offset
    }
    offset += line.length + 1
  }
  return null
}

function startsQuote(lines: readonly string[], at: number): 'marks' | 'rest' | null {
  const line = lines[at] ?? ''
  if (isOriginalMark(line) || isHeaderBlock(lines.slice(at, at + 8).map((one) => one.replace(/^>\s?/, ''))))
    return 'rest'
  if (line.startsWith('>')) return 'marks'
  // Long attributions are wrapped: "On Mon ... Anna\n<a@b.ru> wrote:".
  const next = lines[at + 1] ?? ''
  const isIntro =
    line.trim() !== '' &&
    (isAttribution(line) ||
      (next.trim() !== '' &&
        !next.startsWith('>') &&
        isAttribution(`${line} ${next}`) &&
        /^(?:on|в|\S+,)\s/iu.test(line)))
  if (!isIntro) return null
  const below = lines.slice(at + 1, at + 5).filter((one) => one.trim() !== '')
  return below.some((one) => one.startsWith('>'))
    ? 'marks'
    : isAttribution(line) && below.length > 0 && /[<@]|\d[:.]\d\d/.test(line)
      ? 'rest'
      : null
}

function isQuotedToTheEnd(lines: readonly string[]): boolean {
  const firstMark = lines.findIndex((line) => line.startsWith('>'))
  return firstMark >= 0 && lines.slice(firstMark).every((line) => line.startsWith('>') || line.trim() === '')
}

function lastBlock(lines: readonly string[]): number | null {
  let at = lines.length
  while (at > 0 && (lines[at - 1]?.trim() === '' || lines[at - 1]?.startsWith('>'))) at--
  if (at === lines.length || !lines.slice(at).some((line) => line.startsWith('>'))) return null
  return at > 0 && isAttribution(lines[at - 1] ?? '') ? at - 1 : at
}

// Containers in which programs put the quoted letter. The first one that is found opens the history.
const CONTAINER = new RegExp(
  [
    String.raw`<div[^>]+class="?[^">]*\b(?:gmail_quote|gmail_quote_container|yahoo_quoted|moz-cite-prefix|protonmail_quote|zmail_extra|OutlookMessageHeader|js-helper|golub-quote)\b`,
    String.raw`<div[^>]+id="?(?:[\w-]*divRplyFwdMsg|[\w-]*appendonsend|[\w-]*mail-editor-reference-message-container|[\w-]*reply-intro)`,
    String.raw`<hr[^>]+id="?(?:[\w-]*stopSpelling|[\w-]*zwchr)`,
    String.raw`<div[^>]+style="?'?[^">]*border:\s*none;\s*border-top:\s*solid\s+#(?:B5C4DF|E1E1E1)`,
    String.raw`<blockquote\b`,
  ].join('|'),
  'i',
)
const BLOCK_END = /<(?:br|\/?(?:p|div|tr|li|blockquote|table|h[1-6]))\b[^>]*>/gi

/**
 * Where the quoted history of an HTML letter begins: an index into the HTML, at a tag or a text. The reader shows what
 * stands before it and keeps the rest folded. Null as for plain text.
 */
export function quoteStartInHtml(html: string): number | null {
  const found = [CONTAINER.exec(html)?.index, textMark(html)].filter((at) => at !== undefined && at !== null)
  if (found.length === 0) return null
  const at = Math.min(...found)
  const start = withAttribution(html, at)
  const around = plain(html.slice(Math.max(0, start - 200), start + 800))
  if (plain(html.slice(0, start)) === '' || isForwardMark(around.slice(0, 400))) return null
  return hasAnswerBelow(html, at) ? null : start
}

// "-----Original Message-----" and Outlook's block of headers, where no container names itself.
function textMark(html: string): number | null {
  const pieces = piecesOf(html)
  const found = pieces.find((_, at) => {
    const lines = pieces.slice(at, at + 8).map((piece) => piece.text)
    return isOriginalMark(lines[0] ?? '') || isHeaderBlock(lines)
  })
  return found?.at ?? null
}

// The line that introduces the quote is part of it: at most two pieces of text right above.
function withAttribution(html: string, at: number): number {
  const above = piecesOf(html.slice(Math.max(0, at - 2000), at))
  const base = Math.max(0, at - 2000)
  for (const count of [1, 2, 3]) {
    const last = above.slice(-count)
    if (last.length === count && isAttribution(last.map((piece) => piece.text).join(' ')))
      return base + (last[0]?.at ?? 0)
  }
  return at
}

// Text after the end of a blockquote is an answer below the quote; containers of other programs run to the end.
function hasAnswerBelow(html: string, at: number): boolean {
  const open = /^<blockquote\b/i.test(html.slice(at, at + 11)) ? at : html.slice(at).search(/<blockquote\b/i) + at
  if (open < at) return false
  let depth = 0
  const tag = /<(\/?)blockquote\b[^>]*>/gi
  tag.lastIndex = open
  for (let match = tag.exec(html); match; match = tag.exec(html)) {
    depth += match[1] === '' ? 1 : -1
    if (depth === 0) return isAnswer(html.slice(tag.lastIndex))
  }
  return false
}

function isAnswer(rest: string): boolean {
  const text = plain(rest)
  return text.length > 3 && !/^(?:[-—_\s]|конец|end)/iu.test(text)
}

function piecesOf(html: string): { at: number; text: string }[] {
  const pieces: { at: number; text: string }[] = []
  let from = 0
  for (const match of [...html.matchAll(BLOCK_END), null]) {
    const to = match?.index ?? html.length
    const text = plain(html.slice(from, to))
    if (text !== '') pieces.push({ at: from, text })
    from = to + (match?.[0].length ?? 0)
  }
  return pieces
}

function plain(html: string): string {
  return html
    .replace(/<(style|script|head|title)\b[^>]*>[\s\S]*?<\/\1>|<!--[\s\S]*?-->/gi, ' ')
    .replace(/<(?:img)\b[^>]*>/gi, '▣')
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:nbsp|#160|#xa0);/gi, ' ')
    .replace(/&lt;/gi, '<')
    .replace(/&gt;/gi, '>')
    .replace(/&quot;/gi, '"')
    .replace(/&amp;/gi, '&')
    .replace(/[\s\p{Cf}]+/gu, ' ')
    .trim()
}
