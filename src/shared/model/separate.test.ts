import { expect, test } from 'vitest'
import { lettersOf } from './separate.ts'

const person = (email: string) => ({ name: '', email })
const two = { to: [person('a@b.ru'), person('c@d.ru')], cc: [], bcc: [], mode: 'new', replyTo: null, isCommon: false }

test('a new letter to two people is two letters, and neither sees the other', () => {
  expect(lettersOf(two)).toEqual([
    { to: [person('a@b.ru')], cc: [], bcc: [] },
    { to: [person('c@d.ru')], cc: [], bcc: [] },
  ])
})

test('an answer, a letter with a copy and one made common by hand are one letter', () => {
  expect(lettersOf({ ...two, mode: 'reply-all', replyTo: 5 })).toHaveLength(1)
  expect(lettersOf({ ...two, cc: [person('boss@b.ru')] })).toHaveLength(1)
  expect(lettersOf({ ...two, bcc: [person('boss@b.ru')] })).toHaveLength(1)
  expect(lettersOf({ ...two, isCommon: true })).toHaveLength(1)
})

test('somebody who stands twice among the recipients gets one letter', () => {
  expect(lettersOf({ ...two, to: [person('a@b.ru'), person('A@B.ru'), person('c@d.ru')] })).toHaveLength(2)
  expect(lettersOf({ ...two, to: [person('a@b.ru'), person('A@B.ru')] })).toHaveLength(1)
})
