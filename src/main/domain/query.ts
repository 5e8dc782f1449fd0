import { fold } from '../../shared/text/fold.ts'
import { otherLayout } from '../../shared/text/layout.ts'
import { type Day, dayOf, startOfDay } from '../../shared/time/zone.ts'

/** Folded text; `isPrefix` for the word that is still being typed. */
export interface Word {
  text: string
  isPrefix: boolean
}

/** A search as understood. All lists are joined by "and". */
export interface Query {
  words: Word[]
  phrases: string[]
  /** Folded parts of a name or an address; the index only knows who takes part, so the role is checked by SQL. */
  from: string[]
  to: string[]
  subject: string[]
  file: string[]
  /** Folded parts of a mailbox's address or name. */
  boxes: string[]
  hasAttachment: boolean
  isUnread: boolean
  isUnbound: boolean
  /** UTC ms: at or after `after`, before `before`. */
  before: number | null
  after: number | null
  /** As written: `before:` and `after:` with something that is no date. */
  badDates: string[]
  /** As written: the short id of a letter or its Message-ID. */
  ids: string[]
  /** Numbers of conversations. */
  numbers: number[]
}

type Name = 'from' | 'to' | 'subject' | 'file' | 'has' | 'box' | 'before' | 'after' | 'is' | 'id'

const NAMES: Record<string, Name> = {
  from: 'from',
  от: 'from',
  to: 'to',
  кому: 'to',
  subject: 'subject',
  тема: 'subject',
  file: 'file',
  файл: 'file',
  has: 'has',
  есть: 'has',
  box: 'box',
  ящик: 'box',
  before: 'before',
  до: 'before',
  after: 'after',
  после: 'after',
  is: 'is',
  это: 'is',
  id: 'id',
}
const ATTACHMENT = new Set(['attachment', 'attachments', 'file', 'вложение', 'вложения', 'файл'])
const UNREAD = new Set(['unread', 'непрочитанное', 'непрочитанные'])
const UNBOUND = new Set(['unbound', 'непривязанное', 'непривязанные'])
const CLOSING: Record<string, string> = { '"': '"', '«': '»', '“': '”', '„': '“' }

interface Token {
  raw: string
  name: Name | null
  value: string
  isQuoted: boolean
}

/** Understands what a person typed. What makes no sense as an operator is searched as words; nothing is an error. */
export function parseQuery(text: string, now: number, zone: string): Query {
  const query: Query = {
    words: [],
    phrases: [],
    from: [],
    to: [],
    subject: [],
    file: [],
    boxes: [],
    hasAttachment: false,
    isUnread: false,
    isUnbound: false,
    before: null,
    after: null,
    badDates: [],
    ids: [],
    numbers: [],
  }
  const tokens = tokenize(text)
  for (const [at, token] of tokens.entries()) {
    if (token.name !== null && applyOperator(query, token.name, token.value, now, zone)) continue
    if ((token.name === 'before' || token.name === 'after') && token.value !== '') query.badDates.push(token.raw)
    const number = /^#(\d{1,12})$/.exec(token.raw)
    if (number) {
      query.numbers.push(Number(number[1]))
      continue
    }
    const folded = fold(token.name === null ? token.value : token.raw)
    if (folded === '') continue
    const isLast = at === tokens.length - 1 && !/\s$/.test(text)
    if (token.isQuoted && token.name === null) query.phrases.push(folded)
    else query.words.push({ text: folded, isPrefix: isLast && folded.length > 1 })
  }
  return query
}

/** The query as it would read in the other keyboard layout, operators and quotes kept; null when nothing can be changed. */
export function inOtherLayout(text: string): string | null {
  let isChanged = false
  const parts = tokenize(text).map((token) => {
    const changed = token.name === 'before' || token.name === 'after' ? null : otherLayout(token.value)
    if (changed === null) return token.raw
    isChanged = true
    const head = token.name === null ? '' : token.raw.slice(0, token.raw.indexOf(':') + 1)
    return head + (token.isQuoted ? `"${changed.toLowerCase()}"` : changed.toLowerCase())
  })
  return isChanged ? parts.join(' ') : null
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  const pattern = /\s*((?:(\p{L}{1,10}):(?:\s+(?!\p{L}{1,10}:))?)?(?:(["«“„])|([^\s"«“„]\S*)?))/uy
  for (let at = 0; at < text.length; ) {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (!match || match[0].trim() === '') break
    const [whole, , prefix, quote, bare = ''] = match
    const name = prefix === undefined ? null : (NAMES[prefix.toLowerCase().replace(/ё/g, 'е')] ?? null)
    if (prefix !== undefined && name === null) {
      // Not an operator: "http://x", "Re: счёт". The word runs to the next space, whatever it holds.
      const raw = /\S+/.exec(text.slice(at))?.[0] ?? ''
      tokens.push({ raw, name: null, value: raw, isQuoted: false })
      at = text.indexOf(raw, at) + raw.length
      continue
    }
    at += whole.length
    let value = bare
    if (quote !== undefined) {
      const closing = text.slice(at).search(new RegExp(`[${CLOSING[quote]}"]`, 'u'))
      value = closing < 0 ? text.slice(at) : text.slice(at, at + closing)
      at += closing < 0 ? value.length : closing + 1
    }
    const head = prefix === undefined ? '' : `${prefix}:`
    const raw = head + (quote === undefined ? value : `"${value}"`)
    tokens.push({ raw, name, value, isQuoted: quote !== undefined })
  }
  return tokens
}

/** False when the value makes no sense for the operator. */
function applyOperator(query: Query, name: Name, value: string, now: number, zone: string): boolean {
  const folded = fold(value)
  if (folded === '') return false
  if (name === 'from' || name === 'to' || name === 'subject' || name === 'file') query[name].push(folded)
  else if (name === 'box') query.boxes.push(folded)
  else if (name === 'id') query.ids.push(value.replace(/^<|>$/g, ''))
  else if (name === 'has') {
    if (!ATTACHMENT.has(folded)) return false
    query.hasAttachment = true
  } else if (name === 'is') {
    if (UNREAD.has(folded)) query.isUnread = true
    else if (UNBOUND.has(folded)) query.isUnbound = true
    else return false
  } else {
    const day = parseDay(value, now, zone)
    const at = day && startOfDay(day, zone)
    if (at === null) return false
    if (name === 'before') query.before = Math.min(query.before ?? at, at)
    else query.after = Math.max(query.after ?? at, at)
  }
  return true
}

// "20.11" without a year is the latest such day that is not in the future.
function parseDay(value: string, now: number, zone: string): Day | null {
  const word = fold(value)
  const back = { today: 0, сегодня: 0, yesterday: 1, вчера: 1, позавчера: 2 }[word]
  if (back !== undefined) {
    const today = dayOf(now, zone)
    const date = new Date(Date.UTC(today.year, today.month - 1, today.day - back))
    return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
  }
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(value)
  if (iso) return { year: Number(iso[1]), month: Number(iso[2]), day: Number(iso[3]) }
  const dotted = /^(\d{1,2})\.(\d{1,2})(?:\.(\d{4}|\d{2}))?\.?$/.exec(value)
  if (!dotted) return null
  const day = Number(dotted[1])
  const month = Number(dotted[2])
  if (dotted[3] !== undefined) return { year: Number(dotted[3]) + (dotted[3].length === 2 ? 2000 : 0), month, day }
  const today = dayOf(now, zone)
  const isPast = month < today.month || (month === today.month && day <= today.day)
  return { year: isPast ? today.year : today.year - 1, month, day }
}
