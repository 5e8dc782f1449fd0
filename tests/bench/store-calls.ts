// The calls behind list, conversation, contact, counts and search on an open store, each beside the same question without our plan.
import { type SearchQuestion, search } from '../../src/main/engine/search.ts'
import { contactsPage } from '../../src/main/store/contact-list.ts'
import { contactCard, contactShown } from '../../src/main/store/contacts.ts'
import {
  conversationRow,
  countsOf,
  type ListQuestion,
  listPlaces,
  type Place,
} from '../../src/main/store/conversations-read.ts'
import { openReader, openStore } from '../../src/main/store/database.ts'
import type { Reader } from '../../src/main/store/handle.ts'
import { lettersOf } from '../../src/main/store/letters-read.ts'
import { mailboxesReadBy } from '../../src/main/store/scope.ts'
import { foundLetter, prepareSearch } from '../../src/main/store/search-read.ts'
import { firstAdministrator } from '../../src/main/store/users.ts'
import type { ContactId, ConversationId } from '../../src/shared/model/ids.ts'
import { markedSnippet } from '../../src/shared/text/mark.ts'
import { answer, asked } from './harness.ts'
import { type Plain, plainOf } from './store-plain.ts'
import { wordsOf } from './store-words.ts'

/** Milliseconds of every call. */
export interface Calls {
  what: string
  ours: number[]
  /** The same question without our plan. */
  peer: number[] | null
}

export interface CalledStore {
  letters: number
  conversations: number
  calls: Calls[]
  searches: Calls[]
}

const TIMES = 200
/** Questions without a plan take long: fewer of them say enough. */
const PEER_TIMES = 12
const PAGE = 50
const SNIPPET = 160

function call(file: string): CalledStore {
  const store = openStore(file)
  const db = store.reader
  const user = firstAdministrator(db)!.id
  const mailboxes = mailboxesReadBy(db, user)
  const plain = plainOf(db, mailboxes)
  const asked = (order: ListQuestion['order'], after: Place | null): ListQuestion => ({
    user,
    mailboxes,
    state: null,
    unread: false,
    order,
    limit: PAGE,
    after,
  })
  const rows = (ids: readonly ConversationId[]) => ids.map((id) => conversationRow(db, user, id))
  const page = (order: ListQuestion['order'], after: Place | null): Place | null => {
    const { places } = listPlaces(db, asked(order, after))
    rows(places.map((place) => place.id))
    return places.at(-1) ?? null
  }
  const conversations = spread<ConversationId>(db, 'conversations')
  const contacts = spread<ContactId>(db, 'contacts')
  const walks = { date: null as Place | null, urgency: null as Place | null }
  const calls = [
    timed(
      'list page by date',
      () => page('date', null),
      () => rows(plain.listByDate()),
    ),
    timed(
      'list page by urgency',
      () => page('urgency', null),
      () => rows(plain.listByUrgency()),
    ),
    timed(
      'next page by date',
      () => (walks.date = page('date', walks.date)),
      (n) => rows(plain.nextPage(n)),
    ),
    timed('next page by urgency', () => (walks.urgency = page('urgency', walks.urgency)), null),
    timed(
      'conversation with its card',
      (n) => openConversation(db, user, conversations[n % conversations.length]!),
      null,
    ),
    timed(
      'contact card',
      (n) => contactCard(db, mailboxes, contacts[n % contacts.length]!, { name: '', email: '' }),
      plain.contact,
    ),
    ...(['name', 'company', 'email', 'state', 'last'] as const).map((order) =>
      timed(
        `page of contacts by ${order}`,
        () => {
          const question = { words: [], order, desc: order === 'last', limit: PAGE, after: null }
          for (const id of contactsPage(db, mailboxes, question).ids) contactShown(db, mailboxes, id)
        },
        null,
      ),
    ),
    timed(
      'counts',
      () => countsOf(db, user, mailboxes),
      () => plain.counts(),
    ),
  ]
  const searches = searched(
    file,
    { user, mailboxes, limit: 20, below: null, now: Date.now(), zone: 'Europe/Moscow' },
    plain,
  )
  const count = (table: string) => db.sql<{ n: number }>(`SELECT count(*) AS n FROM ${table}`).get()?.n ?? 0
  const result = { letters: count('messages'), conversations: count('conversations'), calls, searches }
  store.close()
  return result

  function openConversation(reader: Reader, me: typeof user, id: ConversationId): void {
    const row = conversationRow(reader, me, id)
    lettersOf(reader, me, id)
    contactCard(reader, mailboxes, row?.contactId ?? null, row?.who ?? { name: '', email: '' })
  }
}

// The search runs on a connection of its own, as in the reader's thread.
function searched(file: string, question: Omit<SearchQuestion, 'text'>, plain: Plain): Calls[] {
  const { reader, close } = openReader(file)
  prepareSearch(reader)
  const words = wordsOf(reader)
  const find = (text: string, mailboxes = question.mailboxes) => search(reader, { ...question, text, mailboxes })
  // What the peer found is shown as a hit is: read and marked.
  const shown = (ids: readonly number[], word: string) => {
    for (const id of ids)
      markedSnippet(foundLetter(reader, question.mailboxes, id)?.text ?? '', [{ text: word, isPrefix: false }], SNIPPET)
  }
  const nth = (list: readonly string[], n: number) => list[n % list.length] ?? ''
  const result = [
    timed(
      'common word',
      (n) => find(`${nth(words.common, n)} `),
      (n) => shown(plain.ranked(nth(words.common, n)), nth(words.common, n)),
    ),
    timed(
      'rare word',
      (n) => find(`${nth(words.rare, n)} `),
      (n) => shown(plain.scanned(nth(words.rare, n)), nth(words.rare, n)),
    ),
    timed(
      'beginning of a word',
      (n) => find(nth(words.beginnings, n)),
      (n) => shown(plain.ranked(`${nth(words.beginnings, n)}*`), nth(words.beginnings, n)),
    ),
    timed(
      'phrase',
      (n) => find(`"${nth(words.phrases, n)}"`),
      (n) => shown(plain.ranked(`"${nth(words.phrases, n)}"`), nth(words.phrases, n)),
    ),
    timed(
      'from: somebody',
      (n) => find(`from:${nth(words.senders, n)}`),
      (n) => shown(plain.sentBy(nth(words.senders, n)), nth(words.senders, n)),
    ),
    timed(
      'common word in the smaller of two mailboxes',
      (n) => find(`${nth(words.common, n)} `, question.mailboxes.slice(-1)),
      (n) => shown(plain.joined(nth(words.common, n)), nth(words.common, n)),
    ),
  ]
  close()
  return result
}

/** Calls one after the other, the peer's between ours. */
function timed(what: string, ours: (n: number) => unknown, peer: ((n: number) => unknown) | null): Calls {
  const taken: number[] = []
  const others: number[] = []
  for (let n = 0; n < TIMES; n++) {
    taken.push(took(() => ours(n)))
    if (peer && n % Math.floor(TIMES / PEER_TIMES) === 0) others.push(took(() => peer(n)))
  }
  return { what, ours: taken, peer: others.length ? others : null }
}

function took(work: () => unknown): number {
  const begun = performance.now()
  work()
  return performance.now() - begun
}

/** Ids from all over the table. */
function spread<Id extends number>(db: Reader, table: 'conversations' | 'contacts'): Id[] {
  // An id of the table is an id of its noun.
  const rows = db.sql<{ id: Id }>(`SELECT id FROM ${table} ORDER BY id`).all()
  return Array.from(
    { length: Math.min(TIMES, rows.length) },
    (_, n) => rows[Math.floor((n * rows.length) / TIMES) % rows.length]!.id,
  )
}

answer(call(asked<string>()))
