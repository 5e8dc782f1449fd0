import { Readable } from 'node:stream'
import MailComposer from 'nodemailer/lib/mail-composer'
import type { Person } from '../../shared/model/conversation.ts'

/** A picture that the HTML shows by its content id (without brackets). */
export interface Picture {
  contentId: string
  name: string
  mime: string
  bytes: Uint8Array
}

/** A file of the letter; its bytes are read only while the letter is written. */
export interface LetterFile {
  name: string
  mime: string
  /** Of a picture in the text, without brackets; null for a file under it. */
  contentId: string | null
  bytes(): Iterable<Uint8Array> | AsyncIterable<Uint8Array>
}

/** The headers and bodies of one letter of ours; blind recipients are not part of it and never reach its bytes. */
export interface Mime {
  messageId: string
  publicId: string
  /** Of a copy in the Drafts folder, by which it is found again; such a letter is never sent. */
  draftId?: string
  date: number
  from: Person
  to: Person[]
  cc: Person[]
  subject: string
  inReplyTo: string
  references: string[]
  threadTopic: string
  threadIndex: string
  html: string
  text: string
  pictures: readonly Picture[]
  /** In their order they follow `pictures`, those in the text first: so they are numbered as attachments. */
  files: readonly LetterFile[]
}

export const DRAFT_HEADER = 'X-Golub-Draft'

/** The bytes of a letter without large files. */
export async function mimeBytes(letter: Mime): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  for await (const piece of mimeStream(letter)) pieces.push(piece)
  return Buffer.concat(pieces)
}

/** The letter piece by piece (RFC 5322, CRLF, UTF-8, only ASCII on the wire); no file is ever held whole. */
export function mimeStream(letter: Mime): AsyncIterable<Uint8Array> {
  const composer = new MailComposer({
    messageId: `<${letter.messageId}>`,
    date: new Date(letter.date),
    from: addressOf(letter.from),
    to: letter.to.map(addressOf),
    cc: letter.cc.map(addressOf),
    subject: oneLine(letter.subject),
    ...(letter.inReplyTo
      ? { inReplyTo: `<${letter.inReplyTo}>`, references: letter.references.map((id) => `<${id}>`) }
      : {}),
    headers: {
      ...(letter.draftId === undefined ? { 'X-Golub-Id': letter.publicId } : { [DRAFT_HEADER]: letter.draftId }),
      ...(letter.threadTopic ? { 'Thread-Topic': oneLine(letter.threadTopic) } : {}),
      ...(letter.threadIndex ? { 'Thread-Index': letter.threadIndex.replace(/[^A-Za-z0-9+/=]/g, '') } : {}),
    },
    text: {
      content: canonical(letter.text),
      contentType: 'text/plain; charset=utf-8',
      contentTransferEncoding: encodingOf(letter.text),
    },
    html: {
      content: canonical(letter.html),
      contentType: 'text/html; charset=utf-8',
      contentTransferEncoding: encodingOf(letter.html),
    },
    attachments: [
      ...letter.pictures.map(({ contentId, name, mime, bytes }) => ({
        cid: contentId,
        ...filePart(name, mime, 'inline'),
        content: Buffer.from(bytes),
      })),
      ...letter.files.map(({ contentId, name, mime, bytes }) => ({
        ...(contentId === null ? {} : { cid: contentId }),
        ...filePart(name, mime, contentId === null ? 'attachment' : 'inline'),
        content: Readable.from(bytes(), { objectMode: false }),
      })),
    ],
    // Everything the letter carries is given here; an address inside it must never make this program fetch something.
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: 'win',
  })
  return composer.compile().createReadStream()
}

function filePart(name: string, mime: string, disposition: 'inline' | 'attachment') {
  const filename = oneLine(name)
  return {
    filename: filename || (false as const),
    contentType: partType(mime),
    contentDisposition: dispositionOf(disposition, filename),
  }
}

// A message/* or multipart/* part may not be encoded (RFC 2046 5.2.1), and its bytes are not ours to change: it goes as a file.
function partType(mime: string): string {
  return /^(?!message\/|multipart\/)[\w.+-]+\/[\w.+-]+$/i.test(mime) ? mime.toLowerCase() : 'application/octet-stream'
}

const LONGEST_LINE = 900

/**
 * One `filename*` (RFC 5987) instead of the pieces of RFC 2231, which some programs do not put together; the Content-Type
 * carries the same name as encoded words for those that know neither.
 */
function dispositionOf(disposition: 'inline' | 'attachment', name: string): 'inline' | 'attachment' {
  if (/^[\x20-\x7e]*$/.test(name)) return disposition
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*!]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  const value = `${disposition};\r\n filename*=UTF-8''${encoded}`
  if (encoded.length > LONGEST_LINE) return disposition
  // A header value may also be a prepared one; the library's type of this option does not say so.
  return { prepared: true, value } as unknown as 'inline'
}

const addressOf = (person: Person) => ({ name: oneLine(person.name), address: person.email })

/** A line break in a header would begin another header; callers refuse it earlier, with a word to the author. */
const oneLine = (text: string) => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()

// RFC 2045 6.8: text is encoded with CRLF, also inside base64. A part without a byte is no part for the composer.
const canonical = (text: string) => text.replace(/\r\n|\r|\n/g, '\r\n') || '\r\n'

// Quoted-printable triples Cyrillic, base64 costs a third: what is mostly Latin stays readable in the source.
function encodingOf(text: string): 'base64' | 'quoted-printable' {
  const foreign = text.match(/\P{ASCII}/gu)?.length ?? 0
  return foreign * 4 > text.length ? 'base64' : 'quoted-printable'
}
