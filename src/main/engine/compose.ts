import { domainToASCII } from 'node:url'
import type { ProblemName } from '../../shared/api/problems.ts'
import type { Person } from '../../shared/model/conversation.ts'
import type { Locale } from '../../shared/model/user.ts'
import { domainOf } from '../../shared/text/addresses.ts'
import { htmlToText } from '../mail/mime/html-text.ts'
import { escapeHtml, htmlOfText, inertHtml } from './compose-html.ts'
import type { LetterFile, Mime, Picture } from './compose-mime.ts'
import { checkRecipients, hasLineBreak, type Recipients } from './compose-people.ts'
import { forwardOf, type Quote, type Quoted, quoteOf } from './compose-quote.ts'

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
  /** HTML, '' for none. */
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

const MOST_REFERENCES = 20

/**
 * The frozen content of one letter; `forwards` sends `answered` on instead of answering it. `frame` adds signature and quote (letters written here); API callers send whole
 * letters. `date` is the moment at which it is meant to leave.
 */
export function compose(
  written: Written,
  sender: Sender,
  answered: Answered | null,
  how: { date: number; frame: boolean; forwards?: boolean; recipientLimit: number; random(bytes: number): Uint8Array },
  files: readonly LetterFile[] = [],
): ComposeResult {
  const checked = checkRecipients(written, how.recipientLimit)
  if (!checked.ok) return checked
  if (hasLineBreak(written.subject)) return { ok: false, problem: 'bad-input', field: 'subject' }

  const own = written.html === null ? htmlOfText(written.text ?? '') : inertHtml(written.html, { styles: false })
  const ownText = written.text ?? htmlToText(own, written.html?.length ?? 0)
  const signature = how.frame && !own.includes('golub-signature') ? signatureOf(sender.signature) : null
  const quote = how.frame && answered ? (how.forwards ? forwardOf : quoteOf)(answered, sender.locale) : null
  const letter = {
    messageId: `${hex(how.random(16))}@${domainToASCII(domainOf(sender.address)) || 'localhost'}`,
    publicId: hex(how.random(16)),
    from: { name: sender.displayName, email: sender.address },
    subject: written.subject,
    html: `<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>${[own, signature?.html, quote?.html].filter(Boolean).join('<br>')}</body></html>`,
    text: [ownText, signature?.text, quote?.text].filter(Boolean).join('\n\n'),
    ...checked.recipients,
  }
  const pictures = (quote && answered?.pictures) ?? []
  return {
    ok: true,
    composed: {
      ...letter,
      mime: { ...letter, date: how.date, ...threadOf(how.forwards ? null : answered), pictures, files },
    },
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
    ? inertHtml(signature, { styles: false })
    : escapeHtml(signature).replace(/\r?\n/g, '<br>')
  // RFC 3676 4.3: "-- " alone on its line tells mail programs where the signature begins.
  return { html: `<div class="golub-signature">--&nbsp;<br>${inside}</div>`, text: `-- \n${htmlToText(inside)}` }
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
