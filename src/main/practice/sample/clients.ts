// The sample people answer some of the letters that the user sends them.
import type { PracticeServer } from '../server.ts'
import type { Handover } from '../smtp.ts'
import { ANSWERS, AWAY, type Matter } from './answers.ts'
import { CONTACTS, fullName, type Person } from './cast.ts'
import { between, hash, pick, token } from './chance.ts'
import { buildLetter, dateHeader, encodeWords, mailbox } from './mime.ts'
import { compose, frame, htmlOf, quote, signature } from './quotes.ts'
import { type ReadLetter, readLetter } from './read-letter.ts'
import { traces } from './talks.ts'

export interface ClientsOptions {
  server: PracticeServer
  now(): number
  /** Runs something later; returns the way to cancel it. */
  later(ms: number, run: () => void): () => void
}

/** A person answers a conversation at most so often, then leaves the last word to the user. */
const MOST_ANSWERS = 3
/** His answer comes from a machine: he is on holiday. */
const ON_HOLIDAY = 'melnik'

/** Starts the answering; returns the way to stop it. */
export function startClients({ server, now, later }: ClientsOptions): () => void {
  const answered = new Map<string, number>()
  const waiting = new Set<() => void>()
  const stop = server.onDelivered((handover, source) => {
    const letter = readLetter(source)
    if (letter.isAutomatic) return
    for (const client of CONTACTS.filter((one) => handover.to.includes(one.email))) {
      const talk = `${client.key} ${letter.references.split(/\s+/)[0] || letter.messageId}`
      const times = answered.get(talk) ?? 0
      if (!answers(client) || times >= MOST_ANSWERS) continue
      answered.set(talk, times + 1)
      const cancel = later(waitMs(client, letter), () => {
        waiting.delete(cancel)
        server.deliver(handover.login, write(client, handover, letter, now()))
      })
      waiting.add(cancel)
    }
  })
  return () => {
    stop()
    for (const cancel of waiting) cancel()
  }
}

/** About seven of ten people do; always the same ones. */
export const answers = (client: Person): boolean =>
  client.key === ON_HOLIDAY || hash(`answers ${client.email}`) % 10 < 7

/** 20 to 90 seconds. */
export const waitMs = (client: Person, letter: Pick<ReadLetter, 'subject'>): number =>
  between(`wait ${client.email} ${letter.subject}`, 20_000, 90_000)

function write(client: Person, handover: Handover, letter: ReadLetter, at: number): Buffer {
  const language = /[а-яё]/i.test(letter.text) ? 'ru' : 'en'
  const isAway = client.key === ON_HOLIDAY
  const id = `<${token(`${client.key}${letter.messageId}`).toLowerCase()}.${at}@${client.email.split('@')[1]}>`
  const name = /^"?([^"<]*)"?\s*</.exec(letter.from)?.[1]?.trim() || handover.from
  const subject = /^re:/i.test(letter.subject) ? letter.subject : `Re: ${letter.subject}`
  const headers: [string, string][] = [
    ...traces(client.email, handover.login, at),
    ['From', mailbox(fullName(client), client.email)],
    ['To', mailbox(name, handover.from)],
    ['Subject', encodeWords(isAway ? `${AWAY[language].subject}: ${letter.subject}` : subject)],
    ['Date', dateHeader(at, language === 'ru' ? 3 : 0)],
    ['Message-ID', id],
    ['In-Reply-To', letter.messageId],
    ['References', [...letter.references.split(/\s+/).filter(Boolean), letter.messageId].join('\r\n ')],
  ]
  if (isAway) headers.push(['Auto-Submitted', 'auto-replied'])
  const words = isAway ? AWAY[language].text : answerText(client, letter, language)
  const own = compose(words, signature(client, letter.messageId, !letter.references), client.mailer)
  const old = {
    text: letter.text,
    html: letter.html ?? htmlOf(letter.text, 'plain'),
    name,
    email: handover.from,
    to: letter.to,
    subject: letter.subject,
    at,
  }
  const { text, html } = isAway ? own : quote(own, old, client.mailer, language)
  return buildLetter({
    headers,
    text,
    html: client.mailer === 'plain' ? null : frame(html, client.mailer),
    charset: 'utf-8',
    files: [],
  })
}

/** What the letter is about, by its words above the quote. */
export function matterOf(letter: Pick<ReadLetter, 'text' | 'files'>): Matter {
  const own = letter.text.split(/\n(?:>|От:|From:)/)[0]?.toLowerCase() ?? ''
  if (/сч[её]т|оплат|invoice|payment/.test(own)) return 'money'
  if (/договор|контракт|акт\b|contract/.test(own)) return 'papers'
  if (/отгруз|достав|машин|трек|deliver|dispatch|tracking/.test(own)) return 'delivery'
  if (/предложени|кп\b|цен|скидк|quote|offer|price/.test(own)) return 'offer'
  if (letter.files > 0) return 'files'
  if (/спасибо|благодар|thank/.test(own)) return 'thanks'
  return own.includes('?') ? 'question' : 'other'
}

function answerText(client: Person, letter: ReadLetter, language: 'ru' | 'en'): string {
  const list = ANSWERS[language][matterOf(letter)]
  return pick(`${client.email} ${letter.messageId}`, list).replace(
    /\{c:([^|}]*)\|([^}]*)\}/g,
    (_, he: string, she: string) => (client.sex === 'f' ? she : he),
  )
}
