// Just enough reading of our own program's letters for the clients to answer them.
import { type MimePart, parseMime } from '../mime-tree.ts'

export interface ReadLetter {
  subject: string
  /** Address lists as written. */
  from: string
  to: string
  messageId: string
  references: string
  isAutomatic: boolean
  text: string
  html: string | null
  files: number
}

export function readLetter(source: Buffer): ReadLetter {
  const root = parseMime(source)
  const headers = root.headers
  const parts = leaves(root).filter((part) => !/^attachment/i.test(part.headers.get('content-disposition') ?? ''))
  const plain = parts.find((part) => part.type === 'text' && part.subtype === 'plain')
  const rich = parts.find((part) => part.type === 'text' && part.subtype === 'html')
  const html = rich ? decodePart(source, rich) : null
  return {
    subject: decodeWords(headers.get('subject') ?? ''),
    from: decodeWords(headers.get('from') ?? ''),
    to: decodeWords(headers.get('to') ?? ''),
    messageId: headers.get('message-id') ?? '',
    references: headers.get('references') ?? headers.get('in-reply-to') ?? '',
    isAutomatic: /^auto-/i.test(headers.get('auto-submitted') ?? '') || headers.has('list-id'),
    text: plain
      ? decodePart(source, plain)
      : (html ?? '')
          .replace(/<(br|\/p|\/div)[^>]*>/g, '\n')
          .replace(/<[^>]+>/g, '')
          .trim(),
    html,
    files: leaves(root).length - parts.length,
  }
}

const leaves = (part: MimePart): MimePart[] => (part.children.length ? part.children.flatMap(leaves) : [part])

function decodePart(source: Buffer, part: MimePart): string {
  const bytes = source.subarray(part.bodyStart, part.end)
  const encoding = part.headers.get('content-transfer-encoding')?.toLowerCase() ?? '7bit'
  const decoded =
    encoding === 'base64'
      ? Buffer.from(bytes.toString('latin1'), 'base64')
      : encoding === 'quoted-printable'
        ? unquote(bytes.toString('latin1'))
        : bytes
  return decoded.toString('utf8').replaceAll('\r\n', '\n').trim()
}

function unquote(text: string): Buffer {
  return Buffer.from(
    text
      .replace(/=\r?\n/g, '')
      .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  )
}

/** Encoded words of RFC 2047 in UTF-8, the only charset our program writes. */
function decodeWords(header: string): string {
  // A letter may be cut in two between words, so bytes are joined before they become text.
  const bytes = header
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([BQ])\?([^?]*)\?=/gi, (_, kind: string, data: string) =>
      (kind.toUpperCase() === 'B' ? Buffer.from(data, 'base64') : unquote(data.replaceAll('_', ' '))).toString(
        'latin1',
      ),
    )
  return Buffer.from(bytes, 'latin1').toString('utf8')
}
