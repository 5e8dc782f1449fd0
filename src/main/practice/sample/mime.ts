import { hash } from './chance.ts'
import { encode, type OldCharset } from './charset.ts'

interface FileInLetter {
  name: string
  mime: string
  bytes: Buffer
  /** Shown inside the HTML as `cid:`. */
  contentId?: string
  /** RFC 2231 as Gmail and Apple do, else an encoded word as Outlook and old programs do. */
  isNamedByRfc2231?: boolean
}

export interface Draft {
  /** Already encoded where needed, in order. */
  headers: [name: string, value: string][]
  text: string
  html: string | null
  charset: 'utf-8' | OldCharset
  files: FileInLetter[]
}

export function encodeWords(text: string, charset: 'utf-8' | OldCharset = 'utf-8'): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text
  const chars = [...text]
  const words: string[] = []
  // RFC 2047: at most 75 characters a word, and no letter cut in two.
  for (let i = 0; i < chars.length; i += 20)
    words.push(`=?${charset}?B?${encode(chars.slice(i, i + 20).join(''), charset).toString('base64')}?=`)
  return words.join('\r\n ')
}

export function mailbox(name: string, email: string, charset: 'utf-8' | OldCharset = 'utf-8'): string {
  if (!name) return email
  const isPlain = /^[\w .'-]*$/.test(name)
  return `${isPlain ? name : /^[\x20-\x7e]*$/.test(name) ? `"${name}"` : encodeWords(name, charset)} <${email}>`
}

/** `Fri, 20 Nov 2026 10:31:00 +0300`. */
export function dateHeader(at: number, offsetHours: number): string {
  const sign = offsetHours < 0 ? '-' : '+'
  return `${new Date(at + offsetHours * 3_600_000).toUTCString().replace(/ GMT$/, '')} ${sign}${String(Math.abs(offsetHours)).padStart(2, '0')}00`
}

export function buildLetter(draft: Draft): Buffer {
  const seed = draft.headers.map(([, value]) => value).join()
  const boundary = (level: string) =>
    `----=_${level}_${hash(seed + level).toString(16)}${hash(level + seed).toString(16)}`
  const pictures = draft.files.filter((file) => file.contentId)
  const attached = draft.files.filter((file) => !file.contentId)
  let body = textPart('plain', draft.text, draft.charset)
  if (draft.html !== null) {
    let html = textPart('html', draft.html, draft.charset)
    if (pictures.length) html = multipart('related', boundary('rel'), [html, ...pictures.map(filePart)])
    body = multipart('alternative', boundary('alt'), [body, html])
  }
  if (attached.length) body = multipart('mixed', boundary('mix'), [body, ...attached.map(filePart)])
  const head = draft.headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return Buffer.concat([Buffer.from(`${head}MIME-Version: 1.0\r\n`), body])
}

function textPart(kind: 'plain' | 'html', text: string, charset: 'utf-8' | OldCharset): Buffer {
  const bytes = encode(text.replace(/\r?\n/g, '\r\n'), charset)
  const is8Bit = charset !== 'utf-8' && kind === 'plain'
  const head = `Content-Type: text/${kind}; charset=${charset}\r\nContent-Transfer-Encoding: ${is8Bit ? '8bit' : 'base64'}\r\n\r\n`
  return Buffer.concat([Buffer.from(head), is8Bit ? bytes : base64Lines(bytes), Buffer.from('\r\n')])
}

function filePart(file: FileInLetter): Buffer {
  const isPlainName = /^[\w .()-]+$/.test(file.name)
  const word = isPlainName ? file.name : encodeWords(file.name)
  const disposition = file.contentId ? 'inline' : 'attachment'
  const filename =
    file.isNamedByRfc2231 && !isPlainName ? `filename*=UTF-8''${encodeURIComponent(file.name)}` : `filename="${word}"`
  const id = file.contentId ? `Content-ID: <${file.contentId}>\r\n` : ''
  const head = `Content-Type: ${file.mime};\r\n name="${word}"\r\nContent-Disposition: ${disposition};\r\n ${filename}\r\n${id}Content-Transfer-Encoding: base64\r\n\r\n`
  return Buffer.concat([Buffer.from(head), base64Lines(file.bytes), Buffer.from('\r\n')])
}

export function multipart(kind: string, boundary: string, parts: Buffer[]): Buffer {
  const inner = parts.flatMap((part) => [Buffer.from(`--${boundary}\r\n`), part])
  return Buffer.concat([
    Buffer.from(`Content-Type: multipart/${kind}; boundary="${boundary}"\r\n\r\n`),
    ...inner,
    Buffer.from(`--${boundary}--\r\n`),
  ])
}

export function base64Lines(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('base64').replace(/.{76}/g, '$&\r\n'), 'latin1')
}
