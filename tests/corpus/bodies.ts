import type { Charset } from './charsets.ts'
import { headerWords } from './charsets.ts'
import type { Dice } from './dice.ts'
import { multipart, type Part, textPart } from './parts.ts'
import { DOMAINS, OFFICE, type Somebody, somebody } from './people.ts'
import { capital, type Language, paragraph, word } from './words.ts'

/** What a letter says by itself and what it quotes. */
export interface Said {
  greeting: string
  paragraphs: string[]
  signature: string[]
  /** The quoted answer below, '' when there is none. */
  quotedText: string
  quotedHtml: string
}

export function plainOf(said: Said): string {
  return `${[said.greeting, ...said.paragraphs].join('\n\n')}\n\n-- \n${said.signature.join('\n')}${said.quotedText}\n`
}

const OUTLOOK_STYLE =
  '<style>p.MsoNormal,li.MsoNormal{margin:0cm;font-size:11.0pt;font-family:"Calibri",sans-serif}a:link{color:#0563C1}</style>'

export function htmlOf(said: Said, contentId: string, isOutlook: boolean): string {
  const paragraphs = [said.greeting, ...said.paragraphs].map((text) =>
    isOutlook
      ? `<p class=MsoNormal><span lang=RU style='font-size:11.0pt;font-family:"Calibri",sans-serif;color:#1F497D'>${escaped(text)}<o:p></o:p></span></p>`
      : `<div style="margin:0 0 1em 0;font-family:Arial,sans-serif">${escaped(text)}</div>`,
  )
  const logo = contentId ? `<br><img src="cid:${contentId}" width="160" height="48" alt="logo">` : ''
  return `<html><head><meta http-equiv="Content-Type" content="text/html">${isOutlook ? OUTLOOK_STYLE : ''}</head><body>\n${paragraphs.join('\n')}\n<div>--<br>${said.signature.map(escaped).join('<br>')}${logo}</div>\n${said.quotedHtml}</body></html>\n`
}

export function newsletterHtml(dice: Dice, language: Language): string {
  const campaign = dice.hex(20)
  const rows = Array.from({ length: dice.size(7, 0.7, 2, 60) }, () => {
    const link = `https://click.${dice.pick(DOMAINS)}/r/${campaign}/${dice.hex(24)}?utm_source=mail&amp;utm_campaign=${dice.hex(6)}`
    const picture = `https://img.${dice.pick(DOMAINS)}/${dice.hex(16)}.png`
    const title = `${capital(word(dice, language))} ${word(dice, language)}`
    return `\n<tr><td style="padding:12px;border-bottom:1px solid #eee"><a href="${link}"><img src="${picture}" width="280" alt=""></a></td><td><h3>${title}</h3><p>${escaped(paragraph(dice, language))}</p></td></tr>`
  })
  const pixel = `<img src="https://click.${dice.pick(DOMAINS)}/o/${campaign}.gif" width="1" height="1">`
  return `<html><head><style>td{padding:8px;font:14px Arial}</style></head><body><table width="600" align="center" cellpadding="0" cellspacing="0">${rows.join('')}\n</table>${pixel}</body></html>\n`
}

/** A delivery report as RFC 3464 has it: words for people, words for machines, the headers of what came back. */
export function bounce(dice: Dice, date: string): Part {
  const failed = somebody(dice).email
  const words = `This is the mail system at host mx.our.example.\n\nI'm sorry to have to inform you that your message could not\nbe delivered to one or more recipients.\n\n<${failed}>: host mx.example[192.0.2.7] said: 550 5.1.1 User unknown (in reply to RCPT TO command)\n`
  const status = `Reporting-MTA: dns; mx.our.example\nArrival-Date: ${date}\n\nFinal-Recipient: rfc822; ${failed}\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\n`
  const headers = `From: ${OFFICE.email}\nTo: ${failed}\nSubject: ${headerWords(capital(word(dice, 'ru')), 'utf-8')}\nMessage-ID: <${dice.hex(12)}@our.example>\n`
  const parts: Part[] = [
    textPart(dice, words, 'plain', 'utf-8'),
    {
      head: ['Content-Description: Delivery report', 'Content-Type: message/delivery-status'],
      body: Buffer.from(status),
    },
    {
      head: ['Content-Description: Undelivered Message Headers', 'Content-Type: text/rfc822-headers'],
      body: Buffer.from(headers),
    },
  ]
  return multipart(dice, 'report', parts, ' report-type=delivery-status;')
}

export function invitation(
  dice: Dice,
  alternatives: readonly Part[],
  subject: string,
  from: Somebody,
  to: Somebody,
  at: number,
): Part {
  const stamp = (time: number) => `${new Date(time).toISOString().replace(/[-:]/g, '').slice(0, 15)}Z`
  const lines = [
    'BEGIN:VCALENDAR',
    'PRODID:-//Example//Cal//EN',
    'VERSION:2.0',
    'METHOD:REQUEST',
    'BEGIN:VEVENT',
    `UID:${dice.hex(24)}@calendar.example`,
  ]
  lines.push(
    `DTSTAMP:${stamp(at)}`,
    `DTSTART:${stamp(at + 86_400_000)}`,
    `DTEND:${stamp(at + 90_000_000)}`,
    `SUMMARY:${subject}`,
  )
  lines.push(`ORGANIZER:mailto:${from.email}`, `ATTENDEE:mailto:${to.email}`, 'END:VEVENT', 'END:VCALENDAR', '')
  const body = Buffer.from(Buffer.from(lines.join('\r\n')).toString('base64').replace(/.{76}/g, '$&\n'))
  const event = {
    head: ['Content-Type: text/calendar; charset="UTF-8"; method=REQUEST', 'Content-Transfer-Encoding: base64'],
    body,
  }
  return multipart(dice, 'alternative', [...alternatives, event])
}

export function signatureOf(dice: Dice, who: Somebody, language: Language): string[] {
  return language === 'ru'
    ? [
        'С уважением,',
        who.name,
        `${capital(word(dice, 'ru'))} ООО`,
        `тел. +7 (495) ${dice.int(100, 999)}-${dice.int(10, 99)}-${dice.int(10, 99)}`,
      ]
    : ['Best regards,', who.name, `${capital(word(dice, 'en'))} Ltd`, `phone +1 555 ${dice.int(1000, 9999)}`]
}

/** The charset in which somebody writes this language. */
export function charsetOf(dice: Dice, language: Language): Charset {
  const share = dice.next()
  if (language === 'ru') return share < 0.7 ? 'utf-8' : share < 0.87 ? 'windows-1251' : 'koi8-r'
  return share < 0.15 ? 'iso-8859-1' : 'utf-8'
}

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
