import libmime from 'libmime'
import { asBuffer } from './charset.ts'
import { firstRaw, headerLines, unfold } from './header-block.ts'
import { type FileLeaf, fileNameOf } from './leaf.ts'
import { decodeWords } from './words.ts'

// What libmime calls "bin" or by a rarer ending.
const EXTENSIONS: Record<string, string> = {
  'image/jpeg': 'jpg',
  'image/jpg': 'jpg',
  'text/vcard': 'vcf',
  'text/rfc822-headers': 'txt',
  'application/ms-tnef': 'dat',
  'application/pgp-signature': 'asc',
}

/** The name under which an attachment is shown and saved; made up from its kind where the letter gives none. */
export function attachmentName(leaf: FileLeaf, n: number, bodyCharset: string | null): string {
  const given = safeName(fileNameOf(leaf.part, bodyCharset) ?? '')
  if (given !== '') return given
  const type = leaf.part.type
  if (type === 'message/rfc822') {
    const subject = firstRaw(headerLines(asBuffer(leaf.head).toString('latin1')), 'subject')
    const name = safeName(decodeWords(unfold(subject ?? ''), null))
    if (name !== '') return `${name}.eml`
  }
  return `attachment-${n + 1}.${EXTENSIONS[type] ?? libmime.detectExtension(type)}`
}

// No path, no control or direction characters (they disguise "exe" as "txt"), at most 200 characters with the ending kept.
function safeName(name: string): string {
  const base = name
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not come through
    .replace(/[\u0000-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g, ' ')
    .replace(/^.*[\\/](?=[^\\/]*$)/, '')
    .replace(/\s+/g, ' ')
    .trim()
  if (base === '.' || base === '..') return ''
  if (base.length <= 200) return base
  const ending = /\.[^.\s]{1,10}$/.exec(base)?.[0] ?? ''
  return base.slice(0, 200 - ending.length) + ending
}
