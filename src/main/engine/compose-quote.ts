import type { ForwardRow } from '../../shared/api/files.ts'
import { m } from '../../shared/i18n/paraglide/messages.js'
import type { Person } from '../../shared/model/conversation.ts'
import type { Locale } from '../../shared/model/user.ts'
import { escapeHtml, htmlOfText } from '../../shared/text/html.ts'
import { inertHtml } from './compose-html.ts'

/** What is quoted of the answered letter. */
export interface Quoted {
  from: Person
  to: readonly Person[]
  cc: readonly Person[]
  subject: string
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
  const who = nameAndAddress(letter.from)
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

/** Whose a letter was that is sent on, and whom it had reached. Blind recipients of one of our own are nobody else's matter. */
export function forwardHead(letter: Omit<Quoted, 'language' | 'text' | 'html'>, locale: Locale): ForwardRow[] {
  const when = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' }).format(letter.at)
  const named = (people: readonly Person[]) => people.map(nameAndAddress).join(', ')
  const said = { locale }
  const rows: ForwardRow[] = [
    { name: m.files_forward_from({}, said), value: nameAndAddress(letter.from) },
    { name: m.files_forward_date({}, said), value: when },
    { name: m.files_forward_subject({}, said), value: letter.subject },
    { name: m.files_forward_to({}, said), value: named(letter.to) },
    { name: m.files_forward_cc({}, said), value: named(letter.cc) },
  ]
  return rows.filter(({ value }) => value !== '')
}

/** A letter that is sent on, whole, under a block that says whose it was. It is read by whoever gets it: our own language. */
export function forwardOf(letter: Quoted, locale: Locale): Quote {
  const said = { locale }
  const head = forwardHead(letter, locale)
  const line = `---------- ${m.files_forward_line({}, said)} ----------`
  const inside = letter.html === null ? htmlOfText(letter.text) : inertHtml(letter.html, { styles: '.golub-forward' })
  const block = head.map(({ name, value }) => `<b>${escapeHtml(name)}:</b> ${escapeHtml(value)}`).join('<br>')
  return {
    html: `<div class="golub-forward"><div>${line}<br>${block}</div><br>${inside}</div>`,
    text: `${line}\n${head.map(({ name, value }) => `${name}: ${value}`).join('\n')}\n\n${letter.text}`,
  }
}

const nameAndAddress = (person: Person): string => (person.name ? `${person.name} <${person.email}>` : person.email)
