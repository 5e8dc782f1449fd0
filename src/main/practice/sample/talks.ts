// Stories become dated conversations between people, and those become letters.

import { COLLEAGUES, fullName, OFFICE, type Person, personBy } from './cast.ts'
import { between, hash, pick, token } from './chance.ts'
import { makeFile } from './files.ts'
import { buildLetter, dateHeader, encodeWords, mailbox } from './mime.ts'
import { type Body, compose, frame, quote, signature } from './quotes.ts'
import { dayAndMonth, stamp } from './stamp.ts'
import { type Filling, fill, type Story } from './story-text.ts'

export interface Talk {
  /** Distinct for each conversation; everything that is chosen follows from it. */
  seed: string
  story: Story
  client: Person
  seller: Person
  /** The mailbox of ours that it stands in. */
  address: string
  /** When each letter is written, UTC ms, ascending. */
  at: number[]
}

const MODELS = ['LED-40', 'Линия-36', 'Арктика-60', 'Купол-150', 'Роща-30', 'Прожектор-200', 'Контур-18', 'Линия-72']
const LATIN: Record<string, string> = {
  Линия: 'Line',
  Арктика: 'Arctic',
  Купол: 'Dome',
  Роща: 'Grove',
  Прожектор: 'Flood',
  Контур: 'Contour',
}
const STREETS = [
  'ул. Складская, 14',
  'Промышленный проезд, 3',
  'ул. Заводская, 27, корп. 2',
  'пр. Мира, 101',
  'ул. Рождественская, 8',
  'Северное шоссе, 45',
  'ул. Ткачей, 6',
]
const DAYS_RU = ['в понедельник', 'во вторник', 'в среду', 'в четверг', 'в пятницу']
const CITIES = ['Тюменью', 'Пермью', 'Казанью', 'Самарой', 'Тверью', 'Уфой']

function subjectOf(talk: Talk): string {
  return fill(pick(`${talk.seed}subject`, talk.story.subjects), filling(talk, 0))
}

function filling(talk: Talk, step: number): Filling {
  const { seed, client } = talk
  const isEnglish = client.language === 'en'
  const model = (key: string) =>
    pick(`${seed}${key}`, MODELS).replace(/^[А-Я][а-я]+/, (word) => (isEnglish ? (LATIN[word] ?? word) : word))
  const grouped = (n: number) => String(n).replace(/\B(?=(\d{3})+$)/g, isEnglish ? ',' : ' ')
  const at = talk.at[step] ?? 0
  const quantity = pick(`${seed}qty`, [12, 18, 24, 30, 36, 48, 60, 84, 96, 120, 160, 210])
  const price = between(`${seed}price`, 14, 98) * (isEnglish ? 1 : 100) + 90
  // The talk's own clock is taken, not the letter's, so that a number stays the same in all its letters.
  const start = talk.at[0] ?? 0
  const us = ourName(talk)
  return {
    seed,
    client: client.sex,
    ours: talk.seller.sex,
    language: client.language,
    at,
    words: {
      name: client.first,
      me: us.first,
      company: client.company?.name ?? '',
      qty: String(quantity),
      qty2: String(quantity + between(`${seed}more`, 2, 9) * 2),
      price: grouped(price),
      sum: grouped(price * quantity),
      model: model('model'),
      model2: model('model2'),
      no: String(between(`${seed}no`, 120, 480)),
      no2: String(between(`${seed}no2`, 1100, 9800)),
      area: String(between(`${seed}area`, 4, 42) * 100),
      street: pick(`${seed}street`, STREETS),
      day: pick(`${seed}day`, DAYS_RU),
      city: pick(`${seed}city`, talk.story.id === 'delivery-late' ? CITIES : [client.company?.city ?? 'Екатеринбург']),
      prevmonth: stamp(start - 25 * 86_400_000, 'ru', { month: 'long' }),
    },
  }
}

const ourName = (talk: Talk): Pick<Person, 'first' | 'last' | 'position'> =>
  (talk.client.language === 'en' ? COLLEAGUES.find((one) => one.key === talk.seller.key)?.abroad : null) ?? talk.seller

/** Name and address under which a letter of the talk is sent. */
function sender(talk: Talk, isOurs: boolean): { name: string; email: string } {
  if (!isOurs) return { name: fullName(talk.client), email: talk.client.email }
  const name = fullName(ourName(talk))
  const office = talk.client.language === 'en' ? 'Northern Light' : OFFICE.name
  return { name: talk.address === OFFICE.main ? `${name}, ${office}` : name, email: talk.address }
}

function author(talk: Talk, isOurs: boolean): Person {
  if (!isOurs) return talk.client
  const isAbroad = talk.client.language === 'en'
  const company = {
    name: OFFICE.name,
    legal: isAbroad ? 'Northern Light' : 'ООО «Северный свет»',
    domain: OFFICE.domain,
    city: '',
    note: '',
    language: talk.client.language,
  }
  return { ...talk.seller, ...ourName(talk), language: talk.client.language, company }
}

function messageId(talk: Talk, step: number): string {
  const isOurs = talk.story.steps[step]?.isOurs ?? false
  const domain = isOurs ? OFFICE.domain : (talk.client.email.split('@')[1] ?? '')
  const unique = token(`${talk.seed}/${step}`)
  const mailer = isOurs ? 'thunderbird' : talk.client.mailer
  if (mailer === 'gmail') return `<CA+${unique}${token(unique)}@mail.${domain}>`
  if (mailer === 'outlook') return `<${unique.slice(0, 4)}PR07MB${hash(unique) % 10_000}${unique}@mail.${domain}>`
  if (mailer === 'yandex') return `<${hash(unique)}${hash(`${unique}y`)}@mail.${domain}>`
  return `<${unique.toLowerCase()}@${domain}>`
}

/** The text of one letter with what it quotes, at most three letters deep. */
function body(talk: Talk, step: number, depth = 0): Body {
  const told = talk.story.steps[step]
  if (!told) return { text: '', html: '' }
  const who = author(talk, told.isOurs)
  const sides = talk.story.steps.slice(0, step).filter((one) => one.isOurs === told.isOurs)
  const own = compose(
    fill(told.text, filling(talk, step)),
    signature(who, `${talk.seed}/${step}`, sides.length === 0),
    who.mailer,
  )
  const quotesNothing = step === 0 || depth >= 2 || (who.mailer === 'plain' && hash(`${talk.seed}q${step}`) % 2 === 0)
  if (quotesNothing) return own
  const old = talk.story.steps[step - 1]
  const from = sender(talk, old?.isOurs ?? false)
  const to = sender(talk, !(old?.isOurs ?? false))
  const previous = {
    ...body(talk, step - 1, depth + 1),
    ...from,
    to: `${to.name} <${to.email}>`,
    subject: replySubject(talk, step - 1),
    at: talk.at[step - 1] ?? 0,
  }
  return quote(own, previous, who.mailer, talk.client.language)
}

function replySubject(talk: Talk, step: number): string {
  const mailer = talk.client.mailer
  const prefix = step === 0 ? '' : !talk.story.steps[step]?.isOurs && mailer === 'outlook' ? 'RE: ' : 'Re: '
  return prefix + subjectOf(talk)
}

const X_MAILER: Record<string, [string, string]> = {
  outlook: ['X-Mailer', 'Microsoft Outlook 16.0'],
  apple: ['X-Mailer', 'Apple Mail (2.3826.200)'],
  yandex: ['X-Mailer', 'Yamail [ http://yandex.example ] 5.0'],
  plain: ['X-Mailer', 'The Bat! (v11.1)'],
  thunderbird: ['User-Agent', 'Mozilla Thunderbird'],
}
const OLD_CHARSETS: Record<string, 'windows-1251' | 'koi8-r'> = {
  nosov: 'windows-1251',
  remstroy: 'windows-1251',
  shubin: 'koi8-r',
  maslova: 'koi8-r',
}

/** The bytes of one letter of the talk. `copyTo` is set when a colleague's own mailbox gets it as well. */
export function writeLetter(talk: Talk, step: number, copyTo: string | null = null): Buffer {
  const told = talk.story.steps[step]
  if (!told) throw new Error(`${talk.story.id} has no letter ${step}`)
  const at = talk.at[step] ?? 0
  const charset = told.isOurs ? 'utf-8' : (OLD_CHARSETS[talk.client.key] ?? 'utf-8')
  const from = sender(talk, told.isOurs)
  const to = sender(talk, !told.isOurs)
  const mailer = author(talk, told.isOurs).mailer
  const ids = Array.from({ length: step }, (_, i) => messageId(talk, i))
  const { text, html } = body(talk, step)
  const program = X_MAILER[mailer]
  const headers: [string, string][] = told.isOurs ? [] : traces(from.email, talk.address, at)
  headers.push(['From', mailbox(from.name, from.email, charset)], ['To', mailbox(to.name, to.email, charset)])
  if (copyTo) headers.push(['Cc', copyTo])
  headers.push(
    ['Subject', encodeWords(replySubject(talk, step), charset)],
    ['Date', dateHeader(at, talk.client.language === 'ru' || told.isOurs ? 3 : 0)],
    ['Message-ID', messageId(talk, step)],
  )
  const parent = ids.at(-1)
  if (parent) headers.push(['In-Reply-To', parent], ['References', ids.join('\r\n ')])
  if (program) headers.push(program)
  const words = filling(talk, step)
  const note =
    talk.client.language === 'en'
      ? `No. ${words.words.no}, ${dayAndMonth(at, 'en')}`
      : `№ ${words.words.no} от ${dayAndMonth(at, 'ru')}`
  const files = told.files.map((name) => ({
    ...makeFile(fill(name, words), [
      note,
      `${talk.client.company?.legal ?? ''}`,
      `${words.words.model}: ${words.words.qty}`,
      `${words.words.sum}`,
    ]),
    isNamedByRfc2231: mailer === 'gmail' || mailer === 'apple',
  }))
  return buildLetter({ headers, text, html: mailer === 'plain' ? null : frame(html, mailer), charset, files })
}

/** What the receiving server writes above the sender's own headers. */
export function traces(from: string, to: string, at: number, passed = true): [string, string][] {
  const domain = from.split('@')[1] ?? ''
  const verdict = passed ? 'pass' : 'fail'
  return [
    ['Return-Path', `<${from}>`],
    [
      'Received',
      `from mx.${domain} (mx.${domain} [192.0.2.${hash(domain) % 254}])\r\n\tby mail.${OFFICE.domain} with ESMTPS for <${to}>;\r\n\t${dateHeader(at + 2000, 3)}`,
    ],
    [
      'Authentication-Results',
      `mail.${OFFICE.domain}; spf=${verdict} smtp.mailfrom=${domain};\r\n\tdkim=${verdict} header.d=${domain}; dmarc=${verdict} header.from=${domain}`,
    ],
  ]
}

export function sellerFor(story: Story, client: Person): Person {
  return personBy(
    story.by ?? (client.language === 'en' ? 'denis' : pick(client.key, ['irina', 'pavel', 'irina', 'olga'])),
  )
}
