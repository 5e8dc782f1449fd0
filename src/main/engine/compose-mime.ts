import MailComposer from 'nodemailer/lib/mail-composer'
import type { Person } from '../../shared/model/conversation.ts'

/** A picture that the HTML shows by its content id (without brackets). */
export interface Picture {
  contentId: string
  name: string
  mime: string
  bytes: Uint8Array
}

/** The headers and bodies of one letter of ours; blind recipients are not part of it and never reach its bytes. */
export interface Mime {
  messageId: string
  publicId: string
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
}

/** The bytes of the letter (RFC 5322, CRLF, UTF-8, only ASCII on the wire). */
export async function mimeBytes(letter: Mime): Promise<Uint8Array> {
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
      'X-Golub-Id': letter.publicId,
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
    attachments: letter.pictures.map(({ contentId, name, mime, bytes }) => ({
      cid: contentId,
      filename: oneLine(name) || false,
      contentType: mime,
      contentDisposition: 'inline',
      content: Buffer.from(bytes),
    })),
    // Everything the letter carries is given here; an address inside it must never make this program fetch something.
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: 'win',
  })
  const pieces: Buffer[] = []
  for await (const piece of composer.compile().createReadStream()) pieces.push(piece)
  return Buffer.concat(pieces)
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
