// One search: understood by domain, found by store, shown with marks. Runs on the reader's thread.
import type { LetterHit, PersonHit, SearchAnswer } from '../../shared/api/search.ts'
import type { MailboxId, UserId } from '../../shared/model/ids.ts'
import { marked, markedSnippet, type Wanted } from '../../shared/text/mark.ts'
import { matchExpression } from '../domain/match.ts'
import { inOtherLayout, parseQuery, type Query, type Word } from '../domain/query.ts'
import { letterCounts } from '../store/contact-feed.ts'
import { lettersWith } from '../store/contacts.ts'
import type { Reader } from '../store/handle.ts'
import { attachmentsOf } from '../store/letters-read.ts'
import {
  type FoundPerson,
  findContacts,
  findLetters,
  findStrangers,
  foundLetter,
  type LetterQuestion,
} from '../store/search-read.ts'
import { isEmpty, isInBoxes, letterQuestion } from './search-question.ts'
import { SHORT } from './vocabulary.ts'

export interface SearchQuestion {
  text: string
  user: UserId
  /** What the user reads. */
  mailboxes: readonly MailboxId[]
  limit: number
  /** Rowid of the last letter of the page before. */
  below: number | null
  now: number
  zone: string
}

export interface SearchFound extends Omit<SearchAnswer, 'next' | 'tookMs'> {
  next: number | null
}

const COUNTED = 1000
const PEOPLE = 8
const SNIPPET = 160
const NOTHING = { people: [], letters: [], total: { people: 0, letters: 0, isCapped: false }, next: null, badDates: [] }

/** Finds people and letters; when the text finds nothing, as it would read in the other keyboard layout. */
export function search(db: Reader, question: SearchQuestion): SearchFound {
  const found = searchOnce(db, question, null)
  if (hasFound(found) || question.below !== null) return found
  const other = inOtherLayout(question.text)
  if (other === null) return found
  const again = searchOnce(db, { ...question, text: other }, other)
  return hasFound(again) ? again : found
}

const hasFound = ({ total }: SearchFound) => total.letters > 0 || total.people > 0

function searchOnce(db: Reader, question: SearchQuestion, understoodAs: string | null): SearchFound {
  const query = parseQuery(question.text, question.now, question.zone)
  const mailboxes = question.mailboxes.filter((id) => isInBoxes(db, id, query.boxes))
  if (isEmpty(query)) return { ...NOTHING, understoodAs }
  const { asked, all } = askedOf(db, query, question.user, mailboxes)
  const ids = (question.below === null ? all : findLetters(db, asked, question.below, question.limit + 1)).slice(
    0,
    question.limit + 1,
  )
  const shown = ids.slice(0, question.limit)
  const wanted = wantedOf(query)
  const letters = shown.flatMap((id) => hitOf(db, mailboxes, id, query, wanted) ?? [])
  const counted = all.length
  const people = question.below === null ? peopleOf(db, query, asked, question) : []
  return {
    people: people.slice(0, PEOPLE).map((person) => personShown(db, question.mailboxes, person, wanted)),
    letters,
    total: { people: people.length, letters: Math.min(counted, COUNTED), isCapped: counted > COUNTED },
    next: ids.length > question.limit ? (shown.at(-1) ?? null) : null,
    understoodAs,
    badDates: query.badDates,
  }
}

/**
 * What is asked of the index, and all that are counted of what it finds: to find some of them takes it nearly as long. Two
 * letters begin thousands of words, which takes the index a fifth of a second: as a word of their own they go first.
 */
function askedOf(
  db: Reader,
  query: Query,
  user: UserId,
  mailboxes: readonly MailboxId[],
): { asked: LetterQuestion; all: number[] } {
  const find = (words: Query['words']) => {
    const asked = letterQuestion(db, { ...query, words }, user, mailboxes)
    return { asked, all: findLetters(db, asked, null, COUNTED + 1) }
  }
  const isShort = (word: Word) => word.isPrefix && word.text.length <= SHORT
  if (query.words.some(isShort)) {
    const typed = find(query.words.map((word) => (isShort(word) ? { ...word, isPrefix: false } : word)))
    if (typed.all.length > 0) return typed
  }
  return find(query.words)
}

const whole = (text: string): Wanted => ({ text, isPrefix: false })
const beginning = (text: string): Wanted => ({ text, isPrefix: true })

function wantedOf(query: Query): { text: Wanted[]; subject: Wanted[]; people: Wanted[]; files: Wanted[] } {
  const text = [...query.words, ...query.phrases.map(whole)]
  return {
    text,
    subject: [...text, ...query.subject.map(beginning)],
    people: [...text, ...query.from.map(beginning), ...query.to.map(beginning)],
    files: [...text, ...query.file.map(beginning)],
  }
}

function hitOf(
  db: Reader,
  mailboxes: readonly MailboxId[],
  searchId: number,
  query: Query,
  wanted: ReturnType<typeof wantedOf>,
): LetterHit | null {
  const letter = foundLetter(db, mailboxes, searchId)
  if (!letter) return null
  const file =
    query.words.length || query.phrases.length || query.file.length ? fileOf(db, letter.messageId, wanted.files) : null
  return {
    messageId: letter.messageId,
    conversationId: letter.conversationId,
    number: letter.number,
    subject: marked(letter.subject, wanted.subject),
    snippet: markedSnippet(letter.text || letter.snippet, wanted.text, SNIPPET),
    who: marked(letter.fromName || letter.fromEmail, wanted.people),
    at: letter.at,
    file,
    hasAttachments: letter.hasAttachments === 1,
  }
}

// The first attachment whose name was found, so that the hit says why it is one.
function fileOf(db: Reader, id: Parameters<typeof attachmentsOf>[1], wanted: readonly Wanted[]): string | null {
  for (const { name } of attachmentsOf(db, id)) {
    const shown = marked(name, wanted)
    if (shown !== name) return shown
  }
  return null
}

// People stand for plain words only: with an operator one asks for letters.
function peopleOf(db: Reader, query: Query, asked: LetterQuestion, question: SearchQuestion): FoundPerson[] {
  const { words, phrases, ...rest } = query
  if (!words.length || phrases.length || !isEmpty({ ...rest, words: [], phrases: [] })) return []
  const parts = words.flatMap((word) => word.text.split(' '))
  const contacts = findContacts(db, parts, COUNTED)
  if (contacts.length >= PEOPLE) return contacts
  const people = matchExpression(
    { ...query, words: [], from: parts },
    question.mailboxes.map((id) => `mb${id}`),
  )
  const letters = findLetters(db, { ...asked, match: people }, null, 200)
  return [...contacts, ...findStrangers(db, question.user, letters, parts, PEOPLE)]
}

function personShown(
  db: Reader,
  mailboxes: readonly MailboxId[],
  person: FoundPerson,
  wanted: ReturnType<typeof wantedOf>,
): PersonHit {
  // Names are found by beginnings, whatever word is still being typed.
  const begun = wanted.text.map(({ text }) => beginning(text))
  return {
    ...person,
    name: marked(person.name || person.email, begun),
    email: marked(person.email, begun),
    letters:
      person.contactId === null
        ? lettersWith(db, mailboxes, person.email)
        : letterCounts(db, mailboxes, [person.contactId]).all,
  }
}
