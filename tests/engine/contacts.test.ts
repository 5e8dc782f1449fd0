import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { undoAct } from '../../src/main/engine/card-undo.ts'
import { createCompany, removeCompany, updateCompany } from '../../src/main/engine/companies.ts'
import { mergeContacts } from '../../src/main/engine/contact-merge.ts'
import { bindReleased, createContact, removeContact, updateContact } from '../../src/main/engine/contacts.ts'
import { followOwnAddresses } from '../../src/main/engine/own-addresses.ts'
import { companyRow } from '../../src/main/store/companies.ts'
import { cardCounts, feedLetters } from '../../src/main/store/contact-feed.ts'
import { unclaimedLetters } from '../../src/main/store/contact-letters.ts'
import { contactsPage } from '../../src/main/store/contact-list.ts'
import { judgePair, openPairs, openPairsCount } from '../../src/main/store/contact-pairs.ts'
import { contactFields, contactShown } from '../../src/main/store/contacts.ts'
import { addContact } from '../../src/main/store/people.ts'
import type { CompanyId, ContactId, MailboxId, UserId } from '../../src/shared/model/ids.ts'
import { clearMailrooms, type HandLetter, Mailroom } from './mailroom.ts'

const US = 'office@our.example'
const OTHERS = 'boris@our.example'
const ANNA = 'anna@sklad.example'
const OLEG = 'oleg@sklad.example'
const DAY = 86_400_000
const START = Date.UTC(2026, 0, 1)
const USER = 1 as UserId

let room: Mailroom
let ours: MailboxId
let others: MailboxId
afterAll(clearMailrooms)
beforeEach(async () => {
  room = new Mailroom()
  ours = room.addMailbox(US)
  others = room.addMailbox(OTHERS)
  // Cards are made by hand here.
  room.store.write((tx) => tx.sql('UPDATE mailboxes SET create_contacts = 0').run())
  await followOwnAddresses(room.deps)
})
afterEach(() => room.close())

let letters = 0
function letter(change: Partial<HandLetter> & { box?: string } = {}): number {
  const { box = US, ...its } = change
  letters += 1
  const at = START + letters * DAY
  room.receive({
    mailbox: box,
    folder: its.from === box ? 'sent' : 'inbox',
    isSeen: true,
    internalAt: at,
    letter: {
      messageId: `m${letters}@x`,
      inReplyTo: '',
      references: [],
      from: ANNA,
      to: [box],
      cc: [],
      bcc: [],
      replyTo: null,
      subject: `Письмо ${letters}`,
      content: `text ${letters}`,
      at,
      ...its,
    },
  })
  return letters
}

const card = (name: string, emails: string[], change: Partial<Parameters<typeof createContact>[2]> = {}) =>
  createContact(room.deps, USER, { name, emails, position: '', note: '', company: null, phones: [], ...change })
const counted = (id: ContactId, boxes = [ours, others]) => cardCounts(room.store.reader, boxes, [id]).all
const boundTo = (id: ContactId) =>
  room.store.reader.sql<{ n: number }>('SELECT count(*) AS n FROM conversation_messages WHERE contact_id = ?').get(id)
    ?.n
const shownOn = (id: ContactId) =>
  room.store.reader.sql<{ n: number }>('SELECT count(*) AS n FROM conversations WHERE contact_id = ?').get(id)?.n
const fields = (id: ContactId) => contactFields(room.store.reader, id)

test('a new card takes the letters of its addresses that had none, in both directions', () => {
  letter()
  letter({ from: US, to: [ANNA] })
  letter({ from: 'vera@other.example' })
  const id = card('Анна Белова', [ANNA])
  expect([counted(id), boundTo(id), shownOn(id)]).toEqual([2, 2, 2])
  letter({ from: 'anna.home@mail.example' })
  updateContact(room.deps, USER, id, { emails: { to: 'anna.home@mail.example' } })
  expect([counted(id), shownOn(id)]).toEqual([3, 3])
})

test('letters of a mailbox that one does not read are neither counted nor shown, whoever made the card', () => {
  letter()
  letter({ box: OTHERS })
  letter({ box: OTHERS })
  const id = card('Анна Белова', [ANNA])
  const { reader } = room.store
  expect(boundTo(id)).toBe(3)
  expect([counted(id, [ours]), counted(id, [others]), counted(id, [])]).toEqual([1, 2, 0])
  const feed = (boxes: MailboxId[]) =>
    feedLetters(reader, boxes, [id], { kind: 'all', below: null, limit: 10 }).letters.length
  expect([feed([ours]), feed([others]), feed([])]).toEqual([1, 2, 0])
  expect(contactShown(reader, [], id)).toMatchObject({ lastLetterAt: null, state: null })
  letter({ box: OTHERS, from: OLEG })
  expect(unclaimedLetters(reader, [ours], OLEG)).toBe(0)
})

test('a colleague who stood under his client gets his own letters when he becomes a contact', () => {
  const anna = card('Анна Белова', [ANNA])
  const first = letter({ subject: 'Свет' })
  const answer = letter({ from: US, to: [ANNA], cc: [OLEG], subject: 'Re: Свет', inReplyTo: `m${first}@x` })
  letter({ from: OLEG, subject: 'Re: Свет', inReplyTo: `m${answer}@x`, references: [`m${first}@x`, `m${answer}@x`] })
  expect(boundTo(anna)).toBe(3)
  const oleg = card('Олег Ващенко', [OLEG])
  expect([boundTo(anna), boundTo(oleg)]).toEqual([2, 1])
})

test('letters of a deleted card stay, and no new card takes them by itself', async () => {
  letter({ cc: ['boss@our.example'] })
  letter()
  const id = card('Анна Белова', [ANNA])
  removeContact(room.deps, USER, id)
  expect(fields(id)).toBeNull()
  const again = card('Анна Белова', [ANNA])
  expect(boundTo(again)).toBe(0)
  letter()
  expect(boundTo(again)).toBe(1)
  // Another address became ours, and letters that mention it are seen anew: they still stay without a card.
  room.addMailbox('boss@our.example')
  await followOwnAddresses(room.deps)
  expect(boundTo(again)).toBe(1)
  bindReleased(room.deps, USER, again)
  expect([boundTo(again), shownOn(again)]).toEqual([3, 3])
})

test('a deletion is taken back whole: addresses, phones, company and letters', () => {
  letter()
  const id = card('Анна Белова', [ANNA, 'anna2@sklad.example'], {
    phones: ['+7 912 555-01-42'],
    company: 'СкладТранс',
    note: 'звонить утром',
  })
  const before = fields(id)
  const act = removeContact(room.deps, USER, id)
  expect(undoAct(room.deps, USER, act!)).toEqual({ contact: id, company: null })
  expect(fields(id)).toEqual(before)
  expect([boundTo(id), shownOn(id)]).toEqual([1, 1])
  expect(undoAct(room.deps, USER, act!)).toBeNull()
})

test('a letter that came while the card was deleted stands on it when the deletion is taken back', () => {
  letter()
  const id = card('Анна Белова', [ANNA])
  const act = removeContact(room.deps, USER, id)
  letter()
  undoAct(room.deps, USER, act!)
  expect([boundTo(id), shownOn(id)]).toEqual([2, 2])
})

test('after a merge the letters of both stand under the survivor, none twice, and conversations are left alone', () => {
  const first = letter()
  letter({ from: OLEG, to: [US], cc: [], inReplyTo: `m${first}@x` })
  letter({ from: US, to: [ANNA, OLEG] })
  letter({ from: OLEG })
  const anna = card('Анна Белова', [ANNA], { phones: ['+7 912 555-01-42'] })
  const oleg = card('А. Белова', [OLEG], { phones: ['8 912 555 01 42', '118'], position: 'закупки' })
  const conversations = room.conversations(ours)
  const acts = mergeContacts(room.deps, USER, anna, [oleg], { name: 'Анна Белова' })
  expect(acts).toHaveLength(1)
  expect(fields(oleg)).toBeNull()
  expect(fields(anna)).toMatchObject({
    name: 'Анна Белова',
    position: 'закупки',
    emails: [ANNA, OLEG],
    phones: ['+7 912 555-01-42', '118'],
  })
  const { letters: shown } = feedLetters(room.store.reader, [ours, others], [anna], {
    kind: 'all',
    below: null,
    limit: 50,
  })
  expect(new Set(shown.map((one) => one.id)).size).toBe(shown.length)
  expect([shown.length, counted(anna)]).toEqual([4, 4])
  expect(room.conversations(ours)).toEqual(conversations)
  expect(room.store.reader.sql("SELECT what FROM journal WHERE what = 'contact.merged'").all()).toHaveLength(1)
})

test('a merge is taken back for 30 days: each has his own again, also what came since', () => {
  letter()
  letter({ from: OLEG })
  const anna = card('Анна Белова', [ANNA], { phones: ['+7 912 555-01-42'] })
  const oleg = card('Олег Ващенко', [OLEG], { position: 'инженер', company: 'СкладТранс' })
  const before = [fields(anna), fields(oleg)]
  const [act] = mergeContacts(room.deps, USER, anna, [oleg], { name: 'Олег Ващенко' }) ?? []
  letter({ from: OLEG })
  updateContact(room.deps, USER, anna, { note: 'записано после' })
  expect(undoAct(room.deps, USER, act!)).toEqual({ contact: oleg, company: null })
  expect(fields(oleg)).toEqual(before[1])
  expect(fields(anna)).toEqual({ ...before[0], note: 'записано после' })
  expect([boundTo(anna), boundTo(oleg)]).toEqual([1, 2])
  expect([shownOn(anna), shownOn(oleg)]).toEqual([1, 2])
})

test('a merge of long ago is not taken back', () => {
  const anna = card('Анна Белова', [ANNA])
  const oleg = card('Олег Ващенко', [OLEG])
  const [act] = mergeContacts(room.deps, USER, anna, [oleg], {}) ?? []
  room.store.write((tx) => tx.sql('UPDATE card_acts SET at = at - ?').run(31 * DAY))
  expect(undoAct(room.deps, USER, act!)).toBeNull()
  expect(fields(oleg)).toBeNull()
})

test('who has the same address, phone or name is a pair, until somebody says that they are two', () => {
  const pairs = () => openPairs(room.store.reader, 10).map(({ a, b, because }) => [a, b, because])
  const one = card('Олег Ващенко', [OLEG], { phones: ['+7 912 555-01-42'] })
  const two = card('О. Ващенко', ['o@mail.example'], { phones: ['8 (912) 555-01-42'] })
  const three = card('Ващенко Олег', ['third@mail.example'])
  expect(pairs()).toEqual([
    [one, three, 'name'],
    [one, two, 'phone'],
  ])
  room.store.write((tx) => judgePair(tx, three, one, USER, 1))
  updateContact(room.deps, USER, three, { note: 'другой человек' })
  expect(pairs()).toEqual([[one, two, 'phone']])
  updateContact(room.deps, USER, two, { phones: { from: '8 (912) 555-01-42' } })
  expect(openPairsCount(room.store.reader)).toBe(0)
})

test('the letters of an address that two cards share show on both', () => {
  letter()
  const one = card('Анна Белова', [ANNA])
  const two = card('Бухгалтерия', [ANNA])
  expect([boundTo(one), boundTo(two)]).toEqual([1, 0])
  expect([counted(one), counted(two)]).toEqual([1, 1])
})

test('a new person with an address of the company joins it, and a deletion of the company is taken back', () => {
  const company = createCompany(room.deps, USER, { name: 'СкладТранс', note: '', domains: ['sklad.example'] })
  const anna = card('Анна Белова', [ANNA])
  const oleg = room.store.write((tx) =>
    addContact(tx, { name: 'Олег', email: 'oleg@mail.sklad.example', origin: 'reply' }, 5),
  )
  const stranger = card('Вера', ['vera@notsklad.example'])
  expect([anna, oleg, stranger].map((id) => fields(id)?.company)).toEqual(['СкладТранс', 'СкладТранс', null])
  const joined = room.store.reader
    .sql("SELECT name FROM card_acts WHERE what = 'joined' AND company_id = ? ORDER BY name")
    .all(company)
  expect(joined).toEqual([{ name: 'mail.sklad.example' }, { name: 'sklad.example' }])

  updateCompany(room.deps, USER, company, { name: 'Склад-Транс' })
  expect(found('склад транс')).toEqual([anna, oleg])
  const act = removeCompany(room.deps, USER, company)
  expect(fields(anna)).toMatchObject({ company: null })
  expect(undoAct(room.deps, USER, act!)).toEqual({ contact: null, company })
  expect(companyRow(room.store.reader, [ours], company as CompanyId)).toMatchObject({
    name: 'Склад-Транс',
    contacts: 2,
    domains: ['sklad.example'],
  })
})

test('the table sorts by every column, page by page, those without a value last', () => {
  const names = ['Глеб', 'Анна', 'Борис', 'Вера', 'Дарья']
  const ids = names.map((name, n) =>
    card(name, [`${n}@firm.example`], {
      position: n === 1 ? '' : `должность ${9 - n}`,
      phones: n === 2 ? [] : [`+7 912 555-01-4${n}`],
    }),
  )
  letter({ from: '3@firm.example' })
  letter({ from: '0@firm.example' })
  letter({ from: '4@firm.example', box: OTHERS })
  const [gleb, anna, boris, vera, darya] = ids
  expect(paged('name')).toEqual([anna, boris, vera, gleb, darya])
  expect(paged('name', true)).toEqual([darya, gleb, vera, boris, anna])
  expect(paged('position')).toEqual([darya, vera, boris, gleb, anna])
  expect(paged('email')).toEqual(ids)
  expect(paged('phone')).toEqual([gleb, anna, vera, darya, boris])
  expect(paged('last', true)).toEqual([gleb, vera, anna, boris, darya])
  expect(paged('last')).toEqual([vera, gleb, anna, boris, darya])
  expect(paged('state')).toEqual([gleb, vera, anna, boris, darya])
  expect(paged('state', true)).toEqual([gleb, vera, anna, boris, darya])
  expect(found('912 555 01 43')).toEqual([vera])
  expect(found('9125550140')).toEqual([gleb])

  function paged(order: Parameters<typeof contactsPage>[2]['order'], desc = false): ContactId[] {
    const seen: ContactId[] = []
    let after: Parameters<typeof contactsPage>[2]['after'] = null
    do {
      const { ids: page, last } = contactsPage(room.store.reader, [ours], { words: [], order, desc, limit: 2, after })
      seen.push(...page)
      after = last
    } while (after)
    return seen
  }
})

function found(text: string): ContactId[] {
  return contactsPage(room.store.reader, [ours], {
    words: text.split(' '),
    order: 'name',
    desc: false,
    limit: 50,
    after: null,
  }).ids
}
