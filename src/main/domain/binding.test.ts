import { expect, test } from 'vitest'
import { bind, type Candidate } from './binding.ts'
import { contactOnReply, contactsOfHistory } from './creation.ts'
import { identityOf } from './identity.ts'

const contact = (contactId: number, over: Partial<Candidate> = {}): Candidate => ({
  contactId,
  email: 'anna@x.ru',
  createdAt: contactId,
  lastHereAt: null,
  ...over,
})
const facts = { direction: 'in' as const, conversation: null, sender: [], recipients: [] }

test('a letter belongs to the contact of its sender, ours to that of its recipient', () => {
  expect(bind({ ...facts, sender: [contact(5)] })).toEqual({
    finder: 'sender',
    contactId: 5,
    email: 'anna@x.ru',
    confidence: 1,
  })
  const recipients = [contact(7, { email: 'vera@y.ru' }), contact(5)]
  expect(bind({ ...facts, direction: 'out', recipients })).toMatchObject({
    finder: 'recipient',
    contactId: 7,
    confidence: 1,
  })
  expect(bind(facts)).toMatchObject({ finder: 'none', contactId: null })
})

test('of several contacts with one address the last active in the conversation wins, else the oldest', () => {
  expect(bind({ ...facts, sender: [contact(5), contact(3), contact(9, { lastHereAt: 100 })] })).toMatchObject({
    contactId: 9,
    confidence: 0.7,
  })
  expect(bind({ ...facts, sender: [contact(5), contact(3)] })).toMatchObject({ contactId: 3 })
})

test('what a person chose for the conversation holds, and an unknown colleague stands with the client', () => {
  expect(bind({ ...facts, conversation: { contactId: 2, isByHand: true }, sender: [contact(5)] })).toMatchObject({
    finder: 'conversation',
    contactId: 2,
    confidence: 1,
  })
  expect(bind({ ...facts, conversation: { contactId: 2, isByHand: false }, sender: [contact(5)] })).toMatchObject({
    finder: 'sender',
    contactId: 5,
  })
  expect(bind({ ...facts, conversation: { contactId: 2, isByHand: false } })).toMatchObject({
    finder: 'conversation',
    contactId: 2,
    confidence: 0.5,
  })
})

const rules = { isKnown: (email: string) => email === 'known@x.ru', isOwn: (email: string) => email === 'me@office.ru' }
const person = (email: string, name = '') => ({ name, email })

test('whom we answered becomes a contact under the name he signs with', () => {
  const answered = { from: person('anna@x.ru', 'Белова, Анна'), isAutomatic: false }
  expect(contactOnReply(answered, [person('anna@x.ru')], rules)).toEqual({ name: 'Анна Белова', email: 'anna@x.ru' })
  expect(contactOnReply(answered, [person('vera@y.ru')], rules)).toEqual({ name: 'vera', email: 'vera@y.ru' })
})

test('nobody becomes a contact twice, nor do machines and we ourselves', () => {
  for (const email of ['known@x.ru', 'me@office.ru', 'no-reply@shop.ru'])
    expect(contactOnReply({ from: person(email), isAutomatic: false }, [person(email)], rules)).toBeNull()
  expect(contactOnReply({ from: person('anna@x.ru'), isAutomatic: true }, [person('anna@x.ru')], rules)).toBeNull()
})

test('of the past only those become contacts whom we wrote to', () => {
  const people = { to: [person('anna@x.ru'), person('known@x.ru')], cc: [person('vera@y.ru'), person('anna@x.ru')] }
  expect(contactsOfHistory({ direction: 'out', ...people }, rules).map((one) => one.email)).toEqual([
    'anna@x.ru',
    'vera@y.ru',
  ])
  expect(contactsOfHistory({ direction: 'in', ...people }, rules)).toEqual([])
})

test('the same letter has one identity wherever it lies, another text under its id is another letter', () => {
  const letter = { messageId: 'm1', from: 'a@b.ru', dateAsWritten: 'Mon,  1 Nov 2026', contentHash: 'abc' }
  expect(identityOf({ ...letter, dateAsWritten: 'Mon, 1 Nov 2026 ' })).toBe(identityOf(letter))
  expect(identityOf({ ...letter, contentHash: 'abd' })).not.toBe(identityOf(letter))
  expect(identityOf({ ...letter, messageId: '', from: 'x@y.ru' })).toBe(identityOf({ ...letter, messageId: '' }))
})
