import { domainToASCII } from 'node:url'
import type { ProblemName } from '../../shared/api/problems.ts'
import type { Person } from '../../shared/model/conversation.ts'
import type { Recipients } from '../../shared/model/separate.ts'
import type { Locale } from '../../shared/model/user.ts'
import { domainOf } from '../../shared/text/addresses.ts'
import { escapeHtml, htmlOfText } from '../../shared/text/html.ts'
import { inertHtml } from './compose-html.ts'
import type { LetterFile, Mime, Picture } from './compose-mime.ts'
import { checkRecipients, hasLineBreak } from './compose-people.ts'
import { forwardOf, type Quote, type Quoted, quoteOf } from './compose-quote.ts'
import { plainPart } from './compose-text.ts'

/** What the author wrote, from a draft or from the API. Either body may be missing. */
export interface Written extends Recipients {
  subject: string
  html: string | null
  text: string | null
}

/** The letter that is answered. */
export interface Answered extends Quoted {
  /** Without brackets, '' when it has none: then nothing can refer to it. */
  messageId: string
  references: string[]
  threadTopic: string
  threadIndex: string
  /** Pictures inside its HTML, which the quote goes on showing. */
  pictures: Picture[]
}

export interface Sender {
  address: string
  displayName: string
  /** HTML, '' for none: of the mailbox, else of the author. */
  signature: string
  /** Of the author: the language of the quote's line where the letter's own is unknown. */
  locale: Locale
}

export interface Composed extends Recipients {
  /** Without brackets; the same for every attempt. */
  messageId: string
  publicId: string
  from: Person
  subject: string
  /** The whole bodies, with signature and quote. */
  html: string
  text: string
  mime: Mime
}

export type ComposeResult = { ok: true; composed: Composed } | { ok: false; problem: ProblemName; field: string }

/** What the editor shows for text without a font of its own. Without it mail programs fall back to Times. */
const LOOKS = 'font-family:Arial,Helvetica,sans-serif;font-size:14px;line-height:1.5'
const MOST_REFERENCES = 20

/**
 * What is added around the text of a letter written here; API callers send whole letters (null). `isForward`: the other
 * letter is sent on instead of answered.
 */
export type Frame = { isSigned: boolean; isQuoted: boolean; isForward: boolean } | null

/** The frozen content of one letter. `date` is the moment at which it is meant to leave. */
export function compose(
  written: Written,
  sender: Sender,
  answered: Answered | null,
  how: { date: number; frame: Frame; recipientLimit: number; random(bytes: number): Uint8Array },
  files: readonly LetterFile[] = [],
): ComposeResult {
  const checked = checkRecipients(written, how.recipientLimit)
  if (!checked.ok) return checked
  if (hasLineBreak(written.subject)) return { ok: false, problem: 'bad-input', field: 'subject' }

  const { pictures, ...bodies } = bodiesOf(written, sender, answered, how.frame)
  const letter = {
    messageId: `${hex(how.random(16))}@${domainToASCII(domainOf(sender.address)) || 'localhost'}`,
    publicId: hex(how.random(16)),
    from: { name: sender.displayName, email: sender.address },
    subject: written.subject,
    ...bodies,
    ...checked.recipients,
  }
  return {
    ok: true,
    composed: {
      ...letter,
      mime: { ...letter, date: how.date, ...threadOf(how.frame?.isForward ? null : answered), pictures, files },
    },
  }
}

/** Both parts of the letter and the pictures inside it, for freezing and for showing it before. */
export function bodiesOf(
  written: Pick<Written, 'html' | 'text'>,
  sender: Pick<Sender, 'signature' | 'locale'>,
  answered: Answered | null,
  frame: Frame,
): { html: string; text: string; pictures: Picture[] } {
  const own = written.html === null ? htmlOfText(written.text ?? '') : inertHtml(written.html, { styles: null })
  const ownText = written.text ?? plainPart(own)
  const signature = frame?.isSigned && !own.includes('golub-signature') ? signatureOf(sender.signature) : null
  // What is sent on is the letter itself, not a quote that can be left out.
  const quote =
    frame && answered && (frame.isQuoted || frame.isForward)
      ? (frame.isForward ? forwardOf : quoteOf)(answered, sender.locale)
      : null
  const looked = frame ? `<div style="${LOOKS}">${own}</div>` : own
  const inside = [looked, signature?.html, quote?.html].filter(Boolean).join('<br>')
  return {
    html: `<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>${inside}</body></html>`,
    text: [ownText, signature?.text, quote?.text].filter(Boolean).join('\n\n'),
    // An author who moved the quote into his text still shows its pictures.
    pictures: (answered?.pictures ?? []).filter((one) => quote !== null || own.includes(`cid:${one.contentId}`)),
  }
}

/** References: the whole chain of the answered letter and itself; of more than 20 the first and the last ones. */
export function threadOf(answered: Answered | null): {
  inReplyTo: string
  references: string[]
  threadTopic: string
  threadIndex: string
} {
  if (!answered?.messageId) return { inReplyTo: '', references: [], threadTopic: '', threadIndex: '' }
  const chain = [
    ...new Set([...answered.references.filter((id) => id !== answered.messageId), answered.messageId]),
  ].filter(isPlainId)
  const references =
    chain.length > MOST_REFERENCES ? [...chain.slice(0, 1), ...chain.slice(1 - MOST_REFERENCES)] : chain
  const { messageId, threadTopic, threadIndex } = answered
  return { inReplyTo: isPlainId(messageId) ? messageId : '', references, threadTopic, threadIndex }
}

// Ids come from strangers' letters.
const isPlainId = (id: string) => /^[\x21-\x7e]+$/.test(id) && !/[<>]/.test(id)

function signatureOf(signature: string): Quote | null {
  if (!signature.trim()) return null
  const inside = /<[a-z][^>]*>/i.test(signature)
    ? inertHtml(signature, { styles: null })
    : escapeHtml(signature).replace(/\r?\n/g, '<br>')
  // RFC 3676 4.3: "-- " alone on its line tells mail programs where the signature begins.
  return {
    html: `<div class="golub-signature" style="${LOOKS}">--&nbsp;<br>${inside}</div>`,
    text: `-- \n${plainPart(inside)}`,
  }
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
