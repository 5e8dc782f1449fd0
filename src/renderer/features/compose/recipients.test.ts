import { expect, test } from 'vitest'
import { m } from '../../../shared/i18n/paraglide/messages.js'
import type { Letter } from '../../../shared/model/conversation.ts'
import { addressFault, answerTo, hasOthers, lettersThatGo, withoutRepeats } from './recipients.ts'

const person = (email: string) => ({ name: '', email })
// Only the fields that an answer looks at; the rest of a letter does not matter here.
const letter = (parts: Partial<Letter>): Letter =>
  ({
    direction: 'in',
    from: person('anna@client.ru'),
    to: [person('sales@our.ru')],
    cc: [],
    replyTo: null,
    ...parts,
  }) as Letter
const ours = ['Sales@our.ru', 'info@our.ru']

test('an answer goes where the sender asks for it', () => {
  expect(answerTo(letter({ replyTo: person('desk@client.ru') }), 'reply', ours).to).toEqual([person('desk@client.ru')])
})

test('an answer to all leaves our own boxes out and reaches everybody once', () => {
  const got = letter({
    to: [person('sales@our.ru'), person('oleg@client.ru')],
    cc: [person('ANNA@client.ru'), person('info@our.ru'), person('boss@client.ru')],
  })
  expect(answerTo(got, 'reply-all', ours)).toEqual({
    to: [person('anna@client.ru'), person('oleg@client.ru')],
    cc: [person('boss@client.ru')],
    bcc: [],
  })
  expect(hasOthers(got, ours)).toBe(true)
  expect(hasOthers(letter({}), ours)).toBe(false)
})

test('on our own letter one writes again to the same people, not to oneself', () => {
  const sent = letter({ direction: 'out', from: person('sales@our.ru'), to: [person('anna@client.ru')] })
  expect(answerTo(sent, 'reply', ours).to).toEqual([person('anna@client.ru')])
})

test('an address in To and CC stays in To', () => {
  expect(withoutRepeats({ to: [person('a@b.ru')], cc: [person('A@B.ru')], bcc: [person('c@d.ru')] })).toEqual({
    to: [person('a@b.ru')],
    cc: [],
    bcc: [person('c@d.ru')],
  })
})

test('an address that cannot be reached says why, also one with a line break inside', () => {
  expect(addressFault(person('anna@client'))).toBe(m.compose_bad_no_ending())
  expect(addressFault(person('anna@client.ru\nBcc: all@client.ru'))).toBe(m.writing_bad_line_break())
  expect(addressFault({ name: 'Анна\r\nBcc: all@client.ru', email: 'anna@client.ru' })).toBe(m.writing_bad_line_break())
  expect(addressFault(person('anna@client.ru'))).toBeUndefined()
})

test('an address that is none counts for no letter', () => {
  const to = ['one@client.ru', 'two@client.ru', 'three', 'four@@client.ru'].map(person)
  const written = { mailboxId: null, to, cc: [], bcc: [], subject: '', html: '', replyTo: null, mode: 'new' as const }
  const content = { ...written, conversationId: null, afterSend: 'waiting' as const }
  const flags = { isSigned: true, isQuoted: true, isCommon: false }
  expect(lettersThatGo({ ...content, ...flags })).toBe(2)
  expect(lettersThatGo({ ...content, ...flags, to: to.slice(1) })).toBe(1)
})
