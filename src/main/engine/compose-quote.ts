import { m } from '../../shared/i18n/paraglide/messages.js'
import type { Person } from '../../shared/model/conversation.ts'
import type { Locale } from '../../shared/model/user.ts'
import { escapeHtml, htmlOfText, inertHtml } from './compose-html.ts'

/** What is quoted of the answered letter. */
export interface Quoted {
  from: Person
  at: number
  language: 'ru' | 'en' | 'other'
  text: string
  html: string | null
}

export interface Quote {
  html: string
  text: string
}

const BLOCKQUOTE = '<blockquote type="cite" style="margin:0 0 0 0.8ex;border-left:1px solid #cccccc;padding-left:1ex">'

/** The answered letter below the answer: its HTML intact, under a line that says who wrote it and when. */
export function quoteOf(letter: Quoted, locale: Locale): Quote {
  // The line is read by those who wrote the letter: it speaks their language where it is one of ours.
  const language = letter.language === 'other' ? locale : letter.language
  const when = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short' }).format(letter.at)
  const who = letter.from.name ? `${letter.from.name} <${letter.from.email}>` : letter.from.email
  const line = m.outgoing_quote_line({ when, who }, { locale: language })
  const inside = letter.html === null ? htmlOfText(letter.text) : inertHtml(letter.html, { styles: '.golub-quote' })
  return {
    html: `<div class="golub-quote"><div>${escapeHtml(line)}</div>${BLOCKQUOTE}${inside}</blockquote></div>`,
    text: `${line}\n${letter.text
      .split('\n')
      .map((row) => (row.startsWith('>') ? `>${row}` : `> ${row}`.trimEnd()))
      .join('\n')}`,
  }
}
