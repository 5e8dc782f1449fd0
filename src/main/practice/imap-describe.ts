// ENVELOPE and BODYSTRUCTURE in the wire form of RFC 3501 7.4.2.
import { type MimePart, parseHeaders, parseValue } from './mime-tree.ts'

/** A quoted string, or a literal where quoting is not allowed; NIL for null. The text is latin1. */
export function imapString(text: string | null | undefined): string {
  if (text === null || text === undefined) return 'NIL'
  if (/^[\x20-\x7e]*$/.test(text)) return `"${text.replace(/["\\]/g, '\\$&')}"`
  return `{${Buffer.byteLength(text, 'latin1')}}\r\n${text}`
}

export function envelope(head: string): string {
  const headers = parseHeaders(head)
  const from = addresses(headers.get('from'))
  return `(${[
    imapString(headers.get('date')),
    imapString(headers.get('subject')),
    from,
    headers.has('sender') ? addresses(headers.get('sender')) : from,
    headers.has('reply-to') ? addresses(headers.get('reply-to')) : from,
    addresses(headers.get('to')),
    addresses(headers.get('cc')),
    addresses(headers.get('bcc')),
    imapString(headers.get('in-reply-to')),
    imapString(headers.get('message-id')),
  ].join(' ')})`
}

function addresses(header: string | undefined): string {
  const written = (header ?? '').match(/(?:"(?:[^"\\]|\\.)*"|<[^>]*>|[^,"<])+/g) ?? []
  const listed = written.map(address).filter((one) => one !== '')
  return listed.length ? `(${listed.join('')})` : 'NIL'
}

function address(written: string): string {
  const angled = /^(.*)<([^>]*)>\s*$/.exec(written.trim())
  const name = (angled?.[1] ?? '')
    .trim()
    .replace(/^"(.*)"$/, '$1')
    .replace(/\\(.)/g, '$1')
  const email = (angled?.[2] ?? written).trim()
  const at = email.lastIndexOf('@')
  if (at < 0) return ''
  return `(${imapString(name || null)} NIL ${imapString(email.slice(0, at))} ${imapString(email.slice(at + 1))})`
}

export function bodyStructure(part: MimePart, bytes: Buffer, isExtended: boolean): string {
  if (part.children.length) {
    const inner = part.children.map((child) => bodyStructure(child, bytes, isExtended)).join('')
    const extension = isExtended ? ` ${paramList(part.params)} NIL NIL NIL` : ''
    return `(${inner} ${imapString(part.subtype)}${extension})`
  }
  // A multipart without any part is shown as the plain text that it is.
  const type = part.type === 'multipart' ? 'text' : part.type
  const fields = [
    imapString(type),
    imapString(part.type === 'multipart' ? 'plain' : part.subtype),
    paramList(part.params),
    imapString(part.headers.get('content-id')),
    imapString(part.headers.get('content-description')),
    imapString(part.headers.get('content-transfer-encoding') ?? '7bit'),
    String(part.end - part.bodyStart),
  ]
  if (type === 'text') fields.push(String(countLines(bytes, part.bodyStart, part.end)))
  if (isExtended) fields.push('NIL', disposition(part.headers.get('content-disposition')), 'NIL', 'NIL')
  return `(${fields.join(' ')})`
}

function disposition(header: string | undefined): string {
  if (!header) return 'NIL'
  const { value, params } = parseValue(header)
  return `(${imapString(value)} ${paramList(params)})`
}

function paramList(params: Record<string, string>): string {
  const pairs = Object.entries(params).map(([name, value]) => `${imapString(name)} ${imapString(value)}`)
  return pairs.length ? `(${pairs.join(' ')})` : 'NIL'
}

function countLines(bytes: Buffer, from: number, to: number): number {
  let lines = 0
  for (let at = bytes.indexOf(10, from); at >= 0 && at < to; at = bytes.indexOf(10, at + 1)) lines++
  return lines
}
