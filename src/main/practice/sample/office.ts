import { type LetterSource, sourceOf } from '../letter-source.ts'
import type { AccountSpec, FolderSpec, LetterSpec } from '../server.ts'
import { pastTimes, presentTimes } from './calendar.ts'
import { COMPANIES, CONTACTS, type Company, OFFICE, type Person, personBy } from './cast.ts'
import { between, hash, pick } from './chance.ts'
import { newsletters } from './newsletters.ts'
import { notices, spam } from './notices.ts'
import { hugeLetter, oddLetters } from './odd.ts'
import { picturedLetters } from './pictured.ts'
import type { Planned } from './planned.ts'
import { failedDeliveries } from './returned.ts'
import { STORIES_ENGLISH } from './stories-english.ts'
import { STORIES_NOW } from './stories-now.ts'
import { STORIES_ORDERS } from './stories-orders.ts'
import { STORIES_PERSONAL } from './stories-personal.ts'
import { STORIES_SALES } from './stories-sales.ts'
import { parseStories, type Story } from './story-text.ts'
import { sellerFor, type Talk, writeLetter } from './talks.ts'

const DAY = 86_400_000
const DAYS = 365
/** Nothing of the past is younger, so that the newest days show only the talk written for them. */
const PAST_BEFORE = 11 * DAY
const PAST_TALKS = 396
const PERSONAL_TALKS = 84
/** They have stories of their own and are no buyers. */
const NOT_BUYERS = new Set(['remstroy', 'polyakov', 'lebedev', 'wang', 'devries'])

export interface SampleContact {
  name: string
  firstName: string
  lastName: string
  email: string
  position: string
  phone: string
  company: string
  note: string
  language: 'ru' | 'en'
}

export interface SampleOffice {
  office: string
  accounts: AccountSpec[]
  contacts: SampleContact[]
  companies: Company[]
}

/** Of the practice mailboxes; the wizard tells it. They exist on loopback only, for as long as the program runs. */
const PASSWORD = 'golub'

/** About 2,000 letters to load over the year before `now` (UTC ms); the same moment gives the same letters. Bytes are made when read. */
export function sampleOffice(now: number): SampleOffice {
  const talks = [...presentTalks(now), ...pastTalks(now)]
  const machines = [
    ...newsletters(now, DAYS),
    ...notices(now, DAYS),
    ...spam(now, DAYS),
    ...failedDeliveries(now),
    ...picturedLetters(now),
    ...oddLetters(now),
  ]
  const huge = hugeLetter(now)
  const main = [
    ...talks.flatMap(lettersOf),
    ...machines.map(planned),
    { folder: 'INBOX', at: huge.at, flags: ['\\Seen'], source: huge.source },
  ]
  const personal = [...personalTalks(now).flatMap(lettersOf), ...copiesForIrina(talks), draft(now)]
  return {
    office: OFFICE.name,
    accounts: [account(OFFICE.main, PASSWORD, main), account(OFFICE.personal, PASSWORD, personal)],
    contacts: CONTACTS.map(contact),
    companies: COMPANIES,
  }
}

interface Placed {
  folder: string
  at: number
  flags: string[]
  source: LetterSource
}

function account(address: string, password: string, letters: Placed[]): AccountSpec {
  const folders: FolderSpec[] = [
    ['INBOX', null],
    ['Sent', '\\Sent'],
    ['Drafts', '\\Drafts'],
    ['Junk', '\\Junk'],
    ['Trash', '\\Trash'],
  ].map(([path, use]) => ({
    path: path ?? '',
    use,
    letters: letters
      .filter((one) => one.folder === path)
      .sort((a, b) => a.at - b.at)
      .map(({ source, flags, at }): LetterSpec => ({ source, flags, at })),
  }))
  return { address, password, folders }
}

const planned = (one: Planned): Placed => ({
  folder: one.folder,
  at: one.at,
  flags: one.isUnread ? [] : ['\\Seen'],
  source: sourceOf(one.write),
})

function lettersOf(talk: Talk): Placed[] {
  const { steps, isUnread } = talk.story
  const isWithIrina = copiesIrina(talk)
  return steps.map((step, i): Placed => {
    const flags = isUnread && i === steps.length - 1 ? [] : ['\\Seen']
    if (!step.isOurs && steps.slice(i + 1).some((later) => later.isOurs)) flags.push('\\Answered')
    return {
      folder: step.isOurs ? 'Sent' : 'INBOX',
      at: talk.at[i] ?? 0,
      flags,
      source: sourceOf(() => writeLetter(talk, i, isWithIrina && !step.isOurs ? OFFICE.personal : null)),
    }
  })
}

/** Some clients put Irina's own address in copy: one letter, two mailboxes. */
const copiesIrina = (talk: Talk): boolean =>
  talk.seller.key === 'irina' && talk.address === OFFICE.main && hash(`${talk.seed}copy`) % 12 === 0

function copiesForIrina(talks: Talk[]): Placed[] {
  return talks.filter(copiesIrina).flatMap((talk) => lettersOf(talk).filter((one) => one.folder === 'INBOX'))
}

function presentTalks(now: number): Talk[] {
  return parseStories(STORIES_NOW).map((story) => {
    const client = personBy(story.who[0] ?? '')
    return {
      seed: story.id,
      story,
      client,
      seller: sellerFor(story, client),
      address: OFFICE.main,
      at: presentTimes(story, now, story.id),
    }
  })
}

function pastTalks(now: number): Talk[] {
  const russian = shuffled([...parseStories(STORIES_SALES), ...parseStories(STORIES_ORDERS)], 'ru')
  const english = shuffled(parseStories(STORIES_ENGLISH), 'en')
  const lately: string[] = []
  return Array.from({ length: PAST_TALKS }, (_, i) => {
    // Every fourth talk is English; each list is gone through before a story comes again.
    const isEnglish = i % 4 === 3
    const list = isEnglish ? english : russian
    const story = list[(isEnglish ? Math.floor(i / 4) : i - Math.floor(i / 4)) % list.length] ?? list[0]
    if (!story) throw new Error('no stories')
    const seed = `past${i}`
    const client = buyer(seed, story, isEnglish ? 'en' : 'ru', lately)
    const end = now - PAST_BEFORE - (i * (DAYS * DAY - PAST_BEFORE)) / PAST_TALKS
    return { seed, story, client, seller: sellerFor(story, client), address: OFFICE.main, at: before(story, end, seed) }
  })
}

/** Somebody who fits the story and has not written in the last few talks, if there is such. */
function buyer(seed: string, story: Story, language: 'ru' | 'en', lately: string[]): Person {
  const fitting = CONTACTS.filter((one) =>
    story.who.length ? story.who.includes(one.key) : one.language === language && !NOT_BUYERS.has(one.key),
  )
  const fresh = fitting.filter((one) => !lately.includes(one.key))
  const chosen = pick(`${seed}who`, fresh.length ? fresh : fitting)
  lately.push(chosen.key)
  if (lately.length > 9) lately.shift()
  return chosen
}

function personalTalks(now: number): Talk[] {
  const stories = shuffled(parseStories(STORIES_PERSONAL), 'own')
  return Array.from({ length: PERSONAL_TALKS }, (_, i) => {
    const story = stories[i % stories.length]
    if (!story) throw new Error('no stories')
    const seed = `own${i}`
    const end = now - between(seed, 2, 20) * 3_600_000 - (i * DAYS * DAY) / PERSONAL_TALKS
    return {
      seed,
      story: { ...story, isUnread: i === 1 },
      client: personBy(story.who[0] ?? ''),
      seller: personBy('irina'),
      address: OFFICE.personal,
      at: before(story, end, seed),
    }
  })
}

/** Working-time dates whose last is not after `end`. */
function before(story: Story, end: number, seed: string): number[] {
  const length = story.steps.reduce((sum, step) => sum + step.afterMinutes, 0) * 60_000
  for (let start = end - length; ; start -= DAY) {
    const times = pastTimes(story, start, seed)
    if ((times.at(-1) ?? 0) <= end) return times
  }
}

function shuffled(stories: Story[], seed: string): Story[] {
  return [...stories].sort((a, b) => hash(`${seed}${a.id}`) - hash(`${seed}${b.id}`))
}

function draft(now: number): Placed {
  const text = `From: ${OFFICE.personal}\r\nSubject: =?utf-8?B?${Buffer.from('Черновик: план на квартал').toString('base64')}?=\r\nDate: ${new Date(now - 2 * DAY).toUTCString().replace('GMT', '+0000')}\r\nMessage-ID: <draft-plan@${OFFICE.domain}>\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n1. Обзвонить тех, кто ждёт второй квартал.\r\n2. Спросить Павла про выставку.\r\n3.\r\n`
  return { folder: 'Drafts', at: now - 2 * DAY, flags: ['\\Draft', '\\Seen'], source: sourceOf(Buffer.from(text)) }
}

function contact(person: Person): SampleContact {
  return {
    name: `${person.first} ${person.last}`.trim(),
    firstName: person.first,
    lastName: person.last,
    email: person.email,
    position: person.position,
    phone: person.phone,
    company: person.company?.name ?? '',
    note: person.note,
    language: person.language,
  }
}
