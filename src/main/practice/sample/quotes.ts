// Bodies as the mail programs of the senders make them: their HTML, their signature, their way to quote.

import { fullName, type Mailer, type Person } from './cast.ts'
import { pick } from './chance.ts'
import { stamp } from './stamp.ts'

export interface Body {
  text: string
  html: string
}

export interface Quoted extends Body {
  name: string
  email: string
  to: string
  subject: string
  at: number
}

export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** Paragraphs and `- ` lists as the program's HTML. */
export function htmlOf(text: string, mailer: Mailer): string {
  return text
    .replace(/([^\n])\n(?=- )/g, (pair, before: string, at: number) => (isInList(text, at) ? pair : `${before}\n\n`))
    .split(/\n\n+/)
    .map((block) => {
      const lines = block.split('\n')
      if (lines.every((line) => line.startsWith('- ')))
        return `<ul>${lines.map((line) => `<li>${escapeHtml(line.slice(2))}</li>`).join('')}</ul>`
      const inner = lines.map(escapeHtml).join('<br>')
      if (mailer === 'outlook') return `<p class="MsoNormal">${inner}</p>`
      return mailer === 'gmail' || mailer === 'apple' ? `<div>${inner}</div><div><br></div>` : `<p>${inner}</p>`
    })
    .join('\n')
}

const isInList = (text: string, at: number): boolean => text.slice(text.lastIndexOf('\n', at) + 1).startsWith('- ')

/** The whole signature in a first letter; later ones are often shorter, or there is none. */
export function signature(person: Person, seed: string, isFirst: boolean): string {
  const company = person.company?.legal ?? ''
  if (person.first === '') return person.phone
  if (!isFirst && pick(`${seed}sign`, ['short', 'none', 'full']) !== 'full')
    return pick(`${seed}short`, [person.first, '', fullName(person)])
  if (person.language === 'en')
    return ['Best regards,', fullName(person), [person.position, company].filter(Boolean).join(', '), person.phone]
      .filter(Boolean)
      .join('\n')
  const closing = pick(`${person.key}close`, ['С уважением,', 'С уважением,', '--', 'Хорошего дня!'])
  return [closing, fullName(person), [person.position, company].filter(Boolean).join(', '), person.phone]
    .filter(Boolean)
    .join('\n')
}

/** The letter without what it answers. */
export function compose(text: string, sign: string, mailer: Mailer): Body {
  const whole = sign ? `${text}\n\n${sign}` : text
  const signHtml = escapeHtml(sign).replaceAll('\n', '<br>')
  const styled: Record<Mailer, string> = {
    gmail: `<div class="gmail_signature" data-smartmail="gmail_signature"><div dir="ltr">${signHtml}</div></div>`,
    outlook: `<p class="MsoNormal"><span style="font-size:10.0pt;color:#44546A">${signHtml}</span></p>`,
    yandex: `<div>${signHtml}</div>`,
    apple: `<div>${signHtml}</div>`,
    thunderbird: `<div class="moz-signature" style="color:#666666;border-top:2px solid #f2c234;padding-top:6px;display:inline-block">${signHtml}</div>`,
    plain: `<p>${signHtml}</p>`,
  }
  return { text: whole, html: htmlOf(text, mailer) + (sign ? styled[mailer] : '') }
}

export function frame(html: string, mailer: Mailer): string {
  if (mailer === 'gmail') return `<div dir="ltr">${html}</div>`
  if (mailer === 'outlook')
    return `<html><head><style><!-- p.MsoNormal {margin:0cm 0cm 8.0pt;font-size:11.0pt;font-family:"Calibri",sans-serif;} --></style></head><body lang="RU"><div class="WordSection1">${html}</div></body></html>`
  if (mailer === 'apple')
    return `<html><body style="overflow-wrap: break-word; line-break: after-white-space;">${html}</body></html>`
  return `<html><body>${html}</body></html>`
}

const clock = (at: number, language: 'ru' | 'en') => stamp(at, language, { hour: '2-digit', minute: '2-digit' })
const numeric = (at: number, language: 'ru' | 'en') =>
  stamp(at, language, { day: '2-digit', month: '2-digit', year: 'numeric' })
const prefixed = (text: string) =>
  text
    .split('\n')
    .map((line) => (line.startsWith('>') ? `>${line}` : line ? `> ${line}` : '>'))
    .join('\n')

/** Our words above what they answer. */
export function quote(own: Body, old: Quoted, mailer: Mailer, language: 'ru' | 'en'): Body {
  if (mailer === 'outlook') return outlook(own, old, language)
  const lead = leadLine(old, mailer, language)
  const text = `${own.text}\n\n${lead}\n${mailer === 'gmail' ? '\n' : ''}${prefixed(old.text)}`
  const address = `${escapeHtml(old.name)} &lt;<a href="mailto:${old.email}">${old.email}</a>&gt;`
  const htmlLead = escapeHtml(lead).replace(/&lt;[^&]*&gt;/, `&lt;<a href="mailto:${old.email}">${old.email}</a>&gt;`)
  switch (mailer) {
    case 'gmail':
      return {
        text,
        html: `${own.html}<br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">${htmlLead}<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">${old.html}</blockquote></div>`,
      }
    case 'yandex':
      return {
        text,
        html: `${own.html}<div> </div><div>${numeric(old.at, language)}, ${clock(old.at, language)}, "${address}:</div><blockquote>${old.html}</blockquote>`.replace(
          '"',
          '',
        ),
      }
    case 'apple':
      return {
        text,
        html: `${own.html}<div><br><blockquote type="cite"><div>${htmlLead}</div><br class="Apple-interchange-newline"><div>${old.html}</div></blockquote></div>`,
      }
    default:
      return {
        text,
        html: `${own.html}<div class="moz-cite-prefix">${htmlLead}</div><blockquote type="cite">${old.html}</blockquote>`,
      }
  }
}

function leadLine(old: Quoted, mailer: Mailer, language: 'ru' | 'en'): string {
  const who = `${old.name} <${old.email}>`
  const day = stamp(old.at, language, { day: 'numeric', month: 'short', year: 'numeric' })
  const weekday = stamp(old.at, language, { weekday: 'short' })
  const time = clock(old.at, language)
  if (mailer === 'gmail')
    return language === 'ru'
      ? `${weekday}, ${day} в ${time}, ${who}:`
      : `On ${weekday}, ${day} at ${time}, ${who} wrote:`
  if (mailer === 'apple')
    return language === 'ru' ? `${day}, в ${time}, ${who} написал(а):` : `On ${day}, at ${time}, ${who} wrote:`
  if (mailer === 'yandex') return `${numeric(old.at, language)}, ${time}, "${old.name}" <${old.email}>:`
  return language === 'ru'
    ? `${numeric(old.at, language)} ${time}, ${old.name} пишет:`
    : `On ${numeric(old.at, language)} ${time}, ${old.name} wrote:`
}

function outlook(own: Body, old: Quoted, language: 'ru' | 'en'): Body {
  const at = stamp(old.at, language, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  })
  const names = language === 'ru' ? ['От', 'Отправлено', 'Кому', 'Тема'] : ['From', 'Sent', 'To', 'Subject']
  const values = [`${old.name} <${old.email}>`, at, old.to, old.subject]
  const rows = names.map((name, i) => [name, values[i] ?? ''] as const)
  const divider = language === 'ru' ? '' : '-----Original Message-----\n'
  return {
    text: `${own.text}\n\n${divider}${rows.map(([name, value]) => `${name}: ${value}`).join('\n')}\n\n${old.text}`,
    html: `${own.html}<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal">${rows.map(([name, value]) => `<b>${name}:</b> ${escapeHtml(value)}`).join('<br>')}</p></div></div>${old.html}`,
  }
}
