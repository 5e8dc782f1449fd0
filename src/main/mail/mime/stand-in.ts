import { fold } from '../../../shared/text/fold.ts'
import { htmlToText } from './html-text.ts'

/** A text that only stands in for the HTML is short. */
const NOTICE = 500
/** So many of its longer words are looked for in the HTML as it is written; what says the same has them. */
const LOOKED_FOR = 4
/** Of a text that says the same as its HTML some words may still differ: written-out links, alternative texts of pictures. */
const SAME = 0.8
const LINK = / \(https?:[^\s)]*\)/g

/**
 * The text of a letter that came in both forms. People read the HTML: where the plain text only stands in for it ("Your program
 * shows no HTML", the first lines), the words come from there, and those of the plain text that are not among them follow.
 */
export function textOfBoth(plain: string, html: string): string {
  const length = plain.trim().length
  const isNotice = length < NOTICE && (/html/i.test(plain) || !hasItsWords(html, plain))
  if (!isNotice && !mayBeMuchMore(html, length)) return plain
  const whole = htmlToText(html)
  const folded = fold(whole.replace(LINK, ''))
  const words = fold(plain).split(' ')
  const known = new Set(folded.split(' '))
  const shared = words.filter((word) => known.has(word)).length / words.length
  if (folded.length > much(length)) return shared === 1 ? whole : `${whole}\n\n${plain}`
  return isNotice && folded !== '' && shared < SAME ? `${whole}\n\n${plain}` : plain
}

function hasItsWords(html: string, plain: string): boolean {
  const words = plain.match(/\p{L}{4,}/gu)?.slice(0, LOOKED_FOR) ?? []
  return words.every((word) => html.includes(word))
}

const much = (length: number) => 2 * length + 200

// To read the HTML takes long: first the characters outside its tags are counted, and only as far as needed.
function mayBeMuchMore(html: string, length: number): boolean {
  const most = much(length)
  if (html.length <= most) return false
  let seen = 0
  for (let at = 0; at < html.length; ) {
    const open = html.indexOf('<', at)
    seen += html.slice(at, open < 0 ? html.length : open).trim().length
    if (seen > most) return true
    if (open < 0) return false
    at = behindTag(html, open)
  }
  return false
}

const UNREAD = /<(?:!--|(?:style|script|title)\b)/iy
const ENDS: Record<string, RegExp> = {
  '<!--': /-->/g,
  '<style': /<\/style/gi,
  '<script': /<\/script/gi,
  '<title': /<\/title/gi,
}

function behindTag(html: string, open: number): number {
  UNREAD.lastIndex = open
  const end = ENDS[UNREAD.exec(html)?.[0].toLowerCase() ?? '']
  if (end) {
    end.lastIndex = open
    const found = end.exec(html)
    return found ? found.index + found[0].length : html.length
  }
  const close = html.indexOf('>', open)
  return close < 0 ? html.length : close + 1
}
